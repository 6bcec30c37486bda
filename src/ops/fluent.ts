// Operations as methods of tensors: `a.matmul(b).add(1).relu()`. Each is the function of the same name with the tensor as its first
// argument; what it does, takes and throws stands there.
// Methods are generic through `this`, so that Tensor stays covariant: see the recipe in types/index.ts.

import { Tensor } from '../core/tensor.js'
import { stopGradient } from '../transforms/custom/stop-gradient.js'
import type {
  Argument,
  BroadcastArgument,
  BroadcastResult,
  BroadcastTo,
  DType,
  ExpandDims,
  Flatten,
  FloatDType,
  IntDType,
  MatMul,
  Permute,
  PromoteArgument,
  PromoteResult,
  Ravel,
  Reshape,
  ReverseAxes,
  Shape,
  ShapeResult,
  Slice,
  SliceEntry,
  Split,
  Squeeze,
  SwapAxes,
} from '../types/index.js'
import { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from './activations.js'
import { abs, add, div, floorDivide, maximum, minimum, mul, neg, reciprocal, remainder, sign, square, sub } from './arithmetic.js'
import { cast, clamp } from './choose.js'
import * as comparison from './comparison.js'
import { ceil, cos, erf, exp, expm1, floor, log, log1p, round, rsqrt, sin, sqrt, tan, tanh } from './float-functions.js'
import { type SplitSizes, split } from './join.js'
import { logicalAnd, logicalNot, logicalOr, logicalXor } from './logic.js'
import { type DotProduct, dot, matmul } from './matmul.js'
import { type MoveAxis, moveAxis, swapAxes, transpose } from './permute.js'
import { pow } from './power.js'
import { all, any, max, mean, min, prod, sum } from './reduce.js'
import { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from './reshape.js'
import type { Reversed } from './reversed.js'
import type {
  BinaryMethod,
  BoolReductionMethod,
  ComparisonMethod,
  FloatBinaryMethod,
  FloatMethod,
  LogicalMethod,
  PredicateMethod,
  ReductionMethod,
  UnaryMethod,
} from './signatures.js'
import { flip, type Pad, type PadWidths, pad, slice } from './slice.js'
import { logSoftmax, logsumexp, type SoftmaxMethod, softmax } from './softmax.js'
import { type ArgReductionMethod, argmax, argmin, norm, type SpreadMethod, std, variance } from './statistics.js'
import { type Take, type TakeOptions, take } from './take.js'
import type { TupleOf } from './tuple.js'

declare module '../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** The axes in reverse order: the transpose of a matrix. */
    readonly T: Tensor<Reversed<S>, D>

    // ---- arithmetic ----
    /** `a + b` */
    readonly add: BinaryMethod
    /** `a - b` */
    readonly sub: BinaryMethod
    /** `a · b`, element by element */
    readonly mul: BinaryMethod
    /** `a / b` of floats */
    readonly div: FloatBinaryMethod
    /** `⌊a / b⌋` */
    readonly floorDivide: BinaryMethod
    /** `a - b · ⌊a / b⌋` */
    readonly remainder: BinaryMethod
    /** `max(a, b)`, element by element */
    readonly maximum: BinaryMethod
    /** `min(a, b)`, element by element */
    readonly minimum: BinaryMethod
    /** `xⁿ` */
    pow<A extends Shape, DA extends DType>(this: Tensor<A, DA>, exponent: number): Tensor<A, DA>
    pow<A extends Shape, DA extends FloatDType, B extends Shape = [], DB extends FloatDType = never>(
      this: Tensor<A, DA>,
      exponent: BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
    /** `-x` */
    readonly neg: UnaryMethod
    /** `|x|` */
    readonly abs: UnaryMethod
    /** -1, 0 or 1 */
    readonly sign: UnaryMethod
    /** `x²` */
    readonly square: UnaryMethod
    /** `1 / x` */
    readonly reciprocal: FloatMethod

    // ---- functions of floats ----
    /** `eˣ` */
    readonly exp: FloatMethod
    /** `eˣ - 1`, exact near 0 */
    readonly expm1: FloatMethod
    /** `ln x` */
    readonly log: FloatMethod
    /** `ln(1 + x)`, exact near 0 */
    readonly log1p: FloatMethod
    /** `√x` */
    readonly sqrt: FloatMethod
    /** `1 / √x` */
    readonly rsqrt: FloatMethod
    /** The sine of an angle in radians. */
    readonly sin: FloatMethod
    /** The cosine of an angle in radians. */
    readonly cos: FloatMethod
    /** The tangent of an angle in radians. */
    readonly tan: FloatMethod
    /** The hyperbolic tangent. */
    readonly tanh: FloatMethod
    /** The error function. */
    readonly erf: FloatMethod
    /** `⌊x⌋` */
    readonly floor: FloatMethod
    /** `⌈x⌉` */
    readonly ceil: FloatMethod
    /** To the nearest integer, ties to the even one. */
    readonly round: FloatMethod

    // ---- activations ----
    /** `max(x, 0)` */
    readonly relu: UnaryMethod
    /** `1 / (1 + e⁻ˣ)` */
    readonly sigmoid: FloatMethod
    /** `-ln(1 + e⁻ˣ)` */
    readonly logSigmoid: FloatMethod
    /** `ln(1 + eˣ)` */
    readonly softplus: FloatMethod
    /** `x · sigmoid(x)` */
    readonly silu: FloatMethod
    /** `x · Φ(x)` */
    gelu<A extends Shape, DA extends FloatDType>(this: Tensor<A, DA>, approximate?: GeluApproximation): Tensor<A, DA>
    /** `eˣ / Σ eˣ` along an axis, the last unless given */
    readonly softmax: SoftmaxMethod
    /** `x - ln Σ eˣ` along an axis, the last unless given */
    readonly logSoftmax: SoftmaxMethod

    // ---- comparisons, logic, choices ----
    /** `a = b` */
    readonly equal: ComparisonMethod
    /** `a ≠ b` */
    readonly notEqual: ComparisonMethod
    /** `a < b` */
    readonly less: ComparisonMethod
    /** `a ≤ b` */
    readonly lessEqual: ComparisonMethod
    /** `a > b` */
    readonly greater: ComparisonMethod
    /** `a ≥ b` */
    readonly greaterEqual: ComparisonMethod
    /** Whether each element is NaN. */
    readonly isNaN: PredicateMethod
    /** Whether each element is neither infinite nor NaN. */
    readonly isFinite: PredicateMethod
    /** Whether each element is infinite. */
    readonly isInf: PredicateMethod
    /** Whether both hold. */
    readonly logicalAnd: LogicalMethod
    /** Whether one of them holds, or both. */
    readonly logicalOr: LogicalMethod
    /** Whether exactly one of them holds. */
    readonly logicalXor: LogicalMethod
    /** Whether it does not hold. */
    logicalNot<A extends Shape>(this: Tensor<A, 'bool'>): Tensor<A, 'bool'>
    /** `min(max(x, low), high)` */
    clamp<A extends Shape, DA extends DType>(this: Tensor<A, DA>, low: number, high: number): Tensor<A, DA>
    /** The elements converted to another dtype. */
    cast<A extends Shape, DA extends DType>(this: Tensor<A>, dtype: DA): Tensor<A, DA>
    /** The same value, of which no derivative is taken. */
    readonly stopGradient: UnaryMethod

    // ---- reductions ----
    /** `Σ x` */
    readonly sum: ReductionMethod<DType>
    /** `Π x` */
    readonly prod: ReductionMethod<DType>
    /** `1/n · Σ x` */
    readonly mean: ReductionMethod<FloatDType>
    /** The largest element. */
    readonly max: ReductionMethod<DType>
    /** The smallest element. */
    readonly min: ReductionMethod<DType>
    /** Whether one element holds. */
    readonly any: BoolReductionMethod
    /** Whether all elements hold. */
    readonly all: BoolReductionMethod
    /** The position of the first largest element. */
    readonly argmax: ArgReductionMethod
    /** The position of the first smallest element. */
    readonly argmin: ArgReductionMethod
    /** `1/(n - ddof) · Σ (x - mean x)²` */
    readonly variance: SpreadMethod
    /** `√variance` */
    readonly std: SpreadMethod
    /** `√Σ x²` */
    readonly norm: ReductionMethod<FloatDType>
    /** `ln Σ eˣ` */
    readonly logsumexp: ReductionMethod<FloatDType>

    // ---- products ----
    /** `Σ_k a[…, i, k] · b[…, k, j]` */
    matmul<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
      this: Tensor<A, DA>,
      b: Argument<MatMul<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<ShapeResult<MatMul<A, B>>, PromoteResult<DA, DB>>
    /** `Σ_i a[i] · b[i]` of vectors */
    dot<A extends Shape, DA extends DType, B extends Shape, DB extends DType>(
      this: Tensor<A, DA>,
      b: Argument<DotProduct<A, B>, PromoteArgument<DA, DB, Tensor<B, DB>>>,
    ): Tensor<ShapeResult<DotProduct<A, B>>, PromoteResult<DA, DB>>

    // ---- shapes ----
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

/** What a tensor is without the methods defined here. */
type Core = 'shape' | 'dtype' | 'data' | 'dataSync' | 'toArray' | 'item' | 'toString' | 'T'

/** One function for each method declared above: TypeScript rejects a forgotten and a surplus one. */
const methods = {
  ...comparison,
  abs,
  add,
  all,
  any,
  argmax,
  argmin,
  broadcastTo,
  cast,
  ceil,
  clamp,
  cos,
  div,
  dot,
  erf,
  exp,
  expandDims,
  expm1,
  flatten,
  flip,
  floor,
  floorDivide,
  gelu,
  log,
  log1p,
  logSigmoid,
  logSoftmax,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  logsumexp,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  moveAxis,
  mul,
  neg,
  norm,
  pad,
  pow,
  prod,
  ravel,
  reciprocal,
  relu,
  remainder,
  reshape,
  round,
  rsqrt,
  sigmoid,
  sign,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  squeeze,
  std,
  stopGradient,
  sub,
  sum,
  swapAxes,
  take,
  tan,
  tanh,
  transpose,
  variance,
} satisfies Record<Exclude<keyof Tensor & string, Core>, unknown>

for (const [name, operation] of Object.entries(methods)) {
  // The declarations above say what each takes after the tensor.
  const apply = operation as unknown as (x: Tensor, ...rest: readonly unknown[]) => unknown
  const method = function (this: Tensor, ...rest: readonly unknown[]) {
    return apply(this, ...rest)
  }
  Object.defineProperty(Tensor.prototype, name, { value: Object.defineProperty(method, 'name', { value: name }) })
}

Object.defineProperty(Tensor.prototype, 'T', {
  get(this: Tensor) {
    return transpose(this)
  },
})
