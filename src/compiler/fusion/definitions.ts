// What the compiler knows of each variable of a graph: the equation that defines it, how that lowers, and who uses it.

import { argument, constant, type Expr, operands, variable } from '../../core/expr.js'
import type { Equation, Graph, Variable } from '../../core/graph.js'
import type { Lowering } from '../../core/lowering.js'
import { InternalError } from '../../support/errors.js'

export interface Definition {
  readonly equation: Equation
  readonly output: number
  readonly lowering: Lowering
}

export interface Definitions {
  readonly graph: Graph
  /** Absent for the inputs of the graph. */
  readonly of: ReadonlyMap<Variable, Definition>
  readonly consumers: ReadonlyMap<Variable, readonly Equation[]>
  readonly lowering: (equation: Equation) => Lowering
  readonly isOutput: (v: Variable) => boolean
}

export function define(graph: Graph): Definitions {
  const of = new Map<Variable, Definition>()
  const consumers = new Map<Variable, Equation[]>()
  const lowerings = new Map<Equation, Lowering>()
  for (const equation of graph.equations) {
    const { primitive, inputs, params, outputs } = equation
    const lowering = primitive.lower(
      inputs.map(v => v.type),
      params,
      outputs.map(v => v.type),
    )
    lowerings.set(equation, lowering)
    for (const [output, v] of outputs.entries()) of.set(v, { equation, output, lowering })
    for (const v of new Set(inputs)) {
      const list = consumers.get(v)
      if (list === undefined) consumers.set(v, [equation])
      else list.push(equation)
    }
  }
  const outputs = new Set(graph.outputs)
  return {
    graph,
    of,
    consumers,
    lowering(equation) {
      const found = lowerings.get(equation)
      if (found === undefined) throw new InternalError(`fusion: ${equation.primitive.name} is not of this graph`)
      return found
    },
    isOutput: v => outputs.has(v),
  }
}

/** A guard is a comparison and a choice for every axis that has one: more than it takes to store and read. */
const guardWeight = 5

/** How much arithmetic one element takes: the distinct operations of the body, positions not counted. */
export function weightOf(equation: Equation, lowering: Lowering): number {
  if (lowering.kind === 'index') {
    const at = (equation.outputs[0]?.type.shape ?? []).map((extent, i) => variable(`i${i}`, extent))
    let guards = 0
    lowering.body(at, (input, _, guard) => {
      if (guard !== undefined) guards = guardWeight
      return constant(equation.inputs[input]?.type.dtype ?? 'float32', 0)
    })
    return guards
  }
  if (lowering.kind !== 'elementwise') return 0
  const seen = new Set<Expr>()
  let weight = 0
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (e.op !== 'constant' && e.op !== 'argument') weight += e.op === 'binary' && (e.name === 'div' || e.name === 'rem') ? 4 : 1
    operands(e).forEach(visit)
  }
  lowering.body(equation.inputs.map((v, i) => argument(v.type.dtype, i))).forEach(visit)
  return weight
}
