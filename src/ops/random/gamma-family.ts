// Distributions made of gamma distributed numbers, computed as JAX computes them. They differentiate with respect to their parameters.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import type { FloatDType, LastBox, Mut, Shape, ShapeResult } from '../../types/index.js'
import { softmax } from '../reductions/softmax.js'
import { checkInteger, checkTensor } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { signsOf } from './discrete.js'
import { gammaOf } from './gamma.js'
import { checkKey, type Key, split } from './key.js'
import { type DistributionOptions, dtypeOf, type Parameter, parameter, parameters, positive } from './parameters.js'
import { exponentialOf, normalOf } from './standard.js'

/**
 * Beta distributed floats in (0, 1): the density is proportional to `x^(a - 1) · (1 - x)^(b - 1)`.
 * @param key uint32[2]
 * @param shape what to fill
 * @param a positive: a number, or floats that stretch to the shape
 * @param b likewise
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and positive numbers, ShapeError when a parameter does not stretch to the shape
 * @example
 * ```
 * random.beta(random.key(0), [100], 2, 3).less(1).all().item() // true
 * ```
 */
export function beta<const S extends Shape, A extends Shape = [], B extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  a: Parameter<A, S, D>,
  b: Parameter<B, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.beta'
  const { values } = parameters(operation, shape, [['a', a, positive] as const, ['b', b, positive] as const], options)
  checkKey(operation, key)
  const [first, second] = split(key)
  const [x, y] = [gammaOf(operation, first, values[0], 'logarithmic'), gammaOf(operation, second, values[1], 'logarithmic')]
  const largest = p.max(x, y)
  const [scaledX, scaledY] = [p.exp(p.sub(x, largest)), p.exp(p.sub(y, largest))]
  return typed(p.div(scaledX, p.add(scaledX, scaledY)))
}

const half = (x: Tensor): Tensor => p.div(x, full(2, x))

const chisquareOf = (operation: string, key: Key, degrees: Tensor): Tensor =>
  p.mul(p.exp(gammaOf(operation, key, half(degrees), 'logarithmic')), full(2, degrees))

/**
 * Chi-square distributed floats: sums of squares of as many normal numbers.
 * @param key uint32[2]
 * @param shape what to fill
 * @param degrees of freedom, positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when the degrees do not stretch to the shape
 * @example
 * ```
 * random.chisquare(random.key(0), [100], 4).greater(0).all().item() // true
 * ```
 */
export function chisquare<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  degrees: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.chisquare'
  const { values } = parameters(operation, shape, [['degrees', degrees, positive] as const], options)
  return typed(chisquareOf(operation, key, values[0]))
}

/**
 * Student t distributed floats: `n · √(½ν / g)` of a normal n and a gamma distributed g with α = ½ν.
 * @param key uint32[2]
 * @param shape what to fill
 * @param degrees of freedom ν, positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when the degrees do not stretch to the shape
 * @example
 * ```
 * random.t(random.key(0), [2], 5).shape // [2]
 * ```
 */
export function t<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  degrees: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.t'
  const { dtype, values } = parameters(operation, shape, [['degrees', degrees, positive] as const], options)
  checkKey(operation, key)
  const [first, second] = split(key)
  const halved = half(values[0])
  const g = gammaOf(operation, second, halved, 'linear')
  return typed(p.mul(normalOf(operation, first, shape, dtype), p.sqrt(p.div(halved, g))))
}

/**
 * F distributed floats: the ratio of two chi-square distributed numbers, each over its degrees of freedom.
 * @param key uint32[2]
 * @param shape what to fill
 * @param numerator degrees of freedom, positive: a number, or floats that stretch to the shape
 * @param denominator likewise
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and positive numbers, ShapeError when a parameter does not stretch to the shape
 * @example
 * ```
 * random.f(random.key(0), [100], 3, 5).greater(0).all().item() // true
 * ```
 */
export function f<const S extends Shape, A extends Shape = [], B extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  numerator: Parameter<A, S, D>,
  denominator: Parameter<B, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.f'
  const { values } = parameters(
    operation,
    shape,
    [['numerator', numerator, positive] as const, ['denominator', denominator, positive] as const],
    options,
  )
  const [above, below] = values
  checkKey(operation, key)
  const [second, first] = split(key)
  return typed(p.div(p.div(chisquareOf(operation, first, above), above), p.div(chisquareOf(operation, second, below), below)))
}

