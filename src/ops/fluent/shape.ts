// Methods that give the same elements other axes, another order, or surroundings.

import type {
  Argument,
  BroadcastTo,
  DType,
  ExpandDims,
  Flatten,
  Permute,
  Ravel,
  Reshape,
  ReverseAxes,
  Shape,
  ShapeResult,
  Split,
  Squeeze,
  SwapAxes,
} from '../../types/index.js'
import { flip, type Pad, type PadWidths, pad } from '../indexing/slice.js'
import { type SplitSizes, split } from '../shape/join.js'
import { type MoveAxis, moveAxis, swapAxes, transpose } from '../shape/permute.js'
import { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from '../shape/reshape.js'
import type { Reversed } from '../shape/reversed.js'
import type { TupleOf } from '../signatures/tuple.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** The axes in reverse order: the transpose of a matrix. */
    readonly T: Tensor<Reversed<S>, D>
    /** The same elements in another shape; one size may be -1. */
    reshape<A extends Shape, DA extends DType, const N extends Shape>(
      this: Tensor<A, DA>,
      shape: Argument<Reshape<A, N>, N>,
    ): Tensor<ShapeResult<Reshape<A, N>>, DA>
    /** All elements along one axis. */
    ravel<A extends Shape, DA extends DType>(this: Tensor<A, DA>): Tensor<Ravel<A>, DA>
    /** All axes but the first as one. */
    flatten<A extends Shape, DA extends DType>(this: Argument<Flatten<A>, Tensor<A, DA>>): Tensor<ShapeResult<Flatten<A>>, DA>
    /** The axes reversed, or in the order given. */
    transpose<A extends Shape, DA extends DType>(this: Tensor<A, DA>): Tensor<ReverseAxes<A>, DA>
    transpose<A extends Shape, DA extends DType, const Axes extends Shape>(
      this: Tensor<A, DA>,
      axes: Argument<Permute<A, Axes>, Axes>,
    ): Tensor<ShapeResult<Permute<A, Axes>>, DA>
    /** Two axes exchanged. */
    swapAxes<A extends Shape, DA extends DType, P extends number, Q extends number>(
      this: Tensor<A, DA>,
      a: P,
      b: Argument<SwapAxes<A, P, Q>, Q>,
    ): Tensor<ShapeResult<SwapAxes<A, P, Q>>, DA>
    /** One axis moved to another place. */
    moveAxis<A extends Shape, DA extends DType, From extends number, To extends number>(
      this: Tensor<A, DA>,
      from: From,
      to: Argument<MoveAxis<A, From, To>, To>,
    ): Tensor<ShapeResult<MoveAxis<A, From, To>>, DA>
    /** Without an axis of size 1. */
    squeeze<A extends Shape, DA extends DType, Axis extends number>(
      this: Tensor<A, DA>,
      axis: Argument<Squeeze<A, Axis>, Axis>,
    ): Tensor<ShapeResult<Squeeze<A, Axis>>, DA>
    /** With a new axis of size 1. */
    expandDims<A extends Shape, DA extends DType, Axis extends number>(
      this: Tensor<A, DA>,
      axis: Argument<ExpandDims<A, Axis>, Axis>,
    ): Tensor<ShapeResult<ExpandDims<A, Axis>>, DA>
    /** Stretched to a shape. */
    broadcastTo<A extends Shape, DA extends DType, const N extends Shape>(
      this: Tensor<A, DA>,
      shape: Argument<BroadcastTo<A, N>, N>,
    ): Tensor<ShapeResult<BroadcastTo<A, N>>, DA>
    /** The order of the elements reversed. */
    flip<A extends Shape, DA extends DType>(this: Tensor<A, DA>, axis?: number | Shape): Tensor<A, DA>
    /** Parts along an axis: as many equal ones as told, or of the sizes told. */
    split<A extends Shape, DA extends DType, N extends number, const Axis extends number = 0>(
      this: Tensor<A, DA>,
      parts: Argument<Split<A, N, Axis>, N>,
      axis?: Axis,
    ): TupleOf<N, Tensor<ShapeResult<Split<A, N, Axis>>, DA>>
    split<A extends Shape, DA extends DType, const Sizes extends Shape, const Axis extends number = 0>(
      this: Tensor<A, DA>,
      sizes: Sizes,
      axis?: Axis,
    ): SplitSizes<A, Sizes, Axis, DA>
    /** With elements of one value around it. */
    pad<A extends Shape, DA extends DType, const Widths extends PadWidths>(
      this: Tensor<A, DA>,
      widths: Argument<Pad<A, Widths>, Widths>,
      value?: number | boolean,
    ): Tensor<ShapeResult<Pad<A, Widths>>, DA>
  }
}

export const shapeMethods = {
  broadcastTo,
  expandDims,
  flatten,
  flip,
  moveAxis,
  pad,
  ravel,
  reshape,
  split,
  squeeze,
  swapAxes,
  transpose,
} satisfies Partial<Record<MethodName, unknown>>
