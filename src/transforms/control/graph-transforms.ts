// The transforms of closed graphs into closed graphs: what loops and branches do to their bodies. Each traces the body again, under the
// trace of the transform, into a new graph; so a body may hold anything, other loops included.

import type { ArrayType } from '../../core/array-type.js'
import { type Graph, variableOf } from '../../core/graph.js'
import type { Tangent } from '../../core/primitive.js'
import { type Tensor, typeOf } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { isFloat } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { batchedAxisName, vmapTrace } from '../batching/vmap-trace.js'
import { jvpTrace } from '../forward/jvp-trace.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { type GraphTrace, graphTrace, type TracedGraph } from '../graph/graph-trace.js'
import { transposeGraph } from '../reverse/transpose.js'

/** Traces a graph. What it captures are tensors that rules of the user's (customJvp, customVjp) close over. */
export function traceGraph(name: string, build: (input: GraphTrace['input']) => readonly Tensor[]): TracedGraph {
  const trace = graphTrace(name, 'everything')
  return trace.finish(withTrace(trace, () => build(trace.input)))
}

/** Traces what is closed by construction: it uses nothing but its inputs. */
export function buildGraph(name: string, build: (input: GraphTrace['input']) => readonly Tensor[]): Graph {
  const { graph, captured } = traceGraph(name, build)
  if (captured.length > 0) throw new InternalError(`${name}: the body of a loop or branch must be closed`)
  return graph
}

/** The graphs of several branches, each with what any of them captures as its last inputs. */
export function shareCaptured(traced: readonly TracedGraph[]): { readonly graphs: readonly Graph[]; readonly captured: readonly Tensor[] } {
  const all = [...new Set(traced.flatMap(({ captured }) => captured))]
  const graphs = traced.map(({ graph, captured }) => {
    const declared = graph.inputs.length - captured.length
    const variables = all.map(tensor => graph.inputs[declared + captured.indexOf(tensor)])
    const inputs = all.map((tensor, i) => (captured.includes(tensor) ? variables[i] : undefined) ?? variableOf(typeOf(tensor)))
    return { ...graph, inputs: [...graph.inputs.slice(0, declared), ...inputs] }
  })
  return { graphs, captured: all }
}

export interface Moving<G> {
  readonly graph: G
  /** Which outputs have a tangent. */
  readonly moving: readonly boolean[]
  /** What its last inputs stand for. */
  readonly captured: readonly Tensor[]
}

/**
 * The graph and its derivative: from the inputs, the tangents of those that move, and what rules capture, to the outputs, and the tangents of
 * those that move.
 * @param required outputs whose tangent is due even where it is zero
 */
export function jvpOfGraph(graph: Graph, moves: readonly boolean[], required: (output: number) => boolean = () => false): Moving<Graph> {
  let moving: readonly boolean[] = []
  const derivative = traceGraph('jvp', input => {
    const primals = graph.inputs.map(v => input(v.type))
    const tangents = graph.inputs.map((v, i) => (moves[i] ? input(v.type) : null))
    const trace = jvpTrace('jvp')
    const results = withTrace(trace, () =>
      evaluateGraph(
        graph,
        primals.map((primal, i) => trace.pair(primal, tangents[i] ?? null)),
      ),
    )
    const values = results.map(trace.primalOf)
    const directions = results.map((result, i): Tangent => {
      const tangent = trace.tangentOf(result)
      return tangent === null && required(i) && isFloat(result.dtype) ? full(0, result) : tangent
    })
    moving = directions.map(tangent => tangent !== null)
    return [...values, ...directions.filter(tangent => tangent !== null)]
  })
  return { ...derivative, moving }
}

export interface Mapped {
  readonly graph: Graph
  /** Which outputs are mapped, along axis 0. */
  readonly mapped: readonly boolean[]
}

/**
 * The graph on inputs that are mapped along axis 0 where `mapped` says so.
 * @param required outputs that must be mapped even where they do not depend on what is
 */
export function batchOfGraph(
  graph: Graph,
  maps: readonly boolean[],
  size: number,
  required: (output: number) => boolean = () => false,
): Mapped {
  let mapped: readonly boolean[] = []
  const batched = buildGraph('vmap', input => {
    const inputs = graph.inputs.map((v, i) => input(maps[i] ? withAxis(v.type, size) : v.type))
    const trace = vmapTrace(size, batchedAxisName())
    const results = withTrace(trace, () =>
      evaluateGraph(
        graph,
        inputs.map((x, i) => trace.wrap(x, maps[i] ? 0 : null)),
      ),
    )
    const unwrapped = results.map(trace.unwrap)
    mapped = unwrapped.map(({ axis }, i) => axis !== null || required(i))
    return unwrapped.map(({ tensor, axis }, i) =>
      axis !== null ? moveAxis(tensor, axis, 0) : required(i) ? repeated(tensor, size) : tensor,
    )
  })
  return { graph: batched, mapped }
}

/** The type with a new axis in front. */
export const withAxis = ({ shape, dtype }: ArrayType, size: number): ArrayType => ({ shape: [size, ...shape], dtype })

/** The tensor repeated along a new axis in front. */
export const repeated = (x: Tensor, size: number): Tensor =>
  broadcast(
    x,
    [size, ...x.shape],
    x.shape.map((_, axis) => axis + 1),
  )

/**
 * The cotangents of the inputs marked linear, under the current trace. What depends on the other inputs only is computed on the way.
 * @param inputs the values of the other inputs; `null` where an input is linear
 */
export function pullBackGraph(graph: Graph, inputs: readonly (Tensor | null)[], cotangents: readonly Tangent[]): readonly Tangent[] {
  const partial = graphTrace('transpose', 'unknown')
  const traced = withTrace(partial, () => {
    const values = graph.inputs.map((v, i) => inputs[i] ?? partial.input(v.type))
    return partial.finish(evaluateGraph(graph, values))
  })
  const found = [...transposeGraph(traced, cotangents)]
  return inputs.map(value => (value === null ? (found.shift() ?? null) : null))
}
