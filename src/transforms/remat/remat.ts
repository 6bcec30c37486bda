// Checkpointing: a function whose derivative keeps its inputs, and computes again what else it needs, instead of keeping it. The function becomes
// one operation. Its tangent is the same operation of another graph, that computes what it needs from the inputs; transposed, that graph is
// divided into what is known (computed again, behind barriers, so that no pass finds it computed already) and what is linear.
// Source: Griewank (1992), "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic differentiation".

import { silent } from '../../core/effects.js'
import { type Graph, type Subgraph, subgraph, type Variable } from '../../core/graph.js'
import { type Batched, type Differentiated, differentiate, type Primitive, type Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind, isTracing, withTrace } from '../../core/trace.js'
import { notLinear } from '../../primitives/not-linear.js'
import { barrier } from '../../primitives/structure/barrier.js'
import { InternalError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { batchGraph } from '../batching/batch-graph.js'
import { batchedAxisName } from '../batching/vmap-trace.js'
import { callFor, callRules } from '../custom/call.js'
import { jvpTrace } from '../forward/jvp-trace.js'
import { materialize } from '../forward/linearize.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { graphTrace } from '../graph/graph-trace.js'
import { transposeGraph } from '../reverse/transpose.js'
import { callFunction, type TreeFunction } from '../tree-function.js'
import { type CheckpointPolicy, checkPolicy, checkpointPolicies, saves } from './policies.js'

type RematParams = {
  readonly call: Subgraph
  /** As many of the inputs, the last ones, are what the graph is linear in; 0 for a function as the user gave it. */
  readonly linearCount: number
  readonly policy: CheckpointPolicy
}

/** The variables of a graph that its derivative needs and the policy keeps, and the graph of the derivative from them. */
interface TangentGraph {
  readonly graph: Graph
  /** Which variables of the function are the first inputs, and which of its inputs follow. The tangents that are not zero come last. */
  readonly kept: readonly Variable[]
  readonly inputs: readonly number[]
  /** What comes next: values that rules of the function's operations close over. */
  readonly captured: readonly Tensor[]
  /** Where the tangent of each output is among the outputs; `null` where it is zero. */
  readonly places: readonly (number | null)[]
}

/** The derivative of a graph as a graph. */
function tangentGraph(body: Graph, isMoved: readonly boolean[], policy: CheckpointPolicy): TangentGraph {
  const trace = graphTrace('remat', 'everything')
  return withTrace(trace, () => {
    const forward = jvpTrace('remat')
    const primals = body.inputs.map(({ type }) => trace.input(type))
    const tangents = body.inputs.map(({ type }, i) => (isMoved[i] ? trace.input(type) : null))
    const values = new Map<Variable, Tensor>()
    const read = (v: Variable): Tensor => values.get(v) ?? missing()
    for (const [i, v] of body.inputs.entries()) values.set(v, forward.pair(primals[i] ?? missing(), tangents[i] ?? null))
    const candidates: { readonly variable: Variable; readonly placeholder: Tensor }[] = []
    const keep = (variable: Variable): Tensor => {
      const placeholder = trace.input(variable.type)
      candidates.push({ variable, placeholder })
      return placeholder
    }
    for (const equation of body.equations) {
      const { primitive, inputs, params, outputs } = equation
      const operands = inputs.map(read)
      const define = (results: readonly Tensor[]): void => {
        for (const [i, v] of outputs.entries()) values.set(v, results[i] ?? missing())
      }
      if (!saves(policy, equation)) {
        define(withTrace(forward, () => bind(primitive, operands, params)))
        continue
      }
      // Rules see what is kept as the results, and need not compute them.
      const moves = operands.map(forward.tangentOf)
      const results = outputs.map(keep)
      const known = operands.map(forward.primalOf)
      const { tangents: found } = moves.every(move => move === null)
        ? { tangents: [] }
        : differentiate(primitive, known, moves, params, () => results)
      define(results.map((result, i) => forward.pair(result, found[i] ?? null)))
    }
    const nonzero: Tensor[] = []
    const places = body.outputs.map(v => {
      const tangent = forward.tangentOf(read(v))
      return tangent === null ? null : nonzero.push(tangent) - 1
    })
    const { graph, captured } = trace.finish(nonzero)
    // Inputs in the order in which they were made, then what rules close over. Only what is used stays.
    const used = new Set<Variable>([...graph.equations.flatMap(({ inputs }) => inputs), ...graph.outputs])
    const isUsed = (v: Variable | undefined): boolean => v !== undefined && used.has(v)
    const counts = [primals.length, isMoved.filter(Boolean).length, candidates.length, captured.length]
    const [ofPrimals = [], ofTangents = [], ofKept = [], ofCaptured = []] = partsOf(graph.inputs, counts)
    return {
      graph: { ...graph, inputs: [...ofKept.filter(isUsed), ...ofPrimals.filter(isUsed), ...ofCaptured, ...ofTangents] },
      kept: candidates.filter((_, i) => isUsed(ofKept[i])).map(({ variable }) => variable),
      inputs: primals.flatMap((_, i) => (isUsed(ofPrimals[i]) ? [i] : [])),
      captured,
      places,
    }
  })
}

/** The list in parts of these lengths. */
function partsOf<T>(list: readonly T[], lengths: readonly number[]): readonly (readonly T[])[] {
  let next = 0
  return lengths.map(length => {
    const from = next
    next += length
    return list.slice(from, next)
  })
}

/** The transpose of a graph that is linear in its last inputs, as a graph of its known inputs and the cotangents of its outputs. */
function transposedGraph(
  body: Graph,
  linearCount: number,
): { readonly graph: Graph; readonly captured: readonly Tensor[]; readonly places: readonly (number | null)[] } {
  const trace = graphTrace('remat', 'everything')
  return withTrace(trace, () => {
    const known = body.inputs.slice(0, body.inputs.length - linearCount).map(({ type }) => trace.input(type))
    const cotangents = body.outputs.map(({ type }) => trace.input(type))
    const again = known.map(barrier)
    const partial = graphTrace('remat', 'unknown')
    const linear = withTrace(partial, () => {
      const moved = body.inputs.slice(known.length).map(({ type }) => partial.input(type))
      return partial.finish(evaluateGraph(body, [...again, ...moved]))
    })
    const nonzero: Tensor[] = []
    const places = transposeGraph(linear, cotangents).map(cotangent => (cotangent === null ? null : nonzero.push(cotangent) - 1))
    const { graph, captured } = trace.finish(nonzero)
    const [ofKnown = [], ofCotangents = [], ofCaptured = []] = partsOf(graph.inputs, [known.length, cotangents.length, captured.length])
    return { graph: { ...graph, inputs: [...ofKnown, ...ofCaptured, ...ofCotangents] }, captured, places }
  })
}

const missing = (): never => {
  throw new InternalError('remat: a value of the graph is missing')
}

const rematP: Primitive<RematParams> = Object.freeze({
  ...callRules('remat'),
  jvp: {
    together(primals, tangents, { call, linearCount, policy }): Differentiated {
      const body = call.graph
      // What the function does, it does once.
      const isMoved = tangents.map(tangent => tangent !== null)
      const { graph, kept, inputs, captured, places } = tangentGraph(silent(body), isMoved, policy)
      const withKept = { ...body, outputs: [...body.outputs, ...kept] }
      const results = bind(rematP, primals, { call: subgraph(withKept), linearCount, policy })
      const outputs = results.slice(0, body.outputs.length)
      const moved = tangents.filter(tangent => tangent !== null)
      const operands = [...results.slice(body.outputs.length), ...inputs.map(i => primals[i] ?? missing()), ...captured, ...moved]
      const derivatives = bind(rematP, operands, { call: subgraph(graph), linearCount: moved.length, policy })
      return { outputs, tangents: places.map(place => (place === null ? null : (derivatives[place] ?? null))) }
    },
  },
  transpose(cotangents, inputs, { call, linearCount, policy }, outputs): readonly Tangent[] {
    const knownCount = inputs.length - linearCount
    const known = inputs.slice(0, knownCount).map(input => (input.linear ? notLinear('remat') : input.value))
    const { graph, captured, places } = transposedGraph(call.graph, linearCount)
    const flowing = materialize(cotangents, outputs)
    const results = bind(rematP, [...known, ...captured, ...flowing], { call: subgraph(graph), linearCount: flowing.length, policy })
    return inputs.map((input, i) => {
      const place = places[i - knownCount]
      return input.linear && place != null ? (results[place] ?? null) : null
    })
  },
  batch(inputs, axes, size, { call, linearCount, policy }): Batched {
    const outputs = bind(rematP, inputs, { call: subgraph(batchGraph(call.graph, axes, size, batchedAxisName())), linearCount, policy })
    return { outputs, axes: outputs.map(() => 0) }
  },
} satisfies Primitive<RematParams>)

export interface RematOptions {
  /** What else than the inputs is kept for the derivative; default `checkpointPolicies.nothingSaveable`. */
  readonly policy?: CheckpointPolicy
}

/**
 * The same function, whose reverse derivative keeps little: what it needs besides the inputs is computed again on the way back. Time for memory:
 * at most one more evaluation of the function. Values are the same, bit for bit, and so are derivatives, but for the order in which several
 * contributions to one value are added.
 * @param f of trees of tensors
 * @throws ArgumentError when the function is async or the policy none of `checkpointPolicies`
 * @example
 * ```
 * const layer = (x: Tensor<[2]>) => x.sin().exp()
 * const f = (x: Tensor<[2]>) => remat(layer)(remat(layer)(x)).sum()
 * grad(f)(zeros([2])).toArray()[0].toFixed(4) // "1.2534"
 * ```
 * @source A. Griewank (1992); T. Chen and others, "Training deep nets with sublinear memory cost" (2016)
 * @deviation from JAX: policies speak of the operations of the function itself, not of those inside of loops in it.
 */
export function remat<F extends TreeFunction>(f: F, options?: RematOptions): F {
  const { policy } = optionsOf('remat', options, { policy: checkpointPolicies.nothingSaveable })
  checkPolicy(policy)
  const call = (...args: readonly unknown[]): unknown => {
    // Outside of every transform there is nothing to differentiate.
    if (!isTracing()) return callFunction('remat', f, args)
    const called = callFor('remat', f, args)
    return called.collect(bind(rematP, called.inputs, { call: called.call, linearCount: 0, policy }))
  }
  // It takes and returns what f does.
  return call as unknown as F
}
