// Inputs whose memory a program is given: results take their places where nobody reads an input any more once the result that replaces it is stored.
// Steps wait for those that still read what they will overwrite, where that can be; nothing else changes its order.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { apart, mayOverwrite } from '../kernel/overwrite.js'
import { storedBuffers } from './rows.js'
import { type KernelStep, type Step, touchedBy } from './steps.js'

export interface Donation {
  readonly input: Variable
  /** What is stored in its memory; `null`: nothing, it is free once it has been read. */
  readonly output: Variable | null
}

export interface Donated {
  readonly steps: readonly Step<Variable>[]
  readonly donations: readonly Donation[]
}

/** Steps by number, and what must run before each: those with whom it shares a variable that either stores, in their order. */
interface Order {
  readonly touched: readonly ReadonlySet<Variable>[]
  /** By variable, in order. */
  readonly users: ReadonlyMap<Variable, readonly number[]>
  readonly before: readonly Set<number>[]
}

/** `null` for loops and branches, of which it is not asked. */
const storesOf = (step: Step<Variable>): ReadonlySet<Variable> | null =>
  step.op === 'kernel'
    ? new Set([...storedBuffers(step.kernel.body)].map(buffer => step.args[buffer]).filter(v => v !== undefined))
    : step.op === 'copy'
      ? new Set([step.to])
      : null

function orderOf(steps: readonly Step<Variable>[]): Order {
  const touched = steps.map(step => new Set(touchedBy(step)))
  const stores = steps.map(storesOf)
  const users = new Map<Variable, number[]>()
  const before = steps.map(() => new Set<number>())
  for (const [i, vs] of touched.entries())
    for (const v of vs) {
      const known = users.get(v)
      if (known === undefined) users.set(v, [i])
      else {
        for (const j of known) if ((stores[i]?.has(v) ?? true) || (stores[j]?.has(v) ?? true)) before[i]?.add(j)
        known.push(i)
      }
    }
  return { touched, users, before }
}

/** Whether `first` must run before `then`. */
function comesBefore({ before }: Order, first: number, then: number): boolean {
  const seen = new Set<number>()
  const open = [then]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === first) return true
    for (const j of before[at] ?? [])
      if (!seen.has(j)) {
        seen.add(j)
        open.push(j)
      }
  }
  return false
}

/** The numbers of the steps in an order that `before` allows, the first of those that can run each time. */
function sorted({ before }: Order): readonly number[] {
  const done = new Set<number>()
  const result: number[] = []
  const waiting = new Set(before.keys())
  while (waiting.size > 0)
    for (const i of waiting) {
      if (![...(before[i] ?? [])].every(j => done.has(j))) continue
      waiting.delete(i)
      done.add(i)
      result.push(i)
      // One that has waited for this comes first.
      break
    }
  return result
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
  const numbers = sorted(order)
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
