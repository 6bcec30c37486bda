// Operations without outputs: they are there for what they do. Passes keep them, in order; nothing is deferred of them and nothing compiled:
// outside of every transform they run at once, and a compiled program hands their inputs out and they run after it, in order.

import { InternalError } from '../support/errors.js'
import type { HostArray } from './array-type.js'
import { inlineCalls } from './calls.js'
import type { Equation, Graph } from './graph.js'
import { forceAll } from './pending.js'
import type { Params, Primitive } from './primitive.js'
import { contentOf, type Tensor } from './tensor.js'

export const isEffect = ({ outputs }: Equation): boolean => outputs.length === 0

/**
 * What there is to compute: the graph without its effects, whose further outputs are what these want to see. The graph itself where there are none.
 */
export function withoutEffects(graph: Graph): { readonly graph: Graph; readonly effects: readonly Equation[] } {
  const { inputs, equations, outputs } = inlineCalls(graph)
  const effects = equations.filter(isEffect)
  if (effects.length === 0) return { graph, effects }
  const pure = equations.filter(equation => !isEffect(equation))
  return { graph: { inputs, equations: pure, outputs: [...outputs, ...effects.flatMap(effect => effect.inputs)] }, effects }
}

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
