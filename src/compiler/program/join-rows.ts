// Kernels one after the other that treat the same rows, each by itself, become one that does all of it row by row: a softmax or a layer norm reads a row once,
// and what stands between its parts never leaves the nearest cache. The expressions are the same, so the bits are.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { joinedKernel, mostBetween } from './joined-kernel.js'
import { grouped, isRowStep, type RowStep, readBuffers, staysInRow, storedBuffers, written } from './rows.js'
import { type Step, touchedBy } from './steps.js'

/** Kernels that wait for others to be done together with them; when more wait, the first ones run. */
const mostWaiting = 8
/** How far ahead one is looked for that could join before something else runs. */
const lookAhead = 12

/**
 * Nothing is moved before what it reads. What waits for company runs when something else needs it, and takes along what could come directly after it.
 * @param inputs what is there beforehand @param isOutput what is read after the block @param steps in the order in which they run
 */
export function joinRows(
  steps: readonly Step<Variable>[],
  inputs: ReadonlySet<Variable>,
  isOutput: (v: Variable) => boolean,
): readonly Step<Variable>[] {
  const touched = steps.map(step => new Set(touchedBy(step)))
  const uses = new Map<Variable, number>()
  /** In order: a scatter writes what another kernel has begun. */
  const writers = new Map<Variable, readonly number[]>()
  for (const [i, vs] of touched.entries()) {
    const stored = storedBy(steps[i])
    for (const v of vs) {
      uses.set(v, (uses.get(v) ?? 0) + 1)
      const before = writers.get(v) ?? []
      // Of loops and branches it is not asked what they store: the first that touches a variable does.
      if (stored === null ? before.length === 0 && !inputs.has(v) : stored.has(v)) writers.set(v, [...before, i])
    }
  }
  /** What must have run before step number i. */
  const needsOf = (i: number): readonly number[] => [...(touched[i] ?? [])].flatMap(v => (writers.get(v) ?? []).filter(j => j < i))
  const joined: Step<Variable>[] = []
  const done = new Set<number>()
  let waiting: Run[] = []

  /** Whether all that step number i reads is there once the run is done. */
  const isReady = (i: number, run: Run): boolean => needsOf(i).every(j => done.has(j) || run.members.includes(j))
  const joins = (run: Run, i: number): Run | null => {
    const step = steps[i]
    const groups = step !== undefined && isRowStep(step) ? groupedTogether(run.groups, step) : null
    return groups && { groups, members: [...run.members, i] }
  }
  const taken = (i: number): boolean => done.has(i) || waiting.some(run => run.members.includes(i))
  const finish = (runs: readonly Run[], from: number): void => {
    for (const first of runs) {
      let run = first
      for (let i = from; i < Math.min(steps.length, from + lookAhead); i++) if (!taken(i) && isReady(i, run)) run = joins(run, i) ?? run
      const { groups, members } = run
      for (const i of members) done.add(i)
      joined.push(...(groups.length > 1 ? [joinedKernel(groups, uses, isOutput)] : groups))
      waiting = waiting.filter(other => other !== first)
    }
  }
  for (const [i, step] of steps.entries()) {
    if (done.has(i)) continue
    const needs = new Set(needsOf(i))
    const needed = waiting.filter(run => run.members.some(j => needs.has(j)))
    const last = needed.at(-1)
    const company = last === undefined ? null : joins(last, i)
    finish(company === null ? needed : needed.slice(0, -1), i + 1)
    if (company !== null) waiting = waiting.map(run => (run === last ? company : run))
    else if (isRowStep(step)) waiting.push({ groups: [step], members: [i] })
    else {
      joined.push(step)
      done.add(i)
    }
    finish(waiting.slice(0, Math.max(0, waiting.length - mostWaiting)), i + 1)
  }
  finish(waiting, steps.length)
  return joined
}

/** The variables that a kernel stores to; `null` for other steps. */
function storedBy(step: Step<Variable> | undefined): ReadonlySet<Variable> | null {
  if (step?.op !== 'kernel') return null
  return new Set([...storedBuffers(step.kernel.body)].map(buffer => step.args[buffer]).filter(v => v !== undefined))
}

/** Kernels that are done together, and their numbers among all. */
interface Run {
  readonly groups: readonly RowStep[]
  readonly members: readonly number[]
}

/** Fewer groups of rows do not keep many threads busy. */
const fewestGroups = 16
/** Ways to group rows that are tried. */
const mostTries = 6

/** How many groups of rows there are, from the most on, if as many kernels with so many rows are done together. */
function* groupings(counts: readonly number[]): Generator<number> {
  const most = counts.reduce(gcd)
  const fewest = Math.min(fewestGroups, ...counts)
  let tries = 0
  for (let each = 1; most / each >= fewest && tries < mostTries; each++)
    if (most % each === 0) {
      tries++
      yield most / each
    }
}

/**
 * Kernels that can do their parts of each group of rows one after the other, as groups; `null` where they cannot, or had better not: the next one must read
 * what those before have written, and all of them only within the group.
 */
function groupedTogether(run: readonly RowStep[], next: RowStep): readonly RowStep[] | null {
  const before = new Set(run.flatMap(written))
  if (![...readBuffers(next.kernel.rows.body)].some(buffer => before.has(next.args[buffer] as Variable))) return null
  const all = [...run, next]
  const bytesBetween = [...before].reduce((sum, v) => sum + bytesOf(v.type), 0)
  for (const count of groupings(all.map(step => step.kernel.rows.count))) {
    if (bytesBetween / count > mostBetween) return null
    const groups = all.map((step): RowStep => ({ ...step, kernel: { ...step.kernel, rows: grouped(step.kernel.rows, count) } }))
    const stay = ({ kernel, args }: RowStep): boolean =>
      staysInRow(kernel.rows, buffer => {
        const v = args[buffer]
        return v !== undefined && before.has(v) ? v : null
      })
    if (groups.every(stay)) return groups
  }
  return null
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
