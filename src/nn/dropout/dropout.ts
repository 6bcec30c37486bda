// Dropout.

import { mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { bernoulli } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import type { SameShape } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'

/**
 * In training, each element is 0 with probability `rate` and `x / (1 - rate)` otherwise, so that the mean stays. Applied, it is the identity.
 * @throws ArgumentError unless 0 ≤ rate < 1
 * @source Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014
 */
export function dropout(rate: number): Layer<SameShape> {
  if (!(rate >= 0 && rate < 1)) throw new ArgumentError(`dropout: the rate must be at least 0 and less than 1; got ${rate}`)
  return defineLayer<SameShape>({
    name: 'dropout',
    init: () => noParameters,
    apply(_params, x) {
      checkInput('dropout', x)
      return x
    },
    train(params, x, key) {
      checkInput('dropout', x)
      const kept = bernoulli(key, x.shape, 1 - rate)
      return [where(kept, mul(x, 1 / (1 - rate)), 0), params]
    },
  })
}
