// Gradients of scalar functions of trees: one linearization, one transposition from the cotangent 1.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { type Flat, unflatten } from '../../support/tree.js'
import type { FloatDType } from '../../types/index.js'
import { type Argnums, type ArgumentsAt, selectArguments } from '../argnums.js'
import { conjugated } from '../cotangents.js'
import { linearizeLeaves } from '../forward/linearize.js'
import { callOnLeaves, describe, type TreeFunction } from '../tree-function.js'
import { pullBack } from './vjp.js'

export type Scalar = Tensor<[], FloatDType>

export interface GradOptions {
  /** The positions of the arguments to differentiate with respect to; default 0. A list gives a list of gradients. */
  readonly argnums?: Argnums
  /** The function returns `[value, aux]`, and aux comes back beside, undifferentiated. */
  readonly aux?: boolean
}

/** How a gradient or Jacobian is asked for. */
export const gradOptions = (operation: string, options: GradOptions | undefined): Required<GradOptions> =>
  optionsOf(operation, options, { argnums: 0, aux: false })

interface Differentiated {
  readonly value: Tensor
  readonly aux: unknown
  readonly grads: unknown
}

function checkScalar(operation: string, value: unknown): void {
  if (!isTensor(value)) {
    const got = Array.isArray(value) ? 'a list (for [value, aux] pass { aux: true })' : describe(value)
    throw new ArgumentError(`${operation}: the function must return a tensor; got ${got}`)
  }
  if (isComplex(value))
    throw new DTypeError(
      `${operation}: the function must return a real scalar, for complex numbers have no order to descend; got ${showType(value)}; take its abs, ` +
        'real or imag, or use vjp',
    )
  if (!isFloat(value.dtype))
    throw new DTypeError(`${operation}: the function must return a float scalar; expected a float dtype, got ${showType(value)}`)
  if (value.shape.length > 0)
    throw new ShapeError(`${operation}: the function must return a scalar; expected ${value.dtype}[], got ${showType(value)}`)
}

/** @throws ArgumentError unless it is a list of two */
export function checkPair(operation: string, result: unknown): void {
  if (!Array.isArray(result) || result.length !== 2)
    throw new ArgumentError(`${operation}: with { aux: true } the function must return [value, aux]; got ${describe(result)}`)
}

/** The value, its gradients and what came beside; `operation` is for messages. */
export function differentiate(
  operation: string,
  f: TreeFunction,
  { argnums, aux }: Required<GradOptions>,
  args: readonly unknown[],
): Differentiated {
  const { leaves, structure, call, unlist } = selectArguments(operation, argnums, args)
  const body = (...selected: readonly unknown[]): unknown => {
    const result = call(f, ...selected)
    if (aux) checkPair(operation, result)
    const pair = aux ? (result as readonly unknown[]) : [result]
    checkScalar(operation, pair[0])
    return pair
  }
  // The value is the first leaf of what the body returns; the leaves of aux follow it and are not differentiated.
  const run = (inputs: readonly Tensor[]): Flat<Tensor> => callOnLeaves(operation, body, structure, inputs)
  const { result, ...derivative } = linearizeLeaves(operation, run, leaves, () => 1)
  const [value, auxiliary] = unflatten(result.structure, result.leaves) as readonly [Tensor, unknown]
  const grads = unflatten(structure, conjugated(structure, pullBack(derivative, [full(1, value)], leaves)))
  return { value, aux: auxiliary, grads: unlist(grads) }
}

