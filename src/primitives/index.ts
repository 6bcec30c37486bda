// All primitives: their wrappers over tensors, their records, and the list of them. Adding one to its family and to the list runs every
// law on it.

import type { Params, Primitive } from '../core/primitive.js'
import { convP } from './contraction/conv.js'
import { dotP } from './contraction/dot.js'
import { cumMaxP, cumMinP, cumProductP, cumSumP, recurrenceP } from './cumulative/index.js'
import { elementwisePrimitives } from './elementwise/index.js'
import { gatherP, scatterAddP } from './gather/gather.js'
import { scatterMaxP, scatterMinP, scatterMulP, scatterSetP } from './gather/scatter.js'
import {
  choleskyP,
  complexEighP,
  complexLuP,
  complexQrP,
  complexSvdP,
  eighP,
  eigP,
  luP,
  pinvP,
  qrP,
  solveP,
  svdP,
  triangularSolveP,
} from './linalg/index.js'
import { argmaxP, argminP } from './reduction/arg-extremum.js'
import { reduceAllP, reduceAnyP, reduceMaxP, reduceMinP, reduceProductP } from './reduction/reduce.js'
import { searchSortedP, sortP } from './sorting/index.js'
import { barrierP } from './structure/barrier.js'
import { broadcastP, reduceSumP } from './structure/broadcast.js'
import { checkpointNameP } from './structure/checkpoint-name.js'
import { constantP, iotaP } from './structure/constant.js'
import { concatP } from './structure/join.js'
import { transposeP } from './structure/permute.js'
import { reshapeP } from './structure/reshape.js'
import { reverseP } from './structure/reverse.js'
import { padP, sliceP } from './structure/slice.js'
import { windowArgmaxP, windowMaxP } from './window/max.js'
import { windowSumP } from './window/sum.js'
import { windowPutP, windowTakeP } from './window/take.js'

export { conv, convP } from './contraction/conv.js'
export type { ConvParams } from './contraction/conv-geometry.js'
export { type AxisPairs, type DotParams, dot, dotP } from './contraction/dot.js'
export * from './cumulative/index.js'
export * from './elementwise/index.js'
export { gather, gatherP, type Scatter, scatterAdd, scatterAddP } from './gather/gather.js'
export type { GatherParams } from './gather/geometry.js'
export {
  scatterMax,
  scatterMaxP,
  scatterMin,
  scatterMinP,
  scatterMul,
  scatterMulP,
  scatterSet,
  scatterSetP,
} from './gather/scatter.js'
export * from './linalg/index.js'
export { type ArgParams, argmax, argmaxP, argmin, argminP } from './reduction/arg-extremum.js'
export {
  reduceAll,
  reduceAllP,
  reduceAny,
  reduceAnyP,
  reduceMax,
  reduceMaxP,
  reduceMin,
  reduceMinP,
  reduceProduct,
  reduceProductP,
} from './reduction/reduce.js'
export * from './sorting/index.js'
export { barrier, barrierP } from './structure/barrier.js'
export { type BroadcastParams, broadcast, broadcastP, full, type ReduceParams, reduceSum, reduceSumP } from './structure/broadcast.js'
export { checkpointName, checkpointNameP } from './structure/checkpoint-name.js'
export { type ConstantParams, constant, constantP, type IotaParams, iota, iotaP } from './structure/constant.js'
export { type ConcatParams, concat, concatP } from './structure/join.js'
export { moveAxis, type TransposeParams, transpose, transposeP } from './structure/permute.js'
export { type ReshapeParams, reshape, reshapeP } from './structure/reshape.js'
export { type ReverseParams, reverse, reverseP } from './structure/reverse.js'
export { type PadParams, pad, padP, type SliceParams, slice, sliceP } from './structure/slice.js'
export type { WindowParams, WindowSumParams } from './window/geometry.js'
export { windowArgmax, windowArgmaxP, windowMax, windowMaxP } from './window/max.js'
export { windowSum, windowSumP } from './window/sum.js'
export { type WindowPutParams, windowPut, windowPutP, windowTake, windowTakeP } from './window/take.js'

/** In a list, records and their own parameters travel together untyped. */
const listed = <P extends Params>(primitive: Primitive<P>): Primitive => primitive as unknown as Primitive

export const primitives: readonly Primitive[] = Object.freeze([
  listed(constantP),
  listed(iotaP),
  listed(transposeP),
  listed(reshapeP),
  listed(broadcastP),
  listed(sliceP),
  listed(padP),
  listed(concatP),
  listed(reverseP),
  listed(barrierP),
  listed(checkpointNameP),
  ...elementwisePrimitives,
  listed(reduceSumP),
  listed(reduceProductP),
  listed(reduceMaxP),
  listed(reduceMinP),
  listed(reduceAnyP),
  listed(reduceAllP),
  listed(argmaxP),
  listed(argminP),
  listed(dotP),
  listed(convP),
  listed(windowSumP),
  listed(windowMaxP),
  listed(windowArgmaxP),
  listed(windowTakeP),
  listed(windowPutP),
  listed(gatherP),
  listed(scatterAddP),
  listed(sortP),
  listed(searchSortedP),
  listed(cumSumP),
  listed(cumProductP),
  listed(recurrenceP),
  listed(cumMaxP),
  listed(cumMinP),
  listed(scatterSetP),
  listed(scatterMulP),
  listed(scatterMaxP),
  listed(scatterMinP),
  listed(triangularSolveP),
  listed(choleskyP),
  listed(luP),
  listed(solveP),
  listed(qrP),
  listed(eighP),
  listed(eigP),
  listed(svdP),
  listed(pinvP),
  listed(complexLuP),
  listed(complexQrP),
  listed(complexEighP),
  listed(complexSvdP),
])
