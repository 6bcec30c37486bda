// Averaged stochastic gradient descent, as torch.optim.ASGD computes it.

import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { add, div, maximum, mul, neg, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { lessEqual } from '../../ops/elementwise/comparison.js'
import { pow } from '../../ops/elementwise/power.js'
import { checkOptions } from '../../support/options.js'
import { mapLeavesTo, zerosOf } from '../leaves.js'
import type { Optimizer } from '../optimizer.js'
import { type CountState, checkNonNegative, rateOf } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

export interface AsgdOptions {
  /** η. Default 1e-2. */
  readonly learningRate?: number | Schedule
  /** λ, the decay of parameters and of the rate. Default 1e-4. */
  readonly lambd?: number
  /** α, the power by which the rate falls. Default 0.75. */
  readonly alpha?: number
  /** The step at which averaging begins. Default 1e6. */
  readonly t0?: number
  /** The factor of an L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number
}

export interface AsgdState extends CountState {
  /** A tree like the parameters: their mean since step t0, and the parameters themselves before it. */
  readonly average: TensorTree
}

/**
 * Stochastic gradient descent of a falling rate, beside which the parameters are averaged: `η = learningRate / (1 + λ · learningRate · t)^α`,
 * `p -= η (λ p + g)`, at steps t = 0, 1, …; the state's `average` is what to use in the end.
 * @throws ArgumentError when an option is negative
 * @source Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; as in PyTorch
 */
export function asgd(options: AsgdOptions = {}): Optimizer<AsgdState> {
  checkOptions('asgd', options, ['learningRate', 'lambd', 'alpha', 't0', 'weightDecay'])
  const { learningRate = 1e-2, lambd = 1e-4, alpha = 0.75, t0 = 1e6, weightDecay = 0 } = options
  const schedule = rateOf(learningRate)
  for (const [name, value] of Object.entries({ lambd, alpha, t0, weightDecay })) checkNonNegative('asgd', name, value)
  return Object.freeze({
    init: (params: unknown): AsgdState => ({ count: zeros([], 'int32'), average: zerosOf('asgd', params) }),
    update<P>(gradients: P, state: AsgdState, params: P) {
      const time = cast(state.count, 'float64')
      const rate = cast(schedule(state.count), 'float64')
      const eta = div(rate, pow(add(1, mul(mul(lambd, rate), time)), alpha))
      const share = div(1, maximum(sub(time, t0), 1))
      const { updates, average } = mapLeavesTo(
        'asgd',
        gradients,
        { p: params, mean: state.average },
        ['updates', 'average'],
        (g, { p, mean }) => {
          const slope = weightDecay === 0 ? g : add(g, mul(p, weightDecay))
          const updates = neg(mul(add(mul(p, lambd), slope), cast(eta, g.dtype)))
          const moved = add(p, updates)
          const averaged = add(mean, mul(sub(moved, mean), cast(share, g.dtype)))
          return { updates, average: where(lessEqual(sub(time, t0), 1), moved, averaged) }
        },
      )
      return [updates, { count: add(state.count, 1), average }] as const
    },
  })
}
