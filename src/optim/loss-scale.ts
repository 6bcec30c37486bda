// Gradients in float16 vanish below 6e-8: the loss is multiplied by a number, and gradients are divided by it. Where one is not finite the step is left
// out, and the number was too large. After NVIDIA's recipe.

import type { Tensor } from '../core/tensor.js'
import { full, zeros } from '../ops/creation/creation.js'
import { add, mul, reciprocal } from '../ops/elementwise/arithmetic.js'
import { cast, where } from '../ops/elementwise/choose.js'
import { greaterEqual, isFinite as isFiniteElement } from '../ops/elementwise/comparison.js'
import { logicalAnd, logicalNot } from '../ops/elementwise/logic.js'
import { all } from '../ops/reductions/reduce.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { zipWith } from '../ops/tree.js'
import { ArgumentError } from '../support/errors.js'
import { checkOptions } from '../support/options.js'
import { show } from '../support/show.js'
import { mapLeaves, trainedLeaves } from './leaves.js'
import type { Optimizer } from './optimizer.js'

export interface LossScaleOptions {
  /** The first scale. Default 65536. */
  readonly initial?: number
  /** What it is multiplied by after `interval` steps without overflow. Default 2; 1 for a scale that stays. */
  readonly growth?: number
  /** What it is multiplied by after an overflow. Default 0.5; 1 for a scale that stays. */
  readonly backoff?: number
  /** Default 2000. */
  readonly interval?: number
}

export interface LossScaleState<S> {
  /** What to multiply the loss by. */
  readonly scale: Tensor<[], 'float32'>
  /** How many steps in a row have been finite since the scale has changed. */
  readonly good: Tensor<[], 'int32'>
  /** How many steps have been left out. */
  readonly skipped: Tensor<[], 'int32'>
  /** The state of the optimizer itself. */
  readonly inner: S
}

/** Whether all that is trained is finite: bool[]. */
export const allFinite = (tree: unknown): Tensor<[], 'bool'> =>
  trainedLeaves(tree)
    .map(leaf => all(isFiniteElement(leaf)) as Tensor<[], 'bool'>)
    .reduce((a, b) => logicalAnd(a, b), full([], true, 'bool') as Tensor<[], 'bool'>)

/**
 * An optimizer for gradients of a scaled loss: multiply the loss by `state.scale` before it is differentiated. Gradients are divided by the scale; if one of
 * them is not finite, nothing moves, the optimizer's state stays, and the scale falls.
 * @param options initial, default 65536; growth, default 2; backoff, default 0.5; interval, default 2000
 * @throws ArgumentError when an option is out of range
 * @example
 * ```
 * const optimizer = scaledLoss(adam())
 * const scaled = (p: Params) => loss(tree.cast(p, 'float16')).cast('float32').mul(state.scale)
 * const [updates, next] = optimizer.update(grad(scaled)(params), state, params)
 * ```
 * @source Micikevicius et al., "Mixed precision training", 2018; as PyTorch's GradScaler
 */
export function scaledLoss<S>(optimizer: Optimizer<S>, options: LossScaleOptions = {}): Optimizer<LossScaleState<S>> {
  checkOptions('scaledLoss', options, ['initial', 'growth', 'backoff', 'interval'])
  const { initial = 65536, growth = 2, backoff = 0.5, interval = 2000 } = options
  if (!(initial > 0 && Number.isFinite(initial)))
    throw new ArgumentError(`scaledLoss: the initial scale must be a positive number; got ${show(initial)}`)
  if (!(growth >= 1 && Number.isFinite(growth))) throw new ArgumentError(`scaledLoss: growth must be at least 1; got ${show(growth)}`)
  if (!(backoff > 0 && backoff <= 1)) throw new ArgumentError(`scaledLoss: backoff must be above 0 and at most 1; got ${show(backoff)}`)
  checkInteger('scaledLoss', 'interval', interval, 1)
  return Object.freeze({
    init: (params: unknown): LossScaleState<S> => ({
      scale: full([], initial),
      good: zeros([], 'int32'),
      skipped: zeros([], 'int32'),
      inner: optimizer.init(params),
    }),
    update<P>(gradients: P, state: LossScaleState<S>, params: P) {
      const inverse = reciprocal(state.scale)
      const unscaled = mapLeaves('scaledLoss', gradients, {}, g => mul(g, cast(inverse, g.dtype)))
      const finite = allFinite(unscaled)
      const [moves, stepped] = optimizer.update(unscaled, state.inner, params)
      // Chosen element by element, in the kernels that compute the step.
      const updates = mapLeaves('scaledLoss', moves, {}, leaf => where(finite, leaf, 0))
      const inner = zipWith<unknown, Tensor>([stepped, state.inner], (now, before) => where(finite, now as Tensor, before as Tensor)) as S
      const good = add(state.good, 1)
      const grows = greaterEqual(good, interval) as Tensor<[], 'bool'>
      const scale = where(finite, where(grows, mul(state.scale, growth), state.scale), mul(state.scale, backoff))
      return [
        updates,
        {
          scale,
          good: where(logicalAnd(finite, logicalNot(grows)), good, 0),
          skipped: where(finite, state.skipped, add(state.skipped, 1)),
          inner,
        },
      ] as const
    },
  })
}
