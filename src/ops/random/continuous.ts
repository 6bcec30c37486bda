// Continuous distributions, computed as JAX computes them, step by step: the numbers differ from JAX's by no more than the last bits of
// the logarithm and the inverse error function.

import { arrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { full } from '../../primitives/broadcast.js'
import * as p from '../../primitives/elementwise.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import type { FloatDType, Mut, Shape } from '../../types/index.js'
import { stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { between, checkFloatDType, fractions } from './bits.js'
import type { Key } from './key.js'

/** What `uniform` takes. */
export interface UniformOptions<D extends FloatDType = FloatDType> {
  /** The smallest value, inclusive. Default 0. */
  readonly min?: number
  /** The largest value, exclusive up to rounding. Default 1. */
  readonly max?: number
  /** Default float32. */
  readonly dtype?: D
}

/**
 * Uniformly distributed floats in [min, max).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options min, default 0; max, default 1; dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and finite bounds, min ≤ max; DTypeError unless the dtype is float
 * @example
 * ```
 * random.uniform(random.key(0), [3]).less(1).all().item() // true
 * ```
 * @deviation from JAX in the last bit unless min is 0: its compiler rounds `u · (max - min) + min` once, here each operation rounds.
 */
export function uniform<const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  options: UniformOptions<D> = {},
): Tensor<Mut<S>, D> {
  const { min = 0, max = 1, dtype = 'float32' } = options
  if (!(min <= max && Number.isFinite(max - min)))
    throw new ArgumentError(`random.uniform: bounds must be finite with min ≤ max; got ${min} and ${max}`)
  return typed(between('random.uniform', key, shape, dtype, min, max))
}

/** What distributions without other options take. */
export interface DistributionOptions<D extends FloatDType = FloatDType> {
  /** Default float32. */
  readonly dtype?: D
}

/** The smallest number above -1. */
const aboveMinusOne = (dtype: DTypeName): number => -1 + (dtypeInfo(dtype).bits === 64 ? 2 ** -53 : 2 ** -24)

/**
 * Normally distributed floats of mean 0 and variance 1: `√2 · erf⁻¹(u)` of a uniform u in (-1, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.normal(random.key(0), [2, 3]).shape // [2, 3]
 * ```
 */
export function normal<const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  options: DistributionOptions<D> = {},
): Tensor<Mut<S>, D> {
  const { dtype = 'float32' } = options
  checkFloatDType('random.normal', dtype)
  const u = between('random.normal', key, shape, dtype, aboveMinusOne(dtype), 1)
  return typed(p.mul(full(Math.SQRT2, u), p.erfInv(u)))
}

/**
 * Normally distributed floats of mean 0 and variance 1 among those between two bounds.
 * @param key uint32[2]
 * @param shape what to fill
 * @param low the lower bound, exclusive
 * @param high the upper bound, exclusive
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and low < high, DTypeError unless the dtype is float
 * @example
 * ```
 * random.truncatedNormal(random.key(0), [100], -2, 2).abs().less(2).all().item() // true
 * ```
 */
export function truncatedNormal<const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  low: number,
  high: number,
  options: DistributionOptions<D> = {},
): Tensor<Mut<S>, D> {
  if (!(low < high)) throw new ArgumentError(`random.truncatedNormal: bounds must be numbers with low < high; got ${low} and ${high}`)
  const dtype: DTypeName = options.dtype ?? 'float32'
  const fraction = fractions('random.truncatedNormal', key, shape, dtype)
  const scalar = arrayType([], dtype)
  const spread = (x: Tensor): Tensor => stretch(x, fraction.shape)
  const root = full(Math.SQRT2, scalar)
  const [a, b] = [p.erf(p.div(full(low, scalar), root)), p.erf(p.div(full(high, scalar), root))]
  const u = p.max(spread(a), p.add(p.mul(fraction, spread(p.sub(b, a))), spread(a)))
  const drawn = p.mul(spread(root), p.erfInv(u))
  // Rounding does not push a number out of the open range.
  return typed(p.clamp(full(next(low, 1, dtype), drawn), drawn, full(next(high, -1, dtype), drawn)))
}

/** The neighbour of a number among those of a float dtype. */
function next(x: number, direction: 1 | -1, dtype: DTypeName): number {
  const { store, bits: width } = dtypeInfo(dtype)
  const at = store(x)
  if (!Number.isFinite(at)) return at
  const smallest = width === 64 ? 2 ** -1074 : 2 ** -149
  const ulp = Math.max(smallest, 2 ** (Math.floor(Math.log2(Math.abs(at) || smallest)) - (width === 64 ? 52 : 23)))
  // Half of it below a power of two, where neighbours are closer.
  const closer = store(at + (direction * ulp) / 2)
  return closer !== at ? closer : store(at + direction * ulp)
}

/**
 * Exponentially distributed floats of rate 1: `-ln(1 - u)` of a uniform u in [0, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.exponential(random.key(0), [100]).greaterEqual(0).all().item() // true
 * ```
 */
export function exponential<const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  options: DistributionOptions<D> = {},
): Tensor<Mut<S>, D> {
  const u = fractions('random.exponential', key, shape, options.dtype ?? 'float32')
  return typed(p.neg(p.log1p(p.neg(u))))
}

/** The smallest normal number. */
const tiny = (dtype: DTypeName): number => (dtypeInfo(dtype).bits === 64 ? 2 ** -1022 : 2 ** -126)

/** The same, for other distributions and any dtype. */
export function gumbelOf(operation: string, key: Key, shape: Shape, dtype: DTypeName): Tensor {
  checkFloatDType(operation, dtype)
  return p.neg(p.log(p.neg(p.log(between(operation, key, shape, dtype, tiny(dtype), 1)))))
}

/**
 * Gumbel distributed floats: `-ln(-ln u)` of a uniform u in (0, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.gumbel(random.key(0), [2]).shape // [2]
 * ```
 */
export function gumbel<const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  options: DistributionOptions<D> = {},
): Tensor<Mut<S>, D> {
  return typed(gumbelOf('random.gumbel', key, shape, options.dtype ?? 'float32'))
}
