// Numbers spaced evenly on a logarithmic scale, and powers.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { Argument, DType, FloatDType, List, Mismatch, Shape, ShapeResult, Show } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkDType, checkFinite, checkInteger, checkKind, show } from '../signatures/operands.js'
import { table } from './table.js'

/** Numbers computed in float64 and rounded once, the ends exact. */
function spaced(
  operation: string,
  [first, last]: readonly [number, number],
  at: (t: number) => number,
  count: number,
  dtype: unknown,
): Tensor {
  checkDType(operation, dtype)
  checkInteger(operation, 'count', count, 0)
  if (!isFloat(dtype)) throw new DTypeError(`${operation}: dtype must be float; got ${dtype}`)
  const value = (i: number): number => (i === 0 ? first : i === count - 1 ? last : at(i / (count - 1)))
  return table(
    Array.from({ length: count }, (_, i) => value(i)),
    [count],
    dtype,
  )
}

/** What `logspace` takes. */
export interface LogspaceOptions<D extends FloatDType> {
  /** What is raised to a power. Default 10. */
  readonly base?: number
  /** Default float32. */
  readonly dtype?: D
}

/**
 * Powers with evenly spaced exponents, both ends included: `base^(start · (1 - t) + stop · t)` for t from 0 to 1.
 * @param start the first exponent
 * @param stop the last exponent
 * @param count how many, at least 0
 * @param options base, positive, default 10; dtype, float32 unless given
 * @returns float[count]
 * @throws ArgumentError when an exponent is not finite, the base not positive or the count not a non-negative integer
 * @example
 * ```
 * logspace(0, 2, 3, { base: 2 }).toArray() // [1, 2, 4]
 * ```
 */
export function logspace<N extends number, D extends FloatDType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  options?: LogspaceOptions<D>,
): Tensor<[N], D>
export function logspace(start: number, stop: number, count: number, options?: LogspaceOptions<FloatDType>): Tensor {
  const { base, dtype } = optionsOf('logspace', options, { base: 10, dtype: 'float32' })
  for (const [name, value] of Object.entries({ start, stop, base })) checkFinite('logspace', name, value)
  if (base <= 0) throw new ArgumentError(`logspace: base must be positive; got ${base}`)
  return spaced('logspace', [base ** start, base ** stop], t => base ** (start * (1 - t) + stop * t), count, dtype)
}

/**
 * Numbers of which each is the same multiple of the one before, both ends included: `start · (stop / start)^t` for t from 0 to 1.
 * @param start the first
 * @param stop the last, of the same sign
 * @param count how many, at least 0
 * @param dtype float32 unless given
 * @returns float[count]
 * @throws ArgumentError when an end is 0 or not finite, their signs differ, or the count is not a non-negative integer
 * @example
 * ```
 * geomspace(1, 1000, 4).toArray() // [1, 10, 100, 1000]
 * ```
 */
export function geomspace<N extends number, D extends FloatDType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  dtype?: D,
): Tensor<[N], D>
export function geomspace(start: number, stop: number, count: number, dtype = 'float32'): Tensor {
  checkFinite('geomspace', 'start', start)
  checkFinite('geomspace', 'stop', stop)
  if (!(start * stop > 0)) throw new ArgumentError(`geomspace: ends must be of one sign and not 0; got ${start} and ${stop}`)
  return spaced('geomspace', [start, stop], t => start * (stop / start) ** t, count, dtype)
}

/** How the powers are ordered. */
export interface VanderOptions {
  /** From the highest power to the lowest ('falling', the default) or from the lowest ('rising'). */
  readonly powers?: 'falling' | 'rising'
}

/** The shape of `vander(x, columns)`. */
export type Vandermonde<S extends List, N> = number extends S['length']
  ? [number, number]
  : S extends readonly [infer Rows]
    ? [Rows, N extends undefined ? Rows : N]
    : Mismatch<`vander: needs a vector, got ${Show<S>}`>

/**
 * The powers of the elements of a vector: `out[i, j] = x[i]^(columns - 1 - j)`.
 * @param x numbers[n]
 * @param columns how many powers; as many as elements unless given
 * @param options powers: 'falling' (default) from the highest, or 'rising' from x⁰
 * @returns numbers[n, columns]
 * @throws ShapeError unless a vector, ArgumentError unless the number of columns is a non-negative integer, DTypeError on bool
 * @example
 * ```
 * vander(tensor([2, 3]), 3).toArray() // [[4, 2, 1], [9, 3, 1]]
 * ```
 */
export function vander<S extends Shape, D extends DType, N extends number | undefined = undefined>(
  x: Argument<Vandermonde<S, N>, Tensor<S, D>>,
  columns?: N,
  options?: VanderOptions,
): Tensor<ShapeResult<Vandermonde<S, N>>, D>
export function vander(x: unknown, columns?: number, options?: VanderOptions): Tensor {
  checkKind('vander', x, arithmeticKinds)
  const [count] = x.shape
  if (count === undefined || x.shape.length !== 1) throw new ShapeError(`vander: needs a vector; got ${showType(x)}`)
  const wanted = columns ?? count
  checkInteger('vander', 'columns', wanted, 0)
  const { powers: order } = optionsOf('vander', options, { powers: 'falling' })
  if (order !== 'falling' && order !== 'rising') throw new ArgumentError(`vander: powers must be 'falling' or 'rising'; got ${show(order)}`)
  if (wanted === 0) return full(0, { shape: [count, 0], dtype: x.dtype })
  const base = computed(x)
  const rising = [full(1, base)]
  for (let i = 1; i < wanted; i++) rising.push(i === 1 ? base : p.mul(rising[i - 1] as Tensor, base))
  const ordered = order === 'rising' ? rising : rising.toReversed()
  const columnsOf = ordered.map(power => reshape(power, [count, 1]))
  return rounded(concat(columnsOf, 1), x.dtype)
}
