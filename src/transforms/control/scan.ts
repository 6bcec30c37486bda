// Loops over arrays as one operation, for users.

import { showType } from '../../core/array-type.js'
import { subgraph } from '../../core/graph.js'
import type { Tensor } from '../../core/tensor.js'
import { isTensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Flat, paths, type Structure, unflatten } from '../../support/tree.js'
import type { LengthOf } from '../../types/index.js'
import { callFunction, checkFunction, describe, flattenTensors, nameLeaf, type TreeFunction } from '../tree-function.js'
import { scan as bindScan } from './scan-primitive.js'
import { checkSameTrees, traceBody, typed } from './trace-body.js'
import type { Slices, Stacked } from './trees.js'

export interface ScanOptions {
  /** How many rounds. Needed where there are no arrays; otherwise it must be their first size. */
  readonly length?: number | undefined
  /** From the last slice to the first. Results are stacked in the order of the slices in any case. Default false. */
  readonly reverse?: boolean
  /** So many rounds are compiled as one, to be fused with each other; the results have the same bits. Default 1. */
  readonly unroll?: number
}

/** The first size that all arrays have. @throws ShapeError, ArgumentError */
function lengthOf({ leaves, structure }: Flat<Tensor>, given: number | undefined): number {
  if (given !== undefined && (!Number.isInteger(given) || given < 0))
    throw new ArgumentError(`scan: length must be a whole number from 0; got ${given}`)
  const names = paths(structure)
  let found: { readonly length: number; readonly where: string } | undefined =
    given === undefined ? undefined : { length: given, where: 'the option length' }
  for (const [i, leaf] of leaves.entries()) {
    const where = nameLeaf(names[i] ?? '', 'xs')
    const [length] = leaf.shape
    if (length === undefined) throw new ShapeError(`scan: what is scanned must have an axis to go along; got ${showType(leaf)} (${where})`)
    found ??= { length, where }
    if (length !== found.length)
      throw new ShapeError(
        `scan: what is scanned must have one length along axis 0; expected ${found.length} (${found.where}), got ${length} (${where}, ${showType(leaf)})`,
      )
  }
  if (found === undefined) throw new ArgumentError('scan: without arrays to scan the option length must say how many rounds there are')
  return found.length
}

/**
 * A loop that hands a carry on: `[carry, y_i] = f(carry, xs[i])` for i = 0, 1, …, which gives `[carry, stack of the y_i]`.
 *
 * The function is traced once and compiled once, whatever the length. It differentiates in both directions: the gradient keeps what it needs
 * of each round, and no more. What f closes over are constants of the loop, to which gradients flow too.
 * @param f a round; it must return a carry of the types of the one that it was given, and any tree of results
 * @param init the first carry: a tree of tensors
 * @param xs a tree of arrays of one first size, slices of which the rounds get; `null` for none, with `{ length }`
 * @returns the last carry, and the results stacked along a new first axis
 * @throws ShapeError, DTypeError naming the leaf when the carry changes its type or arrays differ in length; ArgumentError when there is no length
 * @example
 * ```
 * const [total, partial] = scan((s, x) => [s.add(x), s.add(x)], tensor(0), tensor([1, 2, 3, 4]))
 * total.item() // 10
 * partial.toArray() // [1, 3, 6, 10]
 * ```
 * @source the semantics of JAX's `lax.scan`
 */
export function scan<C, X extends object, const Y>(
  f: (carry: C, x: Slices<NoInfer<X>>) => readonly [C, Y],
  init: C,
  xs: X,
  options?: ScanOptions,
): [carry: C, ys: Stacked<Y, LengthOf<X>>]
export function scan<C, const Y, const N extends number>(
  f: (carry: C, x: null) => readonly [C, Y],
  init: C,
  xs: null,
  options: ScanOptions & { readonly length: N },
): [carry: C, ys: Stacked<Y, N>]
export function scan(f: TreeFunction, init: unknown, xs: unknown, options?: ScanOptions): [unknown, unknown] {
  checkFunction('scan', f)
  const { length: rounds, reverse, unroll } = optionsOf<ScanOptions>('scan', options, { length: undefined, reverse: false, unroll: 1 })
  if (!Number.isInteger(unroll) || unroll < 1) throw new ArgumentError(`scan: unroll must be a whole number from 1; got ${unroll}`)
  const [carry, arrays] = [flattenTensors(init), flattenTensors(xs)]
  checkCarryHoldsTensors('scan', carry, init)
  const length = lengthOf(arrays, rounds)
  const round = (...args: readonly unknown[]): unknown => {
    const result = callFunction('scan', f, args)
    if (!Array.isArray(result) || result.length !== 2)
      throw new ArgumentError(`scan: the function must return [carry, y]; got ${describe(result)}`)
    return result
  }
  const slices = arrays.leaves.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }))
  const args: Structure = { list: [carry.structure, arrays.structure] }
  const body = traceBody('scan', round, args, [...typed(carry, '').types, ...slices])
  const [next, results] = pairOf(body.structure)
  const count = paths(next).length
  checkSameTrees('scan', 'the carry must keep its type', typed(carry, 'init'), {
    structure: next,
    types: body.types.slice(0, count),
    name: 'the carry that the function returns',
  })
  const outputs = bindScan([...carry.leaves, ...arrays.leaves, ...body.captured], {
    body: subgraph(body.graph),
    carries: count,
    slices: arrays.leaves.length,
    length,
    reverse,
    unroll,
  })
  return [unflatten(carry.structure, outputs.slice(0, count)), unflatten(results, outputs.slice(count))]
}

/** The structures of the two parts of a pair. */
function pairOf(structure: Structure): readonly [Structure, Structure] {
  const list = structure !== '*' && 'list' in structure ? structure.list : []
  return [list[0] ?? { static: undefined }, list[1] ?? { static: undefined }]
}

/** @throws ArgumentError when a carry is a JavaScript number, which cannot change from round to round */
export function checkCarryHoldsTensors(operation: string, { leaves }: Flat<Tensor>, init: unknown): void {
  if (leaves.length === 0 && typeof init === 'number' && !isTensor(init))
    throw new ArgumentError(
      `${operation}: the first carry must be a tensor or a tree of tensors; got the number ${init}, wrap it with tensor(…)`,
    )
}
