// Discrete Fourier transforms along several axes, one after the other; those of real numbers begin, or end, with the last.

import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, normalizeAxes } from '../../support/shape.js'
import type { ComplexOf, FloatDType, InexactDType, RealOf, Shape } from '../../types/index.js'
import { conjugate } from '../complex/parts.js'
import { integerList, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { realInverse, realTransform } from './hermitian.js'
import { asComplex, checkReal, type Halved, opposite, type Resized } from './one-axis.js'
import type { Direction } from './tables.js'
import { checkLength, checkNorm, type Norm, operandOf, resized, transformAlong } from './transform.js'

export interface FftnOptions<Sizes extends Dims | undefined = Dims | undefined> {
  /** How many places are transformed along each axis: cut off, or filled with zeros, at the end. As many as there are unless given. */
  readonly s?: Sizes
  /** Default the last ones: as many as there are sizes, two for `fft2` and its kin, all otherwise. */
  readonly axes?: Dims
  /** Default 'backward': the inverse is divided by the number of places. */
  readonly norm?: Norm
}

export type ComplexTransformN = <S extends Shape, D extends InexactDType, Sizes extends Dims | undefined = undefined>(
  x: Tensor<S, D>,
  options?: FftnOptions<Sizes>,
) => Tensor<Resized<S, Sizes>, ComplexOf<D>>
export type RealTransformN = <S extends Shape, D extends FloatDType>(
  x: Tensor<S, D>,
  options?: FftnOptions,
) => Tensor<Halved<S>, ComplexOf<D>>
export type RealInverseN = <S extends Shape, D extends InexactDType>(
  x: Tensor<S, D>,
  options?: FftnOptions,
) => Tensor<Halved<S>, RealOf<ComplexOf<D>>>

interface Checked {
  readonly operand: Tensor
  readonly axes: Dims
  /** The places along each axis; `null` where nothing is said. */
  readonly sizes: readonly (number | null)[]
  readonly norm: Norm
}

function checked(operation: string, x: unknown, fallback: Dims | undefined, options: FftnOptions): Checked {
  checkOptions(operation, options, ['s', 'axes', 'norm'])
  const { s, axes, norm = 'backward' } = options
  const operand = operandOf(operation, x)
  checkNorm(operation, norm)
  const sizes = s === undefined ? undefined : integerList(operation, 's', s, 1)
  const rank = operand.shape.length
  const named = axes ?? fallback ?? operand.shape.map((_, i) => i).slice(sizes === undefined ? 0 : rank - sizes.length)
  if (!Array.isArray(named)) throw new ArgumentError(`${operation}: axes must be a list of integers; got ${show(named)}`)
  const normalized = named.map(axis => normalizeAxes([axis], rank, operation)[0] as number)
  if (new Set(normalized).size !== normalized.length) throw new ShapeError(`${operation}: axes must be distinct; got [${named}]`)
  if (normalized.length === 0) throw new ShapeError(`${operation}: needs at least one axis; got ${show(operand)}`)
  if (sizes !== undefined && sizes.length !== normalized.length)
    throw new ArgumentError(`${operation}: s must have a size for each axis; expected ${normalized.length}, got ${sizes.length}`)
  return { operand, axes: normalized, sizes: normalized.map((_, i) => sizes?.[i] ?? null), norm }
}

const lastTwo = [-2, -1]

const complexTransform =
  (operation: string, direction: Direction, fallback?: Dims): ComplexTransformN =>
  (x, options = {}) => {
    const { operand, axes, sizes, norm } = checked(operation, x, fallback, options as FftnOptions)
    const along = (y: Tensor, axis: number, i: number): Tensor => {
      const n = checkLength(operation, sizes[i] ?? undefined, y.shape[axis] as number)
      return transformAlong(resized(y, axis, n), axis, direction, norm)
    }
    // The last axis first: its neighbours lie next to each other.
    return typed(axes.reduceRight(along, operand))
  }

const realTransformN =
  (operation: string, fallback?: Dims): RealTransformN =>
  (x, options = {}) => {
    checkReal(operation, x)
    const { operand, axes, sizes, norm } = checked(operation, x, fallback, options)
    const last = axes.length - 1
    const along = (y: Tensor, axis: number, i: number): Tensor => {
      const sized = resized(y, axis, checkLength(operation, sizes[i] ?? undefined, y.shape[axis] as number))
      return i === last ? realTransform(sized, axis, norm) : transformAlong(sized, axis, -1, norm)
    }
    return typed(axes.reduceRight(along, operand))
  }

const realInverseN =
  (operation: string, fallback?: Dims): RealInverseN =>
  (x, options = {}) => {
    const { operand, axes, sizes, norm } = checked(operation, x, fallback, options)
    const last = axes.length - 1
    const along = (y: Tensor, axis: number, i: number): Tensor => {
      const size = y.shape[axis] as number
      if (i === last) return realInverse(y, axis, checkLength(operation, sizes[i] ?? undefined, 2 * (size - 1)), norm)
      return transformAlong(resized(y, axis, checkLength(operation, sizes[i] ?? undefined, size)), axis, 1, norm)
    }
    return typed(axes.reduce(along, asComplex(operand)))
  }

function checkedNorm(operation: string, options: FftnOptions): Norm {
  checkOptions(operation, options, ['s', 'axes', 'norm'])
  const { norm = 'backward' } = options
  checkNorm(operation, norm)
  return norm
}

const hermitianN =
  (operation: string, fallback?: Dims): RealInverseN =>
  (x, options = {}) => {
    const operand = operandOf(operation, x)
    const norm = checkedNorm(operation, options)
    return typed(realInverseN(operation, fallback)(conjugate(operand) as typeof x, { ...options, norm: opposite[norm] }))
  }

const hermitianInverseN =
  (operation: string, fallback?: Dims): RealTransformN =>
  (x, options = {}) => {
    const norm = checkedNorm(operation, options)
    return typed(conjugate(realTransformN(operation, fallback)(x, { ...options, norm: opposite[norm] })))
  }

/**
 * `fft` along two axes.
 * @param x floats[…] or complex[…]
 * @param options s: places along each axis; axes: default the last two; norm as for `fft`
 * @returns complex128 of float64 or complex128, else complex64
 * @throws DTypeError unless float or complex; ShapeError when an axis does not exist, is repeated or has no places; ArgumentError on other options
 * @example
 * ```
 * fft.fft2(ones([2, 2])).real().toArray() // [[4, 0], [0, 0]]
 * ```
 */
export const fft2: ComplexTransformN = complexTransform('fft.fft2', -1, lastTwo)

/** The inverse of `fft2`: `ifft` along two axes. See `fft2`. */
export const ifft2: ComplexTransformN = complexTransform('fft.ifft2', 1, lastTwo)

/**
 * `fft` along several axes, all unless given.
 * @param x floats[…] or complex[…]
 * @param options s: places along each axis; axes: default the last ones, as many as there are sizes, or all; norm as for `fft`
 * @returns complex128 of float64 or complex128, else complex64
 * @throws as `fft2`
 * @example
 * ```
 * fft.fftn(ones([2, 1, 2])).real().toArray() // [[[4, 0]], [[0, 0]]]
 * ```
 */
export const fftn: ComplexTransformN = complexTransform('fft.fftn', -1)

/** The inverse of `fftn`: `ifft` along several axes. See `fftn`. */
export const ifftn: ComplexTransformN = complexTransform('fft.ifftn', 1)

/**
 * `rfft` along the second of two axes, then `fft` along the first.
 * @param x floats[…]
 * @param options s: places along each axis; axes: default the last two; norm as for `fft`
 * @returns ⌊n/2⌋ + 1 frequencies along the second axis, complex128 of float64, else complex64
 * @throws as `fft2`, and DTypeError on complex numbers
 * @example
 * ```
 * fft.rfft2(ones([2, 2])).real().toArray() // [[4, 0], [0, 0]]
 * ```
 */
export const rfft2: RealTransformN = realTransformN('fft.rfft2', lastTwo)

/**
 * The inverse of `rfft2`.
 * @param x complex[…] or floats[…]
 * @param options s: how many numbers along each axis, default along the last 2·(size - 1); axes: default the last two; norm as for `fft`
 * @returns float64 of complex128 or float64, else float32
 * @throws as `fft2`
 * @example
 * ```
 * fft.irfft2(fft.rfft2(ones([2, 2]))).toArray() // [[1, 1], [1, 1]]
 * ```
 */
export const irfft2: RealInverseN = realInverseN('fft.irfft2', lastTwo)

/** `rfft` along the last of several axes, then `fft` along the others. See `rfft2` and `fftn`. */
export const rfftn: RealTransformN = realTransformN('fft.rfftn')

/** The inverse of `rfftn`. See `irfft2` and `fftn`. */
export const irfftn: RealInverseN = realInverseN('fft.irfftn')

/** `hfft` along the last of two axes, and `fft` along the other: `irfft2` of the conjugates, scaled the other way. See `irfft2` and `hfft`. */
export const hfft2: RealInverseN = hermitianN('fft.hfft2', lastTwo)

/** The inverse of `hfft2`. See `rfft2` and `ihfft`. */
export const ihfft2: RealTransformN = hermitianInverseN('fft.ihfft2', lastTwo)

/** `hfft` along the last of several axes, and `fft` along the others. See `irfftn` and `hfft`. */
export const hfftn: RealInverseN = hermitianN('fft.hfftn')

/** The inverse of `hfftn`. See `rfftn` and `ihfft`. */
export const ihfftn: RealTransformN = hermitianInverseN('fft.ihfftn')
