// Jacobians row by row: one reverse derivative for each element of the result, all of them at once.

import type { Tensor } from '../../core/tensor.js'
import { type Argnums, type ArgumentsAt, selectArguments } from '../argnums.js'
import { mapLeaves } from '../batching/map-leaves.js'
import { linearizeLeaves } from '../forward/linearize.js'
import { type GradOptions, gradOptions } from '../reverse/grad.js'
import { pullBack } from '../reverse/vjp.js'
import { type TreeFunction, typesOf } from '../tree-function.js'
import { assemble, blockOf, checkFloatResult, checkReal, type JacobianOf, offsetsOf, standardBasis } from './blocks.js'
import { auxOf, listed, resultOf } from './value-and-aux.js'

/**
 * The Jacobian of a function of trees, by reverse derivatives: `∂f(x)ᵢ / ∂xⱼ` for every element i of the result and j of the argument. Its cost
 * is that of as many gradients as the result has elements: for functions of many numbers with small results. See `jacfwd`.
 * @param f returns a tree of float tensors, or `[tree, aux]` with `{ aux: true }`
 * @returns a function of the same arguments that returns, in the place of each tensor y of the result, a tree like the argument with a
 *   tensor `[...y.shape, ...x.shape]` of x's dtype in the place of each tensor x; with a list as argnums, a list of these trees; with
 *   `{ aux: true }` `[jacobian, aux]`
 * @throws DTypeError naming the leaf when a tensor to differentiate, or to differentiate by, is not float; ArgumentError when argnums are no
 *   positions of arguments
 * @example
 * ```
 * jacrev((x: Tensor<[2]>) => x.square())(tensor([1, 2])).toArray() // [[2, 0], [0, 4]]
 * ```
 */
export function jacrev<P, A extends readonly unknown[], R>(
  f: (params: P, ...rest: A) => R,
): (params: P, ...rest: A) => JacobianOf<R, P, 'argument'>
export function jacrev<P, A extends readonly unknown[], R, X>(
  f: (params: P, ...rest: A) => readonly [R, X],
  options: { readonly aux: true; readonly argnums?: never },
): (params: P, ...rest: A) => [jacobian: JacobianOf<R, P, 'argument'>, aux: X]
export function jacrev<A extends readonly unknown[], R, const N extends Argnums>(
  f: (...args: A) => R,
  options: { readonly argnums: N; readonly aux?: never },
): (...args: A) => JacobianOf<R, ArgumentsAt<A, N>, 'argument'>
export function jacrev<A extends readonly unknown[], R, X, const N extends Argnums>(
  f: (...args: A) => readonly [R, X],
  options: { readonly argnums: N; readonly aux: true },
): (...args: A) => [jacobian: JacobianOf<R, ArgumentsAt<A, N>, 'argument'>, aux: X]
export function jacrev(f: TreeFunction, options?: GradOptions): (...args: readonly unknown[]) => unknown {
  return reverseJacobian('jacrev', f, gradOptions('jacrev', options))
}

/** The same under another name in messages. */
export const reverseJacobian =
  (operation: string, f: TreeFunction, { argnums, aux }: Required<GradOptions>) =>
  (...args: readonly unknown[]): unknown => {
    const selected = selectArguments(operation, argnums, args)
    checkReal(operation, 'the arguments', selected.structure)
    const primals = selected.leaves
    const run = listed(operation, f, selected, aux)
    const { result: all, ...derivative } = linearizeLeaves(operation, run, primals, whole => resultOf(whole).leaves.length)
    const result = resultOf(all)
    checkFloatResult(operation, result)

    const { offsets, total } = offsetsOf(result.leaves)
    const types = typesOf(primals)
    // [elements of all results, ...argument]
    const rows = mapLeaves(
      cotangents => pullBack(derivative, cotangents, types),
      standardBasis(result.leaves),
      result.leaves.map(() => 0),
      total,
    )
    const block = (i: number, j: number): Tensor => blockOf(rows[j] as Tensor, 0, offsets[i] ?? 0, result.leaves[i]?.shape ?? [])
    const jacobian = assemble(result.structure, result.leaves.length, selected.structure, primals.length, block, selected.unlist)
    return aux ? [jacobian, auxOf(all)] : jacobian
  }
