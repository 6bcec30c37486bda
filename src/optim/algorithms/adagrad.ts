// Adagrad, as torch.optim.Adagrad computes it.

import type { TensorTree } from '../../core/tensors.js'
import { fullLike } from '../../ops/creation/creation.js'
import { add, div, square } from '../../ops/elementwise/arithmetic.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeaves, mapLeavesTo } from '../leaves.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, checkNonNegative, rateOf, scaleByLearningRate } from '../scale.js'
import { inverseTime, product, type Schedule } from '../schedule/index.js'

export interface SquaresOptions {
  /** What the sum of squares begins with. Default 0. */
  readonly initial?: number
  /** Added to the square root. Default 1e-10. */
  readonly eps?: number
}

export interface SquaresState {
  /** A tree like the parameters: the sums of the squares of gradients. */
  readonly sum: TensorTree
}

/**
 * Gradients over the root of the sum of all their squares: `s += g²`, and the update is `g / (√s + eps)`.
 * @source Duchi, Hazan, Singer, "Adaptive subgradient methods", 2011
 */
export function scaleByAccumulatedSquares(options: SquaresOptions = {}): Optimizer<SquaresState> {
  checkOptions('adagrad', options, ['initial', 'eps'])
  const { initial = 0, eps = 1e-10 } = options
  checkNonNegative('adagrad', 'initial', initial)
  checkNonNegative('adagrad', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): SquaresState => ({
      sum: mapLeaves('adagrad', params, {}, leaf => fullLike(leaf, initial)) as TensorTree,
    }),
    update<P>(gradients: P, state: SquaresState) {
      const { updates, sum } = mapLeavesTo('adagrad', gradients, { s: state.sum }, ['updates', 'sum'], (g, { s }) => {
        const sum = add(s, square(g))
        return { updates: div(g, add(sqrt(sum), eps)), sum }
      })
      return [updates, { sum }] as const
    },
  })
}

export interface AdagradOptions extends SquaresOptions {
  /** Default 1e-2. */
  readonly learningRate?: number | Schedule
  /** The rate is divided by `1 + learningRateDecay · step`. Default 0. */
  readonly learningRateDecay?: number
  /** The factor of an L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number
}

/**
 * Adagrad: parameters that have moved much move less. Default learning rate 1e-2.
 * @source Duchi, Hazan, Singer, 2011; as in PyTorch
 */
export function adagrad(options: AdagradOptions = {}) {
  const { learningRate = 1e-2, learningRateDecay = 0, weightDecay = 0, ...squares } = given('adagrad', options)
  checkNonNegative('adagrad', 'learningRateDecay', learningRateDecay)
  const rate = learningRateDecay === 0 ? learningRate : product(rateOf(learningRate), inverseTime(1, { decay: learningRateDecay }))
  return chain(addDecayedWeights(weightDecay), scaleByAccumulatedSquares(squares), scaleByLearningRate(rate))
}
