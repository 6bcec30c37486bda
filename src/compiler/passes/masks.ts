// What a rectifier has let through shows in its result: of `y = select(x ≤ z, z, x)`, `x ≤ z` is `y ≤ z`, for every z and for NaN too. Whoever asks
// later, for the gradient, asks the result, which is there for the next layer: what it was made of, the sums of a product, need not be kept.

import type { Equation, Variable } from '../../core/graph.js'
import { variableOf } from '../../core/graph.js'
import type { Pass } from './pass.js'
import { usesIn } from './rewrite.js'

const kindOf = ({ primitive, inputs, params, outputs }: Equation): string =>
  primitive.lower(
    inputs.map(v => v.type),
    params,
    outputs.map(v => v.type),
  ).kind

export const masks: Pass = {
  name: 'masks',
  description: 'asks the result of a rectifier, not its input, what it has let through',
  run(graph, note) {
    const uses = usesIn(graph)
    const definitions = new Map<Variable, Equation>()
    /** Whether there are sums of products in it that are kept for this alone. */
    const keepsSums = (v: Variable, most: number): boolean => {
      const definition = definitions.get(v)
      if (definition === undefined || uses.get(v) !== most) return false
      const kind = kindOf(definition)
      return kind === 'contract' || (kind === 'elementwise' && definition.inputs.some(input => keepsSums(input, 1)))
    }
    const asked = new Map<Variable, Variable>()
    const equations: Equation[] = []
    for (const original of graph.equations) {
      const inputs = original.inputs.map(v => asked.get(v) ?? v)
      const equation = inputs.some((v, i) => v !== original.inputs[i]) ? { ...original, inputs } : original
      equations.push(equation)
      for (const v of equation.outputs) definitions.set(v, equation)
      const [condition, z, x] = original.inputs
      const [y] = original.outputs
      if (original.primitive.name !== 'select' || condition === undefined || x === undefined || y === undefined) continue
      const test = definitions.get(condition)
      const isRectifier = test?.primitive.name === 'le' && test.inputs[0] === x && test.inputs[1] === z
      // Its test and itself are all that reads x, and there is more that reads the test.
      if (!isRectifier || asked.has(condition) || (uses.get(condition) ?? 0) < 2 || !keepsSums(x, 2)) continue
      const mask = variableOf(condition.type)
      equations.push({ ...test, inputs: test.inputs.with(0, y), outputs: [mask] })
      asked.set(condition, mask)
      note('mask of the result')
    }
    if (asked.size === 0) return graph
    return { ...graph, equations, outputs: graph.outputs.map(v => asked.get(v) ?? v) }
  },
}
