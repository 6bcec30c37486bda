// Lion.

import type { TensorTree } from '../../core/tensors.js'
import { sign } from '../../ops/elementwise/arithmetic.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { runningMean } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, checkShare, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

export interface SignedMomentumOptions {
  /** How much of the momentum there is in the sign. Default 0.9. */
  readonly beta1?: number
  /** How much of the momentum stays from step to step. Default 0.99. */
  readonly beta2?: number
}

export interface SignedMomentumState {
  readonly momentum: TensorTree
}

/**
 * The signs of momenta: the update is `sign(β₁ m + (1 - β₁) g)`, and then `m = β₂ m + (1 - β₂) g`.
 * @source Chen et al., "Symbolic discovery of optimization algorithms", 2023
 */
export function scaleBySignedMomentum(options: SignedMomentumOptions = {}): Optimizer<SignedMomentumState> {
  checkOptions('lion', options, ['beta1', 'beta2'])
  const { beta1 = 0.9, beta2 = 0.99 } = options
  checkShare('lion', 'beta1', beta1)
  checkShare('lion', 'beta2', beta2)
  return Object.freeze({
    init: (params: unknown): SignedMomentumState => ({ momentum: zerosOf('lion', params) }),
    update<P>(gradients: P, state: SignedMomentumState) {
      const { updates, momentum } = mapLeavesTo('lion', gradients, { m: state.momentum }, ['updates', 'momentum'], (g, { m }) => ({
        updates: sign(runningMean(m, g, beta1)),
        momentum: runningMean(m, g, beta2),
      }))
      return [updates, { momentum }] as const
    },
  })
}

export interface LionOptions extends SignedMomentumOptions {
  /** A tenth or a third of Adam's. Default 1e-4. */
  readonly learningRate?: number | Schedule
  /** How much of a parameter is taken away in a step, times the learning rate. Default 0. */
  readonly weightDecay?: number
}

/**
 * Lion: every parameter moves by the learning rate, in the direction of its momentum. Default learning rate 1e-4.
 * @source Chen et al., 2023
 */
export const lion = (options: LionOptions = {}) => {
  const { learningRate = 1e-4, weightDecay = 0, ...rest } = given('lion', options)
  return chain(scaleBySignedMomentum(rest), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate))
}
