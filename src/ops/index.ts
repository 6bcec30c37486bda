// What users call: functions of tensors in NumPy's, JAX's and PyTorch's terms. Importing this also gives tensors their methods.

import './fluent/index.js'

export { angle, complex, conj, imag, isComplex, type PartFunction, type PartMethod, polar, real } from './complex/parts.js'
export { cdist, type DistanceOptions, type Distances, pdist } from './contraction/distances.js'
export { type EinsumPath, type EinsumShape, einsum, einsumPath } from './contraction/einsum.js'
export { type ContractedAxes, type DotProduct, dot, matmul, type OuterProduct, outer, tensordot } from './contraction/matmul.js'
export { type InnerProduct, inner, type KroneckerProduct, kron, type VectorDots, vdot, vecdot } from './contraction/products.js'
export { type CombinationOptions, cartesianProd, combinations } from './creation/combinations.js'
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
} from './creation/creation.js'
export { type MeshgridOptions, meshgrid, type PlaceIndex, tabulate, tri } from './creation/grids.js'
export { geomspace, type LogspaceOptions, logspace, type Vandermonde, type VanderOptions, vander } from './creation/spaced.js'
export { type Literal, type LiteralDType, type LiteralShape, type TypedArrayDType, tensor } from './creation/tensor.js'
export { diagIndices, type Places2d, trilIndices, triuIndices } from './creation/triangles.js'
export {
  type Cumulative,
  type CumulativeFunction,
  type CumulativeOptions,
  cummax,
  cummin,
  cumprod,
  cumsum,
  logcumsumexp,
  nanCumprod,
  nanCumsum,
} from './cumulative/cumulative.js'
export { type GeluApproximation, gelu, logSigmoid, relu, sigmoid, silu, softplus } from './elementwise/activations.js'
export {
  abs,
  add,
  div,
  floorDivide,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  remainder,
  sign,
  square,
  sub,
} from './elementwise/arithmetic.js'
export { i0, i0e, i1, i1e } from './elementwise/bessel.js'
export { fmax, fmin, heaviside, lerp, positive } from './elementwise/between.js'
export { type ChoiceDType, cast, clamp, where } from './elementwise/choose.js'
export { allClose, type ClosenessOptions, isClose } from './elementwise/closeness.js'
export {
  equal,
  greater,
  greaterEqual,
  isFinite,
  isInf,
  isNaN,
  isNegInf,
  isPosInf,
  less,
  lessEqual,
  notEqual,
} from './elementwise/comparison.js'
export { erfc, erfcx, ndtr } from './elementwise/error-functions.js'
export {
  ceil,
  cos,
  erf,
  erfInv,
  exp,
  expm1,
  floor,
  log,
  log1p,
  type RoundOptions,
  round,
  rsqrt,
  sin,
  sqrt,
  tan,
  tanh,
  trunc,
} from './elementwise/float-functions.js'
export { digamma, lgamma, polygamma } from './elementwise/gamma-functions.js'
export { acosh, asinh, atanh, cosh, sinh } from './elementwise/hyperbolic.js'
export { cbrt, entr, exp2, hypot, log2, log10, logaddexp, logaddexp2, logit, xlog1py, xlogy } from './elementwise/logarithmic.js'
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
} from './elementwise/logic.js'
export { type PackOptions, packbits, type UnpackOptions, unpackbits } from './elementwise/packed-bits.js'
export { copySign, frexp, ldexp, modf, type NanToNumOptions, nanToNum, nextAfter, signBit, spacing } from './elementwise/parts.js'
export { pow } from './elementwise/power.js'
export { bitwiseCount, divmod, fmod, gcd, lcm } from './elementwise/remainder.js'
export { acos, asin, atan, atan2, deg2rad, rad2deg, sinc } from './elementwise/trigonometric.js'
export * as fft from './fft/index.js'
export { type At, at, type Put, type PutMode, type PutOptions, type PutValue } from './indexing/at.js'
export { type Choosable, choose, select } from './indexing/choices.js'
export { type Diag, type Diagonal, type DiagonalOptions, diag, diagonal, fillDiagonal, tril, triu } from './indexing/diagonal.js'
export { blockDiag, diagEmbed, diagflat } from './indexing/diagonal-matrices.js'
export { dynamicSlice, dynamicUpdateSlice, type Starts } from './indexing/dynamic.js'
export { type GatherAxes, type Gathered, type GatherOptions, gather, type ScatterOptions, scatter } from './indexing/gather.js'
export { ix } from './indexing/ix.js'
export { indices, type RavelOptions, ravelMultiIndex, unravelIndex } from './indexing/numbering.js'
export { argwhere, type Compressed, compress, extract, nonzero } from './indexing/places.js'
export type { TakeMode, TakeOptions } from './indexing/positions.js'
export { type PutAlongAxisOptions, putAlongAxis } from './indexing/put.js'
export type { Combine } from './indexing/scatters.js'
export { slice } from './indexing/slice.js'
export { indexAdd, type Take, type TakeAlongAxis, take, takeAlongAxis } from './indexing/take.js'
export * as linalg from './linalg/index.js'
export { type RenormOptions, renorm } from './linalg/renorm.js'
export {
  type Coefficients,
  type PolynomialQuotient,
  polyadd,
  polydiv,
  polymul,
  polysub,
} from './polynomials/arithmetic.js'
export { type IntegralOptions, polyder, polyint } from './polynomials/calculus.js'
export { polyval } from './polynomials/evaluate.js'
export { type PolyfitOptions, poly, polyfit } from './polynomials/fit.js'
export { type RootsOptions, roots } from './polynomials/roots.js'
export * as random from './random/index.js'
export { type CorrelationOptions, type Covariance, type CovarianceOptions, corrcoef, cov } from './reductions/covariance.js'
export { nanArgmax, nanArgmin, nanMax, nanMean, nanMin, nanProd, nanStd, nanSum, nanVariance } from './reductions/missing.js'
export { all, any, max, mean, min, prod, sum } from './reductions/reduce.js'
export { logSoftmax, logsumexp, type SoftmaxFunction, softmax } from './reductions/softmax.js'
export {
  type ArgReduction,
  argmax,
  argmin,
  norm,
  type RealReduction,
  type SpreadFunction,
  type SpreadOptions,
  std,
  variance,
} from './reductions/statistics.js'
export { type AverageOptions, average, type CountReduction, countNonzero, ptp } from './reductions/summaries.js'
export { convolve, correlate, type OverlapMode, type Overlaps } from './series/convolve.js'
export { cumulativeTrapezoid, type RunningIntegral } from './series/cumulative-trapezoid.js'
export { type Differences, diff, type GradientOptions, gradient, type TrapezoidOptions, trapezoid } from './series/differences.js'
export { type DigitizeOptions, digitize, type InterpOptions, interp } from './series/interp.js'
export { type UnwrapOptions, unwrap } from './series/unwrap.js'
export { type BroadcastAll, broadcastArrays, broadcastShapes } from './shape/broadcast.js'
export { append, insert, remove, trimZeros } from './shape/insert.js'
export {
  type ColumnStack,
  columnStack,
  concat,
  type DepthStack,
  dstack,
  type HorizontalStack,
  hstack,
  stack,
  type VerticalStack,
  vstack,
} from './shape/join.js'
export { flip, type Rotated, roll, rot90 } from './shape/order.js'
export { type Pad, type PadMode, type PadWidths, pad } from './shape/pad.js'
export { type MoveAxis, moveAxis, swapAxes, transpose } from './shape/permute.js'
export { type AtLeast1d, type AtLeast2d, type AtLeast3d, atLeast1d, atLeast2d, atLeast3d } from './shape/rank.js'
export { type Repeated, repeat, type Tile, tile } from './shape/repeat.js'
export { broadcastTo, expandDims, flatten, ravel, reshape, squeeze } from './shape/reshape.js'
export type { Reversed } from './shape/reversed.js'
export { type ArraySplit, arraySplit, type SplitSizes, split } from './shape/split.js'
export * as signal from './signal/index.js'
export type * from './signatures/signatures.js'
export type { TupleOf } from './signatures/tuple.js'
export type { BinRule } from './sorting/bin-rules.js'
export { type BincountOptions, bincount, type HistogramOptions, histogram, histogramBinEdges } from './sorting/histogram.js'
export { type HistogramNd, type HistogramNdOptions, histogram2d, histogramdd } from './sorting/histogram-nd.js'
export { mode } from './sorting/mode.js'
export {
  type MedianFunction,
  median,
  nanMedian,
  nanPercentile,
  nanQuantile,
  percentile,
  type QuantileFunction,
  type QuantileMethod,
  type QuantileOptions,
  quantile,
} from './sorting/quantile.js'
export { type SearchOptions, searchSorted } from './sorting/search.js'
export { intersect1d, isin, setdiff1d, setxor1d, union1d } from './sorting/sets.js'
export {
  type AlongAxis,
  type ArgsortFunction,
  argsort,
  lexsort,
  type SortFunction,
  type SortOptions,
  sort,
  type TopK,
  type TopKOptions,
  topK,
} from './sorting/sort.js'
export { type Runs, type Unique, type UniqueOptions, unique, uniqueAll, uniqueConsecutive } from './sorting/unique.js'
export { airyAi } from './special/airy.js'
export { j0, j1, sphericalJ0, y0, y1 } from './special/bessel.js'
export { gammainc, gammaincc, multigammaln } from './special/gamma.js'
export { k0, k0e, k1, k1e } from './special/modified-bessel.js'
export { logNdtr, ndtri } from './special/normal.js'
export {
  chebyshevT,
  chebyshevU,
  chebyshevV,
  chebyshevW,
  hermiteH,
  hermiteHe,
  laguerreL,
  legendreP,
  shiftedChebyshevT,
  shiftedChebyshevU,
  shiftedChebyshevV,
  shiftedChebyshevW,
} from './special/orthogonal-polynomials.js'
export { zeta } from './special/zeta.js'
export { type AffineGrid, type AffineGridOptions, affineGrid } from './windows/affine-grid.js'
export { type ConvFunction, type ConvOptions, conv1d, conv2d, conv3d } from './windows/convolution.js'
export {
  type GridPaddingMode,
  type GridSampled,
  type GridSampleMode,
  type GridSampleOptions,
  gridSample,
} from './windows/grid-sample.js'
export { type Interpolated, type InterpolateOptions, type InterpolationMode, interpolate } from './windows/interpolate.js'
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
  type PoolOptions,
} from './windows/pool.js'
export {
  type ConvTransposeFunction,
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type TransposedConvolution,
} from './windows/transposed-convolution.js'
export { type Folded, fold, type SlidingWindows, slidingWindowView, type Unfolded, unfold } from './windows/unfold.js'
