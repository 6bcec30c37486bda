// gather: slices of the operand at starts given by indices; scatterAdd: its adjoint, updates added at those places.
// Both take the same numbers (see geometry.ts). Updates are added in row-major order, so that a sum has one value.
// Source: XLA's Gather and Scatter, with the batch axes they have had since 2024; the batching rules are JAX's.
// @deviation out-of-bounds slices read 0 in mode 'fill', where JAX gives NaN.

import { arrayType } from '../../core/array-type.js'
import { add, constant, convert, type Expr, widened } from '../../core/expr.js'
import type { BatchAxis, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo, isHalf, type Kind } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import { cast } from '../elementwise/cast.js'
import { notLinear } from '../not-linear.js'
import { three, two } from '../operands.js'
import { bindOne } from '../single.js'
import { full } from '../structure/broadcast.js'
import { mappedAt } from '../structure/regroup.js'
import { gatherDomain, scatterDomain } from './domain.js'
import { forEachGathered, type GatherParams, gatheredElement, gatheredType, gatherGeometry, showInputs } from './geometry.js'

const gatherNames = ['operand', 'indices']
const scatterNames = ['operand', 'indices', 'updates']

const after = (at: number, axes: Dims): number[] => axes.map(axis => (axis < at ? axis : axis + 1))
const later = (axes: Dims): number[] => axes.map(axis => axis + 1)

/** The operand's axes are renumbered because a mapped one stands at `at`; `startMap` never points at it. */
const withOperandAxis = (params: GatherParams, at: number, sliceSize: number): GatherParams => ({
  ...params,
  collapsedAxes: after(at, params.collapsedAxes),
  startMap: after(at, params.startMap),
  operandBatchAxes: after(at, params.operandBatchAxes),
  sliceSizes: params.sliceSizes.toSpliced(at, 0, sliceSize),
})

/** A mapped operand alone: its axis is one more axis of the slice, taken whole. Also where that axis stands in the output. */
function mappedOperand(params: GatherParams, operand: Dims, at: number, size: number, outputRank: number) {
  const grown = withOperandAxis(params, at, size)
  const slice = gatherGeometry(operand, grown, 0).sliceAxes.indexOf(at)
  const place = params.offsetAxes[slice] ?? outputRank
  return {
    place,
    params: { ...grown, offsetAxes: [...params.offsetAxes.slice(0, slice), place, ...later(params.offsetAxes.slice(slice))] },
  }
}

/** Mapped indices, their axis in front: it is in front of the output, too. */
const mappedIndices = (params: GatherParams): GatherParams => ({
  ...params,
  offsetAxes: later(params.offsetAxes),
  indicesBatchAxes: later(params.indicesBatchAxes),
})

/** Both are mapped, the operand at `at`: one more pair of batch axes. */
function mappedBoth(params: GatherParams, at: number, size: number): GatherParams {
  const grown = mappedIndices(withOperandAxis(params, at, Math.min(1, size)))
  const pairs = [...grown.operandBatchAxes.map((axis, j) => ({ axis, other: grown.indicesBatchAxes[j] as number })), { axis: at, other: 0 }]
  const sorted = pairs.toSorted((a, b) => a.axis - b.axis)
  return { ...grown, operandBatchAxes: sorted.map(pair => pair.axis), indicesBatchAxes: sorted.map(pair => pair.other) }
}

