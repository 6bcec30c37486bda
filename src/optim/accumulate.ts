// Several small batches as one large one.

import type { Tensor } from '../core/tensor.js'
import type { TensorTree } from '../core/tensors.js'
import { zeros, zerosLike } from '../ops/creation/creation.js'
import { add, div } from '../ops/elementwise/arithmetic.js'
import { equal } from '../ops/elementwise/comparison.js'
import { checkInteger } from '../ops/signatures/operands.js'
import { cond } from '../transforms/index.js'
import { mapLeaves, zerosOf } from './leaves.js'
import type { Optimizer } from './optimizer.js'
import type { CountState } from './scale.js'

export interface AccumulateState<S> extends CountState {
  /** A tree like the parameters: the sum of the gradients since the last step. */
  readonly sum: TensorTree
  /** The state of the optimizer itself. */
  readonly inner: S
}

/**
 * One step of an optimizer for every so many gradients, with their mean; between its steps nothing moves. Schedules count its steps.
 * @param every how many gradients make a step
 * @example
 * ```
 * accumulate(4, adamw({ learningRate: 1e-3 }))   // batches of 16, steps as with 64
 * ```
 */
export function accumulate<S>(every: number, optimizer: Optimizer<S>): Optimizer<AccumulateState<S>> {
  checkInteger('accumulate', 'every', every, 1)
  return Object.freeze({
    init: (params: unknown): AccumulateState<S> => ({
      count: zeros([], 'int32'),
      sum: zerosOf('accumulate', params),
      inner: optimizer.init(params),
    }),
    update<P>(gradients: P, state: AccumulateState<S>, params: P) {
      const total = mapLeaves('accumulate', gradients, { sum: state.sum }, (g, { sum }) => add(sum, g))
      const count = add(state.count, 1)
      const nothing = (tree: P): P => mapLeaves('accumulate', tree, {}, leaf => zerosLike(leaf))
      const full = equal(count, every) as Tensor<[], 'bool'>
      const [updates, sum, inner, left] = cond(
        full,
        (sum: P, inner: S, p: P) => {
          const [updates, next] = optimizer.update(
            mapLeaves('accumulate', sum, {}, leaf => div(leaf, every)),
            inner,
            p,
          )
          return [updates, nothing(sum), next, zeros([], 'int32')] as const
        },
        (sum: P, inner: S) => [nothing(sum), sum, inner, count] as const,
        total,
        state.inner,
        params,
      )
      return [updates, { count: left, sum: sum as TensorTree, inner }] as const
    },
  })
}
