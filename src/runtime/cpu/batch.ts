// A batch: the pending operations that the wanted values need, as one graph. Scalars written in the program become inputs, so that a
// loop whose learning rate changes does not compile again; 0 and 1 stay, because passes can use them.

import type { ArrayType } from '../../core/array-type.js'
import type { Buffer } from '../../core/buffer.js'
import { type Equation, type Graph, graphKey, type Variable, variableOf } from '../../core/graph.js'
import type { Dropped, Pending, PendingOutput } from '../../core/pending.js'
import { operandOf, type Tensor } from '../../core/tensor.js'
import { type ElementParam, paramElement } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { dependencies } from '../dependencies.js'
import { hostBufferOf } from './cpu-buffer.js'

export interface Batch {
  readonly graph: Graph
  /** Equal for equal graphs only. */
  readonly key: string
  /** The operations, in order of computation. */
  readonly order: readonly Pending[]
  readonly inputs: readonly Buffer[]
  /** What each output of the graph settles. */
  readonly outputs: readonly PendingOutput[]
  /** To be noted at the operations whose results are not kept, once they have been computed. */
  readonly dropped: readonly (readonly [node: Pending, how: Dropped])[]
}

const scalars = new Map<string, Buffer>()

/** Scalars recur from step to step: their buffers are kept, the most recent thousand. */
function scalarBuffer(type: ArrayType, value: ElementParam): Buffer {
  const key = `${type.dtype} ${Object.is(value, -0) ? '-0' : value}`
  let buffer = scalars.get(key)
  if (buffer === undefined) {
    buffer = hostBufferOf(type, [paramElement(value, type.dtype)])
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

/**
 * The operations whose results are kept, so that they are not computed again: those that operations outside of the batch use, and those
 * that an earlier batch computed and dropped although they are wanted now, by something new.
 */
function wantedLater(order: readonly Pending[], roots: ReadonlySet<Pending>, uses: ReadonlyMap<Pending, readonly Pending[]>): Set<Pending> {
  const wanted = new Set<Pending>()
  const kept = new Set<Pending>()
  for (const node of order.toReversed()) {
    const inside = uses.get(node) ?? []
    const again = node.dropped !== null && (roots.has(node) || inside.some(use => use.dropped === null))
    // A view costs nothing to compute again, but what it looks at does.
    const outside = node.consumers > inside.length || again || inside.some(use => wanted.has(use) && !kept.has(use))
    if (!outside) continue
    wanted.add(node)
    if (!isView(node)) kept.add(node)
  }
  return kept
}

/**
 * What batches have learnt, by the structure of their graphs: positions of operations that were wanted again after they had been dropped. The
 * next batch of the structure keeps them, so that a loop computes nothing twice from its third round on. See Note [Keeping].
 */
const lessons = new Map<string, Set<number>>()
const mostLessons = 1000

function lessonOf(structure: string): Set<number> {
  let lesson = lessons.get(structure)
  if (lesson === undefined) {
    lesson = new Set()
    if (lessons.size >= mostLessons) lessons.clear()
    lessons.set(structure, lesson)
  }
  return lesson
}

/** @param keep what else than the roots to keep: what is expected to be wanted later, or nothing, where memory is scarce */
export function batchOf(roots: readonly PendingOutput[], keep: 'wanted later' | 'nothing'): Batch {
  const order = dependencies(roots)
  const variables = new Map<Pending, readonly Variable[]>()
  const inputVariables = new Map<Buffer, Variable>()
  const equations: Equation[] = []
  const positions = new Map<Pending, number>()
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
    const content = operandOf(tensor)
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
      case 'pair':
      case 'traced':
        throw new InternalError(`batch: a ${content.kind} is pending`)
    }
  }

  for (const node of order) {
    const value = node.params.value
    const isElement = typeof value === 'number' || typeof value === 'string'
    if (node.primitive.name === 'constant' && isElement && value !== 1 && !Object.is(value, 0)) {
      const [type] = node.types
      if (type === undefined) throw new InternalError('batch: a constant without a type')
      variables.set(node, [inputVariable(scalarBuffer(type, value))])
      continue
    }
    const inputs = node.inputs.map(tensor => variableFor(tensor, node))
    const outputs = node.types.map(variableOf)
    variables.set(node, outputs)
    positions.set(node, equations.length)
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
  const takeAll = (node: Pending): void => {
    for (let output = 0; output < node.types.length; output++) take({ node, output })
  }
  roots.forEach(take)
  const kept = keep === 'nothing' ? new Set<Pending>() : wantedLater(order, new Set(roots.map(root => root.node)), uses)
  for (const node of order) if (kept.has(node)) takeAll(node)

  const graph = { inputs: [...inputVariables.values()], equations, outputs: graphOutputs }
  const structure = graphKey(graph)
  const lesson = lessonOf(structure)
  const learnt: number[] = []
  const dropped: [Pending, Dropped][] = []
  for (const node of order) {
    if (kept.has(node)) node.dropped?.lesson.add(node.dropped.position)
    const position = positions.get(node)
    if (kept.has(node) || position === undefined) continue
    if (lesson.has(position) && keep === 'wanted later') {
      takeAll(node)
      learnt.push(position)
    } else dropped.push([node, { lesson, position }])
  }
  const key = learnt.length === 0 ? structure : `${structure}\nand ${learnt.join(' ')}`
  return { graph, key, order, inputs: [...inputVariables.keys()], outputs, dropped }
}

// Note [Keeping]
// Whether a value will be read or used again is not known when it is computed: the variable that holds it is the program's, not ours. A batch
// keeps what pending operations outside of it use. The parameters that a training step has computed, and whose loss is then read, have no such
// user yet: they are dropped, and the next batch computes them again, and notices. From then on every batch of that structure keeps them.
// Only values that something new is computed from count, not all that had to be computed again on the way to them.
