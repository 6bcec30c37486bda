// Operations that are a graph: their parameter `call` holds it. What they add to it is for transforms (a derivative of their own, what to
// keep for it); everyone else may put the equations of the graph in the place of the operation, and before anything is compiled or run
// someone does.

import { InternalError } from '../support/errors.js'
import { type Equation, type Graph, holdsGraphs, isSubgraph, mapSubgraphs, subgraphsOf, type Variable, variableOf } from './graph.js'
import type { Params } from './primitive.js'

/** The graph that an operation with these parameters is, if it is one. */
export function callOf({ call }: Params): Graph | undefined {
  return call !== undefined && isSubgraph(call) ? call.graph : undefined
}

const hasCalls = ({ equations }: Graph): boolean =>
  equations.some(({ params }) => holdsGraphs(params) && (callOf(params) !== undefined || subgraphsOf(params).some(hasCalls)))

/** The graph with the equations of all calls in their places, also in the graphs inside of its equations. */
export const inlineCalls = (graph: Graph): Graph => (hasCalls(graph) ? inlined(graph) : graph)

function inlined(graph: Graph): Graph {
  const equations: Equation[] = []
  /** Adds the equations of a graph; gives its outputs. */
  const add = (body: Graph, known: Map<Variable, Variable>): readonly Variable[] => {
    const now = (v: Variable): Variable => known.get(v) ?? v
    for (const { primitive, inputs, params, outputs } of body.equations) {
      const call = callOf(params)
      const operands = inputs.map(now)
      if (call !== undefined) {
        const results = add(call, new Map(call.inputs.map((v, i) => [v, operands[i] ?? missing(primitive.name)])))
        for (const [i, v] of outputs.entries()) known.set(v, results[i] ?? missing(primitive.name))
        continue
      }
      // A graph may be called several times: its variables are defined anew each time.
      const defined = outputs.map(v => (body === graph ? v : variableOf(v.type)))
      for (const [i, v] of outputs.entries()) known.set(v, defined[i] ?? v)
      equations.push({ primitive, inputs: operands, params: mapSubgraphs(params, inlineCalls), outputs: defined })
    }
    return body.outputs.map(now)
  }
  const outputs = add(graph, new Map())
  return { inputs: graph.inputs, equations, outputs }
}

const missing = (operation: string): never => {
  throw new InternalError(`${operation}: the operation does not fit the graph it is`)
}
