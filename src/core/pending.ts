// Deferred operations: outside every transform an operation computes nothing, it joins the pending graph. Reading a value forces
// what it needs, as one batch. The evaluator (rank 3) is plugged in from `index.ts`; core knows only its shape.

import { ArgumentError, InternalError } from '../support/errors.js'
import { type ArrayType, showType } from './array-type.js'
import type { Buffer } from './buffer.js'
import type { Params, Primitive } from './primitive.js'
import { awaitedBy, contentOf, operandOf, Tensor } from './tensor.js'

/** Computes pending operations. */
export interface Evaluator {
  /** Makes the wanted outputs held (others may become so too). It may return before the computation has finished. */
  readonly evaluate: (roots: readonly PendingOutput[]) => void
}

export interface PendingOutput {
  readonly node: Pending
  readonly output: number
}

let evaluator: Evaluator = {
  evaluate() {
    throw new InternalError('no backend is plugged in')
  },
}

/** Plugs in the evaluator; returns the one there was. */
export function useEvaluator(next: Evaluator): Evaluator {
  const previous = evaluator
  evaluator = next
  return previous
}

/** The longest chain of operations left pending; a longer one is computed at once, so that a loop that never reads stays bounded. */
const longestChain = 256

/** What an evaluator notes at an operation that it has computed without keeping the results. */
export interface Dropped {
  /** The operations, by position, whose results were wanted again after a batch of this structure. */
  readonly lesson: Set<number>
  readonly position: number
}

/** Where a tensor was put, or will be computed because of what was put there; `null` where it goes along. */
function deviceOf(tensor: Tensor): string | null {
  const content = contentOf(tensor)
  switch (content.kind) {
    case 'held':
      return content.buffer.device
    case 'pending':
      return content.node.device
    case 'pair':
      return deviceOf(content.re) ?? deviceOf(content.im)
    case 'traced':
      return null
  }
}

/** The device that tensors were put on, those that were. @throws ArgumentError when there are two */
export function commonDevice(operation: string, tensors: readonly Tensor[]): string | null {
  let common: string | null = null
  for (const tensor of tensors) {
    const device = deviceOf(tensor)
    if (device === null || device === common) continue
    if (common !== null) throw mixedDevices(operation, tensors)
    common = device
  }
  return common
}

function mixedDevices(operation: string, tensors: readonly Tensor[]): ArgumentError {
  const placed = tensors.flatMap(tensor => {
    const device = deviceOf(tensor)
    return device === null ? [] : [`${showType(tensor)} on ${device}`]
  })
  return new ArgumentError(
    `${operation}: tensors that were put somewhere must be on one device; got ${placed.slice(0, 8).join(', ')}: bring them together with put(tree, device)`,
  )
}

export class Pending {
  readonly primitive: Primitive
  readonly params: Params
  readonly types: readonly ArrayType[]
  /** Emptied when every output is held, so that what they hold on to can be freed. */
  inputs: readonly Tensor[]
  /** Buffers of the outputs computed so far; `null` as a whole before the first. */
  results: (Buffer | null)[] | null = null
  /** How many pending operations were given one of the outputs. */
  consumers = 0
  /** Where a batch has computed this last without keeping it. */
  dropped: Dropped | null = null
  /** The longest chain of pending operations that ends here. */
  depth = 0
  /** Where its inputs were put, and where it is computed; `null` where they go along. */
  readonly device: string | null

  constructor(primitive: Primitive, inputs: readonly Tensor[], params: Params, types: readonly ArrayType[]) {
    this.primitive = primitive
    this.inputs = inputs
    this.params = params
    this.types = types
    this.device = commonDevice(primitive.name, inputs)
    for (const input of inputs) {
      const value = contentOf(input)
      if (value.kind === 'pending') value.node.consumers++
      awaitedBy(input, 1)
    }
    this.measure()
  }

  /** Counts the chain, anew when some of its operations have been computed since. */
  measure(): void {
    let depth = 0
    for (const input of this.inputs) {
      const value = operandOf(input)
      if (value.kind === 'pending') depth = Math.max(depth, value.node.depth)
    }
    this.depth = depth + 1
  }

  /** Computes the output, and others with it, if it is not held already. */
  force(output: number, others: readonly PendingOutput[] = []): void {
    if (this.results?.[output] == null) evaluator.evaluate([{ node: this, output }, ...others])
  }

  /** For evaluators: hands over a computed output. */
  settle(output: number, buffer: Buffer): void {
    this.results ??= this.types.map(() => null)
    this.results[output] = this.device === null ? buffer : buffer.on(this.device)
    if (!this.results.every(b => b !== null)) return
    for (const input of this.inputs) awaitedBy(input, -1)
    this.inputs = []
  }
}

/** Computes everything pending among the tensors, in one batch. */
export function forceAll(tensors: readonly Tensor[]): void {
  const roots: PendingOutput[] = []
  const visit = (tensor: Tensor): void => {
    const value = contentOf(tensor)
    if (value.kind === 'pending') roots.push(value)
    else if (value.kind === 'pair') for (const part of [value.re, value.im]) visit(part)
  }
  tensors.forEach(visit)
  if (roots.length > 0) evaluator.evaluate(roots)
}

/** Defers an operation. */
export function defer(primitive: Primitive, inputs: readonly Tensor[], params: Params, types: readonly ArrayType[]): readonly Tensor[] {
  const node = new Pending(primitive, inputs, params, types)
  const outputs = types.map((type, output) => new Tensor(type, { kind: 'pending', node, output }))
  if (node.depth >= longestChain) evaluator.evaluate(types.map((_, output) => ({ node, output })))
  return outputs
}
