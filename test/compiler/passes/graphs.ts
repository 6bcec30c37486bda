// Builds graphs equation by equation and computes them by the primitives' references: the oracle of the tests of passes.

import { type ArrayType, arrayType, type HostArray, hostArray } from '../../../src/core/array-type.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../../src/core/graph.js'
import type { Params, Primitive } from '../../../src/core/primitive.js'
import { broadcastP } from '../../../src/primitives/structure/broadcast.js'
import { constantP } from '../../../src/primitives/structure/constant.js'
import type { DTypeName } from '../../../src/support/dtype.js'

export interface Builder {
  readonly input: (shape: readonly number[], dtype?: DTypeName) => Variable
  /** Appends an equation. @throws what the primitive throws for inputs that are not legal */
  readonly apply: <P extends Params>(primitive: Primitive<P>, inputs: readonly Variable[], params: NoInfer<P>) => Variable
  readonly full: (value: number, type: ArrayType) => Variable
  readonly graph: (...outputs: readonly Variable[]) => Graph
}

export function builder(): Builder {
  const inputs: Variable[] = []
  const equations: Equation[] = []
  const apply: Builder['apply'] = (primitive, operands, params) => {
    const types = primitive.typeOf(
      operands.map(v => v.type),
      params,
    )
    const outputs = types.map(variableOf)
    // The record and its parameters match by the signature; graphs hold them untyped.
    equations.push({ primitive: primitive as unknown as Primitive, inputs: operands, params, outputs })
    const [output] = outputs
    if (output === undefined) throw new Error(`${primitive.name}: no output`)
    return output
  }
  return {
    input(shape, dtype = 'float32') {
      const v = variableOf(arrayType(shape, dtype))
      inputs.push(v)
      return v
    },
    apply,
    full: (value, { shape, dtype }) => apply(broadcastP, [apply(constantP, [], { value, dtype })], { shape, axes: [] }),
    graph: (...outputs) => ({ inputs: [...inputs], equations: [...equations], outputs }),
  }
}

/** The outputs of a graph, by the references of its primitives. */
export function interpret(graph: Graph, inputs: readonly HostArray[]): readonly HostArray[] {
  const values = new Map<Variable, HostArray>(graph.inputs.map((v, i) => [v, given(inputs[i])]))
  for (const { primitive, inputs, params, outputs } of graph.equations) {
    const results = outputs.map(v => hostArray(v.type))
    primitive.reference(
      inputs.map(v => given(values.get(v))),
      params,
      results,
    )
    for (const [i, v] of outputs.entries()) values.set(v, given(results[i]))
  }
  return graph.outputs.map(v => given(values.get(v)))
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a variable without a value')
  return value
}
