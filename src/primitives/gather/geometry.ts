// Which element of the operand a gather reads, and a scatter adds to: the numbers of XLA's Gather, checked, and the map they mean.
// The last axis of `indices` holds index vectors: component j is the start of a slice along operand axis startMap[j]. The output (the
// updates) has the other axes of `indices` in their order, and at `offsetAxes` the axes of the slice but for collapsed and batch ones.
// Along operandBatchAxes[j] the slice starts where the output stands along axis indicesBatchAxes[j] of `indices`.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { add, and, compare, constant, convert, type Expr, select } from '../../core/expr.js'
import type { Read } from '../../core/lowering.js'
import { dtypeInfo, isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError, InternalError, ShapeError } from '../../support/errors.js'
import { type Dims, forEachIndex, showShape, stridesOf } from '../../support/shape.js'

export type GatherParams = {
  readonly offsetAxes: Dims
  readonly collapsedAxes: Dims
  readonly startMap: Dims
  readonly operandBatchAxes: Dims
  readonly indicesBatchAxes: Dims
  readonly sliceSizes: Dims
  /** Slices that leave the operand: 'clip' moves them inside; 'fill' reads 0 instead, and adds nothing. */
  readonly mode: 'clip' | 'fill'
}

interface GatherGeometry {
  /** Operand axes whose place in the slice the output says, in ascending order: as many as offset axes. */
  readonly sliceAxes: Dims
  /** Output axes that stand for axes of `indices`, in ascending order. */
  readonly batchAxes: Dims
  /** For each operand axis: what its start is taken from; 0 where neither is given. */
  readonly starts: readonly { readonly component: number; readonly batchAxis: number; readonly limit: number }[]
}

const ascending = (axes: Dims): boolean => axes.every((axis, i) => i === 0 || axis > (axes[i - 1] as number))

export function gatherGeometry(operand: Dims, params: GatherParams, outputRank: number): GatherGeometry {
  const { offsetAxes, collapsedAxes, startMap, operandBatchAxes, indicesBatchAxes, sliceSizes } = params
  const axes = operand.map((_, axis) => axis)
  return {
    sliceAxes: axes.filter(axis => !collapsedAxes.includes(axis) && !operandBatchAxes.includes(axis)),
    batchAxes: Array.from({ length: outputRank }, (_, axis) => axis).filter(axis => !offsetAxes.includes(axis)),
    starts: operand.map((size, axis) => ({
      component: startMap.indexOf(axis),
      batchAxis: indicesBatchAxes[operandBatchAxes.indexOf(axis)] ?? -1,
      limit: size - (sliceSizes[axis] as number),
    })),
  }
}

/** The type of the output of a gather: that of the updates of a scatter. @throws ShapeError, DTypeError, ArgumentError */
export function gatheredType(operation: string, operand: ArrayType, indices: ArrayType, params: GatherParams, from: string): ArrayType {
  const { offsetAxes, collapsedAxes, startMap, operandBatchAxes, indicesBatchAxes, sliceSizes, mode } = params
  const rank = operand.shape.length
  const argument = (rule: string, expected: string, got: string): never => {
    throw new ArgumentError(`${operation}: ${rule}; expected ${expected}, got ${got} ${from}`)
  }
  const axesWithin = (name: string, axes: Dims, bound: number, sorted: boolean): void => {
    const legal = axes.every(axis => Number.isInteger(axis) && axis >= 0 && axis < bound) && new Set(axes).size === axes.length
    if (!legal || (sorted && !ascending(axes)))
      argument(`${name} must be distinct axes${sorted ? ' in ascending order' : ''}`, `axes below ${bound}`, showShape(axes))
  }
  if (!isInteger(indices.dtype)) throw new DTypeError(`${operation}: indices must be integers; got ${indices.dtype} ${from}`)
  const components = indices.shape.at(-1)
  if (components === undefined)
    throw new ShapeError(`${operation}: indices must have an axis of index vectors, the last; got rank 0 ${from}`)
  if (mode !== 'clip' && mode !== 'fill') argument('mode must be known', "'clip' or 'fill'", JSON.stringify(mode))
  axesWithin('collapsedAxes', collapsedAxes, rank, true)
  axesWithin('operandBatchAxes', operandBatchAxes, rank, true)
  axesWithin('startMap', startMap, rank, false)
  axesWithin('indicesBatchAxes', indicesBatchAxes, indices.shape.length - 1, false)
  const overlap = operandBatchAxes.find(axis => collapsedAxes.includes(axis) || startMap.includes(axis))
  if (overlap !== undefined) argument('a batch axis can neither be collapsed nor have a start', 'other axes', `operand axis ${overlap}`)
  if (startMap.length !== components)
    argument(
      'startMap must have an axis for each component of an index',
      `${components} (indices axis ${indices.shape.length - 1})`,
      `${startMap.length}`,
    )
  if (operandBatchAxes.length !== indicesBatchAxes.length)
    argument('batch axes must come in pairs', `${operandBatchAxes.length} (of operand)`, `${indicesBatchAxes.length} (of indices)`)
  for (const [j, axis] of operandBatchAxes.entries()) {
    const other = indicesBatchAxes[j] as number
    if (operand.shape[axis] !== indices.shape[other])
      throw new ShapeError(
        `${operation}: batch sizes must match; expected ${operand.shape[axis]} (operand axis ${axis}), got ${indices.shape[other]} (indices axis ${other}) ${from}`,
      )
  }
  if (
    sliceSizes.length !== rank ||
    sliceSizes.some((size, axis) => !Number.isInteger(size) || size < 0 || size > (operand.shape[axis] as number))
  )
    throw new ShapeError(
      `${operation}: slices must fit into the operand; expected sizes up to ${showShape(operand.shape)}, got ${showShape(sliceSizes)} ${from}`,
    )
  const notOne = [...collapsedAxes, ...operandBatchAxes].find(
    axis => sliceSizes[axis] !== (collapsedAxes.includes(axis) ? 1 : Math.min(1, operand.shape[axis] as number)),
  )
  if (notOne !== undefined)
    argument('slices must have size 1 along collapsed and batch axes', `1 (operand axis ${notOne})`, `${sliceSizes[notOne]}`)
  const { sliceAxes } = gatherGeometry(operand.shape, params, 0)
  const shape = indices.shape.slice(0, -1)
  axesWithin('offsetAxes', offsetAxes, shape.length + sliceAxes.length, true)
  if (offsetAxes.length !== sliceAxes.length)
    argument('offsetAxes must have an axis for each axis of the slice', `${sliceAxes.length}`, `${offsetAxes.length}`)
  // In ascending order each insertion leaves the later places as they are.
  for (const [j, axis] of offsetAxes.entries()) shape.splice(axis, 0, sliceSizes[sliceAxes[j] as number] as number)
  return arrayType(shape, operand.dtype)
}

