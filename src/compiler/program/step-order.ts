// In which order steps may run: two that share memory keep theirs, if either stores to it; all others may change places.

import type { Variable } from '../../core/graph.js'
import { storedBuffers } from './rows.js'
import { type Step, touchedBy } from './steps.js'

/** Steps by number, and what must run before each: those with whom it shares memory that either stores to, in their order. */
export interface Order {
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

/** @param placeOf whose memory a variable is in: its own, but where it replaces another */
export function orderOf(steps: readonly Step<Variable>[], placeOf: (v: Variable) => Variable = v => v): Order {
  const touched = steps.map(step => new Set(touchedBy(step).map(placeOf)))
  const stores = steps.map(step => {
    const stored = storesOf(step)
    return stored && new Set([...stored].map(placeOf))
  })
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
export function comesBefore({ before }: Order, first: number, then: number): boolean {
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
export function inOrder({ before }: Order): readonly number[] {
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
