// What users call: functions of tensors in NumPy's, JAX's and PyTorch's terms. Importing this also gives tensors their methods.

import './fluent.js'

export { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from './activations.js'
export { abs, add, div, floorDivide, maximum, minimum, mul, neg, reciprocal, remainder, sign, square, sub } from './arithmetic.js'
export { type ChoiceDType, cast, clamp, where } from './choose.js'
export { equal, greater, greaterEqual, isFinite, isInf, isNaN, less, lessEqual, notEqual } from './comparison.js'
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
export { ceil, cos, erf, erfInv, exp, expm1, floor, log, log1p, round, rsqrt, sin, sqrt, tan, tanh } from './float-functions.js'
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
export { pow } from './power.js'
export * as random from './random/index.js'
export { all, any, max, mean, min, prod, sum } from './reduce.js'
export { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from './reshape.js'
export type { Reversed } from './reversed.js'
export type * from './signatures.js'
export { logSoftmax, logsumexp, type SoftmaxFunction, softmax } from './softmax.js'
export { type ArgReduction, argmax, argmin, norm, type SpreadFunction, type SpreadOptions, std, variance } from './statistics.js'
export { type Literal, type LiteralDType, type LiteralShape, type TypedArrayDType, tensor } from './tensor.js'
