// Tensors from JavaScript values: nested arrays, whose shape is read off their nesting, and typed arrays.

import { held } from '../../core/held.js'
import type { ElementArray, Tensor } from '../../core/tensor.js'
import { type Complex, isComplexNumber } from '../../support/complex.js'
import { type DTypeName, dtypeInfo, isComplexDType, partDType, realDTypes, type TypedArray } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, showShape, sizeOf } from '../../support/shape.js'
import type { Argument, ComplexDType, DType, Mut, NestedArray, NestedShape, Shape, ShapeResult } from '../../types/index.js'
import { checkDType, elementOf, literalDType, literalOf, show } from '../signatures/operands.js'

/** Numbers, bigints, booleans or complex numbers, nested as the axes are. */
export type Literal = number | bigint | boolean | Complex | NestedArray<number | bigint | boolean | Complex>

/** The typed arrays that `tensor` takes. */
export type ElementsArray = TypedArray | BigInt64Array | BigUint64Array

/** The shape of what `tensor` takes; of `any` nothing is known. */
export type LiteralShape<T> = 0 extends 1 & T ? Shape : T extends ElementsArray ? [number] : NestedShape<T>

/** The dtype of what `tensor` takes: float32 for numbers, int64 for bigints, bool for booleans, complex64 where there are complex numbers, what a
 * typed array holds. */
export type LiteralDType<T> = T extends ElementsArray
  ? TypedArrayDType<T>
  : T extends number | NestedArray<number>
    ? 'float32'
    : T extends bigint | NestedArray<bigint>
      ? 'int64'
      : T extends boolean | NestedArray<boolean>
        ? 'bool'
        : T extends Complex | NestedArray<number | Complex>
          ? 'complex64'
          : DType

/** The dtype that a typed array holds. */
export type TypedArrayDType<T> = { readonly [D in ArrayDType]: T extends ElementArray<D> ? D : never }[ArrayDType]
/** Those that have a typed array of their own. */
type ArrayDType = Exclude<DType, 'bool' | 'float16' | 'bfloat16' | ComplexDType>

const mostAxes = 64

/** The shape that the first element of every level says. */
function shapeOf(values: unknown): number[] {
  const shape: number[] = []
  for (let level = values; Array.isArray(level); level = level[0]) {
    shape.push(level.length)
    if (shape.length > mostAxes)
      throw new ShapeError(`tensor: arrays must not be nested deeper than ${mostAxes} levels, or hold themselves`)
  }
  return shape
}

/** The elements of a nested array in order. @throws ShapeError, DTypeError naming the first place that does not fit */
function elementsOf(values: unknown, shape: Dims): (number | bigint | boolean | Complex)[] {
  const elements: (number | bigint | boolean | Complex)[] = []
  const place: number[] = []
  const here = (): string => place.map(i => `[${i}]`).join('') || 'the top'
  const walk = (value: unknown, depth: number): void => {
    const size = shape[depth]
    if (size !== undefined) {
      if (!Array.isArray(value))
        throw new ShapeError(`tensor: nesting must be even; expected an array of ${size} at ${here()}, got ${show(value)}`)
      if (value.length !== size)
        throw new ShapeError(`tensor: rows must have equal lengths; expected ${size} at ${here()}, got ${value.length}`)
      for (let i = 0; i < size; i++) {
        place[depth] = i
        walk(value[i], depth + 1)
      }
      place.length = depth
      return
    }
    if (Array.isArray(value)) throw new ShapeError(`tensor: nesting must be even; expected a number at ${here()}, got an array`)
    const isComplex = isComplexNumber(value)
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean' && !isComplex)
      throw new ArgumentError(
        `tensor: elements must be numbers, bigints, booleans or complex numbers { re, im }; got ${show(value)} at ${here()}`,
      )
    const [first = value] = elements
    // Numbers may stand among complex ones.
    const kindOf = (element: unknown): string => (typeof element === 'object' ? 'number' : typeof element)
    if (kindOf(value) !== kindOf(first))
      throw new DTypeError(
        `tensor: elements must be all numbers, all bigints or all booleans; got ${show(value)} at ${here()} after ${show(first)}`,
      )
    elements.push(value)
  }
  walk(values, 0)
  return elements
}

