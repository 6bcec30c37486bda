// Drops what no result needs, in one walk from the results back.

import { doesSomething } from '../../core/effects.js'
import type { Equation, Variable } from '../../core/graph.js'
import type { Pass } from './pass.js'

export const deadCode: Pass = {
  name: 'dead-code',
  description: 'drops equations whose outputs nothing needs, but for effects',
  run(graph) {
    const needed = new Set<Variable>(graph.outputs)
    const kept: Equation[] = []
    for (const equation of graph.equations.toReversed()) {
      if (!doesSomething(equation) && !equation.outputs.some(v => needed.has(v))) continue
      for (const v of equation.inputs) needed.add(v)
      kept.push(equation)
    }
    return kept.length === graph.equations.length ? graph : { ...graph, equations: kept.reverse() }
  },
}
