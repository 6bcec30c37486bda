// What is common to losses: how the losses of elements become one number, and the checks of what they are computed from.
// Every loss computes halves in float32 and rounds once, at its end.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { div, mul } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { mean, sum } from '../../ops/reductions/reduce.js'
import { computed, rounded } from '../../ops/signatures/halves.js'
import { checkKind, floatKind, show } from '../../ops/signatures/operands.js'
import { typed } from '../../ops/signatures/signatures.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { FloatDType, Mut, Shape } from '../../types/index.js'

/** How losses become one: not at all, their mean, or their sum. */
export type LossReduction = 'none' | 'mean' | 'sum'

export interface LossOptions<R extends string = LossReduction> {
  /** Default `'mean'`. */
  readonly reduction?: R
}

/** The shape of a loss: that of its elements with reduction `'none'`, else a scalar. */
export type LossShape<S extends Shape, R> = R extends 'none' ? Mut<S> : []

export type Floats = Tensor<Shape, FloatDType>

/** @throws ArgumentError when there is no such reduction */
export function reduceLoss(operation: string, each: Floats, reduction: unknown = 'mean'): Floats {
  switch (reduction) {
    case 'none':
      return each
    case 'mean':
      return mean(each)
    case 'sum':
      return sum(each)
    default:
      throw new ArgumentError(`${operation}: reduction must be 'none', 'mean' or 'sum'; got ${show(reduction)}`)
  }
}

/** A float operand as it is computed with. @throws DTypeError unless float */
export function floats(operation: string, name: string, x: unknown): Floats {
  checkKind(operation, x, floatKind, name)
  return typed(computed(x))
}

/** The loss in the dtype of what it was computed from. */
export const finished = <S extends Shape, D extends FloatDType>(loss: Floats, x: Tensor): Tensor<S, D> => typed(rounded(loss, x.dtype))

/** @throws ShapeError, DTypeError unless the operand has the shape and dtype of the first, which goes by its own name */
export function checkAlike(operation: string, firstName: string, first: Tensor, name: string, operand: unknown): void {
  checkKind(operation, operand, floatKind, name)
  if (!sameShape(operand.shape, first.shape))
    throw new ShapeError(
      `${operation}: shapes must be equal; expected ${showType(first)} (${firstName}), got ${showType(operand)} (${name})`,
    )
  if (operand.dtype !== first.dtype)
    throw new DTypeError(
      `${operation}: dtypes must be equal; expected ${showType(first)} (${firstName}), got ${showType(operand)} (${name})`,
    )
}

/** @throws ArgumentError unless it is a finite number above `least`, or, unless `strictly`, equal to it */
export function checkAbove(operation: string, name: string, value: unknown, least: number, strictly?: 'strictly'): void {
  if (typeof value === 'number' && Number.isFinite(value) && (strictly ? value > least : value >= least)) return
  const bound = strictly ? `above ${least}` : `of at least ${least}`
  throw new ArgumentError(`${operation}: ${name} must be a number ${bound}; got ${show(value)}`)
}

/** @throws ArgumentError unless it is a finite number */
export function checkNumber(operation: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ArgumentError(`${operation}: ${name} must be a finite number; got ${show(value)}`)
}

/** @throws ArgumentError unless it is true or false */
export function checkBoolean(operation: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new ArgumentError(`${operation}: ${name} must be true or false; got ${show(value)}`)
}

/** The losses where something holds; elsewhere 0/0, a NaN that `checkFinite` finds. */
export function loudly(losses: Floats, legal: Tensor<Shape, 'bool'>): Floats {
  const one = cast(legal, losses.dtype)
  return div(mul(losses, one), one)
}

/** A loss of two operands of one shape, element by element. */
export type ElementwiseLoss<O> = <S extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  options?: O & LossOptions<R>,
) => Tensor<LossShape<S, R>, D>

/**
 * A loss of an input and a target of one shape.
 * @param defaults of the options beside the reduction
 * @param each the loss of each element; checks the options too
 */
export const elementwiseLoss = <O extends object>(
  operation: string,
  defaults: Required<O>,
  each: (input: Floats, target: Floats, options: Required<O>) => Floats,
): ElementwiseLoss<O> =>
  ((input: Tensor, target: Tensor, options: O & LossOptions = {} as O) => {
    checkOptions(operation, options, ['reduction', ...Object.keys(defaults)])
    const x = floats(operation, 'input', input)
    checkAlike(operation, 'input', input, 'target', target)
    const losses = each(x, floats(operation, 'target', target), { ...defaults, ...options })
    return finished(reduceLoss(operation, losses, options.reduction), input)
  }) as ElementwiseLoss<O>
