// Bounds on the size of updates.

import type { Tensor } from '../core/tensor.js'
import { zeros } from '../ops/creation/creation.js'
import { add, div, minimum, mul, square } from '../ops/elementwise/arithmetic.js'
import { cast } from '../ops/elementwise/choose.js'
import { sqrt } from '../ops/elementwise/float-functions.js'
import { sum } from '../ops/reductions/reduce.js'
import { ArgumentError } from '../support/errors.js'
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
  if (!(maxNorm > 0)) throw new ArgumentError(`clipByGlobalNorm: the bound must be a positive number; got ${maxNorm}`)
  return stateless(gradients => {
    const factor = minimum(div(maxNorm, add(globalNorm(gradients), eps)), 1)
    return mapLeaves('clipByGlobalNorm', gradients, {}, gradient => mul(gradient, cast(factor, gradient.dtype)))
  })
}