/** Calls `visit` for every output element, in row-major order, with the offset of its operand element, -1 where its slice leaves the operand. */
export function forEachGathered(
  operand: Dims,
  indices: { readonly shape: Dims; readonly data: ArrayLike<number> },
  output: Dims,
  params: GatherParams,
  visit: (output: number, operand: number) => void,
): void {
  const { sliceAxes, batchAxes, starts } = gatherGeometry(operand, params, output.length)
  const [operandStrides, indexStrides] = [stridesOf(operand), stridesOf(indices.shape)]
  forEachIndex(output, (at, linear) => {
    const vector = batchAxes.reduce((sum, axis, i) => sum + (at[axis] as number) * (indexStrides[i] as number), 0)
    let [offset, inside] = [0, true]
    for (const [axis, { component, batchAxis, limit }] of starts.entries()) {
      const start =
        component >= 0 ? Number(indices.data[vector + component]) : batchAxis >= 0 ? (at[batchAxes[batchAxis] as number] as number) : 0
      const clipped = component >= 0 ? Math.min(Math.max(start, 0), limit) : start
      if (clipped !== start) inside = false
      const slice = sliceAxes.indexOf(axis)
      const within = slice < 0 ? 0 : (at[params.offsetAxes[slice] as number] as number)
      offset += (clipped + within) * (operandStrides[axis] as number)
    }
    visit(linear, inside || params.mode === 'clip' ? offset : -1)
  })
}

/** The operand element of the output element `at`, in scalar expressions that read `indices`, input number 1. */
export function gatheredElement(
  operand: Dims,
  indices: ArrayType,
  params: GatherParams,
  at: readonly Expr[],
  read: Read,
): { readonly at: readonly Expr[]; readonly guard: Expr | null } {
  const { sliceAxes, batchAxes, starts } = gatherGeometry(operand, params, at.length)
  const pick = (axis: number | undefined): Expr => {
    const e = axis === undefined ? undefined : at[axis]
    if (e === undefined) throw new InternalError('gather: an output axis is missing')
    return e
  }
  const place = batchAxes.map(pick)
  let guard: Expr | null = null
  const elements = starts.map(({ component, batchAxis, limit }, axis): Expr => {
    const slice = sliceAxes.indexOf(axis)
    const within = slice < 0 || params.sliceSizes[axis] === 1 ? null : pick(params.offsetAxes[slice])
    if (batchAxis >= 0) return pick(batchAxes[batchAxis])
    // A clipped start that can only be 0 needs no index.
    if (component < 0 || (limit === 0 && params.mode === 'clip')) return within ?? constant('index', 0)
    const start = startOf(read(1, [...place, constant('index', component)]), indices, limit)
    if (start.inside !== null) guard = guard === null ? start.inside : and(guard, start.inside)
    return within === null ? start.clipped : add(start.clipped, within)
  })
  return { at: elements, guard: params.mode === 'fill' ? guard : null }
}

/** A start and whether it is one of 0 … limit, decided in the dtype of the indices, since a position cannot be negative. */
function startOf(stored: Expr, { dtype }: ArrayType, limit: number): { readonly clipped: Expr; readonly inside: Expr | null } {
  const [zero, end] = [constant(dtype, 0), constant(dtype, limit)]
  const low = dtypeInfo(dtype).min < 0 ? compare('ge', stored, zero) : null
  const high = limit < dtypeInfo(dtype).max ? compare('le', stored, end) : null
  const above = high === null ? stored : select(high, stored, end)
  const clipped = convert('index', low === null ? above : select(low, above, zero))
  return { clipped, inside: low === null ? high : high === null ? low : and(low, high) }
}

export const showInputs = (names: readonly string[], types: readonly ArrayType[]): string =>
  `from ${types.map((type, i) => `${names[i] ?? ''} ${showType(type)}`).join(', ')}`