export const gatherP: Primitive<GatherParams> = Object.freeze({
  name: 'gather',
  domain: gatherDomain,
  typeOf(inputs, params) {
    const [operand, indices] = two(inputs)
    return [gatheredType('gather', operand, indices, params, showInputs(gatherNames, inputs))]
  },
  reference(inputs, params, [output]) {
    const [operand, indices] = two(inputs)
    if (output === undefined) return
    forEachGathered(operand.shape, indices, output.shape, params, (to, from) => {
      if (from >= 0) output.data[to] = operand.data[from] as number
    })
  },
  jvp: ([, indices], [tangent], params) => [tangent == null || indices === undefined ? null : gather(tangent, indices, params)],
  transpose([cotangent], [operand, indices], params) {
    if (cotangent == null) return [null, null]
    if (indices?.linear !== false) return notLinear('gather')
    if (!operand?.linear) return [null, null]
    return [scatterAdd(full(0, operand.type), indices.value, cotangent, params), null]
  },
  batch(inputs, [operandAxis = null, indicesAxis = null], size, params) {
    const [operand, indices] = two(inputs)
    if (indicesAxis === null) {
      if (operandAxis === null) return { outputs: [gather(operand, indices, params)], axes: [null] }
      const rank = indices.shape.length - 1 + params.offsetAxes.length
      const mapped = mappedOperand(params, operand.shape, operandAxis, size, rank)
      return { outputs: [gather(operand, indices, mapped.params)], axes: [mapped.place] }
    }
    const front = mappedAt(indices, indicesAxis, 0, size)
    const mapped = operandAxis === null ? mappedIndices(params) : mappedBoth(params, operandAxis, size)
    return { outputs: [gather(operand, front, mapped)], axes: [0] }
  },
  lower(inputs, params) {
    const [operand, indices] = two(inputs)
    return {
      kind: 'index',
      body(at, read) {
        const element = gatheredElement(operand.shape, indices, params, at, read)
        return element.guard === null ? read(0, element.at) : read(0, element.at, element.guard)
      },
    }
  },
  complex: 'parts',
} satisfies Primitive<GatherParams>)

export type Scatter = (operand: Tensor, indices: Tensor, updates: Tensor, params: GatherParams) => Tensor

/** The operand and the updates are mapped, whatever they were; the operand's axis goes where it was, or to the front. */
function batchScatter(scatter: Scatter, inputs: readonly Tensor[], axes: readonly BatchAxis[], size: number, params: GatherParams) {
  const [operand, indices, updates] = three(inputs)
  const [operandAxis = null, indicesAxis = null, updatesAxis = null] = axes
  const at = operandAxis ?? 0
  const target = mappedAt(operand, operandAxis, at, size)
  if (indicesAxis === null) {
    const rank = indices.shape.length - 1 + params.offsetAxes.length
    const mapped = mappedOperand(params, target.shape, at, size, rank)
    const moved = mappedAt(updates, updatesAxis, mapped.place, size)
    return { outputs: [scatter(target, indices, moved, mapped.params)], axes: [at] }
  }
  const moved = mappedAt(updates, updatesAxis, 0, size)
  return { outputs: [scatter(target, mappedAt(indices, indicesAxis, 0, size), moved, mappedBoth(params, at, size))], axes: [at] }
}

interface ScatterRules {
  readonly name: string
  readonly domain: readonly Sample<GatherParams>[]
  readonly kinds: readonly Kind[]
  /** One step on numbers of the dtype; what it gives is rounded (or wrapped) when it is stored. */
  readonly step: (dtype: DTypeName) => (before: number, update: number) => number
  readonly combine: (before: Expr, update: Expr) => Expr
  readonly jvp: Primitive<GatherParams>['jvp']
  readonly transpose: Primitive<GatherParams>['transpose']
  readonly complex: 'none' | 'parts'
}

/** A step in float32 and its result as a half, where it is one: storing does not round that. */
function rounded(dtype: DTypeName, step: (before: number, update: number) => number): (before: number, update: number) => number {
  if (!isHalf(dtype)) return step
  const { store } = dtypeInfo(dtype)
  return (before, update) => store(Math.fround(step(before, update)))
}

