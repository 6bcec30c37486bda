// A graph of one example becomes a graph of many: what operations that hold graphs batch them with.

import { type ArrayType, arrayType } from '../../core/array-type.js'
import type { Graph } from '../../core/graph.js'
import type { BatchAxis } from '../../core/primitive.js'
import { withTrace } from '../../core/trace.js'
import { InternalError } from '../../support/errors.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { graphTrace } from '../graph/graph-trace.js'
import { mapLeaves } from './map-leaves.js'

/** The type with the mapped axis. */
export const batchedType = ({ shape, dtype }: ArrayType, axis: BatchAxis, size: number): ArrayType =>
  axis === null ? arrayType(shape, dtype) : arrayType(shape.toSpliced(axis, 0, size), dtype)

/** The graph on inputs that are mapped as `axes` says; all outputs are mapped along their first axis. */
export function batchGraph(graph: Graph, axes: readonly BatchAxis[], size: number, axisName: string | null): Graph {
  const trace = graphTrace('vmap', 'everything')
  const batched = withTrace(trace, () => {
    const inputs = graph.inputs.map(({ type }, i) => trace.input(batchedType(type, axes[i] ?? null, size)))
    return trace.finish(mapLeaves(leaves => evaluateGraph(graph, leaves), inputs, axes, size, axisName))
  })
  if (batched.captured.length > 0) throw new InternalError('vmap: a graph inside of an operation is not closed')
  return batched.graph
}
