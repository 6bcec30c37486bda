// Looking at a function without running it: the graph it traces to, and the types of its results.

import type { ArrayType } from '../../core/array-type.js'
import type { Graph } from '../../core/graph.js'
import { unflatten } from '../../support/tree.js'
import type { TensorLike } from '../../types/index.js'
import { traceFunction } from './graph-trace.js'

/**
 * The graph that a function traces to, without running it: an equation for each operation, in order, before any pass has rewritten it.
 * @returns a function of the same arguments: the tensors among them are the first inputs of the graph, tensors that the function closes over
 *   the last ones. `String(…)` and logging do not print it; read its `equations`, or see what is compiled with `TENET_DEBUG=graph`
 * @throws ArgumentError when the function is async; TraceError when it reads elements of its arguments
 * @example
 * ```
 * const graph = toGraph((x: Tensor<[3]>) => x.mul(x).sum())(ones([3]))
 * graph.equations.map(({ primitive }) => primitive.name) // ["mul", "reduceSum"]
 * graph.outputs[0].type.shape // []
 * ```
 */
export const toGraph =
  <A extends readonly unknown[]>(f: (...args: A) => unknown): ((...args: A) => Graph) =>
  (...args) =>
    traceFunction('toGraph', f, args).graph

/** A tree with the type of each tensor in its place. */
export type TypesOf<T> =
  T extends TensorLike<infer S, infer D>
    ? TensorLike<S, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: TypesOf<T[K]> }
        : T

/**
 * The shapes and dtypes of what a function returns, without computing anything.
 * @returns a function of the same arguments that returns a tree like the result of f, `{ shape, dtype }` in the place of each tensor
 * @throws ArgumentError when the function is async; TraceError when it reads elements of its arguments
 * @example
 * ```
 * const { y } = evalShape((x: Tensor<[2, 3]>) => ({ y: x.matmul(x.T) }))(zeros([2, 3]))
 * [y.shape, y.dtype] // [[2, 2], "float32"]
 * ```
 */
export const evalShape =
  <A extends readonly unknown[], R>(f: (...args: A) => R): ((...args: A) => TypesOf<R>) =>
  (...args) => {
    const { graph, structure } = traceFunction('evalShape', f, args)
    const types = graph.outputs.map(({ type }): ArrayType => ({ shape: type.shape, dtype: type.dtype }))
    // One type in the place of each tensor of the result.
    return unflatten(structure, types) as TypesOf<R>
  }
