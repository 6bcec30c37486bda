// What tests of transforms through the package's public names share: every device, and trees of tensors against trees of numbers.

import { availableDevices, type Shape, type Tensor, tensor, tree, useDevice } from 'tenet'
import { beforeAll, describe } from 'vitest'

/** Registers the tests once for each device. */
export const onEachDevice = (body: () => void): void =>
  describe.each(availableDevices())('on %s', device => {
    beforeAll(() => useDevice(device))
    body()
  })

/** `cos(1.3 i + seed)`: smooth, distinct values, the same in other languages. */
export function wave<const S extends Shape>(shape: S, seed: number): Tensor<{ -readonly [I in keyof S]: S[I] }, 'float64'> {
  const size = shape.reduce((a, b) => a * b, 1)
  const values = Float64Array.from({ length: size }, (_, i) => Math.cos(1.3 * i + seed))
  return tensor(values, shape) as unknown as Tensor<{ -readonly [I in keyof S]: S[I] }, 'float64'>
}

/** The tree with nested arrays in the place of its tensors. */
export const plain = (of: unknown): unknown => tree.map(of, (leaf: Tensor) => leaf.toArray())

/** The largest difference of numbers at the same place of two trees; infinite where they differ otherwise. */
export function distance(got: unknown, expected: unknown): number {
  if (typeof got === 'number' && typeof expected === 'number') return Object.is(got, expected) ? 0 : Math.abs(got - expected)
  if (typeof got !== 'object' || got === null || typeof expected !== 'object' || expected === null) return got === expected ? 0 : Infinity
  const other = new Map<string, unknown>(Object.entries(expected))
  const entries = Object.entries(got)
  return entries.length === other.size ? Math.max(0, ...entries.map(([key, value]) => distance(value, other.get(key)))) : Infinity
}

/** float64 numbers of size 1 that other libraries compute with other roundings. */
export const roundingTolerance = 1e-12
