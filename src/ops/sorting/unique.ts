// Distinct elements, or distinct slices. How many there are is known only when they have been computed, so these look at the values: not
// inside of transforms.

import { held } from '../../core/held.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import { gather } from '../../primitives/gather/gather.js'
import { sort } from '../../primitives/sorting/index.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { TraceError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { alongAxis, vectors } from '../indexing/positions.js'
import { checkKind, checkTensor, numberKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `uniqueAll` gives. */
export interface Unique<S extends Shape = Shape, D extends DType = DType, V extends Shape = [number]> {
  /** The distinct elements, ascending. */
  readonly values: Tensor<V, D>
  /** Where each is first found among the elements of x, row-major. */
  readonly indices: Tensor<[number], 'int32'>
  /** For each element of x, which of the values it is. */
  readonly inverse: Tensor<S, 'int32'>
  /** How often each is found. */
  readonly counts: Tensor<[number], 'int32'>
}

/** Of what the distinct ones are wanted. */
export interface UniqueOptions {
  /** Distinct slices along this axis, compared element by element; of all elements unless given. */
  readonly axis?: number | undefined
}

/** What `uniqueConsecutive` gives. */
export type Runs<S extends Shape = Shape, D extends DType = DType, V extends Shape = [number]> = Omit<Unique<S, D, V>, 'indices'>

/** @throws TraceError inside of jit, vmap and the like */
export function checkKnown(operation: string, x: Tensor): void {
  if (contentOf(x).kind === 'traced')
    throw new TraceError(
      `${operation}: the size of the result depends on the values, which a transform (jit, grad, vmap, …) does not know; call it outside, or use sort, which keeps the size`,
    )
}

type Element = number | bigint

const same = (a: Element, b: Element): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

const int32 = (data: Int32Array, shape: Shape): Tensor => held({ shape, dtype: 'int32', data })

/** What there are distinct ones of: as many as `count`, compared by number; `chosen` gives those at some places. */
interface Items {
  readonly count: number
  readonly shape: Shape
  readonly same: (i: number, j: number) => boolean
  /** Their numbers in ascending order; equal ones stay in the order they have. */
  readonly ascending: () => ArrayLike<number>
  readonly chosen: (places: Int32Array) => Tensor
}

function elementsOf(x: Tensor): Items {
  const flat = reshape(x, [sizeOf(x.shape)])
  const data = flat.dataSync() as ArrayLike<Element>
  return {
    count: data.length,
    shape: x.shape,
    same: (i, j) => same(data[i] as Element, data[j] as Element),
    ascending: () => sort(flat, 0, false)[1].dataSync(),
    chosen: places => placesOf(flat, 0, places),
  }
}

/** Slices along an axis, in the order of words in a dictionary. */
function slicesOf(x: Tensor, axis: number): Items {
  const count = x.shape[axis] as number
  const width = count === 0 ? 0 : sizeOf(x.shape) / count
  const rows = transpose(x, [axis, ...x.shape.map((_, i) => i).filter(i => i !== axis)])
  const data = rows.dataSync() as ArrayLike<Element>
  const order = (i: number, j: number): number => {
    for (let k = 0; k < width; k++) {
      const [a, b] = [data[i * width + k] as Element, data[j * width + k] as Element]
      if (!same(a, b)) return Number.isNaN(a) ? 1 : Number.isNaN(b) || a < b ? -1 : 1
    }
    return 0
  }
  return {
    count,
    shape: [count],
    same: (i, j) => order(i, j) === 0,
    ascending: () => Array.from({ length: count }, (_, i) => i).sort(order),
    chosen: places => placesOf(x, axis, places),
  }
}

const placesOf = (x: Tensor, axis: number, places: Int32Array): Tensor =>
  places.length === 0 ? x : gather(x, vectors(int32(places, [places.length])), alongAxis(x.shape, [places.length], axis, 'clip'))

function itemsOf(operation: string, x: unknown, options: UniqueOptions | undefined): Items {
  checkTensor(operation, x)
  const { axis } = optionsOf<UniqueOptions>(operation, options, { axis: undefined })
  const at = axis === undefined ? undefined : normalizeAxis(axis, x.shape.length, operation)
  checkKind(operation, x, ['bool', ...numberKinds])
  checkKnown(operation, x)
  return at === undefined ? elementsOf(x) : slicesOf(x, at)
}

/** Runs of equal neighbours of the items in an order: the first of each, how many there are, and the run of each item. */
function runsOf({ count, shape, same, chosen }: Items, order: ArrayLike<number>): Unique<Shape, DType, Shape> {
  const [starts, inverse] = [[] as number[], new Int32Array(count)]
  for (let i = 0; i < count; i++) {
    if (i === 0 || !same(order[i] as number, order[i - 1] as number)) starts.push(i)
    inverse[order[i] as number] = starts.length - 1
  }
  const first = Int32Array.from(starts, start => order[start] as number)
  const counts = Int32Array.from(starts, (start, run) => (starts[run + 1] ?? count) - start)
  const lengths: [number] = [starts.length]
  return {
    values: chosen(first),
    indices: typed(int32(first, lengths)),
    inverse: typed(int32(inverse, shape)),
    counts: typed(int32(counts, lengths)),
  }
}

/**
 * The distinct elements, ascending; NaN once, at the end.
 * @param x any[…] but complex
 * @returns any[n], of the dtype of x
 * @throws TraceError inside of transforms, where the number of distinct elements is not known; DTypeError when complex
 * @example
 * ```
 * unique(tensor([3, 1, 3, 2, 1])).toArray() // [1, 2, 3]
 * ```
 */
export function unique<D extends DType>(x: Tensor<Shape, D>): Tensor<[number], D> {
  return typed(distinct('unique', x).values)
}

/** The same under another name. */
export const distinct = (operation: string, x: unknown, options?: UniqueOptions): Unique<Shape, DType, Shape> =>
  outsideTraces(() => {
    const items = itemsOf(operation, x, options)
    // The sort is stable: the first of a run is the first in x.
    return runsOf(items, items.ascending())
  })

/**
 * The distinct elements, ascending, with where each is first found, how often, and which of them each element of x is:
 * `x = take(values, inverse)`. NaN counts once.
 * @param x any[…] but complex
 * @param options axis: distinct slices along it, in the order of their elements, instead of distinct elements
 * @returns values any[n], indices int32[n], inverse int32 of the shape of x, counts int32[n]; along an axis, values has n slices there, and
 *   inverse is int32[size of the axis]
 * @throws TraceError inside of transforms, where the number of distinct elements is not known; ShapeError when the axis does not exist,
 *   DTypeError when complex
 * @example
 * ```
 * uniqueAll(tensor([3, 1, 3])).values.toArray() // [1, 3]
 * uniqueAll(tensor([3, 1, 3])).inverse.toArray() // [1, 0, 1]
 * uniqueAll(tensor([3, 1, 3])).counts.toArray() // [1, 2]
 * uniqueAll(tensor([[1, 2], [0, 5], [1, 2]]), { axis: 0 }).values.toArray() // [[0, 5], [1, 2]]
 * ```
 */
export function uniqueAll<S extends Shape, D extends DType>(x: Tensor<S, D>): Unique<S, D>
export function uniqueAll<D extends DType>(x: Tensor<Shape, D>, options: UniqueOptions): Unique<Shape, D, Shape>
export function uniqueAll(x: Tensor, options?: UniqueOptions): Unique<Shape, DType, Shape> {
  return distinct('uniqueAll', x, options)
}

/**
 * Runs of equal neighbours, each once, with how long they are and which of them each element is in: `x = take(values, inverse)`.
 * @param x any[…] but complex, row-major
 * @param options axis: runs of equal slices along it instead of equal elements
 * @returns values any[n], inverse int32 of the shape of x, counts int32[n]; along an axis, values has n slices there, and inverse is
 *   int32[size of the axis]
 * @throws TraceError inside of transforms, where the number of runs is not known; ShapeError when the axis does not exist, DTypeError when
 *   complex
 * @example
 * ```
 * uniqueConsecutive(tensor([1, 1, 2, 1])).values.toArray() // [1, 2, 1]
 * uniqueConsecutive(tensor([1, 1, 2, 1])).counts.toArray() // [2, 1, 1]
 * ```
 */
export function uniqueConsecutive<S extends Shape, D extends DType>(x: Tensor<S, D>): Runs<S, D>
export function uniqueConsecutive<D extends DType>(x: Tensor<Shape, D>, options: UniqueOptions): Runs<Shape, D, Shape>
export function uniqueConsecutive(x: Tensor, options?: UniqueOptions): Runs<Shape, DType, Shape> {
  return outsideTraces(() => {
    const items = itemsOf('uniqueConsecutive', x, options)
    const { values, inverse, counts } = runsOf(
      items,
      Array.from({ length: items.count }, (_, i) => i),
    )
    return { values, inverse, counts }
  })
}
