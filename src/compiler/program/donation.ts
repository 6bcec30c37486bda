// Inputs whose memory a program is given: results take their places where nobody reads an input any more once the result that replaces it is stored.
// Steps wait for those that still read what they will overwrite, where that can be; nothing else changes its order.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { apart, mayOverwrite } from '../kernel/overwrite.js'
import { comesBefore, inOrder, orderOf } from './step-order.js'
import type { KernelStep, Step } from './steps.js'

export interface Donation {
  readonly input: Variable
  /** What is stored in its memory; `null`: nothing, it is free once it has been read. */
  readonly output: Variable | null
}

export interface Donated {
  readonly steps: readonly Step<Variable>[]
  readonly donations: readonly Donation[]
}

/** The kernel with an argument in the place of another, whose lines it has read: to store past the caches would only write them back. */
function overlapping(step: KernelStep<Variable>, input: Variable, output: Variable): KernelStep<Variable> {
  const [read, written] = [step.args.indexOf(input), step.args.indexOf(output)]
  const { buffers, overlaps } = step.kernel
  return {
    ...step,
    kernel: {
      ...step.kernel,
      buffers: buffers.map((buffer, i) => (i === written && buffer.kind === 'argument' ? { ...buffer, streamed: false } : buffer)),
      overlaps: [...overlaps, [read, written]],
    },
  }
}

/**
 * @param donated inputs that nobody looks at afterwards, and that are not returned
 * @param outputs what the steps compute for others
 */
export function donate(source: readonly Step<Variable>[], donated: readonly Variable[], outputs: readonly Variable[]): Donated {
  if (donated.length === 0) return { steps: source, donations: [] }
  const order = orderOf(source)
  const steps = [...source]
  const places = new Map<Variable, Variable>()
  const open = new Set(donated)
  const replaced = new Set<Variable>()
  const settle = (input: Variable, output: Variable): void => {
    places.set(input, output)
    open.delete(input)
    replaced.add(output)
  }

  // Element on element, by the kernel that reads the one and stores the other.
  for (const output of outputs) {
    const [at = -1] = order.users.get(output) ?? []
    const step = steps[at]
    if (step?.op !== 'kernel') continue
    for (const input of step.args) {
      if (!open.has(input) || bytesOf(input.type) !== bytesOf(output.type)) continue
      const kernel = apart(step.kernel)
      if (!mayOverwrite(kernel, step.args.indexOf(input), step.args.indexOf(output))) continue
      const readers = (order.users.get(input) ?? []).filter(i => i !== at)
      if (readers.some(i => comesBefore(order, at, i))) continue
      for (const i of readers) order.before[at]?.add(i)
      steps[at] = overlapping({ ...step, kernel }, input, output)
      settle(input, output)
      break
    }
  }
  const numbers = inOrder(order)
  const time = new Map(numbers.map((i, now) => [i, now]))
  const timesOf = (v: Variable): readonly number[] => (order.users.get(v) ?? []).map(i => time.get(i) ?? 0)

  // As memory, where the one is read for the last time before anything is stored in the other.
  for (const output of outputs.filter(v => !replaced.has(v))) {
    const first = Math.min(...timesOf(output))
    const input = [...open].find(v => bytesOf(v.type) === bytesOf(output.type) && timesOf(v).every(t => t < first))
    if (input !== undefined) settle(input, output)
  }
  return {
    steps: numbers.map(i => steps[i]).filter(step => step !== undefined),
    donations: donated.map(input => ({ input, output: places.get(input) ?? null })),
  }
}
