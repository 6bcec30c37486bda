// A stand-in for the library, in declarations only: tensors, operations and layers with signatures written by the recipe in
// src/types/index.ts. The tests of inference and of messages import it.

import type {
  Argument,
  BatchAxes,
  BatchAxisOf,
  Batched,
  BatchSizeFor,
  BroadcastArgument,
  BroadcastResult,
  CheckedLayers,
  Concat,
  Conv2dShapes,
  Convolution,
  ConvolutionLayerOptions,
  ConvolutionOptions,
  DType,
  DTypeResult,
  DTypesOf,
  Einsum,
  ExpandDims,
  FixedShapes,
  Flatten,
  FlattenShapes,
  FloatDType,
  FloatLeaves,
  LayerEntry,
  LayerLike,
  LayerShapes,
  LinearOptions,
  LinearShapes,
  List,
  MatMul,
  MatrixTranspose,
  ModelOutput,
  Mut,
  NestedArray,
  NestedShape,
  Parameter,
  PerAxis,
  Permute,
  Pool,
  PoolShapes,
  PromoteAll,
  PromoteArgument,
  PromoteResult,
  Reduce,
  ReductionAxis,
  Reshape,
  ResidualShapes,
  SameShape,
  SequentialParameters,
  SequentialShapes,
  Shape,
  ShapeResult,
  ShapesOf,
  Slice,
  SliceEntry,
  Squeeze,
  Stack,
  TensorLike,
  WindowOptions,
} from '../../src/types/index.js'

// ---- tensors ----

export interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
  add<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
    this: Tensor<A, DA>,
    b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  ): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
  matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
    this: Tensor<A, DA>,
    b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  ): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
  t<A extends Shape, DA extends DType>(this: Argument<MatrixTranspose<A>, Tensor<A, DA>>): Tensor<ShapeResult<MatrixTranspose<A>>, DA>
  reshape<A extends Shape, DA extends DType, const N extends Shape>(
    this: Tensor<A, DA>,
    shape: Argument<Reshape<A, N>, N>,
  ): Tensor<ShapeResult<Reshape<A, N>>, DA>
  relu<A extends Shape, DA extends DType>(this: Tensor<A, DA>): Tensor<A, DA>
  sum<A extends Shape, DA extends DType, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
    this: Tensor<A, DA>,
    axis?: Argument<Reduce<A, Axis, Keep>, Axis>,
    options?: { readonly keepDims?: Keep },
  ): Tensor<ShapeResult<Reduce<A, Axis, Keep>>, DA>
}

/** The tree with every TensorLike leaf as a Tensor. */
export type Tensors<T> =
  T extends TensorLike<infer S, infer D>
    ? Tensor<S, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Tensors<T[K]> }
        : T

export interface Key {
  readonly key: unique symbol
}
export declare const key: Key

// ---- creation ----

export declare function tensor<const T extends number | NestedArray<number>>(
  values: Argument<NestedShape<T>, T>,
): Tensor<ShapeResult<NestedShape<T>>, 'float32'>
export declare function zeros<const S extends Shape, D extends DType = 'float32'>(shape: S, dtype?: D): Tensor<Mut<S>, D>

// ---- elementwise ----

export declare function add<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
  a: Tensor<A, DA>,
  b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export declare function less<A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
  a: Tensor<A, DA>,
  b: number | BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<BroadcastResult<A, B>, 'bool'>
export declare function where<C extends Shape, A extends Shape, DA extends DType, B extends Shape = [], DB extends DType = never>(
  condition: Tensor<C, 'bool'>,
  a: BroadcastArgument<C, A, Tensor<A, DA>>,
  b: number | BroadcastArgument<BroadcastResult<C, A>, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<BroadcastResult<BroadcastResult<C, A>, B>, PromoteResult<DA, DB>>
export declare function exp<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D>

// ---- linear algebra ----

export declare function matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
  a: Tensor<A, DA>,
  b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
export declare function einsum<const Spec extends string, const Ts extends readonly Tensor[]>(
  specification: Argument<Einsum<Spec, ShapesOf<Ts>>, Spec>,
  ...operands: Ts
): Tensor<ShapeResult<Einsum<Spec, ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>

// ---- shape ----

export declare function reshape<S extends Shape, D extends DType, const N extends Shape>(
  x: Tensor<S, D>,
  shape: Argument<Reshape<S, N>, N>,
): Tensor<ShapeResult<Reshape<S, N>>, D>
export declare function transpose<S extends Shape, D extends DType, const Axes extends Shape>(
  x: Tensor<S, D>,
  axes: Argument<Permute<S, Axes>, Axes>,
): Tensor<ShapeResult<Permute<S, Axes>>, D>
export declare function concat<const Ts extends readonly Tensor[], Axis extends number>(
  tensors: Argument<Concat<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis: Axis,
): Tensor<ShapeResult<Concat<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export declare function stack<const Ts extends readonly Tensor[], Axis extends number>(
  tensors: Argument<Stack<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis: Axis,
): Tensor<ShapeResult<Stack<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export declare function squeeze<S extends Shape, D extends DType, Axis extends number>(
  x: Tensor<S, D>,
  axis: Argument<Squeeze<S, Axis>, Axis>,
): Tensor<ShapeResult<Squeeze<S, Axis>>, D>
export declare function expandDims<S extends Shape, D extends DType, Axis extends number>(
  x: Tensor<S, D>,
  axis: Argument<ExpandDims<S, Axis>, Axis>,
): Tensor<ShapeResult<ExpandDims<S, Axis>>, D>
export declare function slice<S extends Shape, D extends DType, const Entries extends readonly SliceEntry[]>(
  x: Argument<Slice<S, Entries>, Tensor<S, D>>,
  ...entries: Entries
): Tensor<ShapeResult<Slice<S, Entries>>, D>
export declare function flatten<S extends Shape, D extends DType>(x: Argument<Flatten<S>, Tensor<S, D>>): Tensor<ShapeResult<Flatten<S>>, D>

// ---- reductions ----

export declare function sum<S extends Shape, D extends DType, const Axis extends ReductionAxis = undefined, Keep extends boolean = false>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: { readonly keepDims?: Keep },
): Tensor<ShapeResult<Reduce<S, Axis, Keep>>, D>

