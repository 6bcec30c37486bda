// The trace that builds a graph: what is bound inside becomes an equation. Tensors from outside become captured constants: inputs of the
// graph after the declared ones, with their tensors beside it. Recording everything gives the graph of a function (`jit`); recording only
// what depends on an input, and computing the rest under the parent, is partial evaluation (`linearize`).

import type { ArrayType } from '../../core/array-type.js'
import { doesSomething } from '../../core/effects.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../core/graph.js'
import { contentOf, Tensor, type Value } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { userLine } from '../../support/errors.js'
import type { Structure } from '../../support/tree.js'
import { callOnLeaves, flattenTensors, type TreeFunction } from '../tree-function.js'

/** A graph whose last inputs are the captured tensors, as many as there are. */
export interface TracedGraph {
  readonly graph: Graph
  readonly captured: readonly Tensor[]
}

export interface GraphTrace extends Trace {
  /** A tensor that stands for the next input of the graph. */
  readonly input: (type: ArrayType) => Tensor
  /** The graph of these outputs; equations and captured tensors that none of them needs are left out, but for effects. */
  readonly finish: (outputs: readonly Tensor[]) => TracedGraph
}

interface Symbol {
  readonly kind: 'traced'
  readonly trace: Trace
  readonly variable: Variable
}

/** All traces of this kind. */
const recording = new WeakSet<Trace>()

/** Whether some trace around the call writes operations down instead of having them computed. */
export function isRecording(): boolean {
  for (let trace: Trace | null = currentTrace(); trace !== null; trace = trace.parent) if (recording.has(trace)) return true
  return false
}

/** Whether all that is done with operations now is to write them down, or to compute them: nobody differentiates or batches them. */
export function isPlain(): boolean {
  for (let trace: Trace | null = currentTrace(); trace?.parent != null; trace = trace.parent) if (!recording.has(trace)) return false
  return true
}

/** Traces under which equations remember the user's lines that they come from: finding a line takes long, so only where someone asks. */
const askingForLines = new WeakSet<Trace>()
const lines = new WeakMap<Equation, string>()

/** Equations recorded under the trace will remember their lines. */
export const askForLines = (trace: Trace): void => {
  askingForLines.add(trace)
}

/** The user's line that an equation comes from, where someone has asked for it. */
export const lineOf = (equation: Equation): string | undefined => lines.get(equation)

function areLinesAsked(): boolean {
  for (let trace: Trace | null = currentTrace(); trace !== null; trace = trace.parent) if (askingForLines.has(trace)) return true
  return false
}

/** A trace over the current one. */
export function graphTrace(name: string, records: 'everything' | 'unknown'): GraphTrace {
  const parent = currentTrace()
  const remembers = areLinesAsked()
  const declared: Variable[] = []
  const captured = new Map<Tensor, Variable>()
  const equations: Equation[] = []

  const isOurs = (value: Value): value is Symbol => value.kind === 'traced' && value.trace === trace
  const represent = (variable: Variable): Tensor => {
    const symbol: Symbol = { kind: 'traced', trace, variable }
    return new Tensor(variable.type, symbol)
  }
  const variableFor = (tensor: Tensor): Variable => {
    const value = contentOf(tensor)
    if (isOurs(value)) return value.variable
    let variable = captured.get(tensor)
    if (variable === undefined) {
      variable = variableOf({ shape: tensor.shape, dtype: tensor.dtype })
      captured.set(tensor, variable)
    }
    return variable
  }

  const trace: GraphTrace = {
    name,
    parent,
    bind(primitive, inputs, params, types) {
      if (records === 'unknown' && !inputs.some(input => isOurs(contentOf(input)))) return parent.bind(primitive, inputs, params, types)
      const outputs = types.map(variableOf)
      const equation = { primitive, inputs: inputs.map(variableFor), params, outputs }
      equations.push(equation)
      const line = remembers ? userLine() : undefined
      if (line !== undefined) lines.set(equation, line)
      return outputs.map(represent)
    },
    input(type) {
      const variable = variableOf({ shape: type.shape, dtype: type.dtype })
      declared.push(variable)
      return represent(variable)
    },
    finish(results) {
      const outputs = results.map(variableFor)
      const needed = new Set(outputs)
      const live: Equation[] = []
      for (let i = equations.length - 1; i >= 0; i--) {
        const equation = equations[i] as Equation
        if (!doesSomething(equation) && !equation.outputs.some(output => needed.has(output))) continue
        for (const input of equation.inputs) needed.add(input)
        live.push(equation)
      }
      const kept = [...captured].filter(([, variable]) => needed.has(variable))
      return {
        graph: { inputs: [...declared, ...kept.map(([, variable]) => variable)], equations: live.reverse(), outputs },
        captured: kept.map(([tensor]) => tensor),
      }
    },
  }
  recording.add(trace)
  return trace
}

/** The graph of a function at these arguments, and the structure of its result. */
export function traceFunction(
  operation: string,
  f: TreeFunction,
  args: readonly unknown[],
): TracedGraph & { readonly structure: Structure } {
  const { leaves, structure } = flattenTensors(args)
  const trace = graphTrace(operation, 'everything')
  const result = withTrace(trace, () => callOnLeaves(operation, f, structure, leaves.map(trace.input)))
  return { ...trace.finish(result.leaves), structure: result.structure }
}
