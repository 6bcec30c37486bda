// RMSprop, as torch.optim.RMSprop computes it.

import type { TensorTree } from '../../core/tensors.js'
import { add, div, square, sub } from '../../ops/elementwise/arithmetic.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { runningMean, runningSquare } from '../moments.js'
import { identity, type Optimizer } from '../optimizer.js'
import { addDecayedWeights, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'
import { type MomentumState, scaleByMomentum } from './sgd.js'

export interface RootMeanSquareOptions {
  /** How much of the mean of squares stays from step to step. Default 0.99. */
  readonly alpha?: number
  /** Added to the square root. Default 1e-8. */
  readonly eps?: number
  /** Whether to divide by the deviation of gradients, not by their size. Default false. */
  readonly centered?: boolean
}

export interface RootMeanSquareState {
  readonly squares: TensorTree
  /** The running means of gradients, if centred. */
  readonly mean: TensorTree | null
}

/**
 * Gradients over the root of their mean square: `v = α v + (1 - α) g²`, and the update is `g / (√v + eps)`; centred, with the running mean m of gradients,
 * `g / (√(v - m²) + eps)`.
 * @source Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; centred: Graves, "Generating sequences with RNNs", 2013
 */
export function scaleByRootMeanSquare(options: RootMeanSquareOptions = {}): Optimizer<RootMeanSquareState> {
  checkOptions('rmsprop', options, ['alpha', 'eps', 'centered'])
  const { alpha = 0.99, eps = 1e-8, centered = false } = options
  checkShare('rmsprop', 'alpha', alpha)
  checkNonNegative('rmsprop', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): RootMeanSquareState => ({
      squares: zerosOf('rmsprop', params),
      mean: centered ? zerosOf('rmsprop', params) : null,
    }),
    update<P>(gradients: P, state: RootMeanSquareState) {
      const before = { v: state.squares, m: state.mean ?? state.squares }
      const { updates, squares, mean } = mapLeavesTo('rmsprop', gradients, before, ['updates', 'squares', 'mean'], (g, { v, m }) => {
        const squares = runningSquare(v, g, alpha)
        const mean = runningMean(m, g, alpha)
        return { updates: div(g, add(sqrt(centered ? sub(squares, square(mean)) : squares), eps)), squares, mean }
      })
      return [updates, { squares, mean: centered ? mean : null }] as const
    },
  })
}

export interface RmspropOptions extends RootMeanSquareOptions {
  /** Default 1e-2. */
  readonly learningRate?: number | Schedule
  /** The factor of an L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number
  /** How much of the velocity stays from step to step. Default 0: there is none. */
  readonly momentum?: number
}

/**
 * RMSprop: gradients over their recent size. Default learning rate 1e-2.
 * @source Tieleman and Hinton, 2012; as in PyTorch
 */
export function rmsprop(options: RmspropOptions = {}) {
  const { learningRate = 1e-2, weightDecay = 0, momentum = 0, ...rest } = given('rmsprop', options)
  const withMomentum: Optimizer<MomentumState | null> = momentum === 0 ? identity : scaleByMomentum({ momentum })
  return chain(addDecayedWeights(weightDecay), scaleByRootMeanSquare(rest), withMomentum, scaleByLearningRate(learningRate))
}
