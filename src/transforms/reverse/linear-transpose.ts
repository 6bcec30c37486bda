// The transpose of a function that is linear as it stands: nothing is differentiated.

import { withTrace } from '../../core/trace.js'
import { unflatten } from '../../support/tree.js'
import { conjugated } from '../cotangents.js'
import { checkDifferentiable } from '../differentiable.js'
import { materialize } from '../forward/linearize.js'
import { graphTrace } from '../graph/graph-trace.js'
import { callOnLeaves, flattenTensors, matchingLeaves, typesOf } from '../tree-function.js'
import { transposeGraph } from './transpose.js'

/**
 * The transpose of a linear function: the function `ct => fᵀ(ct)` with `⟨f(x), ct⟩ = ⟨x, fᵀ(ct)⟩`.
 * @param f linear in all tensors of its arguments; what it closes over is constant. Of an affine function the linear part is transposed.
 * @param like arguments of which only structure, shapes and dtypes matter; all their tensors are float
 * @returns a function of a tree like f's result, that returns the list of trees like the arguments
 * @throws ArgumentError naming the operation that is not linear, when the function is called; DTypeError naming the leaf that is not float;
 *   ShapeError when the cotangents do not fit
 * @example
 * ```
 * const sumPairs = (x: Tensor<[4]>) => x.reshape([2, 2]).sum(1)
 * linearTranspose(sumPairs, zeros([4]))(tensor([1, 2]))[0].toArray() // [1, 1, 2, 2]
 * ```
 */
export function linearTranspose<A extends readonly unknown[], R>(f: (...args: A) => R, ...like: A): (cotangents: R) => A {
  const { leaves, structure } = flattenTensors(like)
  checkDifferentiable('linearTranspose', leaves, structure)
  const trace = graphTrace('linearTranspose', 'unknown')
  const result = withTrace(trace, () => callOnLeaves('linearTranspose', f, structure, leaves.map(trace.input)))
  const linear = trace.finish(result.leaves)
  const [inputTypes, outputTypes] = [typesOf(leaves), typesOf(result.leaves)]
  return cotangents => {
    const given = conjugated(result.structure, matchingLeaves('linearTranspose', 'cotangents', cotangents, result.structure, outputTypes))
    // The cotangents of the arguments form a list of trees like them.
    return unflatten(structure, conjugated(structure, materialize(transposeGraph(linear, given), inputTypes))) as A
  }
}
