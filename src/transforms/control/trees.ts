// The types of the trees that loops take and give: see types/loop.ts for those of one array.

import type { Tensor } from '../../core/tensor.js'
import type { SliceShape, StackedShape, TensorLike } from '../../types/index.js'

/** What a round sees of a tree of arrays: a slice of each along its first axis. */
export type Slices<T> =
  T extends TensorLike<infer S, infer D>
    ? Tensor<SliceShape<S>, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Slices<T[K]> }
        : T

/** The results of all rounds: each tensor with a first axis of `Size`. */
export type Stacked<T, Size extends number> =
  T extends TensorLike<infer S, infer D>
    ? Tensor<StackedShape<S, Size>, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Stacked<T[K], Size> }
        : T
