// Adadelta, as torch.optim.Adadelta computes it.

import type { TensorTree } from '../../core/tensors.js'
import { add, div, mul } from '../../ops/elementwise/arithmetic.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { runningSquare } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

export interface DifferencesOptions {
  /** How much of the means of squares stays from step to step. Default 0.9. */
  readonly rho?: number
  /** Added to the means of squares. Default 1e-6. */
  readonly eps?: number
}

export interface DifferencesState {
  /** Trees like the parameters: the means of the squares of gradients and of updates. */
  readonly squares: TensorTree
  readonly differences: TensorTree
}

/**
 * Gradients in the unit of the parameters: `v = ρ v + (1 - ρ) g²`, the update is `u = √(d + eps) / √(v + eps) · g`, and then `d = ρ d + (1 - ρ) u²`.
 * @source Zeiler, "ADADELTA: an adaptive learning rate method", 2012
 */
export function scaleByDifferences(options: DifferencesOptions = {}): Optimizer<DifferencesState> {
  checkOptions('adadelta', options, ['rho', 'eps'])
  const { rho = 0.9, eps = 1e-6 } = options
  checkShare('adadelta', 'rho', rho)
  checkNonNegative('adadelta', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): DifferencesState => ({ squares: zerosOf('adadelta', params), differences: zerosOf('adadelta', params) }),
    update<P>(gradients: P, state: DifferencesState) {
      const { updates, squares, differences } = mapLeavesTo(
        'adadelta',
        gradients,
        { v: state.squares, d: state.differences },
        ['updates', 'squares', 'differences'],
        (g, { v, d }) => {
          const squares = runningSquare(v, g, rho)
          const updates = mul(div(sqrt(add(d, eps)), sqrt(add(squares, eps))), g)
          return { updates, squares, differences: runningSquare(d, updates, rho) }
        },
      )
      return [updates, { squares, differences }] as const
    },
  })
}

export interface AdadeltaOptions extends DifferencesOptions {
  /** Default 1. */
  readonly learningRate?: number | Schedule
  /** The factor of an L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number
}

/**
 * Adadelta: steps as large as those before, in the unit of the parameters. Default learning rate 1.
 * @source Zeiler, 2012; as in PyTorch
 */
export const adadelta = (options: AdadeltaOptions = {}) => {
  const { learningRate = 1, weightDecay = 0, ...rest } = given('adadelta', options)
  return chain(addDecayedWeights(weightDecay), scaleByDifferences(rest), scaleByLearningRate(learningRate))
}
