// Looking at a function without running it: the graph it traces to, and the types of its results.

import type { ArrayType } from '../../core/array-type.js'
import type { Graph } from '../../core/graph.js'
import { unflatten } from '../../support/tree.js'
import type { TensorLike } from '../../types/index.js'
import { traceFunction } from './graph-trace.js'

/**
 * The graph a function traces to: the tensors of its arguments are the first inputs, tensors it closes over the last ones.
 * @example
 * ```
 * printGraph(toGraph((x: Tensor) => mul(x, x))(x))   // { a:float32[3] -> b:float32[3] = mul a a in b }
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

/** The shapes and dtypes of what a function returns, computed without running it. */
export const evalShape =
  <A extends readonly unknown[], R>(f: (...args: A) => R): ((...args: A) => TypesOf<R>) =>
  (...args) => {
    const { graph, structure } = traceFunction('evalShape', f, args)
    const types = graph.outputs.map(({ type }): ArrayType => ({ shape: type.shape, dtype: type.dtype }))
    // One type in the place of each tensor of the result.
    return unflatten(structure, types) as TypesOf<R>
  }
