// Recipes of random graphs that any backend must run: lists of small numbers. Every list is a legal program, so that a failure shrinks by
// dropping steps and lowering numbers.

import fc from 'fast-check'
import { type DTypeName, realDTypes } from '../../src/support/dtype.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'

/** An operation: which one, on which values, with which parameters; everything modulo what is possible. */
export interface Step {
  readonly operation: number
  readonly values: readonly number[]
  readonly numbers: readonly number[]
}

export interface Recipe {
  readonly inputs: readonly { readonly shape: Dims; readonly dtype: DTypeName }[]
  readonly steps: readonly Step[]
  /** Values that are results besides those that nothing uses. */
  readonly results: readonly number[]
}

const most = 4000
const shape = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(1, 2, 7, 16, 17, 33), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(0, 1, 3), { minLength: 1, maxLength: 3 }) },
)
const dtype = fc.oneof(
  { weight: 4, arbitrary: fc.constant<DTypeName>('float32') },
  { weight: 6, arbitrary: fc.constantFrom<DTypeName[]>(...realDTypes) },
)
const small = fc.nat({ max: 1000 })

/** Sizes of large arrays, for programs that are not run. */
export const large = fc.array(fc.constantFrom(1, 2, 7, 64, 300, 1024), { minLength: 1, maxLength: 3 })

/** @param shapes of the inputs */
export const recipe = (steps: number, shapes: fc.Arbitrary<Dims> = shape.filter(s => sizeOf(s) <= most)): fc.Arbitrary<Recipe> =>
  fc.record({
    inputs: fc.array(fc.record({ shape: shapes, dtype }), { minLength: 1, maxLength: 3 }),
    steps: fc.array(
      fc.record({
        operation: small,
        values: fc.array(small, { minLength: 3, maxLength: 3 }),
        numbers: fc.array(small, { minLength: 8, maxLength: 8 }),
      }),
      { minLength: Math.floor(steps / 3), maxLength: steps, size: 'max' },
    ),
    results: fc.array(small, { maxLength: 3 }),
  })
