// Methods that give the same elements other axes, another order, or surroundings.

import type {
  Argument,
  BroadcastTo,
  DType,
  ExpandDims,
  Flatten,
  IntDType,
  Permute,
  Ravel,
  ReductionAxis,
  Reshape,
  ReverseAxes,
  Shape,
  ShapeResult,
  Split,
  Squeeze,
  SwapAxes,
} from '../../types/index.js'
import { flip, roll } from '../shape/order.js'
import { type Pad, type PadMode, type PadWidths, pad } from '../shape/pad.js'
import { type MoveAxis, moveAxis, swapAxes, transpose } from '../shape/permute.js'
import { type Repeated, repeat, type Tile, tile } from '../shape/repeat.js'
import { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from '../shape/reshape.js'
import type { Reversed } from '../shape/reversed.js'
import { type SplitSizes, split } from '../shape/split.js'
import type { WeakNumber } from '../signatures/signatures.js'
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
    /** An axis, or several, moved to other places. */
    moveAxis<A extends Shape, DA extends DType, const From extends number | Shape, const To extends number | Shape>(
      this: Tensor<A, DA>,
      from: From,
      to: Argument<MoveAxis<A, From, To>, To>,
    ): Tensor<ShapeResult<MoveAxis<A, From, To>>, DA>
    /** Without axes of size 1: those told, or all. */
    squeeze<A extends Shape, DA extends DType, const Axis extends ReductionAxis = undefined>(
      this: Tensor<A, DA>,
      axis?: Argument<Squeeze<A, Axis>, Axis>,
    ): Tensor<ShapeResult<Squeeze<A, Axis>>, DA>
    /** With new axes of size 1. */
    expandDims<A extends Shape, DA extends DType, const Axis extends number | Shape>(
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
    /** The elements moved on along axes; what leaves at the end comes back in front. */
    roll<A extends Shape, DA extends DType>(this: Tensor<A, DA>, shift: number | Shape, axis?: number | Shape): Tensor<A, DA>
    /** The whole tensor repeated along its axes. */
    tile<A extends Shape, DA extends DType, const Counts extends Shape>(
      this: Tensor<A, DA>,
      counts: Counts,
    ): Tensor<ShapeResult<Tile<A, Counts>>, DA>
    /** Each element along an axis repeated on the spot. */
    repeat<A extends Shape, DA extends DType, const Count extends number | Shape | Tensor<Shape, IntDType>, const Axis extends number = 0>(
      this: Tensor<A, DA>,
      count: Count,
      axis?: Argument<Repeated<A, Count, Axis>, Axis>,
    ): Tensor<ShapeResult<Repeated<A, Count, Axis>>, DA>
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
    /** With elements around it: of one value, or the tensor itself continued. */
    pad<A extends Shape, DA extends DType, const Widths extends PadWidths>(
      this: Tensor<A, DA>,
      widths: Argument<Pad<A, Widths>, Widths>,
      fill?: WeakNumber | boolean | PadMode,
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
  repeat,
  reshape,
  roll,
  split,
  squeeze,
  swapAxes,
  tile,
  transpose,
} satisfies Partial<Record<MethodName, unknown>>
