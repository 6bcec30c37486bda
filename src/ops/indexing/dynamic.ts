// Parts whose size is known and whose place is not: it may be computed, also inside jit.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import type { GatherParams } from '../../primitives/gather/geometry.js'
import { scatterSet } from '../../primitives/gather/scatter.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, showShape } from '../../support/shape.js'
import type { DType, IntDType, Mut, PromoteArgument, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { part } from '../shape/along.js'
import { checkInteger, checkKind, checkTensor, commonDType, integerKinds, show } from '../signatures/operands.js'
import { fromFront, narrowed } from './positions.js'

/** Where a part begins: a number or an integer scalar for each axis, or integers[rank]. */
export type Starts = readonly (number | Tensor<[], IntDType>)[] | Tensor<[number], IntDType>

/** The starts as int32[rank], counted from the front. */
function startsOf(operation: string, x: Tensor, starts: unknown): Tensor {
  const rank = x.shape.length
  const wrong = (): never => {
    throw new ShapeError(`${operation}: needs a start for each axis; expected ${rank}, got ${show(starts)} for x ${showType(x)}`)
  }
  if (!isTensor(starts) && !Array.isArray(starts))
    throw new ArgumentError(`${operation}: starts must be a list or a tensor of integers; got ${show(starts)}`)
  if (isTensor(starts)) checkKind(operation, starts, integerKinds, 'starts')
  const shape: Dims = isTensor(starts) ? starts.shape : [starts.length]
  if (shape.length !== 1 || shape[0] !== rank) return wrong()
  const each = x.shape.map((size, axis) => {
    const start: unknown = isTensor(starts) ? part(starts, 0, axis, axis + 1) : starts[axis]
    if (!isTensor(start)) checkInteger(operation, 'a start', start)
    else checkKind(operation, start, integerKinds, 'starts')
    const known = isTensor(start) ? start : table([start as number], [1], 'int32')
    if (known.shape.length > 1 || (known.shape[0] ?? 1) !== 1)
      throw new ShapeError(`${operation}: a start must be a scalar; got ${showType(known)}`)
    return reshape(narrowed(fromFront(known, size), size), [1])
  })
  return each.length === 0 ? table([], [0], 'int32') : concat(each, 0)
}

const windowOf = (sizes: Dims): GatherParams => {
  const axes = sizes.map((_, axis) => axis)
  return {
    offsetAxes: axes,
    collapsedAxes: [],
    startMap: axes,
    operandBatchAxes: [],
    indicesBatchAxes: [],
    sliceSizes: sizes,
    mode: 'clip',
  }
}

/** @throws ShapeError unless a part of these sizes fits */
function checkFits(operation: string, x: Tensor, sizes: Dims): void {
  if (sizes.length !== x.shape.length || sizes.some((size, axis) => size > (x.shape[axis] as number)))
    throw new ShapeError(`${operation}: the part must fit; expected sizes up to ${showShape(x.shape)}, got ${showShape(sizes)}`)
}

/**
 * The part of the sizes told that begins at the starts: `out[i…] = x[start + i…]`. Starts too far to either side are moved so that the
 * part fits.
 * @param x any[…]
 * @param starts for each axis a number or an integer scalar, or all as integers[rank]; negative ones count from the end
 * @param sizes of the part
 * @returns any[sizes]
 * @throws ShapeError unless there is a start and a size for each axis and the part fits, DTypeError unless the starts are integers
 * @example
 * ```
 * dynamicSlice(tensor([1, 2, 3, 4]), [tensor(1, 'int32')], [2]).toArray() // [2, 3]
 * dynamicSlice(tensor([1, 2, 3, 4]), [7], [2]).toArray() // [3, 4]
 * ```
 */
export function dynamicSlice<D extends DType, const Sizes extends Shape>(
  x: Tensor<Shape, D>,
  starts: Starts,
  sizes: Sizes,
): Tensor<Mut<Sizes>, D>
export function dynamicSlice(x: Tensor, starts: unknown, sizes: Dims): Tensor {
  checkTensor('dynamicSlice', x)
  checkShape(sizes, 'dynamicSlice')
  checkFits('dynamicSlice', x, sizes)
  return gather(x, startsOf('dynamicSlice', x, starts), windowOf(sizes))
}

/**
 * x with a part, which begins at the starts, replaced. Starts too far to either side are moved so that the part fits.
 * @param x any[…]
 * @param update any, of the rank of x and at most its sizes; promotes with x and takes its dtype
 * @param starts for each axis a number or an integer scalar, or all as integers[rank]; negative ones count from the end
 * @returns any, of the shape of x
 * @throws ShapeError unless there is a start for each axis and the part fits, DTypeError unless the dtypes fit
 * @example
 * ```
 * dynamicUpdateSlice(zeros([4]), tensor([1, 2]), [1]).toArray() // [0, 1, 2, 0]
 * ```
 */
export function dynamicUpdateSlice<S extends Shape, D extends DType, U extends DType>(
  x: Tensor<S, D>,
  update: PromoteArgument<D, U, Tensor<Shape, U>>,
  starts: Starts,
): Tensor<S, D>
export function dynamicUpdateSlice(x: Tensor, update: unknown, starts: unknown): Tensor {
  checkTensor('dynamicUpdateSlice', x)
  checkTensor('dynamicUpdateSlice', update)
  commonDType('dynamicUpdateSlice', [x, update])
  checkFits('dynamicUpdateSlice', x, update.shape)
  return scatterSet(x, startsOf('dynamicUpdateSlice', x, starts), cast(update, x.dtype), windowOf(update.shape))
}
