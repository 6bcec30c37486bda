// Operations over an axis that a vmap has named: sums over it, gathering along it, the position on it. To every trace but that vmap they
// are linear operations like others; that vmap answers them by operations on the axis itself (`overAxis`), so no backend ever sees one.
// psum is its own adjoint; allGather and psumScatter are each other's: a function under a named vmap is one function of all examples.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import type { BatchAxis, Batched, Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { mul } from '../../primitives/elementwise/index.js'
import { linearMap } from '../../primitives/linear-map.js'
import { bindOne, only } from '../../primitives/single.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { dtypeInfo } from '../../support/dtype.js'
import { DTypeError, InternalError } from '../../support/errors.js'

export type AxisParams = { readonly axisName: string; readonly axisSize: number }

/** The operation where its own axis is mapped, or where the input is the same for all positions (`null`). */
type OverAxis = (inputs: readonly Tensor[], axes: readonly BatchAxis[], size: number) => Batched

const unresolved = (name: string) => (): never => {
  throw new InternalError(`${name}: reached a backend without the vmap that names its axis`)
}

const collective = (rules: {
  readonly name: string
  readonly resultOf: (x: ArrayType, params: AxisParams) => ArrayType
  readonly tangent: (t: Tensor, params: AxisParams) => Tensor
  readonly adjoint: (ct: Tensor, params: AxisParams) => Tensor
  /** Over an axis of another vmap. */
  readonly batch: (x: Tensor, axis: number, params: AxisParams) => readonly [output: Tensor, axis: number]
}): Primitive<AxisParams> =>
  linearMap<AxisParams>({
    name: rules.name,
    domain: [],
    resultOf: rules.resultOf,
    reference: unresolved(rules.name),
    tangent: rules.tangent,
    adjoint: (ct, _x, params) => rules.adjoint(ct, params),
    batch: (x, axis, _size, params) => rules.batch(x, axis, params),
    lower: unresolved(rules.name),
  })

const numbersOnly = (name: string, x: ArrayType): ArrayType => {
  if (dtypeInfo(x.dtype).kind === 'bool')
    throw new DTypeError(`${name}: elements must be numbers; got bool from x ${showType(x)}; convert with cast`)
  return arrayType(x.shape, x.dtype)
}

export const psumP = collective({
  name: 'psum',
  resultOf: x => numbersOnly('psum', x),
  tangent: (t, params) => bindOne(psumP, [t], params),
  adjoint: (ct, params) => bindOne(psumP, [ct], params),
  batch: (x, axis, params) => [bindOne(psumP, [x], params), axis],
})

/** Puts the values of all positions along a new first axis. */
export const allGatherP = collective({
  name: 'allGather',
  resultOf: (x, { axisSize }) => arrayType([axisSize, ...x.shape], x.dtype),
  tangent: (t, params) => bindOne(allGatherP, [t], params),
  adjoint: (ct, params) => bindOne(psumScatterP, [ct], params),
  batch: (x, axis, params) => [bindOne(allGatherP, [x], params), axis + 1],
})

/** Sums over all positions; each keeps its own row of the first axis. */
export const psumScatterP = collective({
  name: 'psumScatter',
  resultOf: x => arrayType(numbersOnly('psumScatter', x).shape.slice(1), x.dtype),
  tangent: (t, params) => bindOne(psumScatterP, [t], params),
  adjoint: (ct, params) => bindOne(allGatherP, [ct], params),
  batch: (x, axis, params) => [bindOne(psumScatterP, [moveAxis(x, axis, 1)], params), 0],
})

export const axisIndexP: Primitive<AxisParams> = Object.freeze({
  name: 'axisIndex',
  domain: [],
  typeOf: () => [arrayType([], 'int32')],
  reference: unresolved('axisIndex'),
  jvp: () => [null],
  transpose: 'nonlinear',
  batch: unresolved('axisIndex'),
  lower: unresolved('axisIndex'),
  complex: 'none',
} satisfies Primitive<AxisParams>)

/** The same for all positions, along a new first axis. */
export const repeated = (x: Tensor, size: number): Tensor =>
  broadcast(
    x,
    [size, ...x.shape],
    x.shape.map((_, i) => i + 1),
  )

/** What all positions hold together. */
function summed(x: Tensor, axis: BatchAxis, size: number): Tensor {
  return axis === null ? mul(x, full(size, x)) : reduceSum(x, [axis])
}

/** In a table, records and their own parameters travel together untyped. */
const untyped = (primitive: Primitive<AxisParams>): Primitive<Params> => primitive as unknown as Primitive

/** How the vmap that has named the axis answers. */
export const overAxis: ReadonlyMap<Primitive, OverAxis> = new Map<Primitive, OverAxis>([
  [untyped(psumP), (inputs, [axis = null], size) => ({ outputs: [summed(only(inputs), axis, size)], axes: [null] })],
  [
    untyped(allGatherP),
    (inputs, [axis = null], size) => {
      const x = only(inputs)
      return { outputs: [axis === null ? repeated(x, size) : moveAxis(x, axis, 0)], axes: [null] }
    },
  ],
  [untyped(psumScatterP), (inputs, [axis = null], size) => ({ outputs: [summed(only(inputs), axis, size)], axes: [0] })],
  [untyped(axisIndexP), (_inputs, _axes, size) => ({ outputs: [iota({ shape: [size], axis: 0, dtype: 'int32' })], axes: [0] })],
])
