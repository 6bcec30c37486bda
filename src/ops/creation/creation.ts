// Tensors of one value, counted or evenly spaced ones, and indicators. None of them occupies memory until someone needs it stored.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full as filled } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import type { Complex } from '../../support/complex.js'
import { type DTypeName, isComplexDType, isFloat, partDType } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import { checkShape } from '../../support/shape.js'
import type { DType, FloatDType, IntDType, Mut, Shape, Subtract } from '../../types/index.js'
import {
  checkDType,
  checkFinite,
  checkInteger,
  checkKind,
  checkTensor,
  elementOf,
  integerKinds,
  literalDType,
  literalOf,
} from '../signatures/operands.js'
import { typed, type UnaryFunction, type WeakNumber } from '../signatures/signatures.js'

function filledWith(operation: string, shape: unknown, value: unknown, dtype: unknown): Tensor {
  checkShape(shape, operation)
  checkDType(operation, dtype)
  return filled(literalOf(operation, value, dtype), { shape, dtype })
}

/** A number as an element of any dtype: 0 and 1 are false and true. */
const zeroOrOne = (value: 0 | 1, dtype: unknown): number | boolean => (dtype === 'bool' ? value === 1 : value)

/**
 * A tensor of zeros (of `false` for bool).
 * @param shape its sizes, outermost first
 * @param dtype float32 unless given
 * @throws ShapeError when a size is not a non-negative integer
 * @example
 * ```
 * zeros([2, 2]).toArray() // [[0, 0], [0, 0]]
 * ```
 */
export const zeros = <const S extends Shape, D extends DType = 'float32'>(shape: S, dtype?: D): Tensor<Mut<S>, NoInfer<D>> =>
  typed(filledWith('zeros', shape, zeroOrOne(0, dtype), dtype ?? 'float32'))

/**
 * A tensor of ones (of `true` for bool).
 * @param shape its sizes, outermost first
 * @param dtype float32 unless given
 * @throws ShapeError when a size is not a non-negative integer
 * @example
 * ```
 * ones([2]).toArray() // [1, 1]
 * ```
 */
export const ones = <const S extends Shape, D extends DType = 'float32'>(shape: S, dtype?: D): Tensor<Mut<S>, NoInfer<D>> =>
  typed(filledWith('ones', shape, zeroOrOne(1, dtype), dtype ?? 'float32'))

/** The dtype of a JavaScript value: bool for a boolean, int64 for a bigint, complex64 for a complex number, float32 for a number. */
export type ValueDType<V> = V extends boolean ? 'bool' : V extends bigint ? 'int64' : V extends Complex ? 'complex64' : 'float32'

/**
 * A tensor of one value.
 * @param shape its sizes, outermost first
 * @param value a number, bigint, boolean or complex number `{ re, im }`
 * @param dtype float32 for a number, int64 for a bigint, bool for a boolean and complex64 for a complex number, unless given
 * @throws ShapeError when a size is not a non-negative integer, DTypeError when the value is no element of the dtype
 * @example
 * ```
 * full([2], 0.5).toArray() // [0.5, 0.5]
 * full([2], 7, 'int32').toArray() // [7, 7]
 * ```
 */
export const full = <const S extends Shape, V extends WeakNumber | boolean, D extends DType = ValueDType<V>>(
  shape: S,
  value: V,
  dtype?: D,
): Tensor<Mut<S>, NoInfer<D>> => typed(filledWith('full', shape, value, dtype ?? literalDType(value)))

const like =
  (operation: string, value: 0 | 1): UnaryFunction =>
  x => {
    checkTensor(operation, x)
    return typed(filled(value, x))
  }

/**
 * Zeros of the shape and dtype of another tensor.
 * @param x any[…]
 * @example
 * ```
 * zerosLike(tensor([1, 2])).toArray() // [0, 0]
 * ```
 */
export const zerosLike: UnaryFunction = like('zerosLike', 0)

/**
 * Ones of the shape and dtype of another tensor.
 * @param x any[…]
 * @example
 * ```
 * onesLike(tensor([3, 4])).toArray() // [1, 1]
 * ```
 */
export const onesLike: UnaryFunction = like('onesLike', 1)

/**
 * One value, in the shape and dtype of another tensor.
 * @param x any[…]
 * @param value a number or bigint, or a boolean for bool
 * @throws DTypeError when the value is no element of the dtype
 * @example
 * ```
 * fullLike(tensor([3, 4]), 0.5).toArray() // [0.5, 0.5]
 * ```
 */
export function fullLike<S extends Shape, D extends DType>(x: Tensor<S, D>, value: WeakNumber | boolean): Tensor<S, D> {
  checkTensor('fullLike', x)
  return typed(filled(literalOf('fullLike', value, x.dtype), x))
}

/** The size of `arange(start, stop)`: known when both are literal integers, in this order. */
export type RangeSize<Start extends number, Stop extends number> = `${Start}${Stop}` extends `${string}${'.' | '-' | 'e'}${string}`
  ? number
  : Subtract<Stop, Start> extends infer N extends number
    ? [N] extends [never]
      ? number
      : N
    : number

