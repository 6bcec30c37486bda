// Numbers that both sides of a comparison make for themselves: hashes of their index, as the scripts in test/golden state them.

import { grad, isTensor, jit, type Tensor, tensor } from 'tenet'
import { expect } from 'vitest'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { flatten, paths, unflatten } from '../../src/support/tree.js'

/** `((40503 i + 12345 salt) mod 65536 - 32768) / 65536`, in ±1/2. */
export const hashed = (shape: Dims, salt: number, dtype: 'float32' | 'float64' = 'float64'): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => (((40503 * i + 12345 * salt) % 65536) - 32768) / 65536),
    shape,
    dtype,
  )

/** A tree like the one given, its leaves hashed by their place in it. */
export function hashedLike<T>(tree: T, dtype: 'float32' | 'float64' = 'float64', salt = 0): T {
  const { leaves, structure } = flatten(tree, isTensor)
  return unflatten(
    structure,
    leaves.map(({ shape }, i) => hashed(shape, i + salt, dtype)),
  ) as T
}

/** Every element within `bound` of what is expected, relative to it where it is larger than 1. */
export function expectClose(what: string, got: Tensor | undefined, expected: readonly number[] | undefined, bound: number): void {
  const values = Array.from((got ?? tensor([])).dataSync(), Number)
  expect([what, values.length]).toEqual([what, expected?.length])
  const worst = values.reduce((most, value, i) => {
    const e = expected?.[i] ?? Number.NaN
    const difference = Math.abs(value - e) / Math.max(1, Math.abs(e))
    return Math.max(difference, most)
  }, 0)
  expect(worst, `${what}: largest difference`).toBeLessThanOrEqual(bound)
}

/** The leaves of a tree by their paths. */
export function namedLeaves(tree: unknown): Readonly<Record<string, Tensor>> {
  const { leaves, structure } = flatten(tree, isTensor)
  return Object.fromEntries(paths(structure).map((path, i) => [path, leaves[i] as Tensor]))
}

/** The gradients of a scalar by each of its arguments, compiled. */
export const gradientsOf = (loss: (...args: never[]) => Tensor, args: readonly unknown[]): readonly unknown[] => {
  const compiled = jit(grad(loss as never, { argnums: args.map((_, i) => i) }) as never) as unknown
  return (compiled as (...given: readonly unknown[]) => readonly unknown[])(...args)
}
