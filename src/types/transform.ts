// What grad and vmap need to know about trees of tensors.
//
// Both transforms keep to rule: a function generic in its later arguments stays generic through grad, but not through vmap, whose
// arguments all change.

import type { InsertAt, NormalizeAxis } from './axes.js'
import type { List, Shape } from './dimension.js'
import type { DType, FloatDType } from './promote.js'
import type { LeafDType, TensorLike } from './tensor-like.js'

/**
 * What grad intersects its function with: nothing (`unknown`) if every tensor of the tree is of a float dtype, else the message.
 * An intersection, because a conditional parameter type would make TypeScript forget what the function is generic in.
 */
export type FloatLeaves<Tree> = [Exclude<LeafDType<Tree>, FloatDType>] extends [never]
  ? unknown
  : `the first argument holds ${Exclude<LeafDType<Tree>, FloatDType>} tensors; only float tensors have derivatives`

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

/**
 * The batch size as argument I sees it: the first batched argument decides it, the others are checked against it. Were all to
 * decide, arguments of 5 and 6 examples would give the size `5 | 6` and no error.
 */
export type BatchSizeFor<Size extends number, Axes, I> = I extends FirstBatched<Axes> ? Size : NoInfer<Size>

type FirstBatched<Axes, Place extends List = []> = Axes extends readonly [null, ...infer Rest]
  ? FirstBatched<Rest, [...Place, unknown]>
  : `${Place['length']}`
