// A pass is data: a name, what it does, and a function of graphs. Every pass keeps the bits of every result.

import type { Graph } from '../../core/graph.js'

/** Hears the names of the rules that a pass applies, each time it does. */
export type Note = (rule: string) => void

export interface Pass {
  readonly name: string
  readonly description: string
  readonly run: (graph: Graph, note: Note) => Graph
}
