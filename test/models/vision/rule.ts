// The rule of test/golden/vision/rule.py: weights, statistics and images as hashes of a tensor's name and of each element's index.

import { type Tensor, tensor, tree } from 'tenet'
import { type Dims, sizeOf } from '../../../src/support/shape.js'

const fnv1a = (name: string): number =>
  [...new TextEncoder().encode(name)].reduce((h, byte) => Math.imul(h ^ byte, 16777619), 2166136261 | 0)

/** `f(u)` for each element, u in [-1/2, 1/2). */
export function hashed(name: string, shape: Dims, f: (u: number) => number): Tensor {
  const seed = fnv1a(name)
  const values = new Float32Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) {
    let x = (Math.imul(i, 2654435761) + seed) | 0
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    values[i] = f(((x ^ (x >>> 16)) >>> 8) / 2 ** 24 - 0.5)
  }
  return tensor(values, shape)
}

export const twice = (u: number): number => 2 * u

/** The tensor of a state dict. */
export function filled(name: string, { shape }: Tensor): Tensor {
  if (name.endsWith('num_batches_tracked')) return tensor(3n, 'int64')
  if (shape.length > 1) {
    const bound = Math.sqrt(6 / sizeOf(shape.slice(1)))
    return hashed(name, shape, u => 2 * u * bound)
  }
  return hashed(name, shape, name.endsWith('running_var') || name.endsWith('.weight') ? u => 1 + u / 2 : u => u / 5)
}

/** A tree like the parameters of a network, filled. Networks share names: large tensors of the one before are not made again. */
export function filler(): <P>(params: P) => P {
  let before = new Map<string, Tensor>()
  return params => {
    const made = new Map<string, Tensor>()
    const fill = (leaf: Tensor, path: string): Tensor => {
      const name = `${path} ${leaf.shape}`
      const value = before.get(name) ?? filled(path, leaf)
      made.set(name, value)
      return value
    }
    const result = tree.map(params as Readonly<Record<string, Tensor>>, fill as never)
    before = made
    return result as typeof params
  }
}
