// Operations without outputs: they are there for what they do. Passes keep them, in order; nothing is deferred of them and nothing compiled:
// outside of every transform they run at once, and a compiled program hands their inputs out and they run after it, in order.

import { InternalError } from '../support/errors.js'
import type { HostArray } from './array-type.js'
import type { Equation } from './graph.js'
import { forceAll } from './pending.js'
import type { Params, Primitive } from './primitive.js'
import { contentOf, type Tensor } from './tensor.js'

export const isEffect = ({ outputs }: Equation): boolean => outputs.length === 0

function hostOf(tensor: Tensor, operation: string): HostArray {
  const content = contentOf(tensor)
  if (content.kind !== 'held') throw new InternalError(`${operation}: an input is ${content.kind}`)
  return { shape: tensor.shape, dtype: tensor.dtype, data: content.buffer.read() }
}

/** Runs an operation without outputs, with its inputs computed. */
export function perform(primitive: Primitive, inputs: readonly Tensor[], params: Params): void {
  forceAll(inputs)
  primitive.reference(
    inputs.map(input => hostOf(input, primitive.name)),
    params,
    [],
  )
}
