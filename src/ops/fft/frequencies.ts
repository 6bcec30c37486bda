// What belongs to the places of a spectrum: frequencies, and orders with 0 in the middle.

import type { Tensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { normalizeAxes } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { roll } from '../shape/order.js'
import { checkInteger, checkTensor, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { halfOf } from './hermitian.js'

function spaced(operation: string, n: unknown, spacing: unknown, count: (n: number) => number): Tensor {
  checkInteger(operation, 'n', n, 1)
  if (typeof spacing !== 'number' || !Number.isFinite(spacing) || spacing === 0)
    throw new ArgumentError(`${operation}: the spacing must be a number other than 0; got ${show(spacing)}`)
  const [size, half] = [n as number, Math.ceil((n as number) / 2)]
  const length = count(size)
  const frequency = (i: number): number => (length === size && i >= half ? i - size : i) / (size * spacing)
  return table(
    Array.from({ length }, (_, i) => frequency(i)),
    [length],
    'float32',
  )
}

/**
 * The frequencies of `fft`, in cycles per unit of the spacing: 0, 1, …, then the negative ones, all over n·spacing.
 * @param n how many places
 * @param spacing between two of them; default 1
 * @returns float32[n]
 * @throws ArgumentError unless n is a positive integer and the spacing a number other than 0
 * @example
 * ```
 * fft.fftfreq(4).toArray() // [0, 0.25, -0.5, -0.25]
 * ```
 */
export const fftfreq = <N extends number>(n: N, spacing = 1): Tensor<[N], 'float32'> =>
  typed(spaced('fft.fftfreq', n, spacing, size => size))

/**
 * The frequencies of `rfft`: 0, 1, …, ⌊n/2⌋, all over n·spacing.
 * @param n how many places
 * @param spacing between two of them; default 1
 * @returns float32[⌊n/2⌋ + 1]
 * @throws ArgumentError unless n is a positive integer and the spacing a number other than 0
 * @example
 * ```
 * fft.rfftfreq(4).toArray() // [0, 0.25, 0.5]
 * ```
 */
export const rfftfreq = (n: number, spacing = 1): Tensor<[number], 'float32'> => typed(spaced('fft.rfftfreq', n, spacing, halfOf))

function shifted(operation: string, x: unknown, axes: unknown, by: (size: number) => number): Tensor {
  checkTensor(operation, x)
  const list = axes === undefined || typeof axes === 'number' || Array.isArray(axes) ? axes : null
  if (list === null) throw new ArgumentError(`${operation}: axes must be an axis or a list of them; got ${show(axes)}`)
  return normalizeAxes(list, x.shape.length, operation).reduce<Tensor>((y, axis) => roll(y, by(y.shape[axis] as number), axis), x)
}

/** A shift along axes. */
export type Shift = <S extends Shape, D extends DType>(x: Tensor<S, D>, axes?: number | readonly number[]) => Tensor<S, D>

/**
 * Puts frequency 0 into the middle.
 * @param x any[…]
 * @param axes an axis or several; all unless given
 * @throws ShapeError when an axis does not exist
 * @example
 * ```
 * fft.fftshift(fft.fftfreq(4)).toArray() // [-0.5, -0.25, 0, 0.25]
 * ```
 */
export const fftshift: Shift = (x, axes) => typed(shifted('fft.fftshift', x, axes, size => Math.floor(size / 2)))

/**
 * The inverse of `fftshift`, from which it differs along axes of odd size.
 * @param x any[…]
 * @param axes an axis or several; all unless given
 * @throws ShapeError when an axis does not exist
 * @example
 * ```
 * fft.ifftshift(tensor([-1, 0, 1])).toArray() // [0, 1, -1]
 * ```
 */
export const ifftshift: Shift = (x, axes) => typed(shifted('fft.ifftshift', x, axes, size => -Math.floor(size / 2)))
