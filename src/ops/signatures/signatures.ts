// The types of families of operations: one interface for all functions that treat shapes and dtypes alike, and one for their methods.
// The run-time checks in operands.ts follow the same rules, which is what `typed` vouches for.

import type { Tensor } from '../../core/tensor.js'
import type { Complex } from '../../support/complex.js'
import type {
  Argument,
  BroadcastArgument,
  BroadcastResult,
  DType,
  FloatDType,
  InexactDType,
  IntDType,
  PromoteArgument,
  PromoteResult,
  Reduce,
  ReductionAxis,
  Shape,
  ShapeResult,
} from '../../types/index.js'

/** Gives a result the static type that its run-time type was computed to have. */
export const typed = <S extends Shape, D extends DType>(x: Tensor): Tensor<S, D> => x as Tensor<S, D>

/** An elementwise function of a tensor of any dtype. */
export type UnaryFunction = <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, D>
export type UnaryMethod = <S extends Shape, D extends DType>(this: Tensor<S, D>) => Tensor<S, D>

/** An elementwise function of a float tensor. */
export type FloatFunction = <S extends Shape, D extends FloatDType>(x: Tensor<S, D>) => Tensor<S, D>
export type FloatMethod = <S extends Shape, D extends FloatDType>(this: Tensor<S, D>) => Tensor<S, D>

/** An elementwise function of a float or complex tensor. */
export type InexactFunction = <S extends Shape, D extends InexactDType>(x: Tensor<S, D>) => Tensor<S, D>
export type InexactMethod = <S extends Shape, D extends InexactDType>(this: Tensor<S, D>) => Tensor<S, D>

/** An elementwise question. */
export type PredicateFunction = <S extends Shape>(x: Tensor<S>) => Tensor<S, 'bool'>
export type PredicateMethod = <S extends Shape>(this: Tensor<S>) => Tensor<S, 'bool'>

/** A JavaScript number, which takes the dtype of the tensor beside it; so does a bigint, which is exact beyond 2⁵³, and `{ re, im }` beside a complex one. */
export type WeakNumber = number | bigint | Complex

/** An elementwise function of two operands that broadcast and promote; a number takes the tensor's dtype. */
export type BinaryFunction = <A extends Shape = [], DA extends DType = never, B extends Shape = [], DB extends DType = never>(
  a: WeakNumber | Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export type BinaryMethod = <A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
  this: Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>

/** The same of float operands. */
export type FloatBinaryFunction = <
  A extends Shape = [],
  DA extends FloatDType = never,
  B extends Shape = [],
  DB extends FloatDType = never,
>(
  a: WeakNumber | Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export type FloatBinaryMethod = <A extends Shape, DA extends FloatDType, B extends Shape = [], DB extends FloatDType = never>(
  this: Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>

/** The same of float or complex operands. */
export type InexactBinaryFunction = <
  A extends Shape = [],
  DA extends InexactDType = never,
  B extends Shape = [],
  DB extends InexactDType = never,
>(
  a: WeakNumber | Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export type InexactBinaryMethod = <A extends Shape, DA extends InexactDType, B extends Shape = [], DB extends InexactDType = never>(
  this: Tensor<A, DA>,
  b: WeakNumber | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>

/** The same of integer operands, or of bools. */
export type BitwiseFunction = <
  A extends Shape = [],
  DA extends IntDType | 'bool' = never,
  B extends Shape = [],
  DB extends IntDType | 'bool' = never,
>(
  a: WeakNumber | boolean | Tensor<A, DA>,
  b: WeakNumber | boolean | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>

/** A comparison of two operands that broadcast and promote. */
export type ComparisonFunction = <A extends Shape = [], DA extends DType = never, B extends Shape = [], DB extends DType = never>(
  a: WeakNumber | boolean | Tensor<A, DA>,
  b: WeakNumber | boolean | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, 'bool'>
export type ComparisonMethod = <A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
  this: Tensor<A, DA>,
  b: WeakNumber | boolean | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
) => Tensor<BroadcastResult<A, B>, 'bool'>

/** A function of two bool operands that broadcast. */
export type LogicalFunction = <A extends Shape = [], B extends Shape = []>(
  a: boolean | Tensor<A, 'bool'>,
  b: boolean | BroadcastArgument<A, B, Tensor<B, 'bool'>>,
) => Tensor<BroadcastResult<A, B>, 'bool'>
export type LogicalMethod = <A extends Shape, B extends Shape = []>(
  this: Tensor<A, 'bool'>,
  b: boolean | BroadcastArgument<A, B, Tensor<B, 'bool'>>,
) => Tensor<BroadcastResult<A, B>, 'bool'>

/** What every reduction takes. */
export interface ReduceOptions<Keep extends boolean = boolean> {
  /** Whether the reduced axes stay, with size 1. Default false. */
  readonly keepDims?: Keep
}

/** A reduction over one axis, several, or all of them. */
export type Reduction<In extends DType> = <
  S extends Shape,
  D extends In,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, D>
export type ReductionMethod<In extends DType> = <
  S extends Shape,
  D extends In,
  const Axis extends ReductionAxis = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, D>

/** A reduction of bools. */
export type BoolReduction = <S extends Shape, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  x: Tensor<S, 'bool'>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, 'bool'>
export type BoolReductionMethod = <S extends Shape, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  this: Tensor<S, 'bool'>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
) => Tensor<ShapeResult<Reduce<S, Axis, Keep>>, 'bool'>