function fromNested(values: unknown, dtype: DTypeName | undefined): Tensor {
  const shape = shapeOf(values)
  const elements = elementsOf(values, shape)
  const type = dtype ?? literalDType(elements.find(isComplexNumber) ?? elements[0])
  const data = dtypeInfo(type).create(elements.length)
  for (const [i, value] of elements.entries()) {
    const element = literalOf('tensor', value, type)
    if (isComplexDType(type)) data.set(typeof element === 'number' ? [element, 0] : [element.re, element.im], 2 * i)
    else data[i] = element as number
  }
  return held({ shape, dtype: type, data })
}

/** The dtype of a typed array: a Uint8Array holds uint8, though bool is stored in one too, a Float32Array float32, though halves are. */
const dtypeOfTypedArray = (data: unknown): DTypeName | undefined =>
  realDTypes.find(dtype => dtype !== 'bool' && data instanceof dtypeInfo(dtype).create(0).constructor)

function fromTypedArray(source: TypedArray, sourceDType: DTypeName, shape: unknown, dtype: DTypeName): Tensor {
  checkShape(shape, 'tensor')
  const numbers = sizeOf(shape) * (isComplexDType(dtype) ? 2 : 1)
  if (numbers !== source.length)
    throw new ShapeError(`tensor: elements must fill the shape; expected ${numbers} for ${dtype}${showShape(shape)}, got ${source.length}`)
  if (isComplexDType(dtype)) {
    const part = partDType(dtype)
    const data = dtypeInfo(part).create(numbers)
    for (const [i, value] of source.entries()) data[i] = elementOf('tensor', value, part)
    return held({ shape, dtype, data })
  }
  const { create } = dtypeInfo(dtype)
  // A copy, so that nobody can write to it.
  const data = create(source.length)
  if (dtype === sourceDType) data.set(source)
  else
    for (const [i, value] of source.entries())
      data[i] = elementOf('tensor', dtype === 'bool' && (value === 0 || value === 1) ? value === 1 : value, dtype)
  return held({ shape, dtype, data })
}

/**
 * A tensor of the given elements.
 * @param values numbers (float32 unless said otherwise), bigints (int64), booleans (bool) or complex numbers `{ re, im }` (complex64), nested as the axes
 *   are; or a typed array, which is copied: of real and imaginary parts in turn for a complex dtype, as `data()` gives them
 * @param shape for a typed array; one axis unless given
 * @param dtype of the elements; integers must be whole and in range
 * @throws ShapeError naming the place where rows differ in length, or when a typed array does not fill the shape;
 *   DTypeError when an element is none of the dtype
 * @example
 * ```
 * tensor([[1, 2], [3, 4]]).shape // [2, 2]
 * tensor([1, 2, 3], 'int32').dtype // "int32"
 * tensor([true, false]).toArray() // [true, false]
 * tensor([2n ** 60n + 1n]).item() // 1152921504606846977n
 * tensor([{ re: 1, im: -2 }, 3]).toArray() // [{"re": 1, "im": -2}, {"re": 3, "im": 0}]
 * tensor(new Float64Array([1, 2, 3, 4]), [2, 2]).toArray() // [[1, 2], [3, 4]]
 * ```
 */
export function tensor<T extends ElementsArray, const S extends Shape, D extends DType = TypedArrayDType<T>>(
  values: T,
  shape: S,
  dtype?: D,
): Tensor<Mut<S>, D>
export function tensor<const T extends Literal | ElementsArray, D extends DType = LiteralDType<T>>(
  values: Argument<LiteralShape<T>, T>,
  dtype?: D,
): Tensor<ShapeResult<LiteralShape<T>>, D>
export function tensor(values: unknown, second?: unknown, third?: unknown): Tensor {
  const [shape, dtype] = typeof second === 'string' ? [undefined, second] : [second, third]
  if (dtype !== undefined) checkDType('tensor', dtype)
  const sourceDType = dtypeOfTypedArray(values)
  if (sourceDType !== undefined) {
    // A typed array, or its dtype would not have been found.
    const source = values as TypedArray
    const type = dtype ?? sourceDType
    return fromTypedArray(source, sourceDType, shape ?? [isComplexDType(type) ? source.length / 2 : source.length], type)
  }
  if (shape !== undefined) throw new ArgumentError('tensor: a shape goes with a typed array only; nested arrays have theirs')
  return fromNested(values, dtype)
}
