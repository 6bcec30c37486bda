// Products beyond matmul: cross products, and chains of matrices in the cheapest order.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { concat } from '../../primitives/structure/join.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, InternalError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type {
  BroadcastArgument,
  BroadcastResult,
  InexactDType,
  IntDType,
  PromoteArgument,
  PromoteResult,
  Shape,
} from '../../types/index.js'
import { matmul } from '../contraction/matmul.js'
import { align, arithmeticKinds, checkKind, checkTensor, show, showOperands } from '../signatures/operands.js'

/** What `cross` takes. */
export interface CrossOptions {
  /** The axis of the three components. Default -1. */
  readonly axis?: number
}

/**
 * The cross product of vectors of three components.
 * @param a numbers[…, 3]
 * @param b numbers[…, 3]; shapes broadcast and dtypes promote
 * @param options axis: that of the components, default -1
 * @returns numbers[…, 3]
 * @throws ShapeError unless there are three components and the shapes broadcast, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * linalg.cross(tensor([1, 0, 0]), tensor([0, 1, 0])).toArray() // [0, 0, 1]
 * ```
 * @deviation from NumPy: vectors of two components are an error, as in the Array API.
 */
export function cross<A extends Shape, DA extends InexactDType | IntDType, B extends Shape, DB extends InexactDType | IntDType>(
  a: Tensor<A, DA>,
  b: BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
  options?: CrossOptions,
): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export function cross(a: unknown, b: unknown, options?: CrossOptions): Tensor {
  const { axis } = optionsOf('linalg.cross', options, { axis: -1 })
  checkKind('linalg.cross', a, arithmeticKinds)
  checkKind('linalg.cross', b, arithmeticKinds)
  const [x, y] = align('linalg.cross', [a, b])
  const at = normalizeAxis(axis, x.shape.length, 'linalg.cross')
  if (a.shape.at(at - x.shape.length) !== 3 || b.shape.at(at - x.shape.length) !== 3)
    throw new ShapeError(`linalg.cross: vectors must have three components (axis ${axis}); got ${showOperands([a, b])}`)
  const part = (v: Tensor, i: number): Tensor =>
    slice(
      v,
      v.shape.map((_, k) => (k === at ? i : 0)),
      v.shape.with(at, i + 1),
    )
  const component = (i: number, j: number): Tensor => p.sub(p.mul(part(x, i), part(y, j)), p.mul(part(x, j), part(y, i)))
  return concat([component(1, 2), component(2, 0), component(0, 1)], at)
}

/**
 * Where to split chains of matrices, by dynamic programming over their sizes.
 * Source: Cormen, Leiserson, Rivest, Stein (2009), Introduction to Algorithms, section 15.2.
 */
function splits(sizes: readonly number[]): (from: number, to: number) => number {
  const n = sizes.length - 1
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  const best = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  const costOf = (i: number, j: number): number => cost[i]?.[j] ?? 0
  for (let length = 1; length < n; length++)
    for (let from = 0; from + length < n; from++) {
      const to = from + length
      let least = Number.POSITIVE_INFINITY
      for (let at = from; at < to; at++) {
        const total = costOf(from, at) + costOf(at + 1, to) + (sizes[from] ?? 0) * (sizes[at + 1] ?? 0) * (sizes[to + 1] ?? 0)
        if (total >= least) continue
        least = total
        ;(best[from] as number[])[to] = at
      }
      ;(cost[from] as number[])[to] = least
    }
  return (from, to) => best[from]?.[to] ?? from
}

/**
 * The product of a chain of matrices, in the order that takes the fewest multiplications.
 * @param matrices numbers[m, n] each, at least two, whose sizes fit; the first and the last may be vectors
 * @returns numbers, of the shape of the chained `matmul`
 * @throws ShapeError when the sizes do not fit or a factor has other axes, ArgumentError on fewer than two, DTypeError when dtypes do not
 *   promote or are bool
 * @example
 * ```
 * linalg.multiDot([tensor([[1, 2]]), tensor([[3], [4]]), tensor([[2]])]).toArray() // [[22]]
 * ```
 */
export function multiDot<D extends InexactDType | IntDType>(matrices: readonly Tensor<Shape, D>[]): Tensor<Shape, D>
export function multiDot(matrices: unknown): Tensor {
  if (!Array.isArray(matrices) || matrices.length < 2)
    throw new ArgumentError(`linalg.multiDot: expected an array of at least two matrices; got ${show(matrices)}`)
  const chain = [...matrices].map((x: unknown, i): Tensor => {
    checkTensor('linalg.multiDot', x)
    const isEnd = i === 0 || i === matrices.length - 1
    if (x.shape.length !== 2 && !(isEnd && x.shape.length === 1))
      throw new ShapeError(`linalg.multiDot: factors must be matrices, the first and last perhaps vectors; got ${showType(x)}`)
    return x
  })
  const [first, last] = [chain[0], chain.at(-1)]
  if (first === undefined || last === undefined) throw new InternalError('multiDot: no factors')
  for (const [i, x] of chain.entries()) {
    const before = chain[i - 1]?.shape.at(-1)
    if (before !== undefined && before !== x.shape[0])
      throw new ShapeError(
        `linalg.multiDot: sizes must fit; expected ${before} rows (factor ${i}), got ${showType(x)} from ${showOperands(chain)}`,
      )
  }
  const rows = chain.map((x, i) => (i === 0 && x.shape.length === 1 ? 1 : (x.shape[0] as number)))
  const at = splits([...rows, last.shape.length === 1 ? 1 : (last.shape[1] as number)])
  const multiply = (from: number, to: number): Tensor => {
    if (from === to) return chain[from] as Tensor
    const middle = at(from, to)
    // The factors have been checked; matmul checks that their sizes fit.
    return matmul(multiply(from, middle) as Tensor<[number, number]>, multiply(middle + 1, to) as Tensor<[number, number]>)
  }
  return multiply(0, chain.length - 1)
}
