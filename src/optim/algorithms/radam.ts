// RAdam, as torch.optim.RAdam computes it.

import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { add, div, maximum, mul, reciprocal, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { greater } from '../../ops/elementwise/comparison.js'
import { exp, sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { debias, runningMean, runningSquare } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { AdamOptions } from './adam.js'

export interface RectifiedMomentsState extends CountState {
  readonly mean: TensorTree
  readonly variance: TensorTree
}

export type RectifiedMomentsOptions = Pick<AdamOptions, 'beta1' | 'beta2' | 'eps'>

/**
 * Adam's, but plain momentum as long as too few squares have been seen to divide by them: with `ρ∞ = 2 / (1 - β₂) - 1` and
 * `ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)`, the update is `m̂` where ρ ≤ 5, and then `m̂ r √(1 - β₂ᵗ) / (√v + eps)` with
 * `r² = (ρ - 4)(ρ - 2) ρ∞ / ((ρ∞ - 4)(ρ∞ - 2) ρ)`.
 * @source Liu et al., "On the variance of the adaptive learning rate and beyond", 2020
 */
export function scaleByRectifiedMoments(options: RectifiedMomentsOptions = {}): Optimizer<RectifiedMomentsState> {
  checkOptions('radam', options, ['beta1', 'beta2', 'eps'])
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = options
  checkShare('radam', 'beta1', beta1)
  checkShare('radam', 'beta2', beta2)
  checkNonNegative('radam', 'eps', eps)
  const most = 2 / (1 - beta2) - 1
  return Object.freeze({
    init: (params: unknown): RectifiedMomentsState => ({
      count: zeros([], 'int32'),
      mean: zerosOf('radam', params),
      variance: zerosOf('radam', params),
    }),
    update<P>(gradients: P, state: RectifiedMomentsState) {
      const count = add(state.count, 1)
      const time = cast(count, 'float64')
      const correction = debias(beta2, count)
      const length = sub(most, div(mul(mul(2, time), exp(mul(time, Math.log(beta2)))), correction))
      const enough = greater(length, 5)
      // The root never sees what is not used.
      const some = maximum(length, 5)
      const rectified = sqrt(div(mul(mul(sub(some, 4), sub(some, 2)), most), mul(some, (most - 4) * (most - 2))))
      const factor = mul(rectified, sqrt(correction))
      const meanFactor = reciprocal(debias(beta1, count))
      const { updates, mean, variance } = mapLeavesTo(
        'radam',
        gradients,
        { m: state.mean, v: state.variance },
        ['updates', 'mean', 'variance'],
        (g, { m, v }) => {
          const [mean, variance] = [runningMean(m, g, beta1), runningSquare(v, g, beta2)]
          const unbiased = mul(mean, cast(meanFactor, g.dtype))
          const adapted = div(mul(unbiased, cast(factor, g.dtype)), add(sqrt(variance), eps))
          return { updates: where(enough, adapted, unbiased), mean, variance }
        },
      )
      return [updates, { count, mean, variance }] as const
    },
  })
}

export interface RadamOptions extends RectifiedMomentsOptions, Pick<AdamOptions, 'learningRate' | 'weightDecay'> {
  /** Whether the decay is apart from the gradient, as in `adamw`. Default false. */
  readonly decoupledWeightDecay?: boolean
}

/**
 * RAdam: Adam that warms up by itself. Default learning rate 1e-3.
 * @source Liu et al., 2020; as in PyTorch
 */
export function radam(options: RadamOptions = {}) {
  const { learningRate = 1e-3, weightDecay = 0, decoupledWeightDecay = false, ...moments } = given('radam', options)
  const [decay, scaled] = [addDecayedWeights(weightDecay), scaleByRectifiedMoments(moments)]
  return chain(
    chain<readonly Optimizer[]>(...(decoupledWeightDecay ? [scaled, decay] : [decay, scaled])),
    scaleByLearningRate(learningRate),
  )
}
