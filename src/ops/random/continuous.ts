// Continuous distributions with parameters, computed as JAX computes them, step by step: the numbers differ from JAX's by no more than the
// last bits of logarithms, exponentials and the inverse error function. What is drawn is a smooth function of the parameters, so it
// differentiates with respect to them.

import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { FloatDType, Mut, Shape } from '../../types/index.js'
import { typed } from '../signatures/signatures.js'
import { between, fractions, stretched } from './bits.js'
import { checkKey, type Key, split } from './key.js'
import { type Condition, type DistributionOptions, finite, type Parameter, parameters, positive } from './parameters.js'
import { exponentialOf, normalOf } from './standard.js'

/** What `uniform` takes. */
export interface UniformOptions<
  D extends FloatDType = FloatDType,
  S extends Shape = Shape,
  A extends Shape = Shape,
  B extends Shape = Shape,
> {
  /** The smallest value, inclusive. Default 0. */
  readonly min?: Parameter<A, S, D>
  /** The largest value, exclusive up to rounding. Default 1. */
  readonly max?: Parameter<B, S, D>
  /** That of the bounds unless given; float32 where they are numbers. */
  readonly dtype?: D | undefined
}

/**
 * Uniformly distributed floats in [min, max).
 * @param key uint32[2]
 * @param shape what to fill
 * @param options min, default 0; max, default 1; each a number, or floats that stretch to the shape; dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and finite bounds, min ≤ max; DTypeError unless the dtype is float
 * @example
 * ```
 * random.uniform(random.key(0), [3]).less(1).all().item() // true
 * ```
 * @deviation from JAX in the last bit unless min is 0: its compiler rounds `u · (max - min) + min` once, here each operation rounds.
 */
export function uniform<const S extends Shape, D extends FloatDType = 'float32', A extends Shape = [], B extends Shape = []>(
  key: Key,
  shape: S,
  options?: UniformOptions<D, S, A, B>,
): Tensor<Mut<S>, D> {
  const operation = 'random.uniform'
  // Bounds that stretch to the shape are tensors.
  const given = optionsOf<UniformOptions>(operation, options as UniformOptions | undefined, { min: 0, max: 1, dtype: undefined })
  const [min, max]: readonly unknown[] = [given.min, given.max]
  if (typeof min === 'number' && typeof max === 'number') {
    if (!(min <= max && Number.isFinite(max - min)))
      throw new ArgumentError(`${operation}: bounds must be finite with min ≤ max; got ${min} and ${max}`)
    return typed(between(operation, key, shape, given.dtype ?? 'float32', min, max))
  }
  const { dtype, values } = parameters(operation, shape, [['min', min, finite] as const, ['max', max, finite] as const], {
    dtype: given.dtype,
  })
  return typed(stretched(fractions(operation, key, shape, dtype), ...values))
}

const notNaN: Condition = { text: 'a number', holds: x => !Number.isNaN(x) }

/**
 * Normally distributed floats of mean 0 and variance 1 among those between two bounds.
 * @param key uint32[2]
 * @param shape what to fill
 * @param low the lower bound, exclusive: a number, or dtype[…] that stretches to the shape
 * @param high the upper bound, exclusive; likewise. NaN comes of tensors of which low exceeds high
 * @param options dtype, default float32
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and low < high, DTypeError unless the dtype is float
 * @example
 * ```
 * random.truncatedNormal(random.key(0), [100], -2, 2).abs().less(2).all().item() // true
 * ```
 */
export function truncatedNormal<const S extends Shape, D extends FloatDType = 'float32', A extends Shape = [], B extends Shape = []>(
  key: Key,
  shape: S,
  low: Parameter<A, S, D>,
  high: Parameter<B, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.truncatedNormal'
  if (typeof low === 'number' && typeof high === 'number' && !(low < high))
    throw new ArgumentError(`${operation}: bounds must be numbers with low < high; got ${low} and ${high}`)
  const { dtype, values } = parameters(operation, shape, [['low', low, notNaN] as const, ['high', high, notNaN] as const], options)
  const fraction = fractions(operation, key, shape, dtype)
  const root = full(Math.SQRT2, fraction)
  const [a, b] = [p.erf(p.div(values[0], root)), p.erf(p.div(values[1], root))]
  const drawn = p.mul(root, p.erfInv(stretched(fraction, a, b)))
  // Rounding does not push a number out of the open range.
  const [above, below] = [full(Number.POSITIVE_INFINITY, drawn), full(Number.NEGATIVE_INFINITY, drawn)]
  return typed(p.clamp(p.nextAfter(values[0], above), drawn, p.nextAfter(values[1], below)))
}

/**
 * Log-normally distributed floats: `exp(σ · n)` of a normal n.
 * @param key uint32[2]
 * @param shape what to fill
 * @param sigma the standard deviation of the logarithm, default 1: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when sigma does not stretch to the shape
 * @example
 * ```
 * random.lognormal(random.key(0), [100]).greater(0).all().item() // true
 * ```
 */
export function lognormal<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  sigma: Parameter<A, S, D> = 1,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.lognormal'
  const { dtype, values } = parameters(operation, shape, [['sigma', sigma, positive] as const], options)
  return typed(p.exp(p.mul(normalOf(operation, key, shape, dtype), values[0])))
}

/**
 * Pareto distributed floats of at least 1: `exp(e / b)` of an exponential e; the density is `b / x^(b + 1)`.
 * @param key uint32[2]
 * @param shape what to fill
 * @param b the shape parameter, positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when b does not stretch to the shape
 * @example
 * ```
 * random.pareto(random.key(0), [100], 3).greaterEqual(1).all().item() // true
 * ```
 */
