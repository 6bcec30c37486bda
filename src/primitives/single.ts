// Operations of one input or one output: taking the one out of the list, and putting a tensor through.

import type { Params, Primitive } from '../core/primitive.js'
import type { Tensor } from '../core/tensor.js'
import { bind } from '../core/trace.js'
import { InternalError } from '../support/errors.js'

/** The only element of a list that has one by construction. */
export function only<T>(list: readonly T[]): T {
  const [first] = list
  if (first === undefined || list.length !== 1) throw new InternalError(`expected one operand; got ${list.length}`)
  return first
}

/** Binds a primitive of one output. */
export const bindOne = <P extends Params>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): Tensor =>
  only(bind(primitive, inputs, params))