// ---- windows ----

export declare function conv<X extends Shape, W extends Shape, D extends DType, const O extends ConvolutionOptions = Record<never, never>>(
  x: Tensor<X, D>,
  weight: Argument<Convolution<X, W, O>, Tensor<W, D>>,
  options?: O,
): Tensor<ShapeResult<Convolution<X, W, O>>, D>
export declare function maxPool<
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const O extends WindowOptions = Record<never, never>,
>(x: Argument<Pool<X, K, O, 'maxPool'>, Tensor<X, D>>, kernel: K, options?: O): Tensor<ShapeResult<Pool<X, K, O, 'maxPool'>>, D>

// ---- transforms ----

export type Scalar = Tensor<[], FloatDType>
export declare function grad<P, R extends List>(f: ((params: P, ...rest: R) => Scalar) & FloatLeaves<P>): (params: P, ...rest: R) => P
export declare function vmap<A extends List, R, const X extends BatchAxes = 0, O extends number = 0>(
  f: (...args: A) => R,
  axes?: { readonly in?: X; readonly out?: O },
): <B extends number>(
  ...args: { [I in keyof A]: Tensors<Batched<A[I], BatchSizeFor<B, X, I>, BatchAxisOf<X, I>>> }
) => Tensors<Batched<R, B, O>>

// ---- layers ----

export interface Layer<out F extends LayerShapes = LayerShapes> extends LayerLike<F> {
  readonly name: string
}
export interface Model<P, I extends Shape, O extends Shape> {
  init(key: Key): P
  apply<B extends number>(params: P, x: Tensor<[B, ...I], 'float32'>): Tensor<[B, ...O], 'float32'>
  train<B extends number>(params: P, x: Tensor<[B, ...I], 'float32'>, key: Key): readonly [Tensor<[B, ...O], 'float32'>, P]
}

interface BatchNormShapes extends LayerShapes {
  readonly out: this['in']
  readonly parameters: this['in'] extends readonly [infer C extends number, ...unknown[]]
    ? { readonly weight: Parameter<[C]>; readonly bias: Parameter<[C]> }
    : never
}

export declare const nn: {
  readonly relu: Layer<SameShape>
  readonly tanh: Layer<SameShape>
  readonly flatten: Layer<FlattenShapes>
  linear<N extends number, const O extends LinearOptions = Record<never, never>>(features: N, options?: O): Layer<LinearShapes<N, O>>
  conv2d<C extends number, const K extends PerAxis, const O extends ConvolutionLayerOptions = Record<never, never>>(
    outChannels: C,
    kernelSize: K,
    options?: O,
  ): Layer<Conv2dShapes<C, K, O>>
  maxPool2d<const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
    kernelSize: K,
    options?: O,
  ): Layer<PoolShapes<'maxPool2d', 2, K, O>>
  avgPool2d<const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
    kernelSize: K,
    options?: O,
  ): Layer<PoolShapes<'avgPool2d', 2, K, O>>
  batchNorm2d(): Layer<BatchNormShapes>
  sequential<const Ls extends readonly LayerEntry[]>(...layers: Ls): Layer<SequentialShapes<Ls>>
  residual<M extends LayerShapes, S extends LayerShapes = SameShape>(main: Layer<M>, skip?: Layer<S>): Layer<ResidualShapes<M, S>>
  layer<const I extends Shape, O extends Shape, P>(
    input: I,
    init: (key: Key) => P,
    apply: <B extends number>(params: P, x: Tensor<[B, ...I], 'float32'>) => Tensor<[B, ...O], 'float32'>,
  ): Layer<FixedShapes<Mut<I>, O, P>>
  model<const I extends Shape, const Ls extends readonly LayerEntry[]>(
    input: I,
    ...layers: CheckedLayers<Ls, I>
  ): Model<Tensors<SequentialParameters<Ls, I>>, Mut<I>, ModelOutput<Ls, I>>
}
