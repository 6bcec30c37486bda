// Where temporaries live: offsets in one arena, reused as soon as the last kernel that reads them has run.
// Greedy by size, largest first, at the lowest offset free over the whole life (Pisarchyk and Lee, "Efficient memory management for
// deep neural net inference", 2020).

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'

export interface MemoryPlan {
  readonly offsets: ReadonlyMap<Variable, number>
  readonly arenaBytes: number
  /** The sum of all temporaries, had none been reused. */
  readonly totalBytes: number
}

const align = (bytes: number): number => Math.max(64, Math.ceil(bytes / 64) * 64)

/** @param steps the variables that each step reads or writes, in order */
export function planMemory(temporaries: readonly Variable[], steps: readonly (readonly Variable[])[]): MemoryPlan {
  const wanted = new Set(temporaries)
  const life = new Map<Variable, { first: number; last: number }>()
  for (const [i, args] of steps.entries())
    for (const v of args) {
      if (!wanted.has(v)) continue
      const known = life.get(v)
      if (known === undefined) life.set(v, { first: i, last: i })
      else known.last = i
    }
  const placed: { from: number; to: number; first: number; last: number }[] = []
  const offsets = new Map<Variable, number>()
  let arenaBytes = 0
  let totalBytes = 0
  for (const v of temporaries.toSorted((a, b) => bytesOf(b.type) - bytesOf(a.type))) {
    const { first, last } = life.get(v) ?? { first: 0, last: steps.length }
    const bytes = align(bytesOf(v.type))
    const conflicts = placed.filter(p => p.first <= last && first <= p.last).toSorted((a, b) => a.from - b.from)
    let from = 0
    for (const p of conflicts) {
      if (from + bytes <= p.from) break
      from = Math.max(from, p.to)
    }
    placed.push({ from, to: from + bytes, first, last })
    offsets.set(v, from)
    arenaBytes = Math.max(arenaBytes, from + bytes)
    totalBytes += bytes
  }
  // Vectors may look past the end of the last one.
  return { offsets, arenaBytes: arenaBytes + (temporaries.length > 0 ? 64 : 0), totalBytes }
}
