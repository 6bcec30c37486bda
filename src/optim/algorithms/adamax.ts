// Adamax, as torch.optim.Adamax computes it.

import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { abs, add, div, maximum, mul, reciprocal } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { debias, runningMean } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { AdamOptions } from './adam.js'

export interface InfinityNormState extends CountState {
  readonly mean: TensorTree
  readonly norm: TensorTree
}

/** The options of Adamax: those of Adam, without `amsgrad`. */
export type AdamaxOptions = Omit<AdamOptions, 'amsgrad'>

/**
 * Running means of gradients over their largest size of late: `m = β₁ m + (1 - β₁) g`, `u = max(β₂ u, |g| + eps)`, and the update is `m / ((1 - β₁ᵗ) u)`.
 * @source Kingma and Ba, 2015, section 7
 */
export function scaleByInfinityNorm(options: Pick<AdamaxOptions, 'beta1' | 'beta2' | 'eps'> = {}): Optimizer<InfinityNormState> {
  checkOptions('adamax', options, ['beta1', 'beta2', 'eps'])
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = options
  checkShare('adamax', 'beta1', beta1)
  checkShare('adamax', 'beta2', beta2)
  checkNonNegative('adamax', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): InfinityNormState => ({
      count: zeros([], 'int32'),
      mean: zerosOf('adamax', params),
      norm: zerosOf('adamax', params),
    }),
    update<P>(gradients: P, state: InfinityNormState) {
      const count = add(state.count, 1)
      const factor = reciprocal(debias(beta1, count))
      const { updates, mean, norm } = mapLeavesTo(
        'adamax',
        gradients,
        { m: state.mean, u: state.norm },
        ['updates', 'mean', 'norm'],
        (g, { m, u }) => {
          const [mean, norm] = [runningMean(m, g, beta1), maximum(mul(u, beta2), add(abs(g), eps))]
          return { updates: div(mul(mean, cast(factor, g.dtype)), norm), mean, norm }
        },
      )
      return [updates, { count, mean, norm }] as const
    },
  })
}

/**
 * Adamax: Adam by the infinity norm. Default learning rate 2e-3.
 * @source Kingma and Ba, 2015, section 7; as in PyTorch
 */
export const adamax = (options: AdamaxOptions = {}) => {
  const { learningRate = 2e-3, weightDecay = 0, ...moments } = given('adamax', options)
  return chain(addDecayedWeights(weightDecay), scaleByInfinityNorm(moments), scaleByLearningRate(learningRate))
}
