// Names of variables as the printer gives them, and what inputs and outputs are to whoever calls: paths in arguments and results.

import { bytesOf, showType } from '../core/array-type.js'
import type { Graph, Variable } from '../core/graph.js'
import type { ValueReport } from './explanation.js'

const letters = (n: number): string =>
  n < 26 ? String.fromCharCode(97 + n) : letters(Math.floor(n / 26) - 1) + String.fromCharCode(97 + (n % 26))

/** Inputs first, then what the equations define, in order, then others. */
export function variableNames(graph: Graph, others: readonly Variable[] = []): ReadonlyMap<Variable, string> {
  const names = new Map<Variable, string>()
  for (const v of [...graph.inputs, ...graph.equations.flatMap(equation => equation.outputs), ...others])
    if (!names.has(v)) names.set(v, letters(names.size))
  return names
}

/**
 * How to speak of the variables of a graph.
 * @param bodies the graphs inside of it, whose variables come after its own
 */
export function reporter(
  graph: Graph,
  bodies: readonly Graph[],
  inputs: readonly string[],
  outputs: readonly string[],
): (v: Variable) => ValueReport {
  const names = variableNames(
    { ...graph, equations: [graph, ...bodies].flatMap(({ equations }) => equations) },
    bodies.flatMap(body => body.inputs),
  )
  const roles = new Map<Variable, string>()
  for (const [i, v] of graph.outputs.entries()) roles.set(v, [roles.get(v), outputs[i] ?? ''].filter(role => role).join(', '))
  for (const [i, v] of graph.inputs.entries()) roles.set(v, inputs[i] ?? '')
  return variable => ({
    variable,
    name: names.get(variable) ?? '?',
    role: roles.get(variable) ?? null,
    type: showType(variable.type),
    bytes: bytesOf(variable.type),
  })
}
