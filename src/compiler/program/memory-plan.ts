// Where temporaries live: offsets in one arena, reused as soon as the last step that reads them has run.
// Greedy by size, largest first, at the lowest offset free over the whole life (Pisarchyk and Lee, "Efficient memory management for
// deep neural net inference", 2020). The blocks inside of a step have arenas of their own, one place for all of them: a temporary of the step.

import { arrayType, bytesOf } from '../../core/array-type.js'
import { type Variable, variableOf } from '../../core/graph.js'
import { type Block, blocksIn, touchedBy } from './steps.js'

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

/**
 * The plan of a block and of those inside.
 * @param after variables that are read when the block has run
 */
export function planBlock({ steps, temporaries }: Block<Variable>, after: readonly Variable[] = []): MemoryPlan {
  const inner = steps.map(step => {
    const holds = step.op === 'loop' && 'condition' in step.rounds ? [step.rounds.holds] : []
    const plans = blocksIn(step).map(block => planBlock(block, holds))
    const bytes = Math.max(0, ...plans.map(plan => plan.arenaBytes))
    return { plans, arena: bytes === 0 ? null : variableOf(arrayType([bytes], 'uint8')) }
  })
  const arenas = inner.flatMap(({ arena }) => (arena === null ? [] : [arena]))
  const touched = steps.map((step, i) => [...touchedBy(step), ...(inner[i]?.arena ? [inner[i].arena] : [])])
  const own = planMemory([...temporaries, ...arenas], [...touched, after])
  const offsets = new Map(own.offsets)
  let totalBytes = own.totalBytes - arenas.reduce((sum, arena) => sum + align(bytesOf(arena.type)), 0)
  for (const { plans, arena } of inner)
    for (const plan of plans) {
      totalBytes += plan.totalBytes
      const base = arena === null ? 0 : (own.offsets.get(arena) ?? 0)
      for (const [v, offset] of plan.offsets) offsets.set(v, base + offset)
    }
  for (const arena of arenas) offsets.delete(arena)
  return { offsets, arenaBytes: own.arenaBytes, totalBytes }
}
