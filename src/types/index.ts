// Shapes and dtypes in types: every rule as a function on types, exact where sizes are known, silent where they are not.
//
// How an operation's signature is written. Infer the operands' shapes and dtypes as type parameters; give the operand that can be wrong
// the type `Argument<Rule, T>`, which is `T` or the rule's message; give the result `ShapeResult<Rule>`, which is a shape in any case.
//
//   declare function reshape<S extends Shape, D extends DType, const N extends Shape>(
//     x: Tensor<S, D>,
//     shape: Argument<Reshape<S, N>, N>,
//   ): Tensor<ShapeResult<Reshape<S, N>>, D>
//
// Put the message on the parameter that the user would change; a parameter given as `Argument` must still be inferable from its `T`.
// Tuples written at the call, `[2, 3]`, need a `const` type parameter; where it becomes the result's shape, return `Mut<S>`.
//
// Elementwise operations of two operands broadcast and promote. The defaults `[]` and `never` are what remains when the operand is a
// JavaScript number: a scalar without a dtype of its own, which takes the tensor's.
//
//   declare function add<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
//     a: Tensor<A, DA>,
//     b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
//   ): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
//
// Fluent methods are generic through `this`. Were a method's signature to mention the S of `Tensor<out S, out D>` itself, S would turn
// invariant and Tensor<[2, 3]> would no longer be a Tensor<[number, 3]>. For the same reason there can be no accessor with a computed
// shape (`x.T`): an accessor has no `this` parameter. Make it a method, `x.t()`.
//
//   matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
//     this: Tensor<A, DA>,
//     b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
//   ): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
//
// Operations on a tuple of tensors read it with `ShapesOf` and `DTypesOf`:
//
//   declare function concat<const Ts extends readonly Tensor[], Axis extends number>(
//     tensors: Argument<Concat<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
//     axis: Axis,
//   ): Tensor<ShapeResult<Concat<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
//
// Limits: no arithmetic on a size that is a type parameter (use `number` there); rank at most 8; a union of shapes is not a shape; sizes
// inferred twice widen to a union, so write `NoInfer<B>` on the later parameter. Run time checks everything again.

export type * from './attention-shapes.js'
export type * from './axes.js'
export type * from './broadcast.js'
export type * from './concat.js'
export type * from './convolve.js'
export type * from './digits.js'
export type * from './dimension.js'
export type * from './einsum.js'
export type * from './indexing.js'
export type * from './layer.js'
export type * from './layer-shapes.js'
export type * from './linalg.js'
export type * from './loop.js'
export type * from './matmul.js'
export type * from './norm-shapes.js'
export type * from './promote.js'
export type * from './recurrent-shapes.js'
export type * from './reshape.js'
export type * from './sequential.js'
export type * from './slice.js'
export type * from './tensor-like.js'
export type * from './transform.js'
export type * from './transformer-shapes.js'
