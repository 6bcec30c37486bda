// A batch: the pending operations that the wanted values need, as one graph. Scalars written in the program become inputs, so that a
// loop whose learning rate changes does not compile again; 0 and 1 stay, because passes can use them.

import type { ArrayType } from '../../core/array-type.js'
import type { Buffer } from '../../core/buffer.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../core/graph.js'
import type { Pending, PendingOutput } from '../../core/pending.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import { InternalError } from '../../support/errors.js'
import { dependencies } from '../dependencies.js'
import { hostBufferOf } from './cpu-buffer.js'

export interface Batch {
  readonly graph: Graph
  readonly inputs: readonly Buffer[]
  /** What each output of the graph settles. */
  readonly outputs: readonly PendingOutput[]
}

const scalars = new Map<string, Buffer>()

/** Scalars recur from step to step: their buffers are kept, the most recent thousand. */
function scalarBuffer(type: ArrayType, value: number): Buffer {
  const key = `${type.dtype} ${Object.is(value, -0) ? '-0' : value}`
  let buffer = scalars.get(key)
  if (buffer === undefined) {
    buffer = hostBufferOf(type, [value])
    if (scalars.size >= 1000) scalars.clear()
    scalars.set(key, buffer)
  }
  return buffer
}

const isView = (node: Pending): boolean =>
  node.primitive.lower(
    node.inputs.map(t => t),
    node.params,
    node.types,
  ).kind === 'index'

/** The operations whose results someone outside the batch will want: kept, so that they are not computed again. */
function wantedLater(order: readonly Pending[], uses: ReadonlyMap<Pending, readonly Pending[]>): Set<Pending> {
  const wanted = new Set<Pending>()
  const kept = new Set<Pending>()
  for (const node of order.toReversed()) {
    const inside = uses.get(node) ?? []
    // A view costs nothing to compute again, but what it looks at does.
    const outside = node.consumers > inside.length || node.recomputed > 1 || inside.some(use => wanted.has(use) && !kept.has(use))
    if (!outside) continue
    wanted.add(node)
    if (!isView(node)) kept.add(node)
  }
  return kept
}

export function batchOf(roots: readonly PendingOutput[]): Batch {
  const order = dependencies(roots)
  const variables = new Map<Pending, readonly Variable[]>()
  const inputVariables = new Map<Buffer, Variable>()
  const equations: Equation[] = []
  const uses = new Map<Pending, Pending[]>()

  const inputVariable = (buffer: Buffer): Variable => {
    let v = inputVariables.get(buffer)
    if (v === undefined) {
      v = variableOf(buffer.type)
      inputVariables.set(buffer, v)
    }
    return v
  }
  const variableFor = (tensor: Tensor, user: Pending): Variable => {
    const content = contentOf(tensor)
    switch (content.kind) {
      case 'held':
        return inputVariable(content.buffer)
      case 'pending': {
        const list = uses.get(content.node)
        if (list === undefined) uses.set(content.node, [user])
        else list.push(user)
        const v = variables.get(content.node)?.[content.output]
        if (v === undefined) throw new InternalError('batch: an operation comes before its input')
        return v
      }
      case 'traced':
        throw new InternalError('batch: a traced value is pending')
    }
  }

  for (const node of order) {
    const value = node.params.value
    if (node.primitive.name === 'constant' && typeof value === 'number' && value !== 1 && !Object.is(value, 0)) {
      const [type] = node.types
      if (type === undefined) throw new InternalError('batch: a constant without a type')
      variables.set(node, [inputVariable(scalarBuffer(type, value))])
      continue
    }
    const inputs = node.inputs.map(tensor => variableFor(tensor, node))
    const outputs = node.types.map(variableOf)
    variables.set(node, outputs)
    equations.push({ primitive: node.primitive, inputs, params: node.params, outputs })
  }

  const outputs: PendingOutput[] = []
  const graphOutputs: Variable[] = []
  const take = ({ node, output }: PendingOutput): void => {
    const v = variables.get(node)?.[output]
    if (v === undefined || node.results?.[output] != null || outputs.some(o => o.node === node && o.output === output)) return
    outputs.push({ node, output })
    graphOutputs.push(v)
  }
  roots.forEach(take)
  const kept = wantedLater(order, uses)
  for (const node of order)
    if (kept.has(node)) for (let output = 0; output < node.types.length; output++) take({ node, output })
    else node.recomputed++
  return {
    graph: { inputs: [...inputVariables.values()], equations, outputs: graphOutputs },
    inputs: [...inputVariables.keys()],
    outputs,
  }
}
