// Effects on tensors: whatever they see is computed first, in one batch.

import { InternalError } from '../support/errors.js'
import type { HostArray } from './array-type.js'
import { type EffectStep, perform } from './effects.js'
import { forceAll } from './pending.js'
import { contentOf, type Tensor } from './tensor.js'

function hostOf(tensor: Tensor): HostArray {
  const content = contentOf(tensor)
  if (content.kind !== 'held') throw new InternalError(`effects: a value is ${content.kind}`)
  return { shape: tensor.shape, dtype: tensor.dtype, data: content.buffer.read() }
}

/** Does what is to be done, seeing these values. */
export function performOn(steps: readonly EffectStep[], values: readonly Tensor[]): void {
  forceAll(values)
  perform(steps, values.map(hostOf))
}
