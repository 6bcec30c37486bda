// Jacobians column by column: one forward derivative for each element of the arguments, all of them at once.

import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { full } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { type Argnums, type ArgumentsAt, selectArguments } from '../argnums.js'
import { vmapTrace } from '../batching/vmap-trace.js'
import { jvpTrace } from '../forward/jvp-trace.js'
import { type GradOptions, gradOptions } from '../reverse/grad.js'
import type { TreeFunction } from '../tree-function.js'
import { assemble, blockOf, checkFloatResult, checkReal, type JacobianOf, offsetsOf, standardBasis } from './blocks.js'
import { auxOf, listed, resultOf } from './value-and-aux.js'

/**
 * The Jacobian of a function of trees, by forward derivatives: `∂f(x)ᵢ / ∂xⱼ` for every element i of the result and j of the argument. Its cost
 * is that of as many calls as the argument has elements: for functions of few numbers with large results. See `jacrev`.
 * @param f returns a tree of float tensors, or `[tree, aux]` with `{ aux: true }`
 * @returns a function of the same arguments that returns, in the place of each tensor y of the result, a tree like the argument with a
 *   tensor `[...y.shape, ...x.shape]` of y's dtype in the place of each tensor x; with a list as argnums, a list of these trees; with
 *   `{ aux: true }` `[jacobian, aux]`
 * @throws DTypeError naming the leaf when a tensor to differentiate, or to differentiate by, is not float; ArgumentError when argnums are no
 *   positions of arguments
 * @example
 * ```
 * jacfwd((x: Tensor<[2]>) => x.square())(tensor([1, 2])).toArray() // [[2, 0], [0, 4]]
 * ```
 */
export function jacfwd<P, A extends readonly unknown[], R>(
  f: (params: P, ...rest: A) => R,
): (params: P, ...rest: A) => JacobianOf<R, P, 'result'>
export function jacfwd<P, A extends readonly unknown[], R, X>(
  f: (params: P, ...rest: A) => readonly [R, X],
  options: { readonly aux: true; readonly argnums?: never },
): (params: P, ...rest: A) => [jacobian: JacobianOf<R, P, 'result'>, aux: X]
export function jacfwd<A extends readonly unknown[], R, const N extends Argnums>(
  f: (...args: A) => R,
  options: { readonly argnums: N; readonly aux?: never },
): (...args: A) => JacobianOf<R, ArgumentsAt<A, N>, 'result'>
export function jacfwd<A extends readonly unknown[], R, X, const N extends Argnums>(
  f: (...args: A) => readonly [R, X],
  options: { readonly argnums: N; readonly aux: true },
): (...args: A) => [jacobian: JacobianOf<R, ArgumentsAt<A, N>, 'result'>, aux: X]
export function jacfwd(f: TreeFunction, options?: GradOptions): (...args: readonly unknown[]) => unknown {
  return forwardJacobian('jacfwd', f, gradOptions('jacfwd', options))
}

/** The same under another name in messages. */
export const forwardJacobian =
  (operation: string, f: TreeFunction, { argnums, aux }: Required<GradOptions>) =>
  (...args: readonly unknown[]): unknown => {
    const selected = selectArguments(operation, argnums, args)
    checkReal(operation, 'the arguments', selected.structure)
    const primals = selected.leaves
    const { offsets, total } = offsetsOf(primals)
    const run = listed(operation, f, selected, aux)

    const mapping = vmapTrace(total)
    const { all, tangents } = withTrace(mapping, () => {
      const forward = jvpTrace(operation)
      const basis = standardBasis(primals)
      const inputs = primals.map((primal, j) => forward.pair(primal, mapping.wrap(basis[j] as Tensor, 0)))
      const { leaves, structure } = withTrace(forward, () => run(inputs))
      // What is not a tangent does not depend on the direction.
      const values = leaves.map(leaf => mapping.unwrap(forward.primalOf(leaf)).tensor)
      return { all: { leaves: values, structure }, tangents: leaves.map(forward.tangentOf) }
    })
    const result = resultOf(all)
    checkFloatResult(operation, result)
    // [...result, elements of all arguments]
    const columns = result.leaves.map((value, i) => {
      const tangent = tangents[i]
      const { tensor, axis } = tangent == null ? { tensor: null, axis: null } : mapping.unwrap(tangent)
      return tensor === null || axis === null
        ? full(0, { shape: [...value.shape, total], dtype: value.dtype })
        : moveAxis(tensor, axis, value.shape.length)
    })
    const block = (i: number, j: number): Tensor => {
      const from = columns[i] as Tensor
      return blockOf(from, from.shape.length - 1, offsets[j] ?? 0, primals[j]?.shape ?? [])
    }
    const jacobian = assemble(result.structure, result.leaves.length, selected.structure, primals.length, block, selected.unlist)
    return aux ? [jacobian, auxOf(all)] : jacobian
  }
