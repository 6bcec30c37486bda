// Averages of parameters over the course of training, which often do better than the last ones. Apart from optimizers: they look at parameters, and
// move nothing.

import type { Tensor } from '../core/tensor.js'
import type { TensorTree } from '../core/tensors.js'
import { full, zeros } from '../ops/creation/creation.js'
import { add, div, maximum, mul, remainder, sub } from '../ops/elementwise/arithmetic.js'
import { cast, where } from '../ops/elementwise/choose.js'
import { equal, greaterEqual } from '../ops/elementwise/comparison.js'
import { logicalAnd } from '../ops/elementwise/logic.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { checkOptions } from '../support/options.js'
import { flatten, unflatten } from '../support/tree.js'
import { isLeaf, mapLeaves } from './leaves.js'
import { type CountState, checkShare } from './scale.js'

export interface AverageState extends CountState {
  /** A tree like the parameters; null where nothing is trained. */
  readonly average: TensorTree
}

/** An average of the parameters of all steps: pure, with a state that is a tree of tensors, like an optimizer's. */
export interface Averaging {
  /** The state before the first step. */
  init(params: unknown): AverageState
  /** The state after a step that gave these parameters. */
  update(state: AverageState, params: unknown): AverageState
  /** The parameters with their averages in the place of what is trained; statistics stay those of the last step. */
  read<P>(state: AverageState, params: P): P
}

const averaging = (
  operation: string,
  step: (count: Tensor<[], 'int32'>) => { readonly share: Tensor<[], 'float64'>; readonly counts: Tensor<[], 'bool'> },
): Averaging =>
  Object.freeze({
    init: (params: unknown): AverageState => ({
      count: zeros([], 'int32'),
      average: mapLeaves(operation, params, {}, leaf => leaf) as TensorTree,
    }),
    update(state: AverageState, params: unknown): AverageState {
      const { share, counts } = step(state.count)
      const average = mapLeaves(operation, state.average, { params }, (mean, { params: p }) =>
        where(counts, add(mean, mul(sub(p, mean), cast(share, p.dtype))), mean),
      )
      return { count: add(state.count, 1), average }
    },
    read<P>(state: AverageState, params: P): P {
      const averages = flatten(
        mapLeaves(operation, params, { average: state.average }, (_, { average }) => average),
        isLeaf,
      ).leaves
      const { leaves, structure } = flatten(params, isLeaf)
      // The parameters' structure, with leaves of the same types.
      return unflatten(
        structure,
        leaves.map((leaf, i) => averages[i] ?? leaf),
      ) as P
    },
  })

/**
 * The exponential moving average: `a = decay · a + (1 - decay) · p`, from the parameters of the first step on.
 * @param decay how much stays from step to step, 0 to 1
 * @example
 * ```
 * const average = ema(0.999)
 * let averaged = average.init(params)
 * averaged = average.update(averaged, params)      // after each step
 * model.apply(average.read(averaged, params), x)
 * ```
 * @source Polyak and Juditsky, 1992; as `get_ema_multi_avg_fn` of PyTorch
 */
export function ema(decay: number): Averaging {
  checkShare('ema', 'decay', decay)
  return averaging('ema', count => ({
    // The first parameters are their own average.
    share: where(equal(count, 0), 1, full([], 1 - decay, 'float64')),
    counts: greaterEqual(count, 0) as Tensor<[], 'bool'>,
  }))
}

export interface SwaOptions {
  /** The first step whose parameters count, from 0. Default 0. */
  readonly from?: number
  /** Every how many steps they count. Default 1. */
  readonly every?: number
}

/**
 * The mean of the parameters of many steps: stochastic weight averaging.
 * @param options from, default 0; every, default 1
 * @example
 * ```
 * swa({ from: 10_000, every: 500 })
 * ```
 * @source Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018
 */
export function swa(options: SwaOptions = {}): Averaging {
  checkOptions('swa', options, ['from', 'every'])
  const { from = 0, every = 1 } = options
  checkInteger('swa', 'from', from, 0)
  checkInteger('swa', 'every', every, 1)
  return averaging('swa', count => {
    const since = sub(count, from)
    const counts = logicalAnd(greaterEqual(since, 0), equal(remainder(since, every), 0)) as Tensor<[], 'bool'>
    return { share: div(1, maximum(add(div(cast(sub(since, remainder(since, every)), 'float64'), every), 1), 1)), counts }
  })
}
