// Kernels one after the other that treat the same rows, each by itself, become one that does all of it row by row: a softmax or a layer norm reads a row once,
// and what stands between its parts never leaves the nearest cache. The expressions are the same, so the bits are.

import { bytesOf } from '../../core/array-type.js'
import { argument, type Expr, rebuild, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import type { Group } from '../fusion/groups.js'
import { createInterner } from '../index-algebra/index.js'
import type { Cell, Kernel, KernelBuffer, Rows, Statement } from '../kernel/ir.js'
import { loop } from '../kernel/ir.js'
import { rewriteStatement } from '../kernel/rewrite.js'
import { deal, dealt } from '../schedule/loops.js'
import { grouped, readBuffers, rowLength, staysInRow, storedBuffers, withinRow } from './rows.js'
import { type KernelStep, type Step, touchedBy } from './steps.js'

/** What stands between the parts has at most so many bytes a row: with what is read and written it stays in a level-1 or level-2 cache. */
const mostBetween = 64 * 1024

type RowStep = KernelStep<Variable> & { readonly kernel: Kernel & { readonly rows: Rows } }

const isRowStep = (step: Step<Variable>): step is RowStep => step.op === 'kernel' && step.kernel.rows !== null

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
      joined.push(...(groups.length > 1 ? [together(groups, uses, isOutput)] : groups))
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

const written = ({ kernel, args }: RowStep): readonly Variable[] =>
  [...storedBuffers(kernel.rows.body)].map(buffer => args[buffer]).filter(v => v !== undefined)

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

/** One kernel of several. */
function together(run: readonly RowStep[], uses: ReadonlyMap<Variable, number>, isOutput: (v: Variable) => boolean): Step<Variable> {
  const count = run[0]?.kernel.rows.count ?? 1
  const row = variable('row', count)
  const inside = new Map<Variable, number>()
  for (const step of run) for (const v of new Set(step.args)) inside.set(v, (inside.get(v) ?? 0) + 1)
  const stored = new Set(run.flatMap(written))
  const readLater = new Set(run.flatMap(step => step.args.filter(v => stored.has(v) && !written(step).includes(v))))
  const isBetween = (v: Variable): boolean => stored.has(v) && !isOutput(v) && inside.get(v) === uses.get(v)

  const args: Variable[] = []
  const buffers: KernelBuffer[] = []
  const numbers = new Map<Variable, number>()
  const scratch: KernelBuffer[] = []
  let scratchBytes = 0
  const inScratch = (dtype: DTypeName, bytes: number): number => {
    scratch.push({ kind: 'scratch', dtype, offset: scratchBytes })
    scratchBytes += Math.ceil(bytes / 64) * 64
    // Scratch comes after the arguments, whose number is known at the end.
    return -scratch.length
  }
  const bufferOf = (v: Variable, buffer: KernelBuffer): number => {
    const known = numbers.get(v)
    if (known !== undefined) return known
    const { dtype } = v.type
    // Vectors may look past the end of what is between.
    const length = sizeOf(v.type.shape) / count
    const number = isBetween(v) ? inScratch(dtype, length * dtypeInfo(dtype).bytes + 64) : args.push(v) - 1
    numbers.set(v, number)
    if (number >= 0) buffers.push(readLater.has(v) && buffer.kind === 'argument' ? { ...buffer, streamed: false } : buffer)
    return number
  }

  const cells: Cell[] = []
  const body = run.flatMap(({ kernel, args: own }): readonly Statement[] => {
    const interner = createInterner()
    const firstCell = cells.length
    cells.push(...kernel.cells)
    const renumbered = kernel.buffers.map((buffer, i) => {
      const v = own[i]
      if (buffer.kind === 'argument' && v !== undefined) return bufferOf(v, buffer)
      const next = kernel.buffers.filter(b => b.kind === 'scratch' && buffer.kind === 'scratch' && b.offset > buffer.offset)
      const end = Math.min(kernel.scratchBytes, ...next.map(b => (b.kind === 'scratch' ? b.offset : 0)))
      return inScratch(buffer.dtype, buffer.kind === 'scratch' ? end - buffer.offset : 0)
    })
    const placed = (at: Expr, guard: Expr | null, buffer: number): Expr => {
      const v = own[buffer]
      return v !== undefined && isBetween(v) ? (withinRow(at, guard, kernel.rows.variable, rowLength(v, count) ?? 0, interner) ?? at) : at
    }
    const memo = new Map<Expr, Expr>()
    const expr = (e: Expr): Expr =>
      rebuild(
        e,
        (node, original) => {
          if (original === kernel.rows.variable) return row
          if (node.op === 'argument') return argument(node.type, node.index + firstCell)
          if (node.op !== 'read' || original.op !== 'read') return node
          const [at] = original.at
          const source = renumbered[node.source] ?? node.source
          const v = own[original.source]
          if (at === undefined || v === undefined || !isBetween(v)) return { ...node, source }
          return { ...node, source, at: [expr(placed(at, original.guard, original.source))] }
        },
        memo,
      )
    const rewrite = {
      expr,
      buffer: (buffer: number) => renumbered[buffer] ?? buffer,
      cell: (cell: number) => cell + firstCell,
      place: (at: Expr, buffer: number) => expr(placed(at, null, buffer)),
    }
    return kernel.rows.body.map(statement => rewriteStatement(statement, rewrite))
  })

  // Scratch buffers get their numbers after those of the arguments.
  const settled = (buffer: number): number => (buffer < 0 ? args.length - 1 - buffer : buffer)
  const memo = new Map<Expr, Expr>()
  const expr = (e: Expr): Expr => rebuild(e, node => (node.op === 'read' ? { ...node, source: settled(node.source) } : node), memo)
  const statements = body.map(statement => rewriteStatement(statement, { expr, buffer: settled, cell: cell => cell }))

  const cost = run.reduce((sum, { kernel }) => sum + kernel.rows.cost, 0)
  const task = variable('task', 64)
  const split = deal(count, cost, 1)
  const { from, to } = dealt(task, split.each, count)
  const kernel: Kernel = {
    name: nameOf(run),
    buffers: [...buffers, ...scratch],
    cells,
    task,
    tasks: split.tasks,
    scratchBytes,
    body: [loop(row, from, to, 1, statements)],
    rows: { variable: row, count, body: statements, cost },
    cost: cost * count,
  }
  return { op: 'kernel', kernel, args, origin: originOf(run) }
}

/** The first one's name, and what the others compute. */
function nameOf(run: readonly RowStep[]): string {
  const [first = '', ...others] = run.map(({ kernel }) => kernel.name)
  return [first, ...others.map(name => name.replace(/^k[\d.]*_/, ''))].join('_')
}

function originOf(run: readonly RowStep[]): RowStep['origin'] {
  const [first] = run
  if (first === undefined) throw new InternalError('join: no kernels')
  const roots = run.flatMap(({ origin }) => origin.group.roots)
  const group: Group = {
    roots,
    sources: new Set(run.flatMap(({ origin }) => [...origin.group.sources]).filter(v => !roots.includes(v))),
  }
  return { ...first.origin, group }
}
