// The most frequent element along an axis.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cumMax } from '../../primitives/cumulative/index.js'
import * as p from '../../primitives/elementwise/index.js'
import { argmax } from '../../primitives/reduction/arg-extremum.js'
import { sort } from '../../primitives/sorting/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type { Argument, DType, Reduce, Shape, ShapeResult } from '../../types/index.js'
import { takeAlongAxis } from '../indexing/take.js'
import { part } from '../shape/along.js'
import { checkKind, numberKinds } from '../signatures/operands.js'
import { type ReduceOptions, typed } from '../signatures/signatures.js'

/**
 * The most frequent element along an axis; the least of several. Its derivative is that of the first element of that value.
 * @param x numbers[…]
 * @param axis which; negative ones count from the end. Default -1
 * @param options keepDims: leaves the axis behind with size 1
 * @returns the other axes, of the dtype of x
 * @throws ShapeError when the axis does not exist or has no elements, DTypeError unless integer or float
 * @example
 * ```
 * mode(tensor([3, 1, 3, 1, 2])).item() // 1
 * ```
 */
export function mode<S extends Shape, D extends DType, const Axis extends number = -1, Keep extends boolean = false>(
  x: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis, Keep>, Axis>,
  options?: ReduceOptions<Keep>,
): Tensor<ShapeResult<Reduce<S, Axis, Keep>>, D>
export function mode(x: unknown, axis = -1, options?: ReduceOptions): Tensor {
  checkKind('mode', x, numberKinds)
  const { keepDims } = optionsOf<ReduceOptions>('mode', options, { keepDims: false })
  const at = normalizeAxis(axis, x.shape.length, 'mode')
  const size = x.shape[at] as number
  if (size === 0) throw new ShapeError(`mode: needs at least one element; got ${showType(x)}`)
  const [sorted, order] = sort(x, at, false)
  const places = iota({ shape: sorted.shape, axis: at, dtype: 'int32' })
  // Where the run of an element begins: at the last place before it that differs from its neighbour.
  const isNew = concat(
    [full(1, { shape: x.shape.with(at, 1), dtype: 'bool' }), p.ne(part(sorted, at, 1, size), part(sorted, at, 0, size - 1))],
    at,
  )
  const [begin] = cumMax(p.select(isNew, places, full(0, places)), { axis: at, reverse: false })
  // The first that is the longest run so far ends it; its place less its length is where it began.
  const last = reshape(argmax(p.sub(places, begin), at), x.shape.with(at, 1))
  const first = takeAlongAxis(begin, typed<Shape, 'int32'>(last), at, { mode: 'clip' })
  const chosen = takeAlongAxis(x, takeAlongAxis(typed<Shape, 'int32'>(order), typed<Shape, 'int32'>(first), at, { mode: 'clip' }), at, {
    mode: 'clip',
  })
  return keepDims ? chosen : reshape(chosen, x.shape.toSpliced(at, 1))
}