export function pareto<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  b: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.pareto'
  const { dtype, values } = parameters(operation, shape, [['b', b, positive] as const], options)
  return typed(p.exp(p.div(exponentialOf(operation, key, shape, dtype), values[0])))
}

/**
 * Rayleigh distributed floats: `scale · √(-2 ln u)` of a uniform u in [0, 1). One in 2²³ (in float64: 2⁵²) is infinite, as in JAX.
 * @param key uint32[2]
 * @param shape what to fill
 * @param scale positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when the scale does not stretch to the shape
 * @example
 * ```
 * random.rayleigh(random.key(0), [100], 2).greaterEqual(0).all().item() // true
 * ```
 */
export function rayleigh<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  scale: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.rayleigh'
  const { dtype, values } = parameters(operation, shape, [['scale', scale, positive] as const], options)
  const logarithm = p.log(fractions(operation, key, shape, dtype))
  return typed(p.mul(values[0], p.sqrt(p.mul(logarithm, full(-2, logarithm)))))
}

/**
 * Weibull distributed floats: `scale · (-ln(1 - u))^(1 / concentration)` of a uniform u in [0, 1).
 * @param key uint32[2]
 * @param shape what to fill
 * @param scale positive: a number, or floats that stretch to the shape
 * @param concentration the shape parameter, positive: likewise
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and positive numbers, ShapeError when a parameter does not stretch to the shape
 * @example
 * ```
 * random.weibullMin(random.key(0), [100], 1, 2).greaterEqual(0).all().item() // true
 * ```
 */
export function weibullMin<const S extends Shape, A extends Shape = [], B extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  scale: Parameter<A, S, D>,
  concentration: Parameter<B, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.weibullMin'
  const { dtype, values } = parameters(
    operation,
    shape,
    [['scale', scale, positive] as const, ['concentration', concentration, positive] as const],
    options,
  )
  const [by, power] = values
  return typed(p.mul(p.pow(exponentialOf(operation, key, shape, dtype), p.div(full(1, power), power)), by))
}

/**
 * Floats in [left, right] whose density rises linearly from `left` to `mode` and falls linearly to `right`.
 * @param key uint32[2]
 * @param shape what to fill
 * @param left the smallest value: a number, or floats that stretch to the shape
 * @param mode the most likely value: likewise
 * @param right the largest value: likewise
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and numbers left ≤ mode ≤ right, left < right; ShapeError when one does not stretch to the shape
 * @example
 * ```
 * random.triangular(random.key(0), [100], 0, 0.5, 1).lessEqual(1).all().item() // true
 * ```
 */
export function triangular<
  const S extends Shape,
  A extends Shape = [],
  B extends Shape = [],
  C extends Shape = [],
  D extends FloatDType = 'float32',
>(
  key: Key,
  shape: S,
  left: Parameter<A, S, D>,
  mode: Parameter<B, S, D>,
  right: Parameter<C, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.triangular'
  const { dtype, values } = parameters(
    operation,
    shape,
    [['left', left, finite] as const, ['mode', mode, finite] as const, ['right', right, finite] as const],
    options,
  )
  const ascending = [left, mode, right].filter(x => !isTensor(x)) as readonly number[]
  if (ascending.some((x, i) => i > 0 && x < (ascending[i - 1] as number)) || left === right)
    throw new ArgumentError(`${operation}: parameters must be left ≤ mode ≤ right, left < right; got ${ascending.join(', ')}`)
  const [from, peak, to] = values
  const [up, down, width] = [p.sub(peak, from), p.sub(to, peak), p.sub(to, from)]
  const u = fractions(operation, key, shape, dtype)
  const rising = p.add(from, p.sqrt(p.mul(p.mul(u, width), up)))
  const falling = p.sub(to, p.sqrt(p.mul(p.mul(p.sub(full(1, u), u), width), down)))
  return typed(p.select(p.lt(u, p.div(up, width)), rising, falling))
}

/**
 * Inverse Gaussian (Wald) distributed floats of scale 1: the time in which a Brownian motion with drift `1 / mean` first reaches 1.
 * @param key uint32[2]
 * @param shape what to fill
 * @param mean positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when the mean does not stretch to the shape
 * @example
 * ```
 * random.wald(random.key(0), [100], 1).greater(0).all().item() // true
 * ```
 * @source Michael, Schucany, Haas, "Generating random variates using transformations with multiple roots", 1976
 */
export function wald<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  mean: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.wald'
  const { dtype, values } = parameters(operation, shape, [['mean', mean, positive] as const], options)
  const [mu] = values
  checkKey(operation, key)
  const [first, second] = split(key)
  const v = normalOf(operation, first, shape, dtype)
  const z = fractions(operation, second, shape, dtype)
  const half = (x: Tensor): Tensor => p.div(x, full(2, x))
  const y = p.mul(v, v)
  const muSquared = p.mul(mu, mu)
  const root = p.sqrt(p.add(p.mul(p.mul(full(4, mu), mu), y), p.mul(muSquared, p.mul(y, y))))
  // The smaller root of the quadratic equation; its partner is mean² / x.
  const x = p.sub(p.add(mu, half(p.mul(muSquared, y))), p.mul(half(mu), root))
  return typed(p.select(p.le(z, p.div(mu, p.add(mu, x))), x, p.div(muSquared, x)))
}
