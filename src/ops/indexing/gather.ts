// gather and scatter in their general form: slices read from, or put at, starts that index vectors tell. Everything else that reads or
// replaces elements at computed positions is one of these two.
// Source: XLA's Gather and Scatter (openxla.org/xla/operation_semantics), as jax.lax.gather and jax.lax.scatter have them.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather as gatherP } from '../../primitives/gather/gather.js'
import { type GatherParams, gatheredType, showInputs } from '../../primitives/gather/geometry.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isComplexDType, isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkChoice, checkGivenOptions } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { DType, IntDType, List, PromoteArgument, Shape } from '../../types/index.js'
import { checkKind, checkTensor, commonDType, integerKinds, integerList, literalOf, show } from '../signatures/operands.js'
import { loud } from './positions.js'
import { type Combine, combinedKinds, scatters } from './scatters.js'

/** Which axis is what: `slices` are parts of x, `positions` all axes of the indices but the last. */
export interface GatherAxes {
  /** Axes of the result (or of the updates) that are those of the slices, ascending; the others are those of the positions, in order. */
  readonly offsetAxes: readonly number[]
  /** Axes of x along which slices have size 1 and that the result does not have, ascending. Default none. */
  readonly collapsedAxes?: readonly number[]
  /** For each component of an index vector, the axis of x along which it is the start of a slice. */
  readonly startMap: readonly number[]
  /** Axes of x that are batches, ascending: the slice starts where the position stands along the paired axis of the indices. Default none. */
  readonly operandBatchAxes?: readonly number[]
  /** The axes of the indices that these are paired with. Default none. */
  readonly indicesBatchAxes?: readonly number[]
}

/** What `gather` takes. */
export interface GatherOptions extends GatherAxes {
  /** The sizes of a slice, one for each axis of x; 1 along collapsed and batch axes. */
  readonly sliceSizes: readonly number[]
  /** Slices that leave x: 'fill', the default, gives the fill value; 'clip' moves them inside. */
  readonly mode?: 'fill' | 'clip'
  /** What 'fill' gives. Default NaN; 0 for integers, false for bool. */
  readonly fillValue?: number | bigint | boolean
}

/** What `scatter` takes. */
export interface ScatterOptions extends GatherAxes {
  /** How updates meet what is there. Default 'set', where of several at one place the last stays. */
  readonly combine?: Combine
  /** Slices that leave x: 'drop', the default, leaves them out; 'clip' moves them inside. */
  readonly mode?: 'drop' | 'clip'
}

type Members<Axes> = Axes extends readonly number[] ? Axes[number] : never

/** The sizes of slices without the axes that are dropped. */
type Kept<Sizes extends List, Dropped, Place extends List = [], Done extends List = []> = Sizes extends readonly [infer Size, ...infer Rest]
  ? Kept<Rest, Dropped, [...Place, 0], Place['length'] extends Dropped ? Done : [...Done, Size]>
  : Done

/** The sizes of slices at the offset axes, those of positions at the others. */
type Merged<Offsets, Slice extends List, Positions extends List, Done extends List = []> = Done['length'] extends Offsets
  ? Slice extends readonly [infer Size, ...infer Rest]
    ? Merged<Offsets, Rest, Positions, [...Done, Size]>
    : Done
  : Positions extends readonly [infer Size, ...infer Rest]
    ? Merged<Offsets, Slice, Rest, [...Done, Size]>
    : Done

/** The shape of `gather(x, indices, options)`. */
export type Gathered<I extends List, O extends GatherOptions> = number extends
  | I['length']
  | O['sliceSizes']['length']
  | O['offsetAxes']['length']
  ? Shape
  : I extends readonly [...infer Positions, unknown]
    ? Merged<
        Members<O['offsetAxes']>,
        Kept<O['sliceSizes'], Members<O['collapsedAxes']> | Members<O['operandBatchAxes']>>,
        Positions
      > extends infer R extends Shape
      ? R
      : Shape
    : Shape

const axisNames = ['offsetAxes', 'collapsedAxes', 'startMap', 'operandBatchAxes', 'indicesBatchAxes'] as const

