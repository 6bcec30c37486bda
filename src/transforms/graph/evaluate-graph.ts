// Runs a graph by binding its equations under the current trace: so a graph can be differentiated, batched and traced again.

import { evaluateGraph as evaluate } from '../../core/evaluate-graph.js'
import type { Graph } from '../../core/graph.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'

/** The outputs for these inputs, as many as the graph has. */
export const evaluateGraph = (graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] => evaluate(graph, inputs, bind)
