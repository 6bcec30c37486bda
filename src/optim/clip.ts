// Bounds on the size of updates.

import type { Tensor } from '../core/tensor.js'
import { zeros } from '../ops/creation/creation.js'
import { add, div, minimum, mul, square } from '../ops/elementwise/arithmetic.js'
import { cast, clamp } from '../ops/elementwise/choose.js'
import { sqrt } from '../ops/elementwise/float-functions.js'
import { sum } from '../ops/reductions/reduce.js'
import { norm } from '../ops/reductions/statistics.js'
import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'
import { type FloatTensor, mapLeaves, trainedLeaves } from './leaves.js'
import { type Optimizer, stateless } from './optimizer.js'

const sumOfSquares = (leaf: FloatTensor): Tensor<[], 'float64'> => cast(sum(square(leaf)), 'float64')

/**
 * The Euclidean norm of all float elements of a tree together, but for statistics: `√Σ x²`.
 * @returns float64[]
 */
export const globalNorm = (tree: unknown): Tensor<[], 'float64'> =>
  sqrt(trainedLeaves(tree).map(sumOfSquares).reduce(add, zeros([], 'float64')))

/** As in PyTorch: keeps the division finite. */
const eps = 1e-6

/**
 * Shrinks updates whose global norm exceeds a bound to that bound: `g · min(1, maxNorm / (norm + 1e-6))`.
 * @source Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013; as in PyTorch
 */
export function clipByGlobalNorm(maxNorm: number): Optimizer<null> {
  checkBound('clipByGlobalNorm', maxNorm)
  return stateless(gradients => {
    const factor = minimum(div(maxNorm, add(globalNorm(gradients), eps)), 1)
    return mapLeaves('clipByGlobalNorm', gradients, {}, gradient => mul(gradient, cast(factor, gradient.dtype)))
  })
}

function checkBound(operation: string, bound: number): void {
  if (typeof bound !== 'number' || !(bound > 0))
    throw new ArgumentError(`${operation}: the bound must be a positive number; got ${show(bound)}`)
}

/** Moves each element of the updates into `-bound … bound`. @source as PyTorch's `clip_grad_value_` */
export function clipByValue(bound: number): Optimizer<null> {
  checkBound('clipByValue', bound)
  return stateless(gradients => mapLeaves('clipByValue', gradients, {}, gradient => clamp(gradient, -bound, bound)))
}

/** Shrinks each leaf of the updates whose norm exceeds a bound to that bound: `g · min(1, maxNorm / (norm + 1e-6))`. */
export function clipByNorm(maxNorm: number): Optimizer<null> {
  checkBound('clipByNorm', maxNorm)
  return stateless(gradients =>
    mapLeaves('clipByNorm', gradients, {}, gradient => mul(gradient, minimum(div(maxNorm, add(norm(gradient), eps)), 1))),
  )
}
