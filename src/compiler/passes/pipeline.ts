// The passes in their order. Calls are put in place first. Common subexpressions before simplification, so that the rules see equal inputs as one variable; and last, since
// simplified equations may have become equal: masks are found then. What is wide is narrowed when nothing else is to be found.
// The graphs inside of equations come before the equations, so that equal ones are equal when the equations are compared.

import { checkGraph } from '../../core/checker.js'
import { type Graph, mapSubgraphs } from '../../core/graph.js'
import { commonSubexpressions } from './common-subexpressions.js'
import { deadCode } from './dead-code.js'
import { deadResults } from './dead-results.js'
import { inline } from './inline.js'
import { masks } from './masks.js'
import { narrowConcat } from './narrow-concat.js'
import type { Note, Pass } from './pass.js'
import { simplify } from './simplify.js'

export const pipeline: readonly Pass[] = [
  inline,
  deadCode,
  commonSubexpressions,
  simplify,
  commonSubexpressions,
  masks,
  deadResults,
  narrowConcat,
]

export interface PassOptions {
  /** Check the graph after every pass: for tests, since a failure is a defect of the pass. */
  readonly check?: boolean
}

const unheard: Note = () => undefined

/** The graph with what a function makes of the graphs inside of its equations. */
export function withBodies(graph: Graph, run: (body: Graph) => Graph): Graph {
  const equations = graph.equations.map(equation => {
    const params = mapSubgraphs(equation.params, run)
    return params === equation.params ? equation : { ...equation, params }
  })
  return equations.every((equation, i) => equation === graph.equations[i]) ? graph : { ...graph, equations }
}

/** The graph after all passes: the same results, to the bit, from fewer equations. */
export function runPasses(source: Graph, options: PassOptions = {}): Graph {
  let graph = withBodies(source, body => runPasses(body, options))
  for (const pass of pipeline) {
    graph = pass.run(graph, unheard)
    if (options.check) checkGraph(graph, pass.name)
  }
  return graph
}
