// The graph: a pure program over arrays in single-assignment form, the one intermediate representation that tracing makes,
// passes rewrite, backends compile and transposition walks backwards. Immutable; equations are in order of computation.

import type { ArrayType } from './array-type.js'
import { showType } from './array-type.js'
import type { Params, ParamValue, Primitive } from './primitive.js'

/** A variable is its object: identity says which one it is. */
export interface Variable {
  readonly type: ArrayType
}

export interface Equation {
  readonly primitive: Primitive
  readonly inputs: readonly Variable[]
  readonly params: Params
  readonly outputs: readonly Variable[]
}

export interface Graph {
  readonly inputs: readonly Variable[]
  readonly equations: readonly Equation[]
  readonly outputs: readonly Variable[]
}

export const variableOf = (type: ArrayType): Variable => ({ type })

/** Parameters in a canonical text: equal for equal parameters only (NaN, -0 and infinities included). */
export function showParam(value: ParamValue): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly ParamValue[]).map(showParam).join(',')}]`
  return `{${Object.entries(value)
    .map(([name, v]) => `${name}:${showParam(v)}`)
    .join(',')}}`
}

/** The canonical structure in full: two graphs have equal keys exactly when they are the same program up to the names of variables. */
export function graphKey(graph: Graph): string {
  const numbers = new Map<Variable, number>()
  const name = (v: Variable): number => {
    let n = numbers.get(v)
    if (n === undefined) {
      n = numbers.size
      numbers.set(v, n)
    }
    return n
  }
  const parts = [graph.inputs.map(v => `${name(v)}:${showType(v.type)}`).join(' ')]
  for (const { primitive, inputs, params, outputs } of graph.equations)
    parts.push(
      `${outputs.map(v => `${name(v)}:${showType(v.type)}`).join(' ')}=${primitive.name}${showParam(params)} ${inputs.map(name).join(' ')}`,
    )
  parts.push(graph.outputs.map(name).join(' '))
  return parts.join('\n')
}
