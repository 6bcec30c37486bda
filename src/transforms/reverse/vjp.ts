// Reverse differentiation: linearize, then transpose.

import type { ArrayType } from '../../core/array-type.js'
import type { Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { unflatten } from '../../support/tree.js'
import { conjugated } from '../cotangents.js'
import { checkDifferentiable } from '../differentiable.js'
import { type Linearized, linearizeLeaves, materialize } from '../forward/linearize.js'
import { callOnLeaves, flattenTensors, matchingLeaves, typesOf } from '../tree-function.js'
import { transposeGraph } from './transpose.js'

/** The cotangents of the primals, whose types are given, from those of the results; zeros are materialized. */
export function pullBack(
  { linear, places }: Pick<Linearized, 'linear' | 'places'>,
  cotangents: readonly Tensor[],
  types: readonly ArrayType[],
): readonly Tensor[] {
  const outputs: Tangent[] = linear.graph.outputs.map(() => null)
  for (const [i, place] of places.entries()) if (place !== null) outputs[place] = cotangents[i] ?? null
  return materialize(transposeGraph(linear, outputs), types)
}

/**
 * The value of a function at a point and the transposed derivative there: `[y, ct => ∂f(primals)ᵀ · ct]`.
 * Cotangents of complex numbers are JAX's: a holomorphic function multiplies them by its derivative, see `grad`.
 * @param primals trees of float and complex tensors; numbers and other static values pass through
 * @returns `[y, pullback]`; the pullback takes a tree like y (what it holds for results that are not float is ignored) and returns the list
 *   of cotangents of the primals
 * @throws DTypeError naming the leaf when a tensor among the primals is not float
 * @example
 * ```
 * const [y, pullback] = vjp((x: Tensor<[2]>) => x.square(), tensor([1, 3]))
 * const [dx] = pullback(ones([2]))
 * dx.toArray() // [2, 6]
 * ```
 */
export function vjp<A extends readonly unknown[], R>(f: (...args: A) => R, ...primals: A): [value: R, pullback: (cotangents: R) => A] {
  const { leaves, structure } = flattenTensors(primals)
  checkDifferentiable('vjp', leaves, structure)
  const { result, ...derivative } = linearizeLeaves('vjp', inputs => callOnLeaves('vjp', f, structure, inputs), leaves)
  const [inputTypes, outputTypes] = [typesOf(leaves), typesOf(result.leaves)]
  const pullback = (cotangents: R): A => {
    const given = conjugated(result.structure, matchingLeaves('vjp', 'cotangents', cotangents, result.structure, outputTypes))
    // The cotangents of the primals form a list of trees like them.
    return unflatten(structure, conjugated(structure, pullBack(derivative, given, inputTypes))) as A
  }
  return [unflatten(result.structure, result.leaves) as R, pullback]
}
