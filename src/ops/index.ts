// What users call: functions of tensors in NumPy's, JAX's and PyTorch's terms. Importing this also gives tensors their methods.

import './fluent.js'

export { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from './activations.js'
export { abs, add, div, floorDivide, maximum, minimum, mul, neg, reciprocal, remainder, sign, square, sub } from './arithmetic.js'
export { type ChoiceDType, cast, clamp, where } from './choose.js'
export { equal, greater, greaterEqual, isFinite, isInf, isNaN, less, lessEqual, notEqual } from './comparison.js'
export { type ConvFunction, type ConvOptions, conv1d, conv2d, conv3d } from './convolution.js'
export {
  arange,
  eye,
  full,
  fullLike,
  linspace,
  oneHot,
  ones,
  onesLike,
  type RangeSize,
  type ValueDType,
  zeros,
  zerosLike,
} from './creation.js'
export { type EinsumShape, einsum } from './einsum.js'
export { ceil, cos, erf, erfInv, exp, expm1, floor, log, log1p, round, rsqrt, sin, sqrt, tan, tanh } from './float-functions.js'
export { concat, type Repeated, repeat, type SplitSizes, split, stack, type Tile, tile } from './join.js'
export {
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  leftShift,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  rightShift,
} from './logic.js'
export { type ContractedAxes, type DotProduct, dot, matmul, type OuterProduct, outer, tensordot } from './matmul.js'
export { type MoveAxis, moveAxis, swapAxes, transpose } from './permute.js'
export {
  type AvgPoolFunction,
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type MaxPoolFunction,
  maxPool1d,
  maxPool2d,
  maxPool3d,
} from './pool.js'
export { pow } from './power.js'
export * as random from './random/index.js'
export { all, any, max, mean, min, prod, sum } from './reduce.js'
export { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from './reshape.js'
export type { Reversed } from './reversed.js'
export type * from './signatures.js'
export { flip, type Pad, type PadWidths, pad, slice } from './slice.js'
export { logSoftmax, logsumexp, type SoftmaxFunction, softmax } from './softmax.js'
export { type ArgReduction, argmax, argmin, norm, type SpreadFunction, type SpreadOptions, std, variance } from './statistics.js'
export { indexAdd, type Take, type TakeAlongAxis, type TakeOptions, take, takeAlongAxis } from './take.js'
export { type Literal, type LiteralDType, type LiteralShape, type TypedArrayDType, tensor } from './tensor.js'
export {
  type ConvTransposeFunction,
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type TransposedConvolution,
} from './transposed-convolution.js'
export type { TupleOf } from './tuple.js'