/** What scatters have in common: `initial` elements, then the updates one after the other. */
export function scatterPrimitive({ name, domain, kinds, step, combine, jvp, transpose, complex }: ScatterRules): Primitive<GatherParams> {
  const primitive: Primitive<GatherParams> = Object.freeze({
    name,
    domain,
    typeOf(inputs, params) {
      const [operand, indices, updates] = three(inputs)
      const from = showInputs(scatterNames, inputs)
      const expected = gatheredType(name, operand, indices, params, from)
      if (updates.dtype !== operand.dtype)
        throw new DTypeError(`${name}: dtypes must be equal; expected ${operand.dtype} (operand), got ${updates.dtype} (updates) ${from}`)
      if (!kinds.includes(dtypeInfo(operand.dtype).kind))
        throw new DTypeError(`${name}: elements must be numbers; got ${operand.dtype} ${from}`)
      if (!sameShape(updates.shape, expected.shape))
        throw new ShapeError(
          `${name}: updates must have the shape that gather gives; expected ${showShape(expected.shape)}, got ${showShape(updates.shape)} ${from}`,
        )
      return [arrayType(operand.shape, operand.dtype)]
    },
    reference(inputs, params, [output]) {
      const [operand, indices, updates] = three(inputs)
      if (output === undefined) return
      const combined = rounded(operand.dtype, step(operand.dtype))
      output.data.set(operand.data)
      // Each step rounds (or wraps) when it is stored: the order is part of the meaning.
      forEachGathered(operand.shape, indices, updates.shape, params, (from, to) => {
        if (to >= 0) output.data[to] = combined(output.data[to] as number, updates.data[from] as number)
      })
    },
    jvp,
    transpose,
    batch(inputs, axes, size, params) {
      return batchScatter(
        (operand, indices, updates, grown) => bindOne(primitive, [operand, indices, updates], grown),
        inputs,
        axes,
        size,
        params,
      )
    },
    lower(inputs, params) {
      const [operand, indices, updates] = three(inputs)
      return {
        kind: 'kernel',
        updates: updates.shape,
        initial: (at, read) => read(0, at),
        target: (update, read) => gatheredElement(operand.shape, indices, params, update, read).at,
        valid: (update, read) => gatheredElement(operand.shape, indices, params, update, read).guard ?? constant('bool', 1),
        value: (update, read) => read(2, update),
        combine: (before, update) => convert(operand.dtype, combine(widened(before), widened(update))),
      }
    },
    complex,
  } satisfies Primitive<GatherParams>)
  return primitive
}

export const scatterAddP: Primitive<GatherParams> = scatterPrimitive({
  name: 'scatterAdd',
  domain: scatterDomain,
  kinds: ['int', 'uint', 'float'],
  step: () => (before, update) => before + update,
  combine: add,
  jvp([operand, indices], [dOperand = null, , dUpdates = null], params) {
    if (operand === undefined || indices === undefined || dUpdates === null) return [dOperand]
    return [scatterAdd(dOperand ?? full(0, operand), indices, dUpdates, params)]
  },
  transpose([cotangent], [operand, indices, updates], params) {
    if (cotangent == null) return [null, null, null]
    if (indices?.linear !== false) return notLinear('scatterAdd')
    return [operand?.linear ? cotangent : null, null, updates?.linear ? gather(cotangent, indices.value, params) : null]
  },
  complex: 'parts',
})

/**
 * `out[batch…, offset…] = operand[start(indices[batch…]) + offset…]`
 * @param operand any dtype
 * @param indices int32, uint32 or uint8; index vectors along the last axis
 * @throws ShapeError, DTypeError, ArgumentError
 */
export const gather = (operand: Tensor, indices: Tensor, params: GatherParams): Tensor => bindOne(gatherP, [operand, indices], params)

/**
 * The operand with `updates[batch…, offset…]` added at `start(indices[batch…]) + offset…`; the adjoint of `gather`.
 * @param params those of the gather
 * @param updates of the shape that gather gives
 * @throws ShapeError, DTypeError, ArgumentError
 */
export const scatterAdd: Scatter = (operand, indices, updates, params) => inFloat32(scatterAddP, operand, indices, updates, params)

/** Halves accumulate in float32, and are rounded once at the end. */
export function inFloat32(
  primitive: Primitive<GatherParams>,
  operand: Tensor,
  indices: Tensor,
  updates: Tensor,
  params: GatherParams,
): Tensor {
  if (!isHalf(operand.dtype)) return bindOne(primitive, [operand, indices, updates], params)
  return cast(bindOne(primitive, [cast(operand, 'float32'), indices, cast(updates, 'float32')], params), operand.dtype)
}
