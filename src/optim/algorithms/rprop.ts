// Rprop, as torch.optim.Rprop computes it.

import type { TensorTree } from '../../core/tensors.js'
import { fullLike, onesLike } from '../../ops/creation/creation.js'
import { mul, neg, sign } from '../../ops/elementwise/arithmetic.js'
import { clamp, where } from '../../ops/elementwise/choose.js'
import { greater, less } from '../../ops/elementwise/comparison.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { mapLeaves, mapLeavesTo, zerosOf } from '../leaves.js'
import type { Optimizer } from '../optimizer.js'
import { checkNonNegative } from '../scale.js'

export interface RpropOptions {
  /** The first step of every parameter. Default 1e-2. */
  readonly learningRate?: number
  /** What a step is multiplied by when the gradient has changed its sign, below 1, and when it has kept it, above 1. Default [0.5, 1.2]. */
  readonly etas?: readonly [number, number]
  /** The smallest and the largest step. Default [1e-6, 50]. */
  readonly stepSizes?: readonly [number, number]
}

export interface RpropState {
  /** Trees like the parameters: the gradient before, with 0 where its sign had changed, and the size of each step. */
  readonly before: TensorTree
  readonly sizes: TensorTree
}

/**
 * Resilient propagation: steps go by the sign of the gradient alone, and grow as long as it stays. For whole batches, as signs of noise mean nothing.
 * @throws ArgumentError when an option is out of range
 * @source Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning", 1993; as in PyTorch
 */
export function rprop(options: RpropOptions = {}): Optimizer<RpropState> {
  checkOptions('rprop', options, ['learningRate', 'etas', 'stepSizes'])
  const { learningRate = 1e-2, etas = [0.5, 1.2], stepSizes = [1e-6, 50] } = options
  checkNonNegative('rprop', 'learningRate', learningRate)
  const [[shrink, grow], [smallest, largest]] = [etas, stepSizes]
  if (!(shrink > 0 && shrink < 1 && grow > 1)) throw new ArgumentError(`rprop: etas must be below 1 and above 1; got ${show(etas)}`)
  if (!(smallest >= 0 && smallest <= largest)) throw new ArgumentError(`rprop: stepSizes must ascend from 0; got ${show(stepSizes)}`)
  return Object.freeze({
    init: (params: unknown): RpropState => ({
      before: zerosOf('rprop', params),
      sizes: mapLeaves('rprop', params, {}, leaf => fullLike(leaf, learningRate)) as TensorTree,
    }),
    update<P>(gradients: P, state: RpropState) {
      const { updates, before, sizes } = mapLeavesTo(
        'rprop',
        gradients,
        { last: state.before, size: state.sizes },
        ['updates', 'before', 'sizes'],
        (g, { last, size }) => {
          const agreement = mul(g, last)
          const turned = less(agreement, 0)
          const factor = where(turned, shrink, where(greater(agreement, 0), grow, onesLike(g)))
          const sizes = clamp(mul(size, factor), smallest, largest)
          // Where the sign has changed nothing moves, and the next step does not look back.
          const before = where(turned, 0, g)
          return { updates: neg(mul(sign(before), sizes)), before, sizes }
        },
      )
      return [updates, { before, sizes }] as const
    },
  })
}
