// Vectorization: each value may carry one more axis than the function sees, and each operation applies its primitive's batch rule.
// What carries none is computed once, under the parent. The axis may have a name, for operations over it.

import type { ArrayType } from '../../core/array-type.js'
import { type Graph, subgraphsOf } from '../../core/graph.js'
import type { BatchAxis, Params } from '../../core/primitive.js'
import { contentOf, Tensor, type Value } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { overAxis, repeated } from './axis-primitives.js'

export interface VmapTrace extends Trace {
  /** The tensor as the function sees it: without the axis. */
  readonly wrap: (tensor: Tensor, axis: BatchAxis) => Tensor
  readonly unwrap: (tensor: Tensor) => { readonly tensor: Tensor; readonly axis: BatchAxis }
}

interface Mapped {
  readonly kind: 'traced'
  readonly trace: Trace
  readonly tensor: Tensor
  readonly axis: number
}

/** The names and sizes of the axes that traces have given names to. */
const namedAxes = new WeakMap<Trace, { readonly name: string; readonly size: number }>()

/** The axes with names that the innermost trace is under, outermost first; of equal names the innermost counts. */
export function knownAxes(): ReadonlyMap<string, number> {
  const axes: { readonly name: string; readonly size: number }[] = []
  for (let trace: Trace | null = currentTrace(); trace !== null; trace = trace.parent) {
    const axis = namedAxes.get(trace)
    if (axis !== undefined) axes.unshift(axis)
  }
  return new Map(axes.map(({ name, size }) => [name, size]))
}

/** The traces under which batch rules of operations that hold graphs run, with the name of the axis they batch over. */
const batchScopes = new WeakMap<Trace, string | null>()

/** For batch rules that batch graphs: the name of the axis they are to batch over, by which operations in the graphs may know it. */
export function batchedAxisName(): string | null {
  for (let trace: Trace | null = currentTrace(); trace !== null; trace = trace.parent) {
    const name = batchScopes.get(trace)
    if (name !== undefined) return name
  }
  return null
}

/** Runs the batch rule of an operation that holds graphs. */
function withBatchScope<R>(axisName: string | null, body: () => R): R {
  const parent = currentTrace()
  const scope: Trace = { name: 'vmap', parent, bind: (...operation) => parent.bind(...operation) }
  batchScopes.set(scope, axisName)
  return withTrace(scope, body)
}

/** Whether an operation inside of a graph is over the axis. */
const isOver = (graph: Graph, axisName: string): boolean =>
  graph.equations.some(({ primitive, params }) => (overAxis.has(primitive) && params.axisName === axisName) || holdsOver(params, axisName))

const holdsOver = (params: Params, axisName: string): boolean => subgraphsOf(params).some(graph => isOver(graph, axisName))

/** A trace over the current one, for a mapped axis of `size`. */
export function vmapTrace(size: number, axisName: string | null = null): VmapTrace {
  const parent = currentTrace()
  const isOurs = (value: Value): value is Mapped => value.kind === 'traced' && value.trace === trace
  const represent = (tensor: Tensor, axis: BatchAxis, type: ArrayType): Tensor => {
    if (axis === null) return tensor
    const mapped: Mapped = { kind: 'traced', trace, tensor, axis }
    return new Tensor(type, mapped)
  }
  const trace: VmapTrace = {
    name: 'vmap',
    parent,
    wrap: (tensor, axis) =>
      axis === null ? tensor : represent(tensor, axis, { shape: tensor.shape.toSpliced(axis, 1), dtype: tensor.dtype }),
    unwrap(tensor) {
      const value = contentOf(tensor)
      return isOurs(value) ? { tensor: value.tensor, axis: value.axis } : { tensor, axis: null }
    },
    bind(primitive, inputs, params, types) {
      const unwrapped = inputs.map(trace.unwrap)
      const tensors = unwrapped.map(({ tensor }) => tensor)
      const axes: BatchAxis[] = unwrapped.map(({ axis }) => axis)
      const over = axisName !== null && params.axisName === axisName ? overAxis.get(primitive) : undefined
      const [first] = tensors
      if (over === undefined && !axes.some(axis => axis !== null)) {
        if (first === undefined || axisName === null || !holdsOver(params, axisName)) return parent.bind(primitive, tensors, params, types)
        // What a graph inside does over the axis makes its results differ along it: an input is mapped for it.
        tensors[0] = withTrace(parent, () => repeated(first, size))
        axes[0] = 0
      }
      const rule = () => (over === undefined ? primitive.batch(tensors, axes, size, params) : over(tensors, axes, size))
      const { outputs, axes: outputAxes } = withTrace(parent, () =>
        subgraphsOf(params).length === 0 ? rule() : withBatchScope(axisName, rule),
      )
      return outputs.map((output, i) => represent(output, outputAxes[i] ?? null, types[i] ?? output))
    },
  }
  if (axisName !== null) namedAxes.set(trace, { name: axisName, size })
  return trace
}
