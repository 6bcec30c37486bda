// Arrays in plain memory against tensors and against each other.

import { type ArrayType, type HostArray, hostArray, showType } from '../../src/core/array-type.js'
import { HostBuffer } from '../../src/core/buffer.js'
import type { Params, Primitive } from '../../src/core/primitive.js'
import { runReference } from '../../src/core/reference.js'
import { Tensor } from '../../src/core/tensor.js'
import { dtypeInfo, isComplexDType } from '../../src/support/dtype.js'
import { sameShape, sizeOf, stridesOf } from '../../src/support/shape.js'

/** What is wrong, or `null` when nothing is. */
export type Violation = string | null

export const tensorOf = (array: HostArray): Tensor =>
  new Tensor({ shape: array.shape, dtype: array.dtype }, { kind: 'held', buffer: new HostBuffer(array) })

/** Computes a tensor with the evaluator that is plugged in. */
export const hostOf = (tensor: Tensor): HostArray => ({ shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() })

/** The outputs that the reference gives. */
export function referenceOutputs(primitive: Primitive, inputs: readonly HostArray[], params: Params): readonly HostArray[] {
  const outputs = primitive.typeOf(inputs, params).map(hostArray)
  runReference(primitive, inputs, params, outputs)
  return outputs
}

export function typeViolation(what: string, got: ArrayType, expected: ArrayType): Violation {
  return got.dtype === expected.dtype && sameShape(got.shape, expected.shape)
    ? null
    : `${what} must be ${showType(expected)}; got ${showType(got)}`
}

/** NaN equals NaN; zeros of either sign are equal within a tolerance, even of 0. */
export const isNear = (got: number, expected: number, tolerance: number): boolean =>
  got === expected || (Number.isNaN(got) && Number.isNaN(expected)) || (tolerance > 0 && Math.abs(got - expected) <= tolerance)

/** The first element that is too far off. */
export function differenceOf(what: string, got: HostArray, expected: HostArray, tolerance: (element: number) => number): Violation {
  const typed = typeViolation(what, got, expected)
  if (typed !== null) return typed
  for (const [i, value] of expected.data.entries()) {
    const other = got.data[i] as number
    if (!isNear(other, value, tolerance(i)))
      return `${what}[${placeOf(i, expected)}] must be ${value} to within ${tolerance(i)}; got ${other}, off by ${Math.abs(Number(other) - Number(value))}`
  }
  return null
}

/** The first element whose bits differ; all NaNs are one. */
export function bitDifferenceOf(what: string, got: HostArray, expected: HostArray): Violation {
  const typed = typeViolation(what, got, expected)
  if (typed !== null) return typed
  const at = [...expected.data].findIndex((value, i) => !Object.is(value, got.data[i]))
  if (at < 0) return null
  const show = (x: number | undefined): string => (Object.is(x, -0) ? '-0' : String(x))
  return `${what}[${placeOf(at, expected)}] must be ${show(expected.data[at])} to the bit; got ${show(got.data[at])}`
}

const placeOf = (element: number, { shape, dtype }: ArrayType): string =>
  stridesOf(shape)
    .map((stride, axis) => Math.floor(element / numbersEach(dtype) / stride) % (shape[axis] as number))
    .join(',')

/** How many numbers an element is: a complex one is two. */
export const numbersEach = (dtype: string): 1 | 2 => (isComplexDType(dtype) ? 2 : 1)

/** The arrays along a new axis at `axis`. */
export function stack(arrays: readonly HostArray[], axis: number): HostArray {
  const [first] = arrays
  if (first === undefined) throw new Error('a stack of nothing')
  const shape = first.shape.toSpliced(axis, 0, arrays.length)
  const data = dtypeInfo(first.dtype).create(sizeOf(shape))
  const inner = sizeOf(first.shape.slice(axis)) * numbersEach(first.dtype)
  for (const [k, array] of arrays.entries())
    for (let i = 0; i < array.data.length; i++)
      data[(Math.floor(i / inner) * arrays.length + k) * inner + (i % inner)] = array.data[i] as number
  return { shape, dtype: first.dtype, data }
}

/** `Σ_i a_i · b_i`, of complex arrays its real part, and `Σ_i |a_i · b_i|` to scale a bound with. */
export function innerProduct(a: HostArray, b: HostArray): readonly [sum: number, magnitude: number] {
  let [sum, magnitude] = [0, 0]
  for (let i = 0; i < a.data.length; i++) {
    const sign = numbersEach(a.dtype) === 2 && i % 2 === 1 ? -1 : 1
    const term = sign * (a.data[i] as number) * (b.data[i] as number)
    sum += term
    magnitude += Math.abs(term)
  }
  return [sum, magnitude]
}