/**
 * The gradient of a scalar function: `∂f(params, …rest)/∂params`, a tree like `params`.
 * The gradient of a complex z = x + iy is JAX's, `∂f/∂x - i·∂f/∂y`: its conjugate is the direction of steepest ascent, which is what PyTorch gives.
 * @param f returns a float scalar, or `[scalar, aux]` with `{ aux: true }`
 * @returns a function of the same arguments that returns the gradients; with `{ aux: true }` it returns `[gradients, aux]`
 * @throws ShapeError when f does not return a scalar; DTypeError naming the leaf when a tensor to differentiate by is not float
 * @example
 * ```
 * grad((x: Tensor<[2]>) => x.mul(x).sum())(tensor([1, 2])).toArray() // [2, 4]
 * const [dx, dy] = grad((x: Tensor<[]>, y: Tensor<[]>) => x.mul(y), { argnums: [0, 1] })(tensor(3), tensor(4))
 * [dx.item(), dy.item()] // [4, 3]
 * ```
 * @deviation from JAX: static values (numbers, strings) in the tree pass through to the gradients, and integer tensors are always an error.
 */
export function grad<P, R extends readonly unknown[]>(f: (params: P, ...rest: R) => Scalar): (params: P, ...rest: R) => P
export function grad<P, R extends readonly unknown[], X>(
  f: (params: P, ...rest: R) => readonly [Scalar, X],
  options: { readonly aux: true; readonly argnums?: never },
): (params: P, ...rest: R) => [grads: P, aux: X]
export function grad<A extends readonly unknown[], const N extends Argnums>(
  f: (...args: A) => Scalar,
  options: { readonly argnums: N; readonly aux?: never },
): (...args: A) => ArgumentsAt<A, N>
export function grad<A extends readonly unknown[], X, const N extends Argnums>(
  f: (...args: A) => readonly [Scalar, X],
  options: { readonly argnums: N; readonly aux: true },
): (...args: A) => [grads: ArgumentsAt<A, N>, aux: X]
export function grad(f: TreeFunction, given?: GradOptions): (...args: readonly unknown[]) => unknown {
  const options = gradOptions('grad', given)
  return (...args) => {
    const { grads, aux } = differentiate('grad', f, options, args)
    return options.aux ? [grads, aux] : grads
  }
}

/**
 * The value and the gradient of a scalar function, computed together; see `grad`.
 * @returns a function of the same arguments that returns `[value, gradients]`; with `{ aux: true }` it returns `[[value, aux], gradients]`
 * @example
 * ```
 * const [loss, grads] = valueAndGrad((p: { w: Tensor<[2]> }) => p.w.square().sum())({ w: tensor([1, 2]) })
 * [loss.item(), grads.w.toArray()] // [5, [2, 4]]
 * const [[value, note], slope] = valueAndGrad((x: Tensor<[]>) => [x.square(), 'aux'], { aux: true })(tensor(3))
 * [value.item(), note, slope.item()] // [9, "aux", 6]
 * ```
 */
export function valueAndGrad<P, R extends readonly unknown[], V extends Scalar>(
  f: (params: P, ...rest: R) => V,
): (params: P, ...rest: R) => [value: V, grads: P]
export function valueAndGrad<P, R extends readonly unknown[], V extends Scalar, X>(
  f: (params: P, ...rest: R) => readonly [V, X],
  options: { readonly aux: true; readonly argnums?: never },
): (params: P, ...rest: R) => [result: [value: V, aux: X], grads: P]
export function valueAndGrad<A extends readonly unknown[], V extends Scalar, const N extends Argnums>(
  f: (...args: A) => V,
  options: { readonly argnums: N; readonly aux?: never },
): (...args: A) => [value: V, grads: ArgumentsAt<A, N>]
export function valueAndGrad<A extends readonly unknown[], V extends Scalar, X, const N extends Argnums>(
  f: (...args: A) => readonly [V, X],
  options: { readonly argnums: N; readonly aux: true },
): (...args: A) => [result: [value: V, aux: X], grads: ArgumentsAt<A, N>]
export function valueAndGrad(f: TreeFunction, given?: GradOptions): (...args: readonly unknown[]) => unknown {
  const options = gradOptions('valueAndGrad', given)
  return (...args) => {
    const { value, grads, aux } = differentiate('valueAndGrad', f, options, args)
    return [options.aux ? [value, aux] : value, grads]
  }
}
