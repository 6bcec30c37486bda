// The elements that the arrays of an index choose, as one gather, and the numbers that its scatters take.

import type { Tensor } from '../../core/tensor.js'
import { and } from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import type { GatherParams } from '../../primitives/gather/geometry.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { table } from '../creation/table.js'
import { commonShape, stretch } from '../signatures/operands.js'
import type { Item } from './entries.js'
import { checkSome, fromFront, loud, narrowed, type TakeMode, vectors, within } from './positions.js'
import { sizesLeft } from './slice.js'

/** What the arrays of an index choose of a part that its ranges have cut out already. */
export interface Choice {
  /** int32[…positions, arrays]: index vectors. */
  readonly indices: Tensor
  readonly params: GatherParams
  /** Whether all positions of a vector are in range; bool[…positions]. */
  readonly inside: Tensor
  /** The axes of the result that the positions have, new axes left out. */
  readonly axes: Dims
  /** The shape of the result, new axes left out. */
  readonly shape: Dims
  /** The shape of the result. */
  readonly result: Dims
}

type Chosen = Item & { readonly kind: 'array' | 'index' }

const isChosen = (item: Item): item is Chosen => item.kind === 'array' || item.kind === 'index'

/** The entries before and after the axes of the positions: all come after them where the arrays are not neighbours, as in NumPy. */
function around(items: readonly Item[]): readonly [before: readonly Item[], after: readonly Item[]] {
  const [first, last] = [items.findIndex(isChosen), items.findLastIndex(isChosen)]
  const neighbours = items.slice(first, last + 1).every(isChosen)
  return neighbours ? [items.slice(0, first), items.slice(first)] : [[], items]
}

const counts = (items: readonly Item[]): number[] => items.flatMap(item => (item.kind === 'range' ? [item.range.count] : []))

/** The positions along an axis as int32, counted from the front. */
function counted(operation: string, part: Tensor, item: Chosen, mode: TakeMode): Tensor {
  const positions = item.kind === 'array' ? item.positions : table([item.at], [], 'int32')
  checkSome(operation, part, item.axis, positions)
  const size = part.shape[item.axis] as number
  return narrowed(fromFront(positions, size, mode), size)
}

/** The gather that arrays of positions mean; `null` where there is no array. @throws ShapeError when the arrays do not broadcast */
export function choiceOf(operation: string, part: Tensor, items: readonly Item[], mode: TakeMode): Choice | null {
  if (!items.some(item => item.kind === 'array')) return null
  const chosen = items.filter(isChosen)
  const separate = chosen.map(item => counted(operation, part, item, mode))
  const shape = commonShape(operation, separate)
  const positions = separate.map(x => stretch(x, shape))
  const axes = chosen.map(item => item.axis)
  const others = part.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  const [before, after] = around(items)
  const place = counts(before).length
  return {
    indices: concat(positions.map(vectors), shape.length),
    params: {
      offsetAxes: others.map((_, i) => (i < place ? i : i + shape.length)),
      collapsedAxes: axes,
      startMap: axes,
      operandBatchAxes: [],
      indicesBatchAxes: [],
      sliceSizes: part.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
      mode: mode === 'fill' ? 'fill' : 'clip',
    },
    inside: positions.map((x, i) => within(x, part.shape[axes[i] as number] as number)).reduce(and),
    axes: shape.map((_, i) => place + i),
    shape: [...counts(before), ...shape, ...counts(after)],
    result: [...sizesLeft(before), ...shape, ...sizesLeft(after)],
  }
}

/** The chosen elements, new axes left out. */
export function chosenOf(part: Tensor, { indices, params, inside, axes, shape }: Choice, mode: TakeMode): Tensor {
  // Nothing is chosen, perhaps from nothing.
  if (sizeOf(shape) === 0) return full(0, { shape, dtype: part.dtype })
  const taken = gather(part, indices, params)
  return mode === 'fill' ? loud(taken, inside, axes) : taken
}
