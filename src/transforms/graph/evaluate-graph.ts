// Runs a graph by binding its equations under the current trace: so a graph can be differentiated, batched and traced again.

import type { Graph, Variable } from '../../core/graph.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { InternalError } from '../../support/errors.js'

/** The outputs for these inputs, as many as the graph has. */
export function evaluateGraph(graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] {
  if (inputs.length !== graph.inputs.length)
    throw new InternalError(`evaluateGraph: expected ${graph.inputs.length} inputs; got ${inputs.length}`)
  const values = new Map<Variable, Tensor>()
  const read = (variable: Variable): Tensor => {
    const value = values.get(variable)
    if (value === undefined) throw new InternalError('evaluateGraph: the graph uses an undefined variable')
    return value
  }
  const define = (variables: readonly Variable[], tensors: readonly Tensor[]): void => {
    for (const [i, variable] of variables.entries()) {
      const tensor = tensors[i]
      if (tensor === undefined) throw new InternalError(`evaluateGraph: expected ${variables.length} outputs; got ${tensors.length}`)
      values.set(variable, tensor)
    }
  }
  define(graph.inputs, inputs)
  for (const { primitive, inputs: operands, params, outputs } of graph.equations)
    define(outputs, bind(primitive, operands.map(read), params))
  return graph.outputs.map(read)
}
