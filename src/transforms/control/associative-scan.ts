// All partial results of an associative operation, in a number of steps that is the logarithm of how many there are.
// Source: Blelloch (1990), Prefix sums and their applications, by way of JAX's `lax.associative_scan`.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { concat } from '../../primitives/structure/join.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse as reversed } from '../../primitives/structure/reverse.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { paths, unflatten } from '../../support/tree.js'
import type { Reduce, ShapeResult, TensorLike } from '../../types/index.js'
import { vmap } from '../batching/vmap.js'
import { checkFunction, flattenTensors, nameLeaf } from '../tree-function.js'
import { checkSameTrees, typed } from './trace-body.js'

export interface AssociativeScanOptions<Axis extends number = number> {
  /** The axis along which elements are combined; negative counts from the end. Default 0. */
  readonly axis?: Axis
  /** From the last to the first. Default false. */
  readonly reverse?: boolean
}

/** What the operation sees of a tree of arrays: the arrays without the axis. */
export type ElementsAlong<T, Axis extends number> =
  T extends TensorLike<infer S, infer D>
    ? Tensor<ShapeResult<Reduce<S, Axis>>, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: ElementsAlong<T[K], Axis> }
        : T

type Leaves = readonly Tensor[]

const sliced = (xs: Leaves, start: number, stride: number, limit?: number): Leaves =>
  xs.map(x => {
    const end = limit ?? x.shape[0] ?? 0
    return slice(
      x,
      x.shape.map((_, axis) => (axis === 0 ? Math.min(start, end) : 0)),
      x.shape.with(0, end),
      x.shape.map((_, axis) => (axis === 0 ? stride : 1)),
    )
  })

const lengthOf = (xs: Leaves): number => xs[0]?.shape[0] ?? 0

/** `a[0], b[0], a[1], b[1], …`, where there may be one more of a. */
const interleaved = (as: Leaves, bs: Leaves): Leaves =>
  as.map((a, i) => {
    const b = bs[i] ?? a
    const count = b.shape[0] ?? 0
    const rest = a.shape.slice(1)
    const split = (x: Tensor): Tensor => reshape(x, [count, 1, ...rest])
    const [first = a] = sliced([a], 0, 1, count)
    const pairs = reshape(concat([split(first), split(b)], 1), [2 * count, ...rest])
    return (a.shape[0] ?? 0) === count ? pairs : concat([pairs, ...sliced([a], count, 1)], 0)
  })

/** Combines neighbours, scans these, and combines what is between them with the results. */
function prefixes(combine: (a: Leaves, b: Leaves) => Leaves, xs: Leaves): Leaves {
  const n = lengthOf(xs)
  if (n < 2) return xs
  const even = n % 2 === 0
  const odds = prefixes(combine, combine(sliced(xs, 0, 2, even ? n : n - 1), sliced(xs, 1, 2)))
  const between = n < 3 ? [] : combine(even ? sliced(odds, 0, 1, lengthOf(odds) - 1) : odds, sliced(xs, 2, 2))
  const evens = sliced(xs, 0, 1, 1).map((first, i) => {
    const others = between[i]
    return others === undefined ? first : concat([first, others], 0)
  })
  return interleaved(evens, odds)
}

/**
 * All partial results of an associative operation: `ys[i] = f(… f(f(xs[0], xs[1]), xs[2]) …, xs[i])`, in about 2·log₂ n steps, each of
 * which combines many pairs at once.
 * @param f combines two elements; it must be associative: floats are so only up to rounding, and the order depends on the length alone
 * @param xs a tree of arrays of one size along the axis
 * @returns a tree like xs
 * @throws ShapeError when an array lacks the axis or sizes differ, or f returns other types than it is given
 * @example
 * ```
 * associativeScan((a, b) => a.add(b), tensor([1, 2, 3, 4])).toArray() // [1, 3, 6, 10]
 * ```
 * @deviation from JAX: f sees single elements, without the axis, not many at once.
 * @source Blelloch, Prefix sums and their applications, 1990
 */
export function associativeScan<T, const Axis extends number = 0>(
  f: (a: ElementsAlong<NoInfer<T>, Axis>, b: ElementsAlong<NoInfer<T>, Axis>) => ElementsAlong<NoInfer<T>, Axis>,
  xs: T,
  options?: AssociativeScanOptions<Axis>,
): T {
  const { axis, reverse } = optionsOf<AssociativeScanOptions>('associativeScan', options, { axis: 0, reverse: false })
  checkFunction('associativeScan', f)
  const { leaves, structure } = flattenTensors(xs)
  if (!Number.isInteger(axis)) throw new ArgumentError(`associativeScan: axis must be an integer; got ${axis}`)
  const names = paths(structure).map(path => nameLeaf(path, 'xs'))
  const axes = leaves.map((leaf, i) => {
    const rank = leaf.shape.length
    if (axis < -rank || axis >= rank)
      throw new ShapeError(`associativeScan: axis ${axis} is out of range for ${showType(leaf)} (${names[i]}) of rank ${rank}`)
    return axis < 0 ? axis + rank : axis
  })
  const front = leaves.map((leaf, i) => moveAxis(leaf, axes[i] ?? 0, 0))
  for (const [i, leaf] of front.entries())
    if (leaf.shape[0] !== lengthOf(front))
      throw new ShapeError(
        `associativeScan: arrays must have one size along the axis; expected ${lengthOf(front)} (${names[0]}), got ${leaf.shape[0]} (${names[i]})`,
      )
  const combine = (a: Leaves, b: Leaves): Leaves => {
    // Trees like xs, whose arrays have the axis in front.
    const [p, q] = [unflatten(structure, a) as never, unflatten(structure, b) as never]
    const result = flattenTensors(lengthOf(a) === 0 ? p : vmap(f as (a: never, b: never) => unknown)(p, q))
    checkSameTrees(
      'associativeScan',
      'the function must return what it is given',
      { ...typed({ leaves: a, structure }, 'its argument, stacked') },
      typed(result, 'its result, stacked'),
    )
    return result.leaves
  }
  const turned = (list: Leaves): Leaves => (reverse ? list.map(x => reversed(x, [0])) : list)
  const combined = turned(prefixes(reverse ? (a, b) => combine(b, a) : combine, turned(front)))
  // A tree like xs.
  return unflatten(
    structure,
    combined.map((x, i) => moveAxis(x, 0, axes[i] ?? 0)),
  ) as T
}
