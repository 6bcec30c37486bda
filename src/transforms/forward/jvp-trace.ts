// Forward differentiation: each value carries its tangent, and each operation applies its primitive's jvp rule.
// Primals and tangents are computed under the parent trace, so derivatives of derivatives come from nesting.
// A tangent that is exactly zero is `null` and costs nothing (symbolic zeros). Source: Griewank and Walther (2008), chapter 3.

import { differentiate, type Tangent } from '../../core/primitive.js'
import { contentOf, Tensor, type Value } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { isFloat } from '../../support/dtype.js'

export interface JvpTrace extends Trace {
  /** A value with its tangent; integers and what has none stay as they are. */
  readonly pair: (primal: Tensor, tangent: Tangent) => Tensor
  readonly primalOf: (tensor: Tensor) => Tensor
  readonly tangentOf: (tensor: Tensor) => Tangent
}

interface Dual {
  readonly kind: 'traced'
  readonly trace: Trace
  readonly primal: Tensor
  readonly tangent: Tensor
}

/** A trace over the current one. */
export function jvpTrace(name: string): JvpTrace {
  const parent = currentTrace()
  const isOurs = (value: Value): value is Dual => value.kind === 'traced' && value.trace === trace
  const pair = (primal: Tensor, tangent: Tangent): Tensor => {
    if (tangent === null || !isFloat(primal.dtype)) return primal
    const dual: Dual = { kind: 'traced', trace, primal, tangent }
    return new Tensor(primal, dual)
  }
  const primalOf = (tensor: Tensor): Tensor => {
    const value = contentOf(tensor)
    return isOurs(value) ? value.primal : tensor
  }
  const tangentOf = (tensor: Tensor): Tangent => {
    const value = contentOf(tensor)
    return isOurs(value) ? value.tangent : null
  }
  const trace: JvpTrace = {
    name,
    parent,
    pair,
    primalOf,
    tangentOf,
    bind(primitive, inputs, params, types) {
      const primals = inputs.map(primalOf)
      const evaluate = () => parent.bind(primitive, primals, params, types)
      const tangents = inputs.map(tangentOf)
      if (tangents.every(tangent => tangent === null)) return evaluate()
      const both = withTrace(parent, () => differentiate(primitive, primals, tangents, params, evaluate))
      return both.outputs.map((output, i) => pair(output, both.tangents[i] ?? null))
    },
  }
  return trace
}
