// Discrete Fourier transforms along one axis.

import { isComplex } from '../../core/complex.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/cast.js'
import { complexDType } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { ComplexOf, FloatDType, InexactDType, RealOf, Shape } from '../../types/index.js'
import { conjugate } from '../complex/parts.js'
import { show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { realInverse, realTransform } from './hermitian.js'
import type { Direction } from './tables.js'
import { checkAxis, checkLength, checkNorm, type Norm, operandOf, resized, transformAlong } from './transform.js'

export interface FftOptions<N extends number | undefined = number | undefined, Axis extends number = number> {
  /** How many places are transformed: cut off, or filled with zeros, at the end. As many as there are unless given. */
  readonly n?: N
  /** Default the last. */
  readonly axis?: Axis
  /** Default 'backward': the inverse is divided by n. */
  readonly norm?: Norm
}

/** The shape where the number of places along the axis stays what it is. */
export type Resized<S extends Shape, N> = [N] extends [undefined] ? S : { -readonly [I in keyof S]: number }
/** The shape where it changes. */
export type Halved<S extends Shape> = { -readonly [I in keyof S]: number }

/** A transform of complex numbers. */
export type ComplexTransform = <S extends Shape, D extends InexactDType, N extends number | undefined = undefined>(
  x: Tensor<S, D>,
  options?: FftOptions<N>,
) => Tensor<Resized<S, N>, ComplexOf<D>>

/** A transform of real numbers to half a spectrum. */
export type RealTransform = <S extends Shape, D extends FloatDType>(
  x: Tensor<S, D>,
  options?: FftOptions,
) => Tensor<Halved<S>, ComplexOf<D>>

/** A transform of half a spectrum to real numbers. */
export type RealInverse = <S extends Shape, D extends InexactDType>(
  x: Tensor<S, D>,
  options?: FftOptions,
) => Tensor<Halved<S>, RealOf<ComplexOf<D>>>

interface Checked {
  readonly operand: Tensor
  readonly axis: number
  readonly norm: Norm
  /** How many places there are, or n. */
  readonly length: (otherwise: (size: number) => number) => number
}

function checked(operation: string, x: unknown, options: FftOptions): Checked {
  checkOptions(operation, options, ['n', 'axis', 'norm'])
  const { n, axis = -1, norm = 'backward' } = options
  const operand = operandOf(operation, x)
  const at = checkAxis(operation, operand, axis)
  checkNorm(operation, norm)
  return { operand, axis: at, norm, length: otherwise => checkLength(operation, n, otherwise(operand.shape[at] as number)) }
}

const complexTransform =
  (operation: string, direction: Direction): ComplexTransform =>
  (x, options = {}) => {
    const { operand, axis, norm, length } = checked(operation, x, options as FftOptions)
    return typed(
      transformAlong(
        resized(
          operand,
          axis,
          length(size => size),
        ),
        axis,
        direction,
        norm,
      ),
    )
  }

/** @throws DTypeError where numbers have imaginary parts */
export function checkReal(operation: string, x: unknown): void {
  if (isTensor(x) && isComplex(x))
    throw new DTypeError(
      `${operation}: elements must be real; got ${show(x)}; take real of them, or transform complex numbers with ${operation.replace('.r', '.').replace('.ih', '.h')}`,
    )
}

/** Half a spectrum, as complex numbers. */
export const asComplex = (x: Tensor): Tensor => cast(x, complexDType(x.dtype))

/** The norm that scales the other direction. */
export const opposite: Readonly<Record<Norm, Norm>> = { backward: 'forward', ortho: 'ortho', forward: 'backward' }

/**
 * The discrete Fourier transform: `X_k = Σ_j x_j e^(-2πi·jk/n)`.
 * Any length takes O(n log n): products of primes up to 128 by stages, others as a convolution with a chirp. Within about 4·10⁻⁷ of the largest
 * frequency for complex64 and 10⁻¹⁵ for complex128, at lengths up to a million.
 * @param x floats[…] or complex[…]
 * @param options n: places along the axis, cut off or filled with zeros; axis: default the last; norm: 'backward' (the inverse is divided by n,
 *   default), 'ortho' (both by √n), 'forward'
 * @returns complex128 of float64 or complex128, else complex64
 * @throws DTypeError unless float or complex; ShapeError when the axis does not exist or has no places; ArgumentError on other options
 * @example
 * ```
 * fft.fft(tensor([1, 0, 0, 0])).real().toArray() // [1, 1, 1, 1]
 * ```
 * @source J. W. Cooley and J. W. Tukey, "An algorithm for the machine calculation of complex Fourier series", 1965
 */
export const fft: ComplexTransform = complexTransform('fft.fft', -1)

/**
 * The inverse of `fft`: `x_j = 1/n · Σ_k X_k e^(2πi·jk/n)`.
 * @param x floats[…] or complex[…]
 * @param options as for `fft`
 * @returns complex128 of float64 or complex128, else complex64
 * @throws as `fft`
 * @example
 * ```
 * fft.ifft(fft.fft(tensor([1, 2, 3, 4]))).real().toArray() // [1, 2, 3, 4]
 * ```
 */
export const ifft: ComplexTransform = complexTransform('fft.ifft', 1)

/**
 * The transform of real numbers: the frequencies 0 … ⌊n/2⌋ of `fft`, the others being their conjugates. Costs half as much.
 * @param x floats[…]
 * @param options as for `fft`
 * @returns ⌊n/2⌋ + 1 frequencies along the axis, complex128 of float64, else complex64
 * @throws DTypeError unless float; ShapeError when the axis does not exist or has no places; ArgumentError on other options
 * @example
 * ```
 * fft.rfft(tensor([1, 1, 1, 1])).real().toArray() // [4, 0, 0]
 * ```
 */
export const rfft: RealTransform = (x, options = {}) => {
  checkReal('fft.rfft', x)
  const { operand, axis, norm, length } = checked('fft.rfft', x, options)
  return typed(
    realTransform(
      resized(
        operand,
        axis,
        length(size => size),
      ),
      axis,
      norm,
    ),
  )
}

/**
 * The inverse of `rfft`: real numbers from the first half of their spectrum. Imaginary parts at frequency 0, and at n/2 for even n, are ignored.
 * @param x complex[…] or floats[…]
 * @param options n: how many numbers, default 2·(size - 1), which is even: say it where it is odd; axis and norm as for `fft`
 * @returns n numbers along the axis, float64 of complex128 or float64, else float32
 * @throws as `fft`
 * @example
 * ```
 * fft.irfft(fft.rfft(tensor([1, 2, 3])), { n: 3 }).toArray() // [1, 2, 3]
 * ```
 */
export const irfft: RealInverse = (x, options = {}) => {
  const { operand, axis, norm, length } = checked('fft.irfft', x, options)
  return typed(
    realInverse(
      asComplex(operand),
      axis,
      length(size => 2 * (size - 1)),
      norm,
    ),
  )
}

/**
 * The transform of numbers whose spectrum is real, `x[n - j] = conj x[j]`, from the first half of them.
 * @param x complex[…] or floats[…]
 * @param options n: how many frequencies, default 2·(size - 1); axis and norm as for `fft`
 * @returns n frequencies along the axis, float64 of complex128 or float64, else float32
 * @throws as `fft`
 * @example
 * ```
 * fft.hfft(tensor([1, 2, 1])).toArray() // [6, 0, -2, 0]
 * ```
 */
export const hfft: RealInverse = (x, options = {}) => {
  const { operand, axis, norm, length } = checked('fft.hfft', x, options)
  return typed(
    realInverse(
      conjugate(asComplex(operand)),
      axis,
      length(size => 2 * (size - 1)),
      opposite[norm],
    ),
  )
}

/**
 * The inverse of `hfft`: the first half of the numbers whose real spectrum is given.
 * @param x floats[…]
 * @param options as for `fft`
 * @returns ⌊n/2⌋ + 1 numbers along the axis, complex128 of float64, else complex64
 * @throws as `rfft`
 * @example
 * ```
 * fft.ihfft(tensor([6, 0, -2, 0])).real().toArray() // [1, 2, 1]
 * ```
 */
export const ihfft: RealTransform = (x, options = {}) => {
  checkReal('fft.ihfft', x)
  const { operand, axis, norm, length } = checked('fft.ihfft', x, options)
  return typed(
    conjugate(
      realTransform(
        resized(
          operand,
          axis,
          length(size => size),
        ),
        axis,
        opposite[norm],
      ),
    ),
  )
}
