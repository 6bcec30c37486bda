// Adam and AdamW, as torch.optim.Adam and torch.optim.AdamW compute them.

import type { Tensor } from '../core/tensor.js'
import type { TensorTree } from '../core/tensors.js'
import { zeros } from '../ops/creation/creation.js'
import { add, div, mul, neg, reciprocal, square } from '../ops/elementwise/arithmetic.js'
import { cast } from '../ops/elementwise/choose.js'
import { expm1, rsqrt, sqrt } from '../ops/elementwise/float-functions.js'
import { ArgumentError } from '../support/errors.js'
import { type ChainState, chain } from './chain.js'
import { mapLeaves, zerosOf } from './leaves.js'
import type { Optimizer } from './optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, scaleByLearningRate } from './scale.js'
import type { Schedule, Step } from './schedule.js'

export interface MomentsOptions {
  /** How much of the mean of gradients stays from step to step. Default 0.9. */
  readonly beta1?: number
  /** The same for the mean of their squares. Default 0.999. */
  readonly beta2?: number
  /** Added to the square root, against division by zero. Default 1e-8. */
  readonly eps?: number
}

export interface MomentsState extends CountState {
  /** Trees like the parameters: the running means of gradients and of their squares, towards zero at first. */
  readonly mean: TensorTree
  readonly variance: TensorTree
}

function checkBeta(name: string, beta: number): void {
  if (!(beta >= 0 && beta < 1)) throw new ArgumentError(`adam: ${name} must be at least 0 and less than 1; got ${beta}`)
}

/** `1 - beta^steps`, as `-expm1(steps · log beta)`, for the difference would lose the digits of a beta near 1. */
const debias = (beta: number, steps: Step): Tensor<[], 'float64'> => neg(expm1(mul(cast(steps, 'float64'), Math.log(beta))))

/**
 * Gradients over the root of their mean square: `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`, and the update is
 * `m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + eps)` at step t = 1, 2, ….
 * @source Kingma and Ba, "Adam: a method for stochastic optimization", 2015
 */
export function scaleByMoments({ beta1 = 0.9, beta2 = 0.999, eps = 1e-8 }: MomentsOptions = {}): Optimizer<MomentsState> {
  checkBeta('beta1', beta1)
  checkBeta('beta2', beta2)
  checkNonNegative('adam', 'eps', eps)
  return Object.freeze({
    init: (params: unknown): MomentsState => ({
      count: zeros([], 'int32'),
      mean: zerosOf('adam', params),
      variance: zerosOf('adam', params),
    }),
    update<P>(gradients: P, state: MomentsState) {
      const count = add(state.count, 1)
      const mean = mapLeaves('adam', state.mean, { gradients }, (m, { gradients: g }) => add(mul(m, beta1), mul(g, 1 - beta1)))
      const variance = mapLeaves('adam', state.variance, { gradients }, (v, { gradients: g }) =>
        add(mul(v, beta2), mul(square(g), 1 - beta2)),
      )
      const meanFactor = reciprocal(debias(beta1, count))
      const rootFactor = rsqrt(debias(beta2, count))
      const updates = mapLeaves('adam', gradients, { mean, variance }, (_, { mean: m, variance: v }) =>
        div(mul(m, cast(meanFactor, m.dtype)), add(mul(sqrt(v), cast(rootFactor, v.dtype)), eps)),
      )
      return [updates, { count, mean, variance }] as const
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
export const adam = ({ learningRate = 1e-3, weightDecay = 0, ...moments }: AdamOptions = {}): Optimizer<AdamState> =>
  chain(addDecayedWeights(weightDecay), scaleByMoments(moments), scaleByLearningRate(learningRate))

export interface AdamWOptions extends Omit<AdamOptions, 'weightDecay'> {
  /** How much of a parameter is taken away in a step, times the learning rate. Default 0.01. */
  readonly weightDecay?: number
}

/**
 * Adam with weight decay apart from the gradient: `parameter -= learningRate · (update + weightDecay · parameter)`.
 * @source Loshchilov and Hutter, "Decoupled weight decay regularization", 2019; as in PyTorch
 */
export const adamw = ({ learningRate = 1e-3, weightDecay = 0.01, ...moments }: AdamWOptions = {}): Optimizer<AdamWState> =>
  chain(scaleByMoments(moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate))