/** The axes, each as a list of integers. @throws ArgumentError when one is no such list, or is missing */
const axesOf = (operation: string, options: GatherAxes): Omit<GatherParams, 'sliceSizes' | 'mode'> => {
  const read = (name: (typeof axisNames)[number]): readonly number[] => {
    const axes: unknown = options[name] ?? (name === 'offsetAxes' || name === 'startMap' ? undefined : [])
    if (!Array.isArray(axes)) throw new ArgumentError(`${operation}: ${name} must be a list of axes; got ${show(axes)}`)
    return integerList(operation, name, axes)
  }
  return {
    offsetAxes: read('offsetAxes'),
    collapsedAxes: read('collapsedAxes'),
    startMap: read('startMap'),
    operandBatchAxes: read('operandBatchAxes'),
    indicesBatchAxes: read('indicesBatchAxes'),
  }
}

/**
 * Slices of x at starts that index vectors tell. The last axis of the indices holds vectors, whose component j is the start along axis
 * `startMap[j]` of x; the result has the other axes of the indices, and at `offsetAxes` those axes of the slices that are neither collapsed
 * nor batches: `out[position…, offset…] = x[start(indices[position…]) + offset…]`.
 * @param x any[…]
 * @param indices integers[position…, components], counted from the front
 * @param options offsetAxes, collapsedAxes, startMap and sliceSizes as described there; operandBatchAxes and indicesBatchAxes, pairs of axes
 *   that go together; mode, 'fill' (default) or 'clip', for slices that leave x; fillValue
 * @returns any, of the dtype of x
 * @throws ShapeError when slices do not fit into x or batch sizes differ, ArgumentError when the axes do not go together, DTypeError unless
 *   the indices are integers
 * @example
 * ```
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * gather(x, tensor([[1], [0]], 'int32'), { offsetAxes: [1], collapsedAxes: [0], startMap: [0], sliceSizes: [1, 3] }).toArray() // [[4, 5, 6], [1, 2, 3]]
 * gather(x, tensor([[0, 1], [1, 9]], 'int32'), { offsetAxes: [], collapsedAxes: [0, 1], startMap: [0, 1], sliceSizes: [1, 1], fillValue: -1 }).toArray() // [2, -1]
 * ```
 * @source XLA, Gather
 * @deviation from JAX: out of range gives 0 for integers, not the least of them, and there is no mode that promises to be in bounds.
 */
export function gather<D extends DType, I extends Shape, const O extends GatherOptions>(
  x: Tensor<Shape, D>,
  indices: Tensor<I, IntDType>,
  options: O,
): Tensor<Gathered<I, O>, D>
export function gather(x: Tensor, indices: Tensor, options: GatherOptions): Tensor {
  checkTensor('gather', x)
  checkKind('gather', indices, integerKinds, 'indices')
  checkGivenOptions('gather', options, [...axisNames, 'sliceSizes', 'mode', 'fillValue'])
  const { mode = 'fill', fillValue } = options
  checkChoice('gather', 'mode', mode, ['fill', 'clip'])
  const params: GatherParams = {
    ...axesOf('gather', options),
    sliceSizes: integerList('gather', 'sliceSizes', options.sliceSizes, 0),
    mode,
  }
  const gathered = gatherP(x, indices, params)
  if (mode === 'clip' || sizeOf(gathered.shape) === 0) return gathered
  const inside = (): Tensor => gatherP(full(1, { shape: x.shape, dtype: 'bool' }), indices, params)
  if (fillValue === undefined && (isFloat(x.dtype) || isComplexDType(x.dtype)))
    return loud(
      gathered,
      inside(),
      gathered.shape.map((_, axis) => axis),
    )
  const fill = literalOf('gather', fillValue ?? (x.dtype === 'bool' ? false : 0), x.dtype)
  return fill === 0 ? gathered : p.select(inside(), gathered, full(fill, gathered))
}

