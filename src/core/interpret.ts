// What a graph means: its primitives' references, one after the other, in plain TypeScript. The oracle of compilers, and the meaning of
// operations that hold graphs.

import { InternalError } from '../support/errors.js'
import { type HostArray, hostArray } from './array-type.js'
import type { Graph, Variable } from './graph.js'
import { runReference } from './reference.js'

/** The outputs for these inputs, as many as the graph has. */
export function interpret(graph: Graph, inputs: readonly HostArray[]): readonly HostArray[] {
  if (inputs.length !== graph.inputs.length)
    throw new InternalError(`interpret: expected ${graph.inputs.length} inputs; got ${inputs.length}`)
  const values = new Map<Variable, HostArray>()
  const arrayOf = (variable: Variable): HostArray => {
    const value = values.get(variable)
    if (value === undefined) throw new InternalError('interpret: the graph uses an undefined variable')
    return value
  }
  for (const [i, variable] of graph.inputs.entries()) values.set(variable, inputs[i] as HostArray)
  for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
    const results = outputs.map(output => hostArray(output.type))
    runReference(primitive, operands.map(arrayOf), params, results)
    for (const [i, output] of outputs.entries()) values.set(output, results[i] as HostArray)
  }
  return graph.outputs.map(arrayOf)
}
