// Windows that fade signals in and out, computed in float64 and rounded once.
// Source: the definitions of torch.signal.windows, which are SciPy's.

import type { Tensor } from '../../core/tensor.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { FloatDType } from '../../types/index.js'
import { table } from '../creation/table.js'
import { checkDType, checkFinite, checkInteger, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What every window takes. */
export interface WindowOptions<D extends FloatDType = FloatDType> {
  /** Whether the last place mirrors the first, for filters (true, the default), or the first place behind would, for spectra (false). */
  readonly symmetric?: boolean
  /** Default float32. */
  readonly dtype?: D
}

/** What is known of the places of a window: how many, and how many steps a period has. */
interface Places {
  readonly count: number
  readonly steps: number
}

function window<N extends number, D extends FloatDType>(
  operation: string,
  count: N,
  options: WindowOptions<D> | undefined,
  names: readonly string[],
  valueAt: (place: number, places: Places) => number,
): Tensor<[N], D> {
  checkInteger(operation, 'count', count, 0)
  checkOptions(operation, options, [...names, 'symmetric', 'dtype'])
  const { symmetric = true, dtype = 'float32' } = options ?? {}
  if (typeof symmetric !== 'boolean') throw new ArgumentError(`${operation}: symmetric must be true or false; got ${show(symmetric)}`)
  checkDType(operation, dtype)
  if (!isFloat(dtype)) throw new DTypeError(`${operation}: dtype must be float; got ${dtype}`)
  const steps = symmetric ? count - 1 : count
  const values = Array.from({ length: count }, (_, i) => (count === 1 ? 1 : valueAt(i, { count, steps })))
  return typed(table(values, [count], dtype))
}

const cosines =
  (weights: readonly number[]) =>
  (i: number, { steps }: Places): number =>
    weights.reduce((sum, weight, k) => sum + (k % 2 === 0 ? weight : -weight) * Math.cos((2 * Math.PI * k * i) / steps), 0)

/**
 * Sums of cosines: `Σ_k (-1)ᵏ · weights[k] · cos(2πki / steps)`.
 * @param count how many places, at least 0
 * @param weights one for each cosine, that of the constant first
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer and the weights are numbers, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.generalCosine(3, [0.5, 0.5]).toArray() // [0, 1, 0]
 * ```
 */
export function generalCosine<N extends number, D extends FloatDType = 'float32'>(
  count: N,
  weights: readonly number[],
  options?: WindowOptions<D>,
): Tensor<[N], D> {
  if (!Array.isArray(weights) || weights.length === 0)
    throw new ArgumentError(`signal.generalCosine: weights must be a list of numbers; got ${show(weights)}`)
  for (const weight of weights as readonly unknown[]) checkFinite('signal.generalCosine', 'a weight', weight)
  return window('signal.generalCosine', count, options, [], cosines(weights))
}

/** What `generalHamming` takes. */
export interface HammingOptions<D extends FloatDType = FloatDType> extends WindowOptions<D> {
  /** The weight of the constant. Default 0.54. */
  readonly alpha?: number
}

/**
 * The raised cosine: `α - (1 - α) · cos(2πi / steps)`.
 * @param count how many places, at least 0
 * @param options alpha, default 0.54; symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer and alpha a number, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.generalHamming(3, { alpha: 0.75 }).toArray() // [0.5, 1, 0.5]
 * ```
 */
export function generalHamming<N extends number, D extends FloatDType = 'float32'>(count: N, options?: HammingOptions<D>): Tensor<[N], D> {
  const alpha = numberOf('signal.generalHamming', 'alpha', options, 0.54)
  return window('signal.generalHamming', count, options, ['alpha'], cosines([alpha, 1 - alpha]))
}

/** A number among the options, which the window checks as a whole. @throws ArgumentError unless finite */
function numberOf(operation: string, name: string, options: object | undefined, otherwise: number): number {
  const given: unknown = (options as Readonly<Record<string, unknown>> | null | undefined)?.[name] ?? otherwise
  checkFinite(operation, name, given)
  return given
}

const named =
  (operation: string, weights: readonly number[]) =>
  <N extends number, D extends FloatDType = 'float32'>(count: N, options?: WindowOptions<D>): Tensor<[N], D> =>
    window(operation, count, options, [], cosines(weights))

/** A window of places and options. */
export type WindowFunction = <N extends number, D extends FloatDType = 'float32'>(count: N, options?: WindowOptions<D>) => Tensor<[N], D>

/**
 * Hann's window: `(1 - cos(2πi / steps)) / 2`.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.hann(5).toArray() // [0, 0.5, 1, 0.5, 0]
 * signal.hann(4, { symmetric: false }).toArray() // [0, 0.5, 1, 0.5]
 * ```
 */
export const hann: WindowFunction = named('signal.hann', [0.5, 0.5])

/**
 * Hamming's window: `0.54 - 0.46 · cos(2πi / steps)`.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.hamming(3, { dtype: 'float64' }).mul(100).round().toArray() // [8, 100, 8]
 * ```
 */
export const hamming: WindowFunction = named('signal.hamming', [0.54, 1 - 0.54])

/**
 * Blackman's window: `0.42 - 0.5 · cos(2πi / steps) + 0.08 · cos(4πi / steps)`.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.blackman(5, { dtype: 'float64' }).mul(100).round().abs().toArray() // [0, 34, 100, 34, 0]
 * ```
 */
export const blackman: WindowFunction = named('signal.blackman', [0.42, 0.5, 0.08])

/**
 * Nuttall's window of four terms, minimal side lobes.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.nuttall(5, { dtype: 'float64' }).mul(1000).round().toArray() // [0, 227, 1000, 227, 0]
 * ```
 * @source Nuttall (1981), Some windows with very good sidelobe behavior
 */
export const nuttall: WindowFunction = named('signal.nuttall', [0.3635819, 0.4891775, 0.1365995, 0.0106411])

/**
 * A triangle, 0 at its ends: `1 - |2i / steps - 1|`.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.bartlett(5).toArray() // [0, 0.5, 1, 0.5, 0]
 * ```
 */
export const bartlett: WindowFunction = (count, options) =>
  window('signal.bartlett', count, options, [], (i, { steps }) => 1 - Math.abs((2 * i) / steps - 1))

/**
 * Half a period of a sine, between places: `sin(π (i + 1/2) / n)`, n one more if not symmetric.
 * @param count how many places, at least 0
 * @param options symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless the count is a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.cosine(3).toArray() // [0.5, 1, 0.5]
 * ```
 */
export const cosine: WindowFunction = (count, options) =>
  window('signal.cosine', count, options, [], (i, { steps }) => Math.sin((Math.PI * (i + 0.5)) / (steps + 1)))

/** What `exponential` takes. */
export interface ExponentialOptions<D extends FloatDType = FloatDType> extends WindowOptions<D> {
  /** How many places it takes to fall by e. Default 1. */
  readonly tau?: number
  /** Where it is 1; not for symmetric windows. Default: the middle. */
  readonly center?: number
}

/**
 * Exponentials that fall to both sides: `exp(-|i - center| / tau)`.
 * @param count how many places, at least 0
 * @param options tau, positive, default 1; center, default the middle; symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless tau is positive, the count a non-negative integer, and a center given of a window that is not symmetric
 *   alone; DTypeError unless the dtype is float
 * @example
 * ```
 * signal.exponential(3, { tau: 1 / Math.log(2) }).toArray() // [0.5, 1, 0.5]
 * ```
 */
export function exponential<N extends number, D extends FloatDType = 'float32'>(count: N, options?: ExponentialOptions<D>): Tensor<[N], D> {
  const tau = numberOf('signal.exponential', 'tau', options, 1)
  if (tau <= 0) throw new ArgumentError(`signal.exponential: tau must be positive; got ${tau}`)
  if (options?.center !== undefined && options.symmetric !== false)
    throw new ArgumentError('signal.exponential: a symmetric window has its center in the middle; say symmetric: false')
  const center = options?.center === undefined ? undefined : numberOf('signal.exponential', 'center', options, 0)
  return window('signal.exponential', count, options, ['tau', 'center'], (i, { steps }) =>
    Math.exp(-Math.abs(i - (center ?? steps / 2)) / tau),
  )
}

/** What `gaussian` takes. */
export interface GaussianOptions<D extends FloatDType = FloatDType> extends WindowOptions<D> {
  /** The standard deviation, in places. Default 1. */
  readonly std?: number
}

/**
 * The bell: `exp(-((i - steps / 2) / std)² / 2)`.
 * @param count how many places, at least 0
 * @param options std, positive, default 1; symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless std is positive and the count a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.gaussian(3, { std: 1 / Math.sqrt(2 * Math.log(2)), dtype: 'float64' }).mul(1e6).round().toArray() // [500000, 1000000, 500000]
 * ```
 */
export function gaussian<N extends number, D extends FloatDType = 'float32'>(count: N, options?: GaussianOptions<D>): Tensor<[N], D> {
  const std = numberOf('signal.gaussian', 'std', options, 1)
  if (std <= 0) throw new ArgumentError(`signal.gaussian: std must be positive; got ${std}`)
  return window('signal.gaussian', count, options, ['std'], (i, { steps }) => Math.exp(-(((i - steps / 2) / std) ** 2) / 2))
}

/** What `kaiser` takes. */
export interface KaiserOptions<D extends FloatDType = FloatDType> extends WindowOptions<D> {
  /** From 0, a rectangle, on ever narrower, up to 700. Default 12. */
  readonly beta?: number
}

/** The modified Bessel function of order 0 by its series, all of whose terms are positive. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * 2 ** -60; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/**
 * Kaiser's window: `I₀(β √(1 - (2i / steps - 1)²)) / I₀(β)`.
 * @param count how many places, at least 0
 * @param options beta, 0 to 700, default 12; symmetric, default true; dtype, default float32
 * @returns float[count]
 * @throws ArgumentError unless beta is from 0 to 700 and the count a non-negative integer, DTypeError unless the dtype is float
 * @example
 * ```
 * signal.kaiser(3, { beta: 0 }).toArray() // [1, 1, 1]
 * ```
 * @source Kaiser (1966), Digital filters
 */
export function kaiser<N extends number, D extends FloatDType = 'float32'>(count: N, options?: KaiserOptions<D>): Tensor<[N], D> {
  const beta = numberOf('signal.kaiser', 'beta', options, 12)
  if (beta < 0 || beta > 700) throw new ArgumentError(`signal.kaiser: beta must be from 0 to 700; got ${beta}`)
  const all = bessel(beta)
  return window('signal.kaiser', count, options, ['beta'], (i, { steps }) => {
    const at = (2 * i) / steps - 1
    return bessel(beta * Math.sqrt(Math.max(0, 1 - at * at))) / all
  })
}
