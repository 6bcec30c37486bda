// What distributions take besides key and shape: parameters as numbers, which are checked, or as floats that stretch to the shape, whose
// elements cannot be; and the dtype, which is that of the parameters unless given.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { type DTypeName, promoteDTypes } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import type { Argument, BroadcastTo, FloatDType, Mut, Shape } from '../../types/index.js'
import { checkKind, floatKind, show, stretchTo } from '../signatures/operands.js'
import { checkFloatDType } from './bits.js'

/** What distributions without other options take. */
export interface DistributionOptions<D extends FloatDType = FloatDType> {
  /** That of the parameters unless given; float32 where they are numbers. */
  readonly dtype?: D | undefined
}

/** A parameter of a distribution: one number, or floats of shape P that stretch to the shape S that is drawn. */
export type Parameter<P extends Shape, S extends Shape, D extends FloatDType> = number | Argument<BroadcastTo<P, Mut<S>>, Tensor<P, D>>

/** What a number must be to be a parameter. */
export interface Condition {
  readonly text: string
  readonly holds: (x: number) => boolean
}

export const finite: Condition = { text: 'finite', holds: Number.isFinite }
export const positive: Condition = { text: 'positive and finite', holds: x => x > 0 && x < Number.POSITIVE_INFINITY }
export const notNegative: Condition = { text: 'finite and not negative', holds: x => x >= 0 && x < Number.POSITIVE_INFINITY }
export const inUnitInterval: Condition = { text: 'in 0 … 1', holds: x => x >= 0 && x <= 1 }

/** A parameter as it was given. */
export type Given = readonly [name: string, value: unknown, must: Condition]

/**
 * The dtype to draw.
 * @throws DTypeError where the parameters do not promote to it
 */
export function dtypeOf(operation: string, given: readonly Given[], dtype: unknown): DTypeName {
  if (dtype !== undefined) checkFloatDType(operation, dtype)
  let common: DTypeName | undefined = dtype
  for (const [name, value] of given) {
    if (!isTensor(value)) continue
    checkKind(operation, value, floatKind, name)
    const promoted = common === undefined ? value.dtype : promoteDTypes(common, value.dtype)
    if (promoted === undefined || (dtype !== undefined && promoted !== dtype))
      throw new DTypeError(
        `${operation}: parameters must promote to the dtype; expected ${common}, got ${name} ${showType(value)}; cast it first`,
      )
    common = promoted
  }
  return common ?? 'float32'
}

/**
 * A parameter as a tensor of the shape.
 * @throws ArgumentError when it is a number that it must not be, ShapeError when it does not stretch to the shape
 */
export function parameter(operation: string, [name, value, must]: Given, shape: Dims, dtype: DTypeName): Tensor {
  if (isTensor(value)) return stretchTo(operation, name, cast(value, dtype), shape)
  if (typeof value !== 'number') throw new ArgumentError(`${operation}: ${name} must be a number or a tensor; got ${show(value)}`)
  if (!must.holds(value)) throw new ArgumentError(`${operation}: ${name} must be ${must.text}; got ${value}`)
  return full(value, { shape, dtype })
}

/** All parameters of a distribution as tensors of one shape and dtype. */
export function parameters<const G extends readonly Given[]>(
  operation: string,
  shape: unknown,
  given: G,
  options: DistributionOptions | undefined,
): { readonly dtype: DTypeName; readonly values: { readonly [I in keyof G]: Tensor } } {
  checkShape(shape, operation)
  const common = dtypeOf(operation, given, optionsOf(operation, options, { dtype: undefined }).dtype)
  const values = given.map(one => parameter(operation, one, shape, common))
  // One tensor for each parameter, which `map` does not say of tuples.
  return { dtype: common, values: values as { readonly [I in keyof G]: Tensor } }
}
