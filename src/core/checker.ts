// Checks that a graph is well formed: every variable defined once and before its use, every type what the primitive says; and so are the
// graphs inside of its equations.
// Runs after every pass in tests; a failure is a defect of the pass.

import { InternalError } from '../support/errors.js'
import { sameType, showType } from './array-type.js'
import { type Graph, subgraphsOf, type Variable } from './graph.js'
import { printGraph } from './printer.js'

/** @throws InternalError naming the first equation that is wrong. */
export function checkGraph(graph: Graph, after: string): void {
  const fail = (what: string): never => {
    throw new InternalError(`graph after ${after}: ${what}\n${printGraph(graph)}`)
  }
  const defined = new Set<Variable>()
  const define = (v: Variable, where: string): void => {
    if (defined.has(v)) fail(`a variable is defined twice, ${where}`)
    defined.add(v)
  }
  for (const v of graph.inputs) define(v, 'in the inputs')
  for (const [i, { primitive, inputs, params, outputs }] of graph.equations.entries()) {
    const where = `equation ${i} (${primitive.name})`
    for (const body of subgraphsOf(params)) checkGraph(body, `${after}, in ${where}`)
    if (inputs.some(v => !defined.has(v))) fail(`${where} uses an undefined variable`)
    const types = primitive.typeOf(
      inputs.map(v => v.type),
      params,
    )
    if (types.length !== outputs.length) fail(`${where} must have ${types.length} outputs; got ${outputs.length}`)
    for (const [k, v] of outputs.entries()) {
      const type = types[k]
      if (type === undefined || !sameType(type, v.type))
        fail(`${where} output ${k} must be ${type && showType(type)}; got ${showType(v.type)}`)
      define(v, where)
    }
  }
  if (graph.outputs.some(v => !defined.has(v))) fail('an output is undefined')
}
