// Distinct elements. How many there are is known only when they have been computed, so these look at the values: not inside of transforms.

import { hostArray } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import { contentOf, Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import { sort } from '../../primitives/sorting/index.js'
import { reshape } from '../../primitives/structure/reshape.js'
import type { TypedArray } from '../../support/dtype.js'
import { TraceError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { checkTensor } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `uniqueAll` gives. */
export interface Unique<S extends Shape = Shape, D extends DType = DType> {
  /** The distinct elements, ascending. */
  readonly values: Tensor<[number], D>
  /** Where each is first found among the elements of x, row-major. */
  readonly indices: Tensor<[number], 'int32'>
  /** For each element of x, which of the values it is. */
  readonly inverse: Tensor<S, 'int32'>
  /** How often each is found. */
  readonly counts: Tensor<[number], 'int32'>
}

/** @throws TraceError inside of jit, vmap and the like */
function checkKnown(operation: string, x: Tensor): void {
  if (contentOf(x).kind === 'traced')
    throw new TraceError(
      `${operation}: the size of the result depends on the values, which a transform (jit, grad, vmap, …) does not know; call it outside, or use sort, which keeps the size`,
    )
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

const held = (data: Int32Array, shape: Shape): Tensor =>
  new Tensor({ shape, dtype: 'int32' }, { kind: 'held', buffer: new HostBuffer({ shape, dtype: 'int32', data }) })

/** Where the runs of equal elements of a sorted array begin. */
function runsOf(sorted: TypedArray): number[] {
  const starts: number[] = []
  for (let i = 0; i < sorted.length; i++) if (i === 0 || !same(sorted[i] as number, sorted[i - 1] as number)) starts.push(i)
  return starts
}

/** The flat elements in order, and where they stood. */
function inOrder(operation: string, x: unknown) {
  checkTensor(operation, x)
  checkKnown(operation, x)
  const [values, positions] = outsideTraces(() => sort(reshape(x, [sizeOf(x.shape)]), 0, false))
  return { x, sorted: values.dataSync(), order: positions.dataSync() }
}

/** Some elements of an array as a tensor of their own. */
function picked(x: Tensor, sorted: TypedArray, starts: readonly number[]): Tensor {
  const type = { shape: [starts.length], dtype: x.dtype }
  const array = hostArray(type)
  for (const [i, start] of starts.entries()) array.data[i] = sorted[start] as number
  return new Tensor(type, { kind: 'held', buffer: new HostBuffer(array) })
}

/**
 * The distinct elements, ascending; NaN once, at the end.
 * @param x any[…]
 * @returns any[n], of the dtype of x
 * @throws TraceError inside of transforms, where the number of distinct elements is not known
 * @example
 * ```
 * unique(tensor([3, 1, 3, 2, 1])).toArray() // [1, 2, 3]
 * ```
 */
export function unique<D extends DType>(x: Tensor<Shape, D>): Tensor<[number], D> {
  const ordered = inOrder('unique', x)
  return typed(picked(ordered.x, ordered.sorted, runsOf(ordered.sorted)))
}

/**
 * The distinct elements, ascending, with where each is first found, how often, and which of them each element of x is:
 * `x = take(values, inverse)`. NaN counts once.
 * @param x any[…]
 * @returns values any[n], indices int32[n], inverse int32 of the shape of x, counts int32[n]
 * @throws TraceError inside of transforms, where the number of distinct elements is not known
 * @example
 * ```
 * uniqueAll(tensor([3, 1, 3])).values.toArray() // [1, 3]
 * uniqueAll(tensor([3, 1, 3])).inverse.toArray() // [1, 0, 1]
 * uniqueAll(tensor([3, 1, 3])).counts.toArray() // [1, 2]
 * uniqueAll(tensor([3, 1, 3])).indices.toArray() // [1, 0]
 * ```
 */
export function uniqueAll<S extends Shape, D extends DType>(x: Tensor<S, D>): Unique<S, D> {
  const { x: checked, sorted, order } = inOrder('uniqueAll', x)
  const starts = runsOf(sorted)
  const inverse = new Int32Array(sorted.length)
  const counts = new Int32Array(starts.length)
  for (const [run, start] of starts.entries()) {
    const end = starts[run + 1] ?? sorted.length
    counts[run] = end - start
    for (let i = start; i < end; i++) inverse[order[i] as number] = run
  }
  // The sort is stable: the first of a run is the first in x.
  const indices = Int32Array.from(starts, start => order[start] as number)
  return {
    values: typed(picked(checked, sorted, starts)),
    indices: typed(held(indices, [starts.length])),
    inverse: typed(held(inverse, checked.shape)),
    counts: typed(held(counts, [starts.length])),
  }
}
