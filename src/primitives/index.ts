// All primitives: their wrappers over tensors, their records, and the list of them. Adding one to its family and to the list runs every
// law on it.

import type { Params, Primitive } from '../core/primitive.js'
import { argmaxP, argminP } from './arg-extremum.js'
import { barrierP } from './barrier.js'
import { broadcastP, reduceSumP } from './broadcast.js'
import { checkpointNameP } from './checkpoint-name.js'
import { constantP, iotaP } from './constant.js'
import { convP } from './conv.js'
import { cumMaxP, cumMinP, cumProductP, cumSumP, recurrenceP } from './cumulative/index.js'
import { dotP } from './dot.js'
import { elementwisePrimitives } from './elementwise.js'
import { gatherP, scatterAddP } from './gather.js'
import { concatP } from './join.js'
import { choleskyP, eighP, eigP, luP, pinvP, qrP, solveP, svdP, triangularSolveP } from './linalg/index.js'
import { transposeP } from './permute.js'
import { reduceAllP, reduceAnyP, reduceMaxP, reduceMinP, reduceProductP } from './reduce.js'
import { reshapeP } from './reshape.js'
import { reverseP } from './reverse.js'
import { scatterMaxP, scatterMinP, scatterMulP, scatterSetP } from './scatter.js'
import { padP, sliceP } from './slice.js'
import { searchSortedP, sortP } from './sorting/index.js'
import { windowArgmaxP, windowMaxP } from './window-max.js'
import { windowSumP } from './window-sum.js'
import { windowPutP, windowTakeP } from './window-take.js'

export { type ArgParams, argmax, argmaxP, argmin, argminP } from './arg-extremum.js'
export { barrier, barrierP } from './barrier.js'
export { type BroadcastParams, broadcast, broadcastP, full, type ReduceParams, reduceSum, reduceSumP } from './broadcast.js'
export { checkpointName, checkpointNameP } from './checkpoint-name.js'
export { type ConstantParams, constant, constantP, type IotaParams, iota, iotaP } from './constant.js'
export { conv, convP } from './conv.js'
export type { ConvParams } from './conv-geometry.js'
export * from './cumulative/index.js'
export { type AxisPairs, type DotParams, dot, dotP } from './dot.js'
export * from './elementwise.js'
export { gather, gatherP, type Scatter, scatterAdd, scatterAddP } from './gather.js'
export type { GatherParams } from './gather-geometry.js'
export { type ConcatParams, concat, concatP } from './join.js'
export * from './linalg/index.js'
export { moveAxis, type TransposeParams, transpose, transposeP } from './permute.js'
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
} from './reduce.js'
export { type ReshapeParams, reshape, reshapeP } from './reshape.js'
export { type ReverseParams, reverse, reverseP } from './reverse.js'
export {
  scatterMax,
  scatterMaxP,
  scatterMin,
  scatterMinP,
  scatterMul,
  scatterMulP,
  scatterSet,
  scatterSetP,
} from './scatter.js'
export { type PadParams, pad, padP, type SliceParams, slice, sliceP } from './slice.js'
export * from './sorting/index.js'
export type { WindowParams, WindowSumParams } from './window-geometry.js'
export { windowArgmax, windowArgmaxP, windowMax, windowMaxP } from './window-max.js'
export { windowSum, windowSumP } from './window-sum.js'
export { type WindowPutParams, windowPut, windowPutP, windowTake, windowTakeP } from './window-take.js'

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
])
