// Forward differentiation of functions of trees.

import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { ArgumentError } from '../../support/errors.js'
import { type Flat, type Structure, unflatten } from '../../support/tree.js'
import { checkDifferentiable } from '../differentiable.js'
import { callOnLeaves, describe, flattenTensors, matchingLeaves } from '../tree-function.js'
import { jvpTrace } from './jvp-trace.js'
import { materialize } from './linearize.js'

/**
 * The value of a function and its derivative in one direction: `[f(primals), ∂f(primals) · tangents]`, computed together.
 * @param primals the list of arguments: trees of float tensors; numbers and other static values pass through
 * @param tangents a list of trees like the primals
 * @returns `[y, dy]`; the tangent of a result that is not float is zeros
 * @throws DTypeError naming the leaf when a tensor among the primals is not float; ShapeError when the tangents do not fit
 * @example
 * ```
 * const [y, dy] = jvp((x: Tensor<[2]>) => x.square(), [tensor([1, 3])], [tensor([1, 0.5])])
 * [y.toArray(), dy.toArray()] // [[1, 9], [2, 3]]
 * ```
 */
export function jvp<A extends readonly unknown[], R>(f: (...args: A) => R, primals: A, tangents: NoInfer<A>): [value: R, tangent: R] {
  if (!Array.isArray(primals)) throw new ArgumentError(`jvp: primals must be a list of arguments; got ${describe(primals)}`)
  const { leaves, structure } = flattenTensors(primals)
  checkDifferentiable('jvp', leaves, structure)
  const directions = matchingLeaves('jvp', 'tangents', tangents, structure, leaves)
  const { values, derivatives, ...result } = jvpLeaves('jvp', inputs => callOnLeaves('jvp', f, structure, inputs), leaves, directions)
  // Both are trees like the result.
  return [unflatten(result.structure, values) as R, unflatten(result.structure, derivatives) as R]
}

/** The same of a function of leaves. */
export function jvpLeaves(
  operation: string,
  f: (leaves: readonly Tensor[]) => Flat<Tensor>,
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
): { readonly values: readonly Tensor[]; readonly derivatives: readonly Tensor[]; readonly structure: Structure } {
  const trace = jvpTrace(operation)
  const inputs = primals.map((primal, i) => trace.pair(primal, tangents[i] ?? null))
  const { leaves, structure } = withTrace(trace, () => f(inputs))
  const values = leaves.map(trace.primalOf)
  return { values, derivatives: materialize(leaves.map(trace.tangentOf), values), structure }
}
