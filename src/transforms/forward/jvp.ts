// Forward differentiation of functions of trees.

import { withTrace } from '../../core/trace.js'
import { unflatten } from '../../support/tree.js'
import { checkDifferentiable } from '../differentiable.js'
import { callOnLeaves, flattenTensors, matchingLeaves } from '../tree-function.js'
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
 * const [y, dy] = jvp((x: Tensor<[3]>) => x.sin(), [x], [ones([3])])   // dy = cos(x)
 * ```
 */
export function jvp<A extends readonly unknown[], R>(f: (...args: A) => R, primals: A, tangents: NoInfer<A>): [value: R, tangent: R] {
  const { leaves, structure } = flattenTensors(primals)
  checkDifferentiable('jvp', leaves, structure)
  const directions = matchingLeaves('jvp', 'tangents', tangents, structure, leaves)
  const trace = jvpTrace('jvp')
  const inputs = leaves.map((primal, i) => trace.pair(primal, directions[i] ?? null))
  const result = withTrace(trace, () => callOnLeaves('jvp', f, structure, inputs))
  const values = result.leaves.map(trace.primalOf)
  const derivatives = materialize(result.leaves.map(trace.tangentOf), values)
  // Both are trees like the result.
  return [unflatten(result.structure, values) as R, unflatten(result.structure, derivatives) as R]
}
