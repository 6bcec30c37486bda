// How types recognise a tensor, and how they speak of one: by its shape and dtype alone.
//
// The class Tensor stands above this folder, so no type here can produce one. Rules that yield whole trees of tensors (a layer's
// parameters, a vmapped argument) yield trees of `TensorLike`; the owner of Tensor turns their leaves into tensors with one type:
//
//   type Tensors<T> = T extends TensorLike<infer S, infer D> ? Tensor<S, D>
//     : T extends (...args: never) => unknown ? T : T extends object ? { [K in keyof T]: Tensors<T[K]> } : T
//
// A Tensor is itself a TensorLike, so trees that already hold tensors pass through unchanged.

import type { Shape } from './dimension.js'
import type { DType } from './promote.js'

export interface TensorLike<out S extends Shape = Shape, out D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
}

/** The shapes of a tuple of tensors, as `concat` and `einsum` need them. */
export type ShapesOf<Ts extends readonly TensorLike[]> = { -readonly [I in keyof Ts]: Ts[I]['shape'] }

/** The dtypes of a tuple of tensors, for `PromoteAll`. */
export type DTypesOf<Ts extends readonly TensorLike[]> = { -readonly [I in keyof Ts]: Ts[I]['dtype'] }

/** The dtypes of all tensors in a tree, as a union; none are known of `any`, which would be walked without end. */
export type LeafDType<Tree> = 0 extends 1 & Tree
  ? never
  : Tree extends TensorLike<Shape, infer D>
    ? D
    : Tree extends (...args: never) => unknown
      ? never
      : Tree extends readonly unknown[]
        ? LeafDType<Tree[number]>
        : Tree extends object
          ? { [K in keyof Tree]: LeafDType<Tree[K]> }[keyof Tree]
          : never
