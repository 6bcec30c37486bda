// Collectives: what examples under a vmap with a name can ask of each other. `vmap(f, { axisName: 'batch' })` names the axis; inside, `psum`
// and its relatives see all examples at once. They differentiate: inside the vmap, the gradient of one example's value counts what it
// changes in all the others.

import { isComplex } from '../../core/complex.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { div } from '../../primitives/elementwise/index.js'
import { reduceMax, reduceMin } from '../../primitives/reduction/reduce.js'
import { bindOne } from '../../primitives/single.js'
import { full } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import { flattenTensors, nameLeaf } from '../tree-function.js'
import { type AxisParams, allGatherP, axisIndexP, psumP } from './axis-primitives.js'
import type { BatchedTree } from './vmap.js'
import { knownAxes } from './vmap-trace.js'

/** The name of an axis that a vmap around the call has given, or several such: then the operation is over all of them. */
export type AxisName = string | readonly string[]

/** @throws ArgumentError when no vmap around the call has given the name */
function axisOf(operation: string, axisName: unknown): AxisParams {
  const known = knownAxes()
  const size = typeof axisName === 'string' ? known.get(axisName) : undefined
  if (typeof axisName === 'string' && size !== undefined) return { axisName, axisSize: size }
  const names = [...known.keys()].map(name => `'${name}'`)
  const expected =
    names.length === 0 ? "a name given by a vmap around the call, as in vmap(f, { axisName: 'batch' })" : `one of ${names.join(', ')}`
  throw new ArgumentError(
    `${operation}: the axis must be named by a vmap around the call; expected ${expected}, got ${typeof axisName === 'string' ? `'${axisName}'` : typeof axisName}`,
  )
}

/** Applies an operation over each of the axes to every tensor of a tree. */
function overTree<T>(operation: string, tree: T, axisName: AxisName, apply: (x: Tensor, params: AxisParams, name: string) => Tensor): T {
  const axes = (Array.isArray(axisName) ? axisName : [axisName]).map((name: unknown) => axisOf(operation, name))
  const numbers = flatten(tree, node => typeof node === 'number')
  const [first] = numbers.leaves
  if (first !== undefined)
    throw new ArgumentError(
      `${operation}: ${nameLeaf(paths(numbers.structure)[0] ?? '', 'the argument')} must be a tensor; got the number ${first}; ` +
        'the number of examples is axisSize(name)',
    )
  const { leaves, structure } = flattenTensors(tree)
  const names = paths(structure).map(path => nameLeaf(path, 'the argument'))
  // The same structure with tensors of the same types.
  return unflatten(
    structure,
    leaves.map((leaf, i) => axes.reduce((x, axis) => apply(x, axis, names[i] ?? ''), leaf)),
  ) as T
}

/** The tree, whose tensors have an order. @throws DTypeError naming the first that is complex */
function ordered<T>(operation: string, tree: T): T {
  const { leaves, structure } = flatten(tree, isTensor)
  const at = leaves.findIndex(isComplex)
  if (at < 0) return tree
  const name = nameLeaf(paths(structure)[at] ?? '', 'the argument')
  throw new DTypeError(
    `${operation}: ${name} must be real, for complex numbers have no order; got ${leaves[at]?.dtype}; take its abs, real or imag`,
  )
}

/** The values of all positions along a new first axis. */
const gathered = (x: Tensor, params: AxisParams): Tensor => bindOne(allGatherP, [x], params)

/**
 * The sum over all examples of a vmap: `Σᵢ xᵢ`, the same for each.
 * @param tree tensors of numbers
 * @param axisName given by a vmap around the call
 * @returns a tree like the argument
 * @throws ArgumentError when no vmap around the call has given the name; DTypeError on bool
 * @example
 * ```
 * const share = (x: Tensor<[2]>) => x.div(psum(x, 'batch'))
 * vmap(share, { axisName: 'batch' })(tensor([[1, 2], [3, 6]])).toArray() // [[0.25, 0.25], [0.75, 0.75]]
 * ```
 */
export const psum = <T>(tree: T, axisName: AxisName): T => overTree('psum', tree, axisName, (x, params) => bindOne(psumP, [x], params))

/**
 * The mean over all examples of a vmap: `Σᵢ xᵢ / n`, the same for each.
 * @param tree float tensors
 * @param axisName given by a vmap around the call
 * @returns a tree like the argument
 * @throws ArgumentError when no vmap around the call has given the name; DTypeError naming the leaf that is not float
 * @example
 * ```
 * vmap((x: Tensor<[]>) => x.sub(pmean(x, 'batch')), { axisName: 'batch' })(tensor([1, 2, 6])).toArray() // [-2, -1, 3]
 * ```
 */
