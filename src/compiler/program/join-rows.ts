// Kernels one after the other that treat the same rows, each by itself, become one that does all of it row by row: a softmax or a layer norm reads a row once,
// and what stands between its parts never leaves the nearest cache. The expressions are the same, so the bits are.

import { argument, type Expr, rebuild, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import type { Group } from '../fusion/groups.js'
import { affineIn, createInterner, type Interner, range } from '../index-algebra/index.js'
import type { Cell, Kernel, KernelBuffer, LoopVariable, Rows, Statement } from '../kernel/ir.js'
import { loop } from '../kernel/ir.js'
import { rewriteStatement, visitStatement } from '../kernel/rewrite.js'
import { deal, dealt } from '../schedule/loops.js'
import { type KernelStep, type Step, touchedBy } from './steps.js'

/** What stands between the parts has at most so many bytes a row: with what is read and written it stays in a level-1 or level-2 cache. */
const mostBetween = 64 * 1024

type RowStep = KernelStep<Variable> & { readonly kernel: Kernel & { readonly rows: Rows } }

const isRowStep = (step: Step<Variable>): step is RowStep => step.op === 'kernel' && step.kernel.rows !== null

/** The elements of each of so many rows; `null` where they do not come out even. */
function rowLength(v: Variable, count: number): number | null {
  const length = sizeOf(v.type.shape) / count
  return Number.isInteger(length) && length > 0 ? length : null
}

/** The position within the row; `null` where it may be in another. */
function withinRow(at: Expr, row: LoopVariable, length: number, interner: Interner): Expr | null {
  const affine = affineIn(at, row, interner)
  if (affine?.coefficient !== length) return null
  const [least, most] = range(affine.rest)
  return least >= 0 && most < length ? affine.rest : null
}

/** The variables that a kernel stores to, and whether it touches each of these only in the row at hand. */
function written({ kernel, args }: RowStep): ReadonlySet<Variable> {
  const found = new Set<Variable>()
  const store = ({ buffer }: { readonly buffer: number }): void => {
    const v = args[buffer]
    if (v !== undefined) found.add(v)
  }
  for (const statement of kernel.rows.body) visitStatement(statement, { expr: () => {}, store })
  return found
}

/** Whether a kernel reads and writes these variables in the row at hand only, and reads any of them. */
function staysInRow({ kernel, args }: RowStep, variables: ReadonlySet<Variable>): { readonly stays: boolean; readonly reads: boolean } {
  const interner = createInterner()
  const { variable: row, count, body } = kernel.rows
  let [stays, reads] = [true, false]
  const check = (buffer: number, at: Expr): void => {
    const v = args[buffer]
    if (v === undefined || !variables.has(v)) return
    const length = rowLength(v, count)
    if (length === null || withinRow(at, row, length, interner) === null) stays = false
  }
  const expr = (e: Expr): void => {
    rebuild(e, node => {
      const [at] = node.op === 'read' ? node.at : []
      if (node.op === 'read' && at !== undefined) {
        const v = args[node.source]
        if (v !== undefined && variables.has(v)) reads = true
        check(node.source, at)
      }
      return node
    })
  }
  for (const statement of body) visitStatement(statement, { expr, store: ({ buffer, at }) => check(buffer, at) })
  return { stays, reads }
}

/** @param isOutput what is read after the block @param steps in the order in which they run */
export function joinRows(steps: readonly Step<Variable>[], isOutput: (v: Variable) => boolean): readonly Step<Variable>[] {
  const uses = new Map<Variable, number>()
  for (const step of steps) for (const v of new Set(touchedBy(step))) uses.set(v, (uses.get(v) ?? 0) + 1)
  const joined: Step<Variable>[] = []
  let run: RowStep[] = []
  const finish = (): void => {
    joined.push(...(run.length > 1 ? [together(run, uses, isOutput)] : run))
    run = []
  }
  for (const step of steps) {
    if (!isRowStep(step)) {
      finish()
      joined.push(step)
      continue
    }
    if (!follows(run, step)) finish()
    run.push(step)
  }
  finish()
  return joined
}

/** Whether a kernel can do its part of each row directly after those before it, and had better: it reads what they have written. */
function follows(run: readonly RowStep[], next: RowStep): boolean {
  const [first] = run
  if (first === undefined) return true
  const { count } = first.kernel.rows
  if (next.kernel.rows.count !== count) return false
  const before = new Set(run.flatMap(step => [...written(step)]))
  const between = [...before].reduce((sum, v) => sum + (sizeOf(v.type.shape) / count) * dtypeInfo(v.type.dtype).bytes, 0)
  const { stays, reads } = staysInRow(next, before)
  return reads && stays && between <= mostBetween && run.every(step => staysInRow(step, before).stays)
}

/** One kernel of several. */
function together(run: readonly RowStep[], uses: ReadonlyMap<Variable, number>, isOutput: (v: Variable) => boolean): Step<Variable> {
  const count = run[0]?.kernel.rows.count ?? 1
  const row = variable('row', count)
  const inside = new Map<Variable, number>()
  for (const step of run) for (const v of new Set(step.args)) inside.set(v, (inside.get(v) ?? 0) + 1)
  const stored = new Set(run.flatMap(step => [...written(step)]))
  const readLater = new Set(run.flatMap(step => step.args.filter(v => stored.has(v) && !written(step).has(v))))
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
    const placed = (at: Expr, buffer: number): Expr => {
      const v = own[buffer]
      return v !== undefined && isBetween(v) ? (withinRow(at, kernel.rows.variable, sizeOf(v.type.shape) / count, interner) ?? at) : at
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
          return { ...node, source, at: [expr(placed(at, original.source))] }
        },
        memo,
      )
    const rewrite = {
      expr,
      buffer: (buffer: number) => renumbered[buffer] ?? buffer,
      cell: (cell: number) => cell + firstCell,
      place: (at: Expr, buffer: number) => expr(placed(at, buffer)),
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
