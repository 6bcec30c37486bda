// Distributions without parameters, computed as JAX computes them.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full, reduceSum } from '../../primitives/structure/broadcast.js'
import type { DTypeName } from '../../support/dtype.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import type { FloatDType, Mut, Shape } from '../../types/index.js'
import { tan } from '../elementwise/float-functions.js'
import { typed } from '../signatures/signatures.js'
import { aboveMinusOne, between, checkFloatDType, dtypeEpsilon, fractions, ranged, tiny } from './bits.js'
import type { Key } from './key.js'
import type { DistributionOptions } from './parameters.js'

/** A distribution without parameters. */
export type StandardDistribution = <const S extends Shape, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  options?: DistributionOptions<D>,
) => Tensor<Mut<S>, D>

type Draw = (operation: string, key: unknown, shape: Dims, dtype: DTypeName) => Tensor

const standard =
  (operation: string, draw: Draw): StandardDistribution =>
  (key, shape, options) => {
    const { dtype } = optionsOf<DistributionOptions>(operation, options, { dtype: 'float32' })
    checkFloatDType(operation, dtype)
    checkShape(shape, operation)
    return typed(draw(operation, key, shape, dtype))
  }

/** Standard normal numbers, for other distributions too. */
export const normalOf: Draw = (operation, key, shape, dtype) => normalFrom(fractions(operation, key, shape, dtype))

/** The same, of fractions. */
export function normalFrom(fraction: Tensor): Tensor {
  const u = ranged(fraction, aboveMinusOne(fraction.dtype), 1)
  return p.mul(full(Math.SQRT2, u), p.erfInv(u))
}

/** Exponential numbers, for other distributions too. */
export const exponentialOf: Draw = (operation, key, shape, dtype) => p.neg(p.log1p(p.neg(fractions(operation, key, shape, dtype))))

/** Gumbel numbers, for other distributions too. */
export const gumbelOf: Draw = (operation, key, shape, dtype) =>
  p.neg(p.log(p.neg(p.log(between(operation, key, shape, dtype, tiny(dtype), 1)))))

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
export const normal: StandardDistribution = standard('random.normal', normalOf)

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
export const exponential: StandardDistribution = standard('random.exponential', exponentialOf)

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
export const gumbel: StandardDistribution = standard('random.gumbel', gumbelOf)

/**
 * Laplace distributed floats of mean 0 and scale 1: `sign(u) · ln(1 - |u|)` of a uniform u in (-1, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.laplace(random.key(0), [2]).shape // [2]
 * ```
 */
export const laplace: StandardDistribution = standard('random.laplace', (operation, key, shape, dtype) => {
  const u = between(operation, key, shape, dtype, aboveMinusOne(dtype), 1)
  return p.mul(p.sign(u), p.log1p(p.neg(p.abs(u))))
})

/**
 * Logistically distributed floats of mean 0 and scale 1: `ln u - ln(1 - u)` of a uniform u in (0, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.logistic(random.key(0), [2]).shape // [2]
 * ```
 */
export const logistic: StandardDistribution = standard('random.logistic', (operation, key, shape, dtype) => {
  const u = between(operation, key, shape, dtype, tiny(dtype), 1)
  return p.sub(p.log(u), p.log1p(p.neg(u)))
})

/**
 * Cauchy distributed floats: `tan(π(u - ½))` of a uniform u in (0, 1). They have neither mean nor variance.
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.cauchy(random.key(0), [2]).shape // [2]
 * ```
 */
export const cauchy: StandardDistribution = standard('random.cauchy', (operation, key, shape, dtype) => {
  const u = between(operation, key, shape, dtype, dtypeEpsilon(dtype), 1)
  return tan(typed<Shape, FloatDType>(p.mul(full(Math.PI, u), p.sub(u, full(0.5, u)))))
})

/**
 * Maxwell distributed floats: the lengths of normally distributed vectors of three components.
 * @param key uint32[2]
 * @param shape what to fill
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is float
 * @example
 * ```
 * random.maxwell(random.key(0), [100]).greater(0).all().item() // true
 * ```
 */
export const maxwell: StandardDistribution = standard('random.maxwell', (operation, key, shape, dtype) => {
  const x = normalOf(operation, key, [...shape, 3], dtype)
  return p.sqrt(reduceSum(p.mul(x, x), [shape.length]))
})