export const pmean = <T>(tree: T, axisName: AxisName): T =>
  overTree('pmean', tree, axisName, (x, params, name) => {
    if (!isFloat(x.dtype)) throw new DTypeError(`pmean: ${name} must be float; expected a float dtype, got ${x.dtype}; convert with cast`)
    const sum = bindOne(psumP, [x], params)
    return div(sum, full(params.axisSize, sum))
  })

/**
 * The greatest over all examples of a vmap, element by element; NaN if any is. Where several are greatest the derivative is shared as `max` does.
 * @param tree tensors of numbers
 * @param axisName given by a vmap around the call
 * @returns a tree like the argument
 * @throws ArgumentError when no vmap around the call has given the name
 * @example
 * ```
 * vmap((x: Tensor<[]>) => x.div(pmax(x, 'batch')), { axisName: 'batch' })(tensor([1, 2, 4])).toArray() // [0.25, 0.5, 1]
 * ```
 */
export const pmax = <T>(tree: T, axisName: AxisName): T =>
  overTree('pmax', ordered('pmax', tree), axisName, (x, params) => reduceMax(gathered(x, params), [0]))

/**
 * The least over all examples of a vmap, element by element; NaN if any is. Where several are least the derivative is shared as `min` does.
 * @param tree tensors of numbers
 * @param axisName given by a vmap around the call
 * @returns a tree like the argument
 * @throws ArgumentError when no vmap around the call has given the name
 * @example
 * ```
 * vmap((x: Tensor<[]>) => x.sub(pmin(x, 'batch')), { axisName: 'batch' })(tensor([1, 2, 4])).toArray() // [0, 1, 3]
 * ```
 */
export const pmin = <T>(tree: T, axisName: AxisName): T =>
  overTree('pmin', ordered('pmin', tree), axisName, (x, params) => reduceMin(gathered(x, params), [0]))

export interface AllGatherOptions<Axis extends number = number> {
  /** Where the new axis goes; default 0. */
  readonly axis?: Axis
}

/**
 * The values of all examples of a vmap, stacked along a new axis; the same for each example.
 * @param tree tensors
 * @param axisName given by a vmap around the call
 * @returns a tree like the argument whose tensors have one more axis, as long as there are examples
 * @throws ArgumentError when no vmap around the call has given the name; ShapeError when there is no such axis
 * @example
 * ```
 * const distances = vmap((x: Tensor<[]>) => allGather(x, 'points').sub(x).abs(), { axisName: 'points' })
 * distances(tensor([1, 2, 6])).toArray() // [[0, 1, 5], [1, 0, 4], [5, 4, 0]]
 * ```
 */
export function allGather<T, const Axis extends number = 0>(
  tree: T,
  axisName: string,
  options?: AllGatherOptions<Axis>,
): BatchedTree<T, number, Axis>
export function allGather(tree: unknown, axisName: string, options?: AllGatherOptions): unknown {
  const { axis } = optionsOf('allGather', options, { axis: 0 })
  return overTree('allGather', tree, axisName, (x, params, name) => {
    const rank = x.shape.length + 1
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
      throw new ShapeError(`allGather: axis must be from ${-rank} to ${rank - 1} for ${name}; got ${axis}`)
    return moveAxis(gathered(x, params), 0, axis < 0 ? axis + rank : axis)
  })
}

/**
 * The position of the example among all examples of a vmap: 0, 1, 2, …
 * @param axisName given by a vmap around the call
 * @returns int32[]
 * @throws ArgumentError when no vmap around the call has given the name
 * @example
 * ```
 * vmap(() => axisIndex('i'), { axisName: 'i', axisSize: 3 })().toArray() // [0, 1, 2]
 * ```
 */
export const axisIndex = (axisName: string): Tensor<[], 'int32'> =>
  bindOne(axisIndexP, [], axisOf('axisIndex', axisName)) as Tensor<[], 'int32'>

/**
 * The number of examples of a vmap.
 * @param axisName given by a vmap around the call
 * @throws ArgumentError when no vmap around the call has given the name
 * @example
 * ```
 * vmap((x: Tensor<[]>) => x.mul(axisSize('batch')), { axisName: 'batch' })(tensor([1, 2, 4])).toArray() // [3, 6, 12]
 * ```
 */
export const axisSize = (axisName: string): number => axisOf('axisSize', axisName).axisSize
