// Small bodies for the samples of loops and branches, written as graphs.

import type { ArrayType } from '../../core/array-type.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../core/graph.js'
import type { Params, Primitive } from '../../core/primitive.js'

/** Appends an equation of one output. */
export type Apply = <P extends Params>(primitive: Primitive<P>, inputs: readonly Variable[], params: NoInfer<P>) => Variable

/** The graph of inputs of these types whose outputs `build` computes. */
export function body<const T extends readonly ArrayType[]>(
  types: T,
  build: (apply: Apply, ...inputs: { readonly [K in keyof T]: Variable }) => readonly Variable[],
): Graph {
  const inputs = types.map(variableOf)
  const equations: Equation[] = []
  const apply: Apply = (primitive, operands, params) => {
    const [type] = primitive.typeOf(
      operands.map(v => v.type),
      params,
    )
    if (type === undefined) throw new Error(`${primitive.name}: no output`)
    const output = variableOf(type)
    // The record and its parameters match by the signature; graphs hold them untyped.
    equations.push({ primitive: primitive as unknown as Primitive, inputs: operands, params, outputs: [output] })
    return output
  }
  // One variable for each type.
  const outputs = build(apply, ...(inputs as unknown as { readonly [K in keyof T]: Variable }))
  return { inputs, equations, outputs }
}

export const float32 = (...shape: readonly number[]): ArrayType => ({ shape, dtype: 'float32' })
export const int32 = (...shape: readonly number[]): ArrayType => ({ shape, dtype: 'int32' })
