// Parameters drawn from a distribution that is told outright.

import type { Tensor } from '../../core/tensor.js'
import { arange } from '../../ops/creation/creation.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { less } from '../../ops/elementwise/comparison.js'
import {
  type Key,
  permutation,
  orthogonal as randomOrthogonal,
  split,
  normal as standardNormal,
  truncatedNormal as standardTruncated,
  uniform as uniformBetween,
} from '../../ops/random/index.js'
import { broadcastTo, expandDims, reshape } from '../../ops/shape/reshape.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { checkShape, type Dims, showShape, sizeOf } from '../../support/shape.js'
import type { Mut, Shape } from '../../types/index.js'

/** Parameters as they begin. */
export type Initial<S extends Shape> = Tensor<Mut<S>, 'float32'>

function checkFinite(operation: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ArgumentError(`${operation}: ${name} must be a finite number; got ${show(value)}`)
}

function checkStd(operation: string, std: unknown): void {
  if (typeof std !== 'number' || !(std >= 0 && Number.isFinite(std)))
    throw new ArgumentError(`${operation}: std must be a number of at least 0; got ${show(std)}`)
}

export interface UniformOptions {
  /** The smallest value. Default 0. */
  readonly min?: number
  /** The largest value. Default 1. */
  readonly max?: number
}

/**
 * Uniform in [min, max).
 * @param options min, default 0; max, default 1
 * @returns float32[…shape]
 * @throws ArgumentError unless given a key and finite bounds, min ≤ max
 * @example
 * ```
 * init.uniform(random.key(0), [100, 3], { min: -0.1, max: 0.1 })
 * ```
 */
export function uniform<const S extends Shape>(key: Key, shape: S, options: UniformOptions = {}): Initial<S> {
  checkOptions('init.uniform', options, ['min', 'max'])
  return uniformBetween(key, shape, options)
}

export interface NormalOptions {
  /** Default 0. */
  readonly mean?: number
  /** The standard deviation. Default 1. */
  readonly std?: number
}

/**
 * Normal.
 * @param options mean, default 0; std, default 1
 * @returns float32[…shape]
 * @throws ArgumentError unless given a key, a finite mean and a deviation of at least 0
 * @example
 * ```
 * init.normal(random.key(0), [100, 3], { std: 0.02 })
 * ```
 */
export function normal<const S extends Shape>(key: Key, shape: S, options: NormalOptions = {}): Initial<S> {
  checkOptions('init.normal', options, ['mean', 'std'])
  const { mean = 0, std = 1 } = options
  checkFinite('init.normal', 'mean', mean)
  checkStd('init.normal', std)
  const scaled = mul(standardNormal(key, shape), std)
  return mean === 0 ? scaled : add(scaled, mean)
}

export interface TruncatedNormalOptions extends NormalOptions {
  /** The smallest value. Default -2. */
  readonly min?: number
  /** The largest value. Default 2. */
  readonly max?: number
}

/**
 * Normal, among the values between two bounds.
 * @param options mean, default 0, and std, default 1, of the whole normal distribution; min, default -2; max, default 2
 * @returns float32[…shape]
 * @throws ArgumentError unless given a key, finite numbers, a positive deviation and min < max
 * @example
 * ```
 * init.truncatedNormal(random.key(0), [100, 3], { std: 0.02, min: -0.04, max: 0.04 })
 * ```
 * @source as in PyTorch's `trunc_normal_`, whose bounds are values too and no multiples of the deviation
 */
export function truncatedNormal<const S extends Shape>(key: Key, shape: S, options: TruncatedNormalOptions = {}): Initial<S> {
  checkOptions('init.truncatedNormal', options, ['mean', 'std', 'min', 'max'])
  const { mean = 0, std = 1, min = -2, max = 2 } = options
  checkFinite('init.truncatedNormal', 'mean', mean)
  if (typeof std !== 'number' || !(std > 0 && Number.isFinite(std)))
    throw new ArgumentError(`init.truncatedNormal: std must be a number above 0; got ${show(std)}`)
  if (!(min < max))
    throw new ArgumentError(`init.truncatedNormal: bounds must be numbers with min < max; got ${show(min)} and ${show(max)}`)
  return add(mul(standardTruncated(key, shape, (min - mean) / std, (max - mean) / std), std), mean)
}

export interface OrthogonalOptions {
  /** By how much it stretches. Default 1. */
  readonly gain?: number
}

/**
 * A matrix [out, in · kernel] whose rows are orthonormal, or whose columns are where there are fewer of them; uniformly distributed among these.
 * @param shape [out, in, …kernel]
 * @param options gain, by which it is multiplied, default 1
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes, ArgumentError unless given a key and a finite gain
 * @example
 * ```
 * init.orthogonal(random.key(0), [64, 64], { gain: init.gain('relu') })
 * ```
 * @source Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014
 */
export function orthogonal<const S extends Shape>(key: Key, shape: S, options?: OrthogonalOptions): Initial<S>
export function orthogonal(key: Key, shape: Dims, options: OrthogonalOptions = {}): Tensor {
  checkOptions('init.orthogonal', options, ['gain'])
  const { gain = 1 } = options
  checkFinite('init.orthogonal', 'gain', gain)
  checkShape(shape, 'init.orthogonal')
  const [out, ...rest] = shape
  if (out === undefined || rest.length === 0)
    throw new ShapeError(`init.orthogonal: a weight must have at least two axes, [out, in, …]; got ${showShape(shape)}`)
  return reshape(mul(randomOrthogonal(key, [], out, { columns: sizeOf(rest) }), gain), shape)
}

export interface SparseOptions {
  /** The part of each column that is 0, from 0 to 1. */
  readonly sparsity: number
  /** The standard deviation of the others. Default 0.01. */
  readonly std?: number
}

/**
 * A matrix with as many zeros in each column, `⌈sparsity · rows⌉`, at random places; the others normal.
 * @param shape [rows, columns]
 * @param options sparsity, 0 to 1; std, default 0.01
 * @returns float32[rows, columns]
 * @throws ShapeError unless there are two axes, ArgumentError when an option is out of range
 * @example
 * ```
 * init.sparse(random.key(0), [10, 5], { sparsity: 0.3 })
 * ```
 * @source Martens, "Deep learning via Hessian-free optimization", 2010
 */
export function sparse<const S extends readonly [number, number]>(key: Key, shape: S, options: SparseOptions): Initial<S>
export function sparse(key: Key, shape: Dims, options: SparseOptions): Tensor {
  checkOptions('init.sparse', options, ['sparsity', 'std'])
  const { sparsity, std = 0.01 } = options
  if (!(sparsity >= 0 && sparsity <= 1)) throw new ArgumentError(`init.sparse: sparsity must be from 0 to 1; got ${show(sparsity)}`)
  checkStd('init.sparse', std)
  checkShape(shape, 'init.sparse')
  const [rows, columns] = shape
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ShapeError(`init.sparse: expected a matrix, [rows,columns]; got ${showShape(shape)}`)
  const [valueKey, placeKey] = split(key)
  const values = mul(standardNormal(valueKey, [rows, columns]), std)
  // Each column has the ranks of its rows in an order of its own.
  const ranks = permutation(placeKey, broadcastTo(expandDims(arange(rows, 'int32'), 1), [rows, columns]), { independent: true })
  return where(less(ranks, Math.ceil(sparsity * rows)), 0, values)
}