/** The sizes of the slices that updates are. @throws ShapeError when there are not as many axes as offset axes */
function sizesOfUpdates(x: Tensor, updates: Tensor, axes: ReturnType<typeof axesOf>): readonly number[] {
  const dropped = [...axes.collapsedAxes, ...axes.operandBatchAxes]
  const kept = x.shape.map((_, axis) => axis).filter(axis => !dropped.includes(axis))
  if (axes.offsetAxes.length !== kept.length || axes.offsetAxes.some(axis => updates.shape[axis] === undefined))
    throw new ShapeError(
      `scatter: offsetAxes must be the axes of the updates for each axis of x that is neither collapsed nor a batch; expected ${kept.length}, got [${axes.offsetAxes}] for x ${showType(x)}, updates ${showType(updates)}`,
    )
  return x.shape.map((size, axis) => {
    const place = kept.indexOf(axis)
    if (place >= 0) return updates.shape[axes.offsetAxes[place] as number] as number
    return axes.collapsedAxes.includes(axis) ? 1 : Math.min(1, size)
  })
}

/**
 * x with slices put at starts that index vectors tell: the places that `gather` with these axes reads, in row-major order. The updates have the
 * shape that `gather` gives, and say by it how large the slices are.
 * @param x any[…]
 * @param indices integers[position…, components], counted from the front
 * @param updates any[…], which promotes with x
 * @param options offsetAxes, collapsedAxes, startMap, operandBatchAxes and indicesBatchAxes as for `gather`; combine, how updates meet what is
 *   there: 'set' (default), 'add', 'mul', 'min' or 'max'; mode, 'drop' (default) or 'clip', for slices that leave x
 * @returns any, of the shape and dtype of x
 * @throws ShapeError when the updates do not have the shape of such a gather, ArgumentError when the axes do not go together, DTypeError
 *   unless the indices are integers and the dtypes promote
 * @example
 * ```
 * const rows = { offsetAxes: [1], collapsedAxes: [0], startMap: [0] } as const
 * scatter(zeros([3, 2]), tensor([[2], [0]], 'int32'), tensor([[1, 2], [3, 4]]), rows).toArray() // [[3, 4], [0, 0], [1, 2]]
 * scatter(ones([3, 2]), tensor([[1], [1]], 'int32'), tensor([[1, 2], [3, 4]]), { ...rows, combine: 'add' }).toArray() // [[1, 1], [5, 7], [1, 1]]
 * ```
 * @source XLA, Scatter
 * @deviation from JAX: one function with `combine` for scatter, scatter_add, scatter_mul, scatter_min and scatter_max; of several updates of
 *   one place the last one stays, where theirs may be any; products and extrema differentiate there too.
 */
export function scatter<S extends Shape, D extends DType, DU extends DType>(
  x: Tensor<S, D>,
  indices: Tensor<Shape, IntDType>,
  updates: PromoteArgument<D, DU, Tensor<Shape, DU>>,
  options: ScatterOptions,
): Tensor<S, D>
export function scatter(x: Tensor, indices: Tensor, updates: unknown, options: ScatterOptions): Tensor {
  checkTensor('scatter', x)
  checkKind('scatter', indices, integerKinds, 'indices')
  checkTensor('scatter', updates)
  checkGivenOptions('scatter', options, [...axisNames, 'combine', 'mode'])
  const { combine = 'set', mode = 'drop' } = options
  checkChoice('scatter', 'combine', combine, Object.keys(scatters))
  checkChoice('scatter', 'mode', mode, ['drop', 'clip'])
  checkKind('scatter', x, combinedKinds[combine])
  commonDType('scatter', [x, updates])
  const axes = axesOf('scatter', options)
  const params: GatherParams = { ...axes, sliceSizes: sizesOfUpdates(x, updates, axes), mode: mode === 'drop' ? 'fill' : 'clip' }
  // In its own name, before a scatter says it in another.
  const inputs = [x, indices, updates]
  const expected = gatheredType('scatter', x, indices, params, showInputs(['x', 'indices', 'updates'], inputs))
  if (expected.shape.join() !== updates.shape.join())
    throw new ShapeError(
      `scatter: updates must have the shape that gather gives; expected [${expected.shape}], got updates ${showType(updates)} for x ${showType(x)}, indices ${showType(indices)}`,
    )
  if (sizeOf(updates.shape) === 0) return x
  return scatters[combine](x, indices, p.cast(updates, x.dtype), params)
}
