// Broadcasting: an operation on two shapes is the operation on both stretched to their common shape, element by element.

import type { Tensor } from 'tenet'
import { tensorOf } from '../arbitrary/tensor.js'
import { hostOf, type Violation } from './compare-arrays.js'
import { sameBits } from './trees.js'

/** The tensor with axes of size 1 repeated and missing axes put in front, by the definition: element by element. */
export function stretched(x: Tensor, shape: readonly number[]): Tensor {
  const { data, shape: from, dtype } = hostOf(x)
  const missing = shape.length - from.length
  const size = shape.reduce((product, axis) => product * axis, 1)
  const source = (place: number): number => {
    let [rest, stride, at] = [place, 1, 0]
    for (let axis = shape.length - 1; axis >= missing; axis--) {
      const [length, own] = [shape[axis] ?? 1, from[axis - missing] ?? 1]
      if (own !== 1) at += (rest % length) * stride
      rest = Math.floor(rest / length)
      stride *= own
    }
    return data[at] ?? Number.NaN
  }
  return tensorOf(
    Array.from({ length: size }, (_, place) => source(place)),
    shape,
    dtype,
  )
}

/** `f(a, b)` is `f` of both stretched to the common shape, to the bit. */
export const broadcasts = (f: (a: Tensor, b: Tensor) => Tensor, a: Tensor, b: Tensor, common: readonly number[]): Violation =>
  sameBits('the broadcast operation', f(a, b), f(stretched(a, common), stretched(b, common)))

/** `f(a, b) = f(b, a)`, to the bit. */
export const commutes = (f: (a: Tensor, b: Tensor) => Tensor, a: Tensor, b: Tensor): Violation =>
  sameBits('the operation with its operands swapped', f(b, a), f(a, b))
