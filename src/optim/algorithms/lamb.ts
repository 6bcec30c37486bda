// LAMB: Adam for large batches.

import { div, mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater } from '../../ops/elementwise/comparison.js'
import { logicalAnd } from '../../ops/elementwise/logic.js'
import { norm } from '../../ops/reductions/statistics.js'
import { given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeaves } from '../leaves.js'
import { type Optimizer, stateless } from '../optimizer.js'
import { addDecayedWeights, scaleByLearningRate } from '../scale.js'
import { type AdamWOptions, scaleByMoments } from './adam.js'

/**
 * Updates as large as the parameters they belong to, leaf by leaf: `u · ‖p‖ / ‖u‖`, or u itself where one of them is 0.
 * @source You, Gitman, Ginsburg, "Large batch training of convolutional networks", 2017
 */
export const scaleByTrustRatio = (): Optimizer<null> =>
  stateless((gradients, params) =>
    mapLeaves('scaleByTrustRatio', gradients, { params }, (u, { params: p }) => {
      const [size, length] = [norm(p), norm(u)]
      const both = logicalAnd(greater(size, 0), greater(length, 0))
      return mul(u, where(both, div(size, where(both, length, 1)), 1))
    }),
  )

/** The options of LAMB: those of `adamw`, without `amsgrad`. */
export type LambOptions = Omit<AdamWOptions, 'amsgrad'>

/**
 * LAMB: Adam's updates, with decay, each leaf as large as its parameters. Defaults: learning rate 1e-3, eps 1e-6, weight decay 0.
 * @source You et al., "Large batch optimization for deep learning: training BERT in 76 minutes", 2020; as in optax
 */
export const lamb = (options: LambOptions = {}) => {
  const { learningRate = 1e-3, weightDecay = 0, eps = 1e-6, ...moments } = given('lamb', options)
  return chain(scaleByMoments({ ...moments, eps }), addDecayedWeights(weightDecay), scaleByTrustRatio(), scaleByLearningRate(learningRate))
}
