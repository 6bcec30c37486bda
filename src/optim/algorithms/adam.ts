// Adam and AdamW, as torch.optim.Adam and torch.optim.AdamW compute them.

import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { add, div, maximum, mul, reciprocal } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { rsqrt, sqrt } from '../../ops/elementwise/float-functions.js'
import { checkOptions, given } from '../../support/options.js'
import { type ChainState, chain } from '../chain.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import { debias, runningMean, runningSquare } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'
import type { Selector } from '../select.js'

export interface MomentsOptions {
  /** How much of the mean of gradients stays from step to step. Default 0.9. */
  readonly beta1?: number
  /** The same for the mean of their squares. Default 0.999. */
  readonly beta2?: number
  /** Added to the square root, against division by zero. Default 1e-8. */
  readonly eps?: number
  /** Whether to divide by the largest mean of squares so far, so that steps only shrink (AMSGrad). Default false. */
  readonly amsgrad?: boolean
}

export const momentsOptions = ['beta1', 'beta2', 'eps', 'amsgrad'] as const

export interface MomentsState extends CountState {
  /** Trees like the parameters: the running means of gradients and of their squares, towards zero at first. */
  readonly mean: TensorTree
  readonly variance: TensorTree
  /** The largest means of squares so far, with `amsgrad`. */
  readonly largest: TensorTree | null
}

/**
 * Gradients over the root of their mean square: `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`, and the update is
 * `m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + eps)` at step t = 1, 2, …; with `amsgrad` the largest v so far stands for v in it.
 * @source Kingma and Ba, "Adam: a method for stochastic optimization", 2015; Reddi, Kale, Kumar, "On the convergence of Adam and beyond", 2018
 */
export function scaleByMoments(options: MomentsOptions = {}): Optimizer<MomentsState> {
  checkOptions('adam', options, momentsOptions)
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, amsgrad = false } = options
  checkShare('adam', 'beta1', beta1)
  checkShare('adam', 'beta2', beta2)
  checkNonNegative('adam', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): MomentsState => ({
      count: zeros([], 'int32'),
      mean: zerosOf('adam', params),
      variance: zerosOf('adam', params),
      largest: amsgrad ? zerosOf('adam', params) : null,
    }),
    update<P>(gradients: P, state: MomentsState) {
      const count = add(state.count, 1)
      const meanFactor = reciprocal(debias(beta1, count))
      const rootFactor = rsqrt(debias(beta2, count))
      const moments = { m: state.mean, v: state.variance, before: state.largest ?? state.variance }
      const made = mapLeavesTo('adam', gradients, moments, ['updates', 'mean', 'variance', 'largest'], (g, { m, v, before }) => {
        const [mean, variance] = [runningMean(m, g, beta1), runningSquare(v, g, beta2)]
        const largest = amsgrad ? maximum(before, variance) : variance
        const root = add(mul(sqrt(largest), cast(rootFactor, g.dtype)), eps)
        return { updates: div(mul(mean, cast(meanFactor, g.dtype)), root), mean, variance, largest }
      })
      const { updates, mean, variance, largest } = made
      return [updates, { count, mean, variance, largest: amsgrad ? largest : null }] as const
    },
  })
}

export interface AdamOptions extends MomentsOptions {
  /** Default 1e-3. */
  readonly learningRate?: number | Schedule
  /** The factor of an L2 penalty added to the gradient. Default 0. For decay apart from the gradient see `adamw`. */
  readonly weightDecay?: number
}

type LearningRate = ReturnType<typeof scaleByLearningRate>
export type AdamState = ChainState<readonly [Optimizer<null>, Optimizer<MomentsState>, LearningRate]>
export type AdamWState = ChainState<readonly [Optimizer<MomentsState>, Optimizer<null>, LearningRate]>

/**
 * Adam: steps of about the learning rate in every parameter, whatever the size of its gradient.
 * @example
 * ```
 * adam({ learningRate: cosine(1e-3, 2000) })
 * ```
 * @source Kingma and Ba, 2015; as in PyTorch
 */
export function adam(options: AdamOptions = {}): Optimizer<AdamState> {
  const { learningRate = 1e-3, weightDecay = 0, ...moments } = given('adam', options)
  return chain(addDecayedWeights(weightDecay), scaleByMoments(moments), scaleByLearningRate(learningRate))
}

export interface AdamWOptions extends Omit<AdamOptions, 'weightDecay'> {
  /** How much of a parameter is taken away in a step, times the learning rate. Default 0.01. */
  readonly weightDecay?: number
  /** Which parameters decay, by a pattern of their paths or a tree of booleans. All unless given. */
  readonly decayed?: Selector
}

/**
 * Adam with weight decay apart from the gradient: `parameter -= learningRate · (update + weightDecay · parameter)`.
 * @example
 * ```
 * adamw({ weightDecay: 0.1, decayed: /\.weight$/ })
 * ```
 * @source Loshchilov and Hutter, "Decoupled weight decay regularization", 2019; as in PyTorch
 */
export function adamw(options: AdamWOptions = {}): Optimizer<AdamWState> {
  const { learningRate = 1e-3, weightDecay = 0.01, decayed, ...moments } = given('adamw', options)
  return chain(scaleByMoments(moments), addDecayedWeights(weightDecay, decayed), scaleByLearningRate(learningRate))
}
