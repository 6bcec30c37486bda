// How many bytes of temporaries are in use at each step: whoever moves steps, or keeps what they have stored, makes them no more than they are at most.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { type Step, touchedBy } from './steps.js'

export interface MemoryUse {
  /** Bytes in use, by step; whoever uses more notes it here. */
  readonly live: number[]
  /** The most that are in use at once. */
  readonly peak: number
  /** The steps that touch a temporary for the first and for the last time. */
  readonly first: ReadonlyMap<Variable, number>
  readonly last: ReadonlyMap<Variable, number>
}

/** @param isTemporary whether a variable has memory that is free before and after */
export function memoryUse(steps: readonly Step<Variable>[], isTemporary: (v: Variable) => boolean): MemoryUse {
  const [first, last] = [new Map<Variable, number>(), new Map<Variable, number>()]
  for (const [i, step] of steps.entries())
    for (const v of touchedBy(step)) {
      if (!isTemporary(v)) continue
      if (!first.has(v)) first.set(v, i)
      last.set(v, i)
    }
  const live = steps.map(() => 0)
  for (const [v, from] of first) for (let i = from; i <= (last.get(v) ?? from); i++) live[i] = (live[i] ?? 0) + bytesOf(v.type)
  return { live, peak: Math.max(0, ...live), first, last }
}

/** Whether so many bytes more may be in use from step `from` up to `to`, which is not among them; if so they are. */
export function uses({ live, peak }: MemoryUse, bytes: number, from: number, to: number): boolean {
  if (bytes === 0) return true
  for (let i = from; i < to; i++) if ((live[i] ?? 0) + bytes > peak) return false
  for (let i = from; i < to; i++) live[i] = (live[i] ?? 0) + bytes
  return true
}