/**
 * Points of a simplex, Dirichlet distributed: non-negative floats that sum to 1 along the last axis, with density `Π xᵢ^(αᵢ - 1)` up to a factor.
 * @param key uint32[2]
 * @param shape how many points
 * @param alpha floats[…, n], positive; the axes in front stretch to the shape
 * @param options dtype
 * @returns dtype[…shape, n]
 * @throws ArgumentError unless given a key, ShapeError when alpha is a scalar or does not stretch to the shape
 * @example
 * ```
 * random.dirichlet(random.key(0), [5], tensor([1, 2, 3])).shape // [5, 3]
 * ```
 */
export function dirichlet<const S extends Shape, A extends Shape, D extends FloatDType>(
  key: Key,
  shape: S,
  alpha: Tensor<A, D>,
  options?: DistributionOptions<D>,
): Tensor<ShapeResult<[...Mut<S>, ...LastBox<A>]>, D> {
  const operation = 'random.dirichlet'
  checkShape(shape, operation)
  checkTensor(operation, alpha)
  const last = alpha.shape.at(-1)
  if (last === undefined) throw new ShapeError(`${operation}: alpha must have an axis of parameters; got ${showType(alpha)}`)
  const all: Dims = [...shape, last]
  const { values } = parameters(operation, all, [['alpha', alpha, positive] as const], options)
  return typed(softmax(typed<Shape, FloatDType>(gammaOf(operation, key, values[0], 'logarithmic')), -1))
}

/** Numbers of density `e^(-|x|^p)` up to a factor. */
function generalizedNormalOf(operation: string, key: Key, power: Tensor): Tensor {
  checkKey(operation, key)
  const [first, second] = split(key)
  const inverse = p.div(full(1, power), power)
  return p.mul(signsOf(operation, second, power.shape, power.dtype), p.pow(gammaOf(operation, first, inverse, 'linear'), inverse))
}

/**
 * Generalised normally distributed floats: the density is `e^(-|x|^p)` up to a factor; p = 2 is a normal distribution of variance ½, p = 1 Laplace's.
 * @param key uint32[2]
 * @param shape what to fill
 * @param power p, positive: a number, or floats that stretch to the shape
 * @param options dtype
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a positive number, ShapeError when the power does not stretch to the shape
 * @example
 * ```
 * random.generalizedNormal(random.key(0), [2], 4).shape // [2]
 * ```
 */
export function generalizedNormal<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  power: Parameter<A, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.generalizedNormal'
  const { values } = parameters(operation, shape, [['power', power, positive] as const], options)
  return typed(generalizedNormalOf(operation, key, values[0]))
}

/** What `ball` takes. */
export interface BallOptions<D extends FloatDType = FloatDType> extends DistributionOptions<D> {
  /** The norm whose unit ball it is: `(Σ |xᵢ|^p)^(1/p)`. Default 2. */
  readonly p?: number
}

/**
 * Points of the unit ball, uniformly distributed.
 * @param key uint32[2]
 * @param shape how many points
 * @param dimensions of the ball
 * @param options p, the norm, default 2; dtype, default float32
 * @returns dtype[…shape, dimensions]
 * @throws ArgumentError unless given a key, a positive number of dimensions and a positive p
 * @example
 * ```
 * random.ball(random.key(0), [5], 3).shape // [5, 3]
 * ```
 * @source F. Barthe, O. Guédon, S. Mendelson, A. Naor, "A probabilistic approach to the geometry of the ℓₚⁿ-ball", 2005
 */
export function ball<const S extends Shape, N extends number, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  dimensions: N,
  options?: BallOptions<D>,
): Tensor<[...Mut<S>, N], D> {
  const operation = 'random.ball'
  checkShape(shape, operation)
  checkInteger(operation, 'dimensions', dimensions, 1)
  const given = optionsOf<BallOptions>(operation, options, { p: 2, dtype: undefined })
  const dtype = dtypeOf(operation, [], given.dtype)
  checkKey(operation, key)
  const [first, second] = split(key)
  const power = parameter(operation, ['p', given.p, positive], [...shape, dimensions], dtype)
  const g = generalizedNormalOf(operation, first, power)
  const e = exponentialOf(operation, second, shape, dtype)
  const norm = full(given.p, e)
  const radius = p.pow(p.add(reduceSum(p.pow(p.abs(g), power), [shape.length]), e), p.div(full(1, norm), norm))
  return typed(
    p.div(
      g,
      broadcast(
        radius,
        g.shape,
        shape.map((_, axis) => axis),
      ),
    ),
  )
}
