// Second derivatives: the whole matrix, or its product with a direction, which costs no more than a few gradients.

import { unflatten } from '../../support/tree.js'
import { type Argnums, type ArgumentsAt, selectArguments } from '../argnums.js'
import { jvpLeaves } from '../forward/jvp.js'
import { differentiate, type GradOptions, gradOptions, type Scalar } from '../reverse/grad.js'
import { flattenTensors, matchingLeaves, type TreeFunction } from '../tree-function.js'
import type { JacobianOf } from './blocks.js'
import { forwardJacobian } from './jacfwd.js'
import { reverseJacobian } from './jacrev.js'

/** In the place of each tensor of the result a tree like the argument of trees like the argument. */
export type HessianOf<R, P> = JacobianOf<JacobianOf<R, P, 'argument'>, P, 'result'>

/**
 * The second derivatives of a function of trees: `∂²f(x)ᵢ / ∂xⱼ∂xₖ`, forward over reverse.
 * @param f returns a float scalar, or any tree of float tensors, or `[tree, aux]` with `{ aux: true }`
 * @returns a function of the same arguments that returns, for a scalar f, a tree like the argument of trees like the argument: tensors of shape
 *   `[...x.shape, ...y.shape]` for each pair x, y; with a list as argnums, a list of lists of these; with `{ aux: true }` `[hessian, aux]`
 * @throws DTypeError naming the leaf when a tensor to differentiate, or to differentiate by, is not float; ArgumentError when argnums are no
 *   positions of arguments
 * @example
 * ```
 * hessian((x: Tensor<[2]>) => x.prod())(tensor([3, 4])).toArray() // [[0, 1], [1, 0]]
 * ```
 */
export function hessian<P, A extends readonly unknown[], R>(f: (params: P, ...rest: A) => R): (params: P, ...rest: A) => HessianOf<R, P>
export function hessian<P, A extends readonly unknown[], R, X>(
  f: (params: P, ...rest: A) => readonly [R, X],
  options: { readonly aux: true; readonly argnums?: never },
): (params: P, ...rest: A) => [hessian: HessianOf<R, P>, aux: X]
export function hessian<A extends readonly unknown[], R, const N extends Argnums>(
  f: (...args: A) => R,
  options: { readonly argnums: N; readonly aux?: never },
): (...args: A) => HessianOf<R, ArgumentsAt<A, N>>
export function hessian<A extends readonly unknown[], R, X, const N extends Argnums>(
  f: (...args: A) => readonly [R, X],
  options: { readonly argnums: N; readonly aux: true },
): (...args: A) => [hessian: HessianOf<R, ArgumentsAt<A, N>>, aux: X]
export function hessian(f: TreeFunction, given?: GradOptions): (...args: readonly unknown[]) => unknown {
  const options = gradOptions('hessian', given)
  return forwardJacobian('hessian', reverseJacobian('hessian', f, options), options)
}

/**
 * The product of the Hessian of a scalar function with a direction, without the Hessian: `∂/∂ε ∇f(x + ε v)` at 0, the forward derivative of the
 * gradient. Costs a few times what the function does, however many numbers x has.
 * @param f returns a float scalar
 * @returns a function of the argument, a direction like it, and the other arguments of f, that returns a tree like the argument
 * @throws ShapeError when the direction is not like the argument or f does not return a scalar; DTypeError naming the leaf that is not float
 * @example
 * ```
 * hvp((x: Tensor<[2]>) => x.prod())(tensor([3, 4]), tensor([1, 0])).toArray() // [0, 1]
 * ```
 */
export function hvp<P, A extends readonly unknown[]>(
  f: (params: P, ...rest: A) => Scalar,
): (params: P, direction: NoInfer<P>, ...rest: A) => P {
  return (params, direction, ...rest) => {
    const { leaves } = selectArguments('hvp', 0, [params])
    const { structure } = flattenTensors(params)
    const directions = matchingLeaves('hvp', 'the direction', direction, structure, leaves)
    const gradients = (inputs: typeof leaves) =>
      flattenTensors(differentiate('hvp', f, { argnums: 0, aux: false }, [unflatten(structure, inputs), ...rest]).grads)
    const { derivatives } = jvpLeaves('hvp', gradients, leaves, directions)
    // The derivative of a gradient is a tree like it.
    return unflatten(structure, derivatives) as P
  }
}
