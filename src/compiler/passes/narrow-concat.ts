// A kernel chooses among all parts of a concatenation for each element. Many parts are joined in several steps, a few at a time: elements
// are copied once more for each step, but kernels stay small, and those of equal shapes are one.

import { arrayType } from '../../core/array-type.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import type { Pass } from './pass.js'
import { numberParam } from './rewrite.js'

const mostParts = 16

function joined(equation: Equation, parts: readonly Variable[], output: Variable | null): { equation: Equation; output: Variable } {
  const axis = numberParam(equation.params, 'axis')
  const [first] = parts
  if (first === undefined) throw new InternalError('narrow-concat: no parts')
  const size = parts.reduce((sum, part) => sum + (part.type.shape[axis] ?? 0), 0)
  const made = output ?? variableOf(arrayType(first.type.shape.with(axis, size), first.type.dtype))
  return { equation: { ...equation, inputs: parts, outputs: [made] }, output: made }
}

function narrowed(equation: Equation): Equation[] {
  const equations: Equation[] = []
  let parts = equation.inputs
  while (parts.length > mostParts) {
    const next: Variable[] = []
    for (let i = 0; i < parts.length; i += mostParts) {
      const some = parts.slice(i, i + mostParts)
      const [only] = some
      if (some.length === 1 && only !== undefined) {
        next.push(only)
        continue
      }
      const step = joined(equation, some, null)
      equations.push(step.equation)
      next.push(step.output)
    }
    parts = next
  }
  return [...equations, joined(equation, parts, equation.outputs[0] ?? null).equation]
}

export const narrowConcat: Pass = {
  name: 'narrow-concat',
  description: 'joins many parts in several steps',
  run(graph: Graph) {
    const isWide = ({ primitive, inputs }: Equation): boolean => primitive.name === 'concat' && inputs.length > mostParts
    return graph.equations.some(isWide)
      ? { ...graph, equations: graph.equations.flatMap(equation => (isWide(equation) ? narrowed(equation) : [equation])) }
      : graph
  },
}
