// Methods that give elements at positions.

import type { Argument, DType, Index, IndexEntry, IntDType, Shape, ShapeResult, Slice, SliceEntry } from '../../types/index.js'
import { type At, at } from '../indexing/at.js'
import type { TakeOptions } from '../indexing/positions.js'
import { slice } from '../indexing/slice.js'
import { type Take, type TakeAlongAxis, take, takeAlongAxis } from '../indexing/take.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** A part: an index drops its axis, `[start, stop]` keeps a part of it. */
    slice<A extends Shape, DA extends DType, const Entries extends readonly SliceEntry[]>(
      this: Argument<Slice<A, Entries>, Tensor<A, DA>>,
      ...entries: Entries
    ): Tensor<ShapeResult<Slice<A, Entries>>, DA>
    /** Slices at positions along an axis. */
    take<A extends Shape, DA extends DType, I extends Shape, const Axis extends number = 0>(
      this: Tensor<A, DA>,
      indices: Tensor<I, IntDType>,
      axis?: Argument<Take<A, I, Axis>, Axis>,
      options?: TakeOptions,
    ): Tensor<ShapeResult<Take<A, I, Axis>>, DA>
    /** Elements at positions along an axis, each line with its own. */
    takeAlongAxis<A extends Shape, DA extends DType, I extends Shape>(
      this: Tensor<A, DA>,
      indices: Argument<TakeAlongAxis<A, I>, Tensor<I, IntDType>>,
      axis: number,
      options?: TakeOptions,
    ): Tensor<ShapeResult<TakeAlongAxis<A, I>>, DA>
    /** Elements that an index chooses, to be read with `get()` or replaced in a new tensor with `set(v)`, `add(v)`, … */
    at<A extends Shape, DA extends DType, const Entries extends readonly IndexEntry[]>(
      this: Argument<Index<A, Entries>, Tensor<A, DA>>,
      ...entries: Entries
    ): At<A, DA, ShapeResult<Index<A, Entries>>>
  }
}

export const indexingMethods = {
  at,
  takeAlongAxis,
  slice,
  take,
} satisfies Partial<Record<MethodName, unknown>>