/**
 * Evenly spaced numbers: `start, start + step, …` below `stop` (above it for a negative step).
 * @param start the first; 0 unless given
 * @param stop where they end, exclusive
 * @param step the distance, not zero; 1 unless given
 * @param dtype float32 unless given; counting in float32 is exact up to 2²⁴
 * @returns number[⌈(stop - start) / step⌉]
 * @throws ArgumentError when a bound is not finite or the step is 0, DTypeError when a value is no element of the dtype
 * @example
 * ```
 * arange(3).toArray() // [0, 1, 2]
 * arange(3, 'int32').dtype // "int32"
 * arange(1, 2, 0.25).toArray() // [1, 1.25, 1.5, 1.75]
 * ```
 */
export function arange<N extends number, D extends DType = 'float32'>(stop: N, dtype?: D): Tensor<[RangeSize<0, N>], NoInfer<D>>
export function arange<Start extends number, Stop extends number>(start: Start, stop: Stop): Tensor<[RangeSize<Start, Stop>], 'float32'>
export function arange<D extends DType = 'float32'>(start: number, stop: number, step: number, dtype?: D): Tensor<[number], NoInfer<D>>
export function arange(first: number, second?: unknown, step: unknown = 1, last?: unknown): Tensor {
  const [start, stop, dtype] = typeof second === 'number' ? [first, second, last ?? 'float32'] : [0, first, second ?? 'float32']
  checkDType('arange', dtype)
  checkFinite('arange', 'start', start)
  checkFinite('arange', 'stop', stop)
  checkFinite('arange', 'step', step)
  if (step === 0) throw new ArgumentError('arange: the step must not be 0')
  if (isComplexDType(dtype)) return p.cast(arange(start, stop, step as number, partDType(dtype)), dtype)
  const size = Math.max(0, Math.ceil((stop - start) / step))
  if (size > 0) for (const value of [start, start + (size - 1) * step]) elementOf('arange', value, dtype)
  const counted = iota({ shape: [size], axis: 0, dtype })
  if (size > 1) elementOf('arange', Math.abs(step), dtype)
  const scaled = step === 1 ? counted : p.mul(counted, filled(step, counted))
  return start === 0 ? scaled : p.add(scaled, filled(start, counted))
}

/**
 * Evenly spaced numbers from `start` to `stop`, both included: `start · (1 - t) + stop · t` for t from 0 to 1.
 * @param count how many, at least 0; one alone is `start`
 * @param dtype float32 unless given
 * @returns float[count]
 * @throws ArgumentError when a bound is not finite or the count is not a non-negative integer
 * @example
 * ```
 * linspace(0, 1, 5).toArray() // [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function linspace<N extends number, D extends FloatDType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  dtype?: D,
): Tensor<[N], NoInfer<D>>
export function linspace(start: number, stop: number, count: number, dtype: DTypeName = 'float32'): Tensor {
  checkDType('linspace', dtype)
  checkInteger('linspace', 'count', count, 0)
  if (!isFloat(dtype)) throw new DTypeError(`linspace: dtype must be float; got ${dtype}; use arange for integers`)
  checkFinite('linspace', 'start', start)
  checkFinite('linspace', 'stop', stop)
  const counted = iota({ shape: [count], axis: 0, dtype })
  const constant = (value: number): Tensor => filled(value, counted)
  const t = count > 1 ? p.div(counted, constant(count - 1)) : counted
  return p.add(p.mul(constant(start), p.sub(constant(1), t)), p.mul(constant(stop), t))
}

/**
 * The identity matrix: ones where row and column agree.
 * @param rows how many
 * @param columns as many as rows unless given
 * @param dtype float32 unless given
 * @returns dtype[rows, columns]
 * @throws ArgumentError when a size is not a non-negative integer
 * @example
 * ```
 * eye(2).toArray() // [[1, 0], [0, 1]]
 * ```
 */
export function eye<N extends number, M extends number = N, D extends DType = 'float32'>(
  rows: N,
  columns?: M,
  dtype?: D,
): Tensor<[N, M], NoInfer<D>>
export function eye(rows: number, columns: number = rows, dtype: DTypeName = 'float32'): Tensor {
  checkInteger('eye', 'rows', rows, 0)
  checkInteger('eye', 'columns', columns, 0)
  checkDType('eye', dtype)
  const count = (axis: number): Tensor => iota({ shape: [rows, columns], axis, dtype: 'int32' })
  return p.cast(p.eq(count(0), count(1)), dtype)
}

/**
 * Indicators of classes along a new last axis: `out[…, c] = (indices[…] = c)`; an index out of range gives zeros.
 * @param indices integers[…]
 * @param classes how many
 * @param dtype float32 unless given
 * @returns dtype[…, classes]
 * @throws DTypeError unless the indices are integers, ArgumentError when the count is not a non-negative integer
 * @example
 * ```
 * oneHot(tensor([0, 2], 'int32'), 3).toArray() // [[1, 0, 0], [0, 0, 1]]
 * ```
 */
export function oneHot<S extends Shape, N extends number, D extends DType = 'float32'>(
  indices: Tensor<S, IntDType>,
  classes: N,
  dtype?: D,
): Tensor<[...S, N], D>
export function oneHot(indices: Tensor, classes: number, dtype: DTypeName = 'float32'): Tensor {
  checkKind('oneHot', indices, integerKinds, 'indices')
  checkInteger('oneHot', 'classes', classes, 0)
  checkDType('oneHot', dtype)
  const shape = [...indices.shape, classes]
  const repeated = broadcast(
    p.cast(indices, 'int32'),
    shape,
    indices.shape.map((_, axis) => axis),
  )
  return p.cast(p.eq(repeated, iota({ shape, axis: indices.shape.length, dtype: 'int32' })), dtype)
}
