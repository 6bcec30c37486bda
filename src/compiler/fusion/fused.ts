// What a group computes: its own equations, and those that travel into it because their results are not stored.

import type { Equation, Graph, Variable } from '../../core/graph.js'

/** The equations that are computed together with these roots, in order of computation. */
export function fusedEquations(graph: Graph, materialised: ReadonlySet<Variable>, roots: readonly Variable[]): readonly Equation[] {
  const definition = new Map(graph.equations.flatMap(equation => equation.outputs.map(v => [v, equation] as const)))
  const own = new Set(roots)
  const fused = new Set<Equation>()
  const pending = [...roots]
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    const equation = definition.get(v)
    if (equation === undefined || fused.has(equation) || (materialised.has(v) && !own.has(v))) continue
    fused.add(equation)
    pending.push(...equation.inputs)
  }
  return graph.equations.filter(equation => fused.has(equation))
}
