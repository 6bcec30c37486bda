// Where temporaries live: offsets in one arena, reused as soon as the last step that reads them has run. Large ones lie in the memory of results that
// nobody has begun to store, or of donated inputs that nobody reads any more, where there is room.
// Greedy by size, largest first, at the lowest offset free over the whole life (Pisarchyk and Lee, "Efficient memory management for
// deep neural net inference", 2020). The blocks inside of a step have arenas of their own, one place for all of them: a temporary of the step.

import { arrayType, bytesOf } from '../../core/array-type.js'
import { type Variable, variableOf } from '../../core/graph.js'
import { type Block, blocksIn, touchedBy } from './steps.js'

export interface MemoryPlan {
  readonly offsets: ReadonlyMap<Variable, number>
  /** Those that lie in the memory of another variable: offsets are in it, all others in the arena. */
  readonly within: ReadonlyMap<Variable, Variable>
  readonly arenaBytes: number
  /** The sum of all temporaries, had none been reused. */
  readonly totalBytes: number
}

/** Memory that is there anyhow. */
export interface Host {
  readonly variable: Variable
  /** Steps before which, or after which, nothing else is in it. */
  readonly free: { readonly before: number } | { readonly after: number }
}

/** Smaller temporaries are better off in the arena, which is the same in every run, and in the caches. */
const leastHosted = 2 ** 20

const align = (bytes: number): number => Math.max(64, Math.ceil(bytes / 64) * 64)

interface Placed {
  readonly from: number
  readonly to: number
  readonly first: number
  readonly last: number
}

/** The lowest offset that is free over the whole life. */
function lowest(bytes: number, { first, last }: { readonly first: number; readonly last: number }, placed: readonly Placed[]): number {
  const conflicts = placed.filter(p => p.first <= last && first <= p.last).toSorted((a, b) => a.from - b.from)
  let from = 0
  for (const p of conflicts) {
    if (from + bytes <= p.from) break
    from = Math.max(from, p.to)
  }
  return from
}

/**
 * @param steps the variables that each step reads or writes, in order
 * @param hosts memory besides the arena
 */
export function planMemory(
  temporaries: readonly Variable[],
  steps: readonly (readonly Variable[])[],
  hosts: readonly Host[] = [],
): MemoryPlan {
  const wanted = new Set(temporaries)
  const life = new Map<Variable, { first: number; last: number }>()
  for (const [i, args] of steps.entries())
    for (const v of args) {
      if (!wanted.has(v)) continue
      const known = life.get(v)
      if (known === undefined) life.set(v, { first: i, last: i })
      else known.last = i
    }
  const placed: Placed[] = []
  const offsets = new Map<Variable, number>()
  const within = new Map<Variable, Variable>()
  // The smallest that has room is taken.
  const rooms = hosts
    .map(host => ({ ...host, bytes: bytesOf(host.variable.type), placed: [] as Placed[] }))
    .filter(({ bytes }) => bytes >= leastHosted)
    .toSorted((a, b) => a.bytes - b.bytes)
  let arenaBytes = 0
  let totalBytes = 0
  for (const v of temporaries.toSorted((a, b) => bytesOf(b.type) - bytesOf(a.type))) {
    const { first, last } = life.get(v) ?? { first: 0, last: steps.length }
    const bytes = align(bytesOf(v.type))
    totalBytes += bytes
    const room =
      bytes < leastHosted
        ? undefined
        : rooms.find(
            ({ free, bytes: most, placed }) =>
              ('before' in free ? last < free.before : first > free.after) && lowest(bytes, { first, last }, placed) + bytes <= most,
          )
    const from = lowest(bytes, { first, last }, room?.placed ?? placed)
    const place = { from, to: from + bytes, first, last }
    offsets.set(v, from)
    if (room !== undefined) {
      room.placed.push(place)
      within.set(v, room.variable)
      continue
    }
    placed.push(place)
    arenaBytes = Math.max(arenaBytes, place.to)
  }
  // Vectors may look past the end of the last one.
  return { offsets, within, arenaBytes: arenaBytes + (placed.length > 0 ? 64 : 0), totalBytes }
}

/**
 * The plan of a block and of those inside.
 * @param after variables that are read when the block has run
 * @param hosts memory besides the arena
 */
export function planBlock(
  { steps, temporaries }: Block<Variable>,
  after: readonly Variable[] = [],
  hosts: readonly Host[] = [],
): MemoryPlan {
  const inner = steps.map(step => {
    const holds = step.op === 'loop' && 'condition' in step.rounds ? [step.rounds.holds] : []
    const plans = blocksIn(step).map(block => planBlock(block, holds))
    const bytes = Math.max(0, ...plans.map(plan => plan.arenaBytes))
    return { plans, arena: bytes === 0 ? null : variableOf(arrayType([bytes], 'uint8')) }
  })
  const arenas = inner.flatMap(({ arena }) => (arena === null ? [] : [arena]))
  const touched = steps.map((step, i) => [...touchedBy(step), ...(inner[i]?.arena ? [inner[i].arena] : [])])
  const own = planMemory([...temporaries, ...arenas], [...touched, after], hosts)
  const offsets = new Map(own.offsets)
  const within = new Map(own.within)
  let totalBytes = own.totalBytes - arenas.reduce((sum, arena) => sum + align(bytesOf(arena.type)), 0)
  for (const { plans, arena } of inner)
    for (const plan of plans) {
      totalBytes += plan.totalBytes
      const base = arena === null ? 0 : (own.offsets.get(arena) ?? 0)
      const host = arena === null ? undefined : own.within.get(arena)
      for (const [v, offset] of plan.offsets) {
        offsets.set(v, base + offset)
        if (host !== undefined) within.set(v, host)
      }
    }
  for (const arena of arenas) {
    offsets.delete(arena)
    within.delete(arena)
  }
  return { offsets, within, arenaBytes: own.arenaBytes, totalBytes }
}
