// Runs a graph on tensors, operation by operation, by what binding one means.

import { InternalError } from '../support/errors.js'
import type { ArrayType } from './array-type.js'
import type { Equation, Graph, Variable } from './graph.js'
import type { Params, Primitive } from './primitive.js'
import type { Tensor } from './tensor.js'

/** Interprets one operation whose types have been checked. */
type Bind = (
  primitive: Primitive,
  inputs: readonly Tensor[],
  params: Params,
  types: readonly ArrayType[],
  equation: Equation,
) => readonly Tensor[]

/** The outputs for these inputs, as many as the graph has. */
export function evaluateGraph(graph: Graph, inputs: readonly Tensor[], bind: Bind): readonly Tensor[] {
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
  for (const equation of graph.equations) {
    const { primitive, inputs: operands, params, outputs } = equation
    define(
      outputs,
      bind(
        primitive,
        operands.map(read),
        params,
        outputs.map(output => output.type),
        equation,
      ),
    )
  }
  return graph.outputs.map(read)
}
