// One kernel of several that treat the same rows: for each row their parts one after the other. What only they touch is kept for the row at hand, in scratch.

import { add, argument, type Expr, index, rebuild, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import type { Group } from '../fusion/groups.js'
import { createInterner, range } from '../index-algebra/index.js'
import { type Cell, type Kernel, type KernelBuffer, loop, type Statement } from '../kernel/ir.js'
import { rewriteStatement, visitStatement } from '../kernel/rewrite.js'
import { deal, dealt } from '../schedule/loops.js'
import { type RowStep, rowLength, withinRow, written } from './rows.js'
import type { Step } from './steps.js'

/** What stands between the parts has at most so many bytes a row: with what is read and written it stays in a level-1 or level-2 cache. */
export const mostBetween = 64 * 1024

/**
 * One kernel of several.
 * @param uses how many steps touch each variable
 */
export function joinedKernel(
  run: readonly RowStep[],
  uses: ReadonlyMap<Variable, number>,
  isOutput: (v: Variable) => boolean,
): Step<Variable> {
  const count = run[0]?.kernel.rows.count ?? 1
  const row = variable('row', count)
  const inside = new Map<Variable, number>()
  for (const step of run) for (const v of new Set(step.args)) inside.set(v, (inside.get(v) ?? 0) + 1)
  const stored = new Set(run.flatMap(written))
  const readLater = new Set(run.flatMap(step => step.args.filter(v => stored.has(v) && !written(step).includes(v))))
  const reaches = new Map<Variable, Reach>()
  for (const v of stored)
    if (!isOutput(v) && inside.get(v) === uses.get(v)) {
      const reach = reachOf(v, run)
      if (reach !== null) reaches.set(v, reach)
    }

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
    const reach = reaches.get(v)
    // Vectors may look past the end of what is between.
    const number = reach === undefined ? args.push(v) - 1 : inScratch(dtype, (reach.before + reach.size) * dtypeInfo(dtype).bytes + 64)
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
    /** Where it is in what is between, of which one row is kept. */
    const placed = (at: Expr, guard: Expr | null, buffer: number): Expr => {
      const v = own[buffer]
      const reach = v && reaches.get(v)
      if (v === undefined || reach === undefined) return at
      const position = withinRow(at, guard, kernel.rows.variable, rowLength(v, count) ?? 0, interner) ?? at
      return reach.before === 0 ? position : add(position, index(reach.before))
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
          if (at === undefined || v === undefined || !reaches.has(v)) return { ...node, source }
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
    once: run.flatMap(({ kernel, args: own }) =>
      kernel.once.flatMap(buffer => {
        const v = own[buffer]
        return v === undefined || reaches.has(v) ? [] : [numbers.get(v) ?? 0]
      }),
    ),
    overlaps: [],
    cells,
    task,
    tasks: split.tasks,
    scratchBytes,
    body: [loop(row, from, to, 1, statements)],
    rows: { variable: row, count, body: statements, cost },
    cost: cost * count,
  }
  return { op: 'kernel', kernel, args, origin: originOf(run), laysOut: false }
}

/** How far positions lie from the beginning of a row: what is read under a guard is not there, but its address should be. */
interface Reach {
  readonly before: number
  readonly size: number
}

/** What one row of an array takes in scratch; `null` where that is too much, or nobody knows. */
function reachOf(v: Variable, run: readonly RowStep[]): Reach | null {
  let [least, most] = [0, 0]
  for (const { kernel, args } of run) {
    const interner = createInterner()
    const { variable: row, count, body } = kernel.rows
    const length = rowLength(v, count) ?? 0
    most = Math.max(most, length - 1)
    const memo = new Map<Expr, Expr>()
    const reads = (node: Expr): Expr => {
      const [at] = node.op === 'read' && args[node.source] === v ? node.at : []
      const position = at === undefined || node.op !== 'read' ? null : withinRow(at, node.guard, row, length, interner)
      if (position !== null) {
        const [from, to] = range(position)
        ;[least, most] = [Math.min(least, from), Math.max(most, to)]
      }
      return node
    }
    for (const statement of body) visitStatement(statement, { expr: e => rebuild(e, reads, memo), store: () => {} })
  }
  const reach = { before: least < 0 ? -least : 0, size: most + 1 }
  return (reach.before + reach.size) * dtypeInfo(v.type.dtype).bytes <= mostBetween ? reach : null
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
