// What operations share that are a graph and a rule beside it: types, meaning, and how a function becomes such an operation.

import { type ArrayType, type HostArray, sameType, showType } from '../../core/array-type.js'
import { callOf } from '../../core/calls.js'
import { type Graph, subgraph } from '../../core/graph.js'
import { interpret } from '../../core/interpret.js'
import type { Params, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, InternalError } from '../../support/errors.js'
import { type Structure, unflatten } from '../../support/tree.js'
import { traceFunction } from '../graph/graph-trace.js'
import { flattenTensors, type TreeFunction } from '../tree-function.js'

/** The graph that the operation is. */
export function calledGraph(operation: string, params: Params): Graph {
  const graph = callOf(params)
  if (graph === undefined) throw new InternalError(`${operation}: called without its graph`)
  return graph
}

/** The rules that follow from the graph alone. */
export const callRules = (operation: string) => ({
  name: operation,
  domain: [],
  typeOf(inputs: readonly ArrayType[], params: Params): readonly ArrayType[] {
    const graph = calledGraph(operation, params)
    const at = graph.inputs.findIndex((input, i) => !sameType(input.type, inputs[i] ?? input.type))
    const [expected, got] = [graph.inputs[at], inputs[at]]
    if (inputs.length !== graph.inputs.length || (expected !== undefined && got !== undefined))
      throw new InternalError(
        `${operation}: the graph takes ${graph.inputs.map(input => showType(input.type)).join(', ')}; got ${inputs.map(showType).join(', ')}`,
      )
    return graph.outputs.map(output => output.type)
  },
  reference(inputs: readonly HostArray[], params: Params, outputs: readonly HostArray[]): void {
    for (const [i, { data }] of interpret(calledGraph(operation, params), inputs).entries()) outputs[i]?.data.set(data)
  },
  lower(): never {
    throw new InternalError(`${operation}: the call has not been put in place`)
  },
  complex: 'none' as const,
})

/** A function as an operation: its graph, the inputs of the operation, and how its outputs are put together. */
export interface Called {
  readonly call: ReturnType<typeof subgraph>
  readonly inputs: readonly Tensor[]
  /** As many of the inputs are arguments; the others are values that the function closes over. */
  readonly argumentCount: number
  readonly arguments: Structure
  readonly result: Structure
  readonly outputTypes: readonly ArrayType[]
  readonly collect: (outputs: readonly Tensor[]) => unknown
}

export function callFor(operation: string, f: TreeFunction, args: readonly unknown[]): Called {
  const { leaves, structure } = flattenTensors(args)
  const { graph, captured, structure: result } = traceFunction(operation, f, args)
  return {
    call: subgraph(graph),
    inputs: [...leaves, ...captured],
    argumentCount: leaves.length,
    arguments: structure,
    result,
    outputTypes: graph.outputs.map(output => output.type),
    collect: outputs => unflatten(result, outputs),
  }
}

/** @throws ArgumentError when a value that the function closes over is differentiated: the rule says nothing of it */
export function checkClosedOver(operation: string, primals: readonly Tensor[], tangents: readonly Tangent[], argumentCount: number): void {
  const at = tangents.findIndex((tangent, i) => i >= argumentCount && tangent !== null)
  const primal = primals[at]
  if (primal === undefined) return
  throw new ArgumentError(
    `${operation}: the function must not close over values that are differentiated, for its rule speaks of its arguments only; got ` +
      `${showType(primal)} from around it. Pass it as an argument, or hold it constant with stopGradient`,
  )
}
