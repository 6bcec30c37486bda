// Linearization: the value of a function at a point, and the linear map that approximates it there, as a graph.
// The function runs once under a jvp trace whose tangents are unknown to a partial evaluation: what the tangents do not touch is computed
// at once, the rest is recorded. After Radul, Paszke, Frostig, Johnson, Maclaurin (2023), You Only Linearize Once.

import type { ArrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { full } from '../../primitives/structure/broadcast.js'
import { type Flat, unflatten } from '../../support/tree.js'
import { checkDifferentiable } from '../differentiable.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { graphTrace, type TracedGraph } from '../graph/graph-trace.js'
import { callOnLeaves, flattenTensors, matchingLeaves, typesOf } from '../tree-function.js'
import { jvpTrace } from './jvp-trace.js'

export interface Linearized {
  /** The values of the function at the primals. */
  readonly result: Flat<Tensor>
  /** From the tangents of the primals to those tangents of the results that are not exactly zero. */
  readonly linear: TracedGraph
  /** Where the tangent of each result is among the outputs of `linear`; `null` where it is exactly zero. */
  readonly places: readonly (number | null)[]
}

/** Linearizes a function of leaves; of the results only the first `count` are differentiated, by default all. */
export function linearizeLeaves(
  operation: string,
  f: (leaves: readonly Tensor[]) => Flat<Tensor>,
  primals: readonly Tensor[],
  count: (result: Flat<Tensor>) => number = result => result.leaves.length,
): Linearized {
  const partial = graphTrace(operation, 'unknown')
  return withTrace(partial, () => {
    const trace = jvpTrace(operation)
    const inputs = primals.map(primal => trace.pair(primal, partial.input(primal)))
    const result = withTrace(trace, () => f(inputs))
    const { leaves, structure } = result
    const tangents: Tensor[] = []
    const places = leaves.slice(0, count(result)).map(leaf => {
      const tangent = trace.tangentOf(leaf)
      return tangent === null ? null : tangents.push(tangent) - 1
    })
    return { result: { leaves: leaves.map(trace.primalOf), structure }, linear: partial.finish(tangents), places }
  })
}

/** One tensor for each result: zeros where the tangent is exactly zero. */
export const materialize = (tangents: readonly (Tensor | null | undefined)[], types: readonly ArrayType[]): readonly Tensor[] =>
  types.map((type, i) => tangents[i] ?? full(0, type))

/**
 * The value of a function at a point and the derivative there as a linear function of tangents, to be used many times:
 * `dy = ∂f(primals) · tangents`. Only the linear part is computed again.
 * @param primals trees of float tensors; numbers and other static values pass through
 * @returns `[y, (...tangents) => dy]`; the tangent of a result that is not float is zeros
 * @throws DTypeError naming the leaf when a tensor among the primals is not float
 * @example
 * ```
 * const [y, df] = linearize((x: Tensor<[2]>) => x.square(), tensor([1, 3]))
 * df(tensor([1, 0.5])).toArray() // [2, 3]
 * ```
 */
export function linearize<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  ...primals: A
): [value: R, derivative: (...tangents: A) => R] {
  const { leaves, structure } = flattenTensors(primals)
  checkDifferentiable('linearize', leaves, structure)
  const { result, linear, places } = linearizeLeaves('linearize', inputs => callOnLeaves('linearize', f, structure, inputs), leaves)
  const { captured, graph } = linear
  const [inputTypes, outputTypes] = [typesOf(leaves), typesOf(result.leaves)]
  const derivative = (...tangents: A): R => {
    const inputs = matchingLeaves('linearize', 'tangents', tangents, structure, inputTypes)
    const outputs = evaluateGraph(graph, [...inputs, ...captured])
    const all = materialize(
      places.map(place => (place === null ? null : outputs[place])),
      outputTypes,
    )
    // The tangents of a result form a tree like it.
    return unflatten(result.structure, all) as R
  }
  return [unflatten(result.structure, result.leaves) as R, derivative]
}
