// What grad and vmap need to know about trees of tensors.
//
// Both transforms keep to rule: a function generic in its later arguments stays generic through grad, but not through vmap, whose
// arguments all change.

import type { InsertAt, NormalizeAxis } from './axes.js'
import type { List, Shape } from './dimension.js'
import type { DType, FloatDType } from './promote.js'
import type { LeafDType, TensorLike } from './tensor-like.js'

/** `T` if every tensor of the tree is of a float dtype, else the message. Derivatives with respect to integers do not exist. */
export type FloatLeavesArgument<Tree, T> = [Exclude<LeafDType<Tree>, FloatDType>] extends [never]
  ? T
  : `grad: the first argument holds ${Exclude<LeafDType<Tree>, FloatDType>} tensors; only float tensors have derivatives`

/** The result that grad asks of a function. */
export type ScalarLike = TensorLike<[], FloatDType>

/** The shape of a tensor with a new axis: what vmap's caller holds where its function sees S. A negative axis counts in the result. */
export type BatchedShape<S extends List, Size, Axis> = number extends S['length']
  ? Shape
  : number extends Axis
    ? Shape
    : InsertAt<S, NormalizeAxis<[...S, 1]['length'], Axis>, [Size]>

/** A tree with a batch axis on every tensor; the axis `null` means that the tree is not batched. */
export type Batched<Tree, Size extends number, Axis> = Axis extends null
  ? Tree
  : Tree extends TensorLike<infer S, infer D>
    ? BatchedTensor<BatchedShape<S, Size, Axis>, D>
    : Tree extends (...args: never) => unknown
      ? Tree
      : Tree extends object
        ? { [K in keyof Tree]: Batched<Tree[K], Size, Axis> }
        : Tree

type BatchedTensor<S, D extends DType> = S extends infer Q extends Shape ? TensorLike<Q, D> : never

/** vmap's `in`: one axis for all arguments, or one for each; `null` leaves an argument as it is. */
export type BatchAxes = number | null | readonly (number | null)[]

/** The batch axis of argument I. */
export type BatchAxisOf<Axes, I> = Axes extends List ? (I extends keyof Axes ? Axes[I] : never) : Axes
