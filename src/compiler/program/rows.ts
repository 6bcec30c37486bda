// Rows of a kernel taken several at a time, and whether it stays within them: the question whether two kernels can be done together, group of rows by group.

import { add, type Expr, index, mul, rebuild, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { sizeOf } from '../../support/shape.js'
import { affineIn, createInterner, type Interner, rangeInside, simplifyExpr } from '../index-algebra/index.js'
import { type Kernel, type LoopVariable, loop, type Rows, type Statement } from '../kernel/ir.js'
import { rewriteStatement, visitStatement } from '../kernel/rewrite.js'
import { substitute } from '../schedule/loops.js'
import type { KernelStep, Step } from './steps.js'

export type RowStep = KernelStep<Variable> & { readonly kernel: Kernel & { readonly rows: Rows } }

export const isRowStep = (step: Step<Variable>): step is RowStep => step.op === 'kernel' && step.kernel.rows !== null

const identity = (n: number): number => n

/** The same rows, so many groups of them, each treated one after the other. @param count divides the number of rows */
export function grouped(rows: Rows, count: number): Rows {
  const each = rows.count / count
  if (each === 1) return rows
  const interner = createInterner()
  const [group, within] = [variable('group', count), variable('row', each)]
  const row = new Map<Expr, Expr>([[rows.variable, add(mul(group, index(each)), within)]])
  const expr = (e: Expr): Expr => simplifyExpr(substitute([e], row)[0] ?? e, interner)
  const body = rows.body.map(statement => rewriteStatement(statement, { expr, buffer: identity, cell: identity }))
  return { variable: group, count, body: [loop(within, index(0), index(each), 1, body)], cost: rows.cost * each }
}

/** The elements of an array for each of so many rows; `null` where they do not come out even. */
export function rowLength(v: Variable, count: number): number | null {
  const length = sizeOf(v.type.shape) / count
  return Number.isInteger(length) && length > 0 ? length : null
}

/** The position within the row; `null` where it may be in another. */
export function withinRow(at: Expr, guard: Expr | null, row: LoopVariable, length: number, interner: Interner): Expr | null {
  const affine = affineIn(at, row, interner)
  if (affine?.coefficient !== length) return null
  const [least, most] = rangeInside(affine.rest, guard, interner)
  return least >= 0 && most < length ? affine.rest : null
}

/** The buffers that are stored to. */
export function storedBuffers(body: readonly Statement[]): ReadonlySet<number> {
  const found = new Set<number>()
  for (const statement of body) visitStatement(statement, { expr: () => {}, store: ({ buffer }) => found.add(buffer) })
  return found
}

/** The buffers that are read. */
export function readBuffers(body: readonly Statement[]): ReadonlySet<number> {
  const found = new Set<number>()
  const expr = (e: Expr): void => {
    rebuild(e, node => {
      if (node.op === 'read') found.add(node.source)
      return node
    })
  }
  for (const statement of body) visitStatement(statement, { expr, store: () => {} })
  return found
}

/** Whether what is read and stored of these arrays is always in the row at hand. @param arrayOf `null` for buffers that do not matter */
export function staysInRow(rows: Rows, arrayOf: (buffer: number) => Variable | null): boolean {
  const interner = createInterner()
  let stays = true
  const check = (buffer: number, at: Expr, guard: Expr | null): void => {
    const v = arrayOf(buffer)
    if (v === null || !stays) return
    const length = rowLength(v, rows.count)
    if (length === null || withinRow(at, guard, rows.variable, length, interner) === null) stays = false
  }
  const memo = new Map<Expr, Expr>()
  const expr = (e: Expr): void => {
    rebuild(
      e,
      node => {
        const [at] = node.op === 'read' ? node.at : []
        if (node.op === 'read' && at !== undefined) check(node.source, at, node.guard)
        return node
      },
      memo,
    )
  }
  for (const statement of rows.body) visitStatement(statement, { expr, store: ({ buffer, at }) => check(buffer, at, null) })
  return stays
}

/** The variables that a kernel stores to. */
export const written = ({ kernel, args }: RowStep): readonly Variable[] =>
  [...storedBuffers(kernel.rows.body)].map(buffer => args[buffer]).filter(v => v !== undefined)
