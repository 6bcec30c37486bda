// Vectorizing map: a function of one example becomes a function of many, one operation for all of them.

import type { BatchAxis } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Flat, paths, unflatten } from '../../support/tree.js'
import type { BatchAxisOf, BatchedShape, BatchSizeFor, Shape, TensorLike } from '../../types/index.js'
import { callOnLeaves, flattenTensors, nameArgument, nameLeaf, type TreeFunction } from '../tree-function.js'
import { type AxisTree, normalizeBatchAxis, spreadAxes } from './batch-axes.js'
import { type VmapTrace, vmapTrace } from './vmap-trace.js'

export interface VmapOptions<I extends AxisTree = AxisTree, O extends AxisTree = AxisTree> {
  /**
   * Where the mapped axis of the arguments is: one axis for all of them, or a list with an entry for each: an axis, `null` for an argument that
   * is the same for every example, or a tree of these like the argument. Default 0.
   */
  readonly in?: I
  /** Where the mapped axis of the result goes: an axis, `null` for what is the same for every example, or a tree of these. Default 0. */
  readonly out?: O
  /** A name for the mapped axis, by which `psum` and its relatives know it inside the function. */
  readonly axisName?: string | undefined
  /** The size of the mapped axis; needed where no argument is mapped, checked where one is. */
  readonly axisSize?: number | undefined
}

/** A tree whose tensors carry a batch axis where `Axes` says so. */
export type BatchedTree<T, Size extends number, Axes> = [Axes] extends [null]
  ? T
  : T extends TensorLike<infer S, infer D>
    ? BatchedShape<S, Size, Axes> extends infer Q extends Shape
      ? Tensor<Q, D>
      : never
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: BatchedTree<T[K], Size, Axes extends number ? Axes : K extends keyof Axes ? Axes[K] : never> }
        : T

/** The size of the mapped axis. @throws ShapeError, ArgumentError when the arguments disagree or none is mapped and no size is given */
function mappedSize(leaves: readonly Tensor[], axes: readonly BatchAxis[], names: readonly string[], given: number | undefined): number {
  if (given !== undefined && !(Number.isInteger(given) && given >= 0))
    throw new ArgumentError(`vmap: axisSize must be a whole number from 0; got ${given}`)
  let found = given === undefined ? undefined : { size: given, where: 'axisSize' }
  for (const [i, leaf] of leaves.entries()) {
    const axis = axes[i]
    if (axis === null || axis === undefined) continue
    const size = leaf.shape[axis] ?? 0
    const where = `${names[i]}, axis ${axis}`
    found ??= { size, where }
    if (size !== found.size)
      throw new ShapeError(`vmap: mapped axes must have one size; expected ${found.size} (${found.where}), got ${size} (${where})`)
  }
  if (found === undefined)
    throw new ArgumentError(
      'vmap: at least one tensor of the arguments must be mapped, or the size given as axisSize; got none, or null for all in `in`',
    )
  return found.size
}

/** Puts the mapped axis of a result where the caller wants it. */
export function placeAxis(tensor: Tensor, from: BatchAxis, to: number, size: number): Tensor {
  const { shape } = tensor
  if (from !== null) return moveAxis(tensor, from, to)
  const axes = shape.map((_, i) => (i < to ? i : i + 1))
  return broadcast(tensor, shape.toSpliced(to, 0, size), axes)
}

/** Puts the result together, the mapped axis of each leaf where `out` says. */
function collect({ leaves, structure }: Flat<Tensor>, trace: VmapTrace, out: AxisTree, size: number): unknown {
  const name = (path: string): string => nameLeaf(path, 'the result')
  const names = paths(structure).map(name)
  const wanted = spreadAxes('out', out, structure, name)
  const placed = leaves.map((leaf, i) => {
    const { tensor, axis } = trace.unwrap(leaf)
    const to = wanted[i] ?? null
    const leafName = names[i] ?? ''
    if (to !== null) return placeAxis(tensor, axis, normalizeBatchAxis('out', to, leaf.shape.length + 1, leafName, leaf), size)
    if (axis !== null) throw new ShapeError(`vmap: out may be null only for what does not depend on a mapped argument; ${leafName} does`)
    return tensor
  })
  return unflatten(structure, placed)
}

/**
 * Maps a function over an axis of its arguments: `vmap(f)(xs)[i] = f(xs[i])`, computed for all i at once.
 * Numbers and other static values pass through. A negative axis counts from the end of the tensor that carries it.
 * @throws ShapeError when mapped axes differ in size (naming the leaves), or `in` or `out` does not fit the trees
 * @example
 * ```
 * vmap((x: Tensor<[2]>) => x.sum())(tensor([[1, 2], [3, 4], [5, 6]])).toArray() // [3, 7, 11]
 * const loss = (w: Tensor<[2]>, x: Tensor<[2]>) => w.dot(x).square()
 * const perExample = vmap(grad(loss), { in: [null, 0] })
 * perExample(tensor([1, 2]), tensor([[1, 0], [0, 1]])).toArray() // [[2, 0], [0, 4]]
 * vmap((x: Tensor<[]>) => x.sub(pmean(x, 'batch')), { axisName: 'batch' })(tensor([1, 2, 6])).toArray() // [-2, -1, 3]
 * ```
 */
export function vmap<A extends readonly unknown[], R, const I extends AxisTree = 0, const O extends AxisTree = 0>(
  f: (...args: A) => R,
  options?: VmapOptions<I, O>,
): <B extends number>(...args: BatchedArguments<A, B, I>) => BatchedTree<R, B, O>
export function vmap(f: TreeFunction, options?: VmapOptions): (...args: readonly unknown[]) => unknown {
  const defaults: Required<VmapOptions> = { in: 0, out: 0, axisName: undefined, axisSize: undefined }
  const { in: inAxes, out, axisName, axisSize } = optionsOf('vmap', options, defaults)
  if (axisName !== undefined && typeof axisName !== 'string')
    throw new ArgumentError(`vmap: axisName must be a string; got ${typeof axisName}`)
  return (...args) => {
    const { leaves, structure } = flattenTensors(args)
    if (Array.isArray(inAxes) && inAxes.length !== args.length)
      throw new ShapeError(`vmap: in must have one entry for each argument; expected ${args.length}, got ${inAxes.length}`)
    const names = paths(structure).map(nameArgument)
    const axes = spreadAxes('in', inAxes, structure, nameArgument).map((axis, i) => {
      const leaf = leaves[i]
      return axis === null || leaf === undefined ? null : normalizeBatchAxis('in', axis, leaf.shape.length, names[i] ?? '', leaf)
    })
    const size = mappedSize(leaves, axes, names, axisSize)
    const trace = vmapTrace(size, axisName)
    const inputs = leaves.map((leaf, i) => trace.wrap(leaf, axes[i] ?? null))
    const result = withTrace(trace, () => callOnLeaves('vmap', f, structure, inputs))
    return collect(result, trace, out, size)
  }
}

/** What the mapped function takes: each argument batched as `in` says. */
export type BatchedArguments<A extends readonly unknown[], B extends number, I> = {
  [K in keyof A]: BatchedTree<A[K], BatchSizeFor<B, I, K>, BatchAxisOf<I, K>>
}
