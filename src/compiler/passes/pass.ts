// A pass is data: a name, what it does, and a function of graphs. Every pass keeps the bits of every result.

import type { Graph } from '../../core/graph.js'

export interface Pass {
  readonly name: string
  readonly description: string
  readonly run: (graph: Graph) => Graph
}
