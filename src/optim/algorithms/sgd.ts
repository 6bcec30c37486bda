// Stochastic gradient descent, with momentum, as torch.optim.SGD computes it.

import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { add, minimum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { type ChainState, chain } from '../chain.js'
import { mapLeaves, zerosOf } from '../leaves.js'
import { identity, type Optimizer } from '../optimizer.js'
import { addDecayedWeights, type CountState, checkNonNegative, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

export interface MomentumOptions {
  /** How much of the velocity stays from step to step. */
  readonly momentum: number
  /** How much of the gradient is left out after the first step. Default 0. */
  readonly dampening?: number
  /** Whether to look ahead by a step. Default false. */
  readonly nesterov?: boolean
}

export interface MomentumState extends CountState {
  /** A tree like the parameters. */
  readonly velocity: TensorTree
}

/**
 * Momentum: `v₁ = g₁`, then `v = momentum · v + (1 - dampening) · g`; the update is `v`, or `g + momentum · v` with Nesterov's.
 * @throws ArgumentError when Nesterov's has no momentum or has dampening
 * @source Polyak, 1964; Nesterov, 1983; in the form of Sutskever et al., "On the importance of initialization and momentum", 2013
 */
export function scaleByMomentum(options: MomentumOptions): Optimizer<MomentumState> {
  const { momentum, dampening = 0, nesterov = false } = given('momentum', options)
  checkNonNegative('momentum', 'momentum', momentum)
  if (!Number.isFinite(dampening)) throw new ArgumentError(`momentum: dampening must be a finite number; got ${dampening}`)
  if (nesterov && (momentum === 0 || dampening !== 0))
    throw new ArgumentError(`momentum: nesterov needs momentum and no dampening; got momentum ${momentum}, dampening ${dampening}`)
  return Object.freeze({
    init: (params: unknown): MomentumState => ({ count: zeros([], 'int32'), velocity: zerosOf('momentum', params) }),
    update<P>(gradients: P, state: MomentumState) {
      // Nothing is left out of the first gradient.
      const share = sub(1, mul(dampening, cast(minimum(state.count, 1), 'float64')))
      const velocity = mapLeaves('momentum', state.velocity, { gradients }, (v, { gradients: g }) =>
        add(mul(v, momentum), dampening === 0 ? g : mul(g, cast(share, g.dtype))),
      )
      const updates = mapLeaves('momentum', gradients, { velocity }, (g, { velocity: v }) => (nesterov ? add(g, mul(v, momentum)) : v))
      return [updates, { count: add(state.count, 1), velocity }] as const
    },
  })
}

export interface SgdOptions extends Partial<MomentumOptions> {
  readonly learningRate: number | Schedule
  /** The factor of an L2 penalty, `weightDecay / 2 · Σ parameter²`, added to the gradient. Default 0. */
  readonly weightDecay?: number
}

export type SgdState = ChainState<readonly [Optimizer<null>, Optimizer<MomentumState | null>, ReturnType<typeof scaleByLearningRate>]>

/**
 * Stochastic gradient descent: `parameter -= learningRate · v`, where v is the gradient, with decay and momentum as asked.
 * @example
 * ```
 * sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 })
 * ```
 * @source Robbins and Monro, "A stochastic approximation method", 1951; as in PyTorch
 */
export function sgd(options: SgdOptions): Optimizer<SgdState> {
  const { learningRate, momentum = 0, dampening = 0, nesterov = false, weightDecay = 0 } = given('sgd', options)
  const withMomentum: Optimizer<MomentumState | null> =
    momentum === 0 && !nesterov ? identity : scaleByMomentum({ momentum, dampening, nesterov })
  return chain(addDecayedWeights(weightDecay), withMomentum, scaleByLearningRate(learningRate))
}
