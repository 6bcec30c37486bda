// NAdam, as torch.optim.NAdam computes it.

import type { Tensor } from '../../core/tensor.js'
import type { TensorTree } from '../../core/tensors.js'
import { ones, zeros } from '../../ops/creation/creation.js'
import { add, div, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { exp, rsqrt, sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { debias, runningMean, runningSquare } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { Step } from '../schedule/schedule.js'
import type { AdamOptions } from './adam.js'

export interface NesterovMomentsState extends CountState {
  readonly mean: TensorTree
  readonly variance: TensorTree
  /** The product of the momenta so far: float64[]. */
  readonly product: Tensor<[], 'float64'>
}

export interface NesterovMomentsOptions {
  /** What the momentum rises to. Default 0.9. */
  readonly beta1?: number
  /** How much of the mean of squares stays from step to step. Default 0.999. */
  readonly beta2?: number
  /** Added to the square root. Default 1e-8. */
  readonly eps?: number
  /** How fast the momentum rises: `μₜ = β₁ (1 - 0.96^(momentumDecay · t) / 2)`. Default 4e-3. */
  readonly momentumDecay?: number
}

/**
 * Adam's with Nesterov's momentum: `(μₜ₊₁ m / (1 - Π μ) + (1 - μₜ) g / (1 - Π μ)) / (√(v / (1 - β₂ᵗ)) + eps)`, the first product to t + 1 and the second to t.
 * @source Dozat, "Incorporating Nesterov momentum into Adam", 2016
 */
export function scaleByNesterovMoments(options: NesterovMomentsOptions = {}): Optimizer<NesterovMomentsState> {
  checkOptions('nadam', options, ['beta1', 'beta2', 'eps', 'momentumDecay'])
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentumDecay = 4e-3 } = options
  checkShare('nadam', 'beta1', beta1)
  checkShare('nadam', 'beta2', beta2)
  checkNonNegative('nadam', 'eps', eps)
  checkNonNegative('nadam', 'momentumDecay', momentumDecay)
  const momentum = (step: Step): Tensor<[], 'float64'> =>
    mul(beta1, sub(1, mul(0.5, exp(mul(cast(step, 'float64'), Math.log(0.96) * momentumDecay)))))
  return Object.freeze({
    init: (params: unknown): NesterovMomentsState => ({
      count: zeros([], 'int32'),
      mean: zerosOf('nadam', params),
      variance: zerosOf('nadam', params),
      product: ones([], 'float64'),
    }),
    update<P>(gradients: P, state: NesterovMomentsState) {
      const count = add(state.count, 1)
      const [now, next] = [momentum(count), momentum(add(count, 1))]
      const product = mul(state.product, now)
      const gradientFactor = div(sub(1, now), sub(1, product))
      const meanFactor = div(next, sub(1, mul(product, next)))
      const rootFactor = rsqrt(debias(beta2, count))
      const { updates, mean, variance } = mapLeavesTo(
        'nadam',
        gradients,
        { m: state.mean, v: state.variance },
        ['updates', 'mean', 'variance'],
        (g, { m, v }) => {
          const [mean, variance] = [runningMean(m, g, beta1), runningSquare(v, g, beta2)]
          const root = add(mul(sqrt(variance), cast(rootFactor, g.dtype)), eps)
          const ahead = add(mul(g, cast(gradientFactor, g.dtype)), mul(mean, cast(meanFactor, g.dtype)))
          return { updates: div(ahead, root), mean, variance }
        },
      )
      return [updates, { count, mean, variance, product }] as const
    },
  })
}

export interface NadamOptions extends NesterovMomentsOptions, Pick<AdamOptions, 'learningRate' | 'weightDecay'> {
  /** Whether the decay is apart from the gradient, as in `adamw`. Default false. */
  readonly decoupledWeightDecay?: boolean
}

/**
 * NAdam: Adam with Nesterov's momentum. Default learning rate 2e-3.
 * @source Dozat, 2016; as in PyTorch
 */
export function nadam(options: NadamOptions = {}) {
  const { learningRate = 2e-3, weightDecay = 0, decoupledWeightDecay = false, ...moments } = given('nadam', options)
  const [decay, scaled] = [addDecayedWeights(weightDecay), scaleByNesterovMoments(moments)]
  return chain(
    chain<readonly Optimizer[]>(...(decoupledWeightDecay ? [scaled, decay] : [decay, scaled])),
    scaleByLearningRate(learningRate),
  )
}
