// Complex numbers from their parts and back.

import { isComplex as hasParts, pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { isTensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { complexDType, type DTypeName, partDType } from '../../support/dtype.js'
import type {
  BroadcastArgument,
  BroadcastResult,
  ComplexDType,
  ComplexOf,
  DType,
  FloatDType,
  PromoteArgument,
  PromoteResult,
  RealOf,
  Shape,
} from '../../types/index.js'
import { align, arithmeticKinds, checkKind, floatKind } from '../signatures/operands.js'
import { typed, type UnaryFunction, type WeakNumber } from '../signatures/signatures.js'

/** Two operands as parts of complex numbers: float32 or float64. */
function partsFrom(operation: string, a: unknown, b: unknown): readonly [Tensor, Tensor] {
  const aligned = align(operation, [a, b])
  for (const operand of aligned) checkKind(operation, operand, floatKind, 'parts')
  const part: DTypeName = partDType(complexDType(aligned[0].dtype))
  return [p.cast(aligned[0], part), p.cast(aligned[1], part)]
}

/** A function of two float operands whose result is complex. */
type ComplexFunction = <A extends Shape = [], DA extends FloatDType = never, B extends Shape = [], DB extends FloatDType = never>(
  a: WeakNumber | Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, ComplexOf<PromoteResult<DA, DB>>>

/**
 * Complex numbers from their parts: `re + im·i`.
 * @param re floats[…], or a JavaScript number
 * @param im likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, complex128 of float64, complex64 of narrower floats
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless float
 * @example
 * ```
 * complex(tensor([1, 2]), tensor([0, -1])).toArray() // [{"re": 1, "im": 0}, {"re": 2, "im": -1}]
 * ```
 */
export const complex: ComplexFunction = (re, im) => typed(pairOf(...partsFrom('complex', re, im)))

/**
 * Complex numbers from lengths and angles: `length · (cos angle + i sin angle)`.
 * @param length floats[…], or a JavaScript number
 * @param angle in radians; shapes broadcast, dtypes promote
 * @returns the broadcast shape, complex128 of float64, complex64 of narrower floats
 * @throws ShapeError when the shapes do not broadcast, DTypeError unless float
 * @example
 * ```
 * polar(tensor([2]), 0).toArray() // [{"re": 2, "im": 0}]
 * ```
 */
export const polar: ComplexFunction = (length, angle) => {
  const [r, a] = partsFrom('polar', length, angle)
  return typed(pairOf(p.mul(r, p.cos(a)), p.mul(r, p.sin(a))))
}

/** A part of numbers, which is real. */
export type PartFunction = <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, RealOf<D>>
export type PartMethod = <S extends Shape, D extends DType>(this: Tensor<S, D>) => Tensor<S, RealOf<D>>

/**
 * The real part; a real tensor is its own.
 * @param x numbers[…]
 * @returns float32[…] of complex64, float64[…] of complex128
 * @throws DTypeError on bool
 * @example
 * ```
 * real(tensor([{ re: 1, im: 2 }])).toArray() // [1]
 * ```
 */
export const real: PartFunction = x => {
  checkKind('real', x, arithmeticKinds)
  return typed(hasParts(x) ? partsOf(x)[0] : x)
}

/**
 * The imaginary part; zeros of a real tensor.
 * @param x numbers[…]
 * @returns float32[…] of complex64, float64[…] of complex128
 * @throws DTypeError on bool
 * @example
 * ```
 * imag(tensor([{ re: 1, im: 2 }])).toArray() // [2]
 * ```
 */
export const imag: PartFunction = x => {
  checkKind('imag', x, arithmeticKinds)
  return typed(hasParts(x) ? partsOf(x)[1] : full(0, x))
}

/** The conjugate of complex numbers; real ones are their own. */
export function conjugate(x: Tensor): Tensor {
  if (!hasParts(x)) return x
  const [re, im] = partsOf(x)
  return pairOf(re, p.neg(im))
}

/**
 * The conjugate: `re - im·i`; a real tensor is its own.
 * @param x numbers[…]
 * @throws DTypeError on bool
 * @example
 * ```
 * conj(tensor([{ re: 1, im: 2 }])).toArray() // [{"re": 1, "im": -2}]
 * ```
 */
export const conj: UnaryFunction = x => {
  checkKind('conj', x, arithmeticKinds)
  return typed(conjugate(x))
}

/**
 * The angle to the positive real axis: `atan2(im, re)`, from -π to π; of real numbers 0, or π where they are negative.
 * @param x floats[…] or complex[…]
 * @returns radians, float32[…] of complex64, float64[…] of complex128
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * angle(tensor([{ re: 0, im: 2 }])).item() // 1.5707963705062866
 * ```
 */
export const angle: PartFunction = x => {
  checkKind('angle', x, ['float', 'complex'])
  if (!hasParts(x)) return typed(p.select(p.lt(x, full(0, x)), full(Math.PI, x), p.mul(x, full(0, x))))
  const [re, im] = partsOf(x)
  return typed(p.atan2(im, re))
}

/**
 * Whether a tensor is of a complex dtype, whatever its elements are.
 * @example
 * ```
 * isComplex(zeros([2], 'complex64')) // true
 * ```
 */
export const isComplex = (x: unknown): x is Tensor<Shape, ComplexDType> => isTensor(x) && hasParts(x)
