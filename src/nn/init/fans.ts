// How many inputs and outputs a weight joins, and by how much an activation shrinks what goes through it.

import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, showShape, sizeOf } from '../../support/shape.js'

/** Which of the two keeps its variance: what goes forwards, or the gradient that goes backwards. */
export type FanMode = 'fanIn' | 'fanOut'

/**
 * The inputs that one output of a weight [out, in, …kernel] sums over, in · kernel, and the outputs that one input goes to, out · kernel.
 * @throws ShapeError when the weight has fewer than two axes
 */
export function fans(operation: string, shape: Dims): { readonly fanIn: number; readonly fanOut: number } {
  checkShape(shape, operation)
  const [out, inputs, ...kernel] = shape
  if (out === undefined || inputs === undefined)
    throw new ShapeError(`${operation}: a weight must have at least two axes, [out, in, …]; got ${showShape(shape)}`)
  return { fanIn: inputs * sizeOf(kernel), fanOut: out * sizeOf(kernel) }
}

/** What follows a weight. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu'

/**
 * By how much a weight must be larger for what follows it: 1 for `'linear'` and `'sigmoid'`, 5/3 for `'tanh'`, √2 for `'relu'`, √(2 / (1 + a²)) for
 * `'leakyRelu'` of slope a, 3/4 for `'selu'`.
 * @param negativeSlope that of the leaky relu. Default 0.01
 * @throws ArgumentError when there is no such activation or the slope is no number
 * @example
 * ```
 * init.gain('relu') // 1.4142135623730951
 * ```
 * @source as in PyTorch's `calculate_gain`
 */
export function gain(nonlinearity: Nonlinearity, negativeSlope = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'sigmoid':
      return 1
    case 'tanh':
      return 5 / 3
    case 'relu':
      return Math.SQRT2
    case 'leakyRelu':
      if (!Number.isFinite(negativeSlope))
        throw new ArgumentError(`gain: negativeSlope must be a finite number; got ${show(negativeSlope)}`)
      return Math.sqrt(2 / (1 + negativeSlope ** 2))
    case 'selu':
      return 3 / 4
    default:
      throw new ArgumentError(
        `gain: nonlinearity must be 'linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu' or 'selu'; got ${show(nonlinearity)}`,
      )
  }
}
