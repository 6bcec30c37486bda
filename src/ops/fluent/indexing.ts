// Methods that give elements at positions.

import type { Argument, DType, IntDType, Shape, ShapeResult, Slice, SliceEntry } from '../../types/index.js'
import { slice } from '../indexing/slice.js'
import { type Take, type TakeOptions, take } from '../indexing/take.js'
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
  }
}

export const indexingMethods = {
  slice,
  take,
} satisfies Partial<Record<MethodName, unknown>>
