// Computes what is equal once: the same primitive with equal parameters on the same inputs has the same outputs.

import { doesSomething } from '../../core/effects.js'
import { type Equation, showParam, type Variable } from '../../core/graph.js'
import type { Primitive } from '../../core/primitive.js'
import type { Pass } from './pass.js'

export const commonSubexpressions: Pass = {
  name: 'common-subexpressions',
  description: 'merges equations with equal primitive, parameters and inputs',
  run(graph) {
    const same = new Map<Variable, Variable>()
    const now = (v: Variable): Variable => same.get(v) ?? v
    const numbers = new Map<Variable | Primitive, number>()
    const number = (object: Variable | Primitive): number => {
      const known = numbers.get(object)
      if (known !== undefined) return known
      numbers.set(object, numbers.size)
      return numbers.size - 1
    }
    const seen = new Map<string, Equation>()
    const equations: Equation[] = []
    for (const original of graph.equations) {
      const inputs = original.inputs.map(now)
      const key = `${number(original.primitive)} ${inputs.map(number).join(' ')} ${showParam(original.params)}`
      const known = doesSomething(original) ? undefined : seen.get(key)
      if (known !== undefined) {
        for (const [i, v] of original.outputs.entries()) same.set(v, known.outputs[i] ?? v)
        continue
      }
      const equation = same.size === 0 ? original : { ...original, inputs }
      seen.set(key, equation)
      equations.push(equation)
    }
    return same.size === 0 ? graph : { inputs: graph.inputs, equations, outputs: graph.outputs.map(now) }
  },
}
