// A statement over other expressions, buffers and cells.

import type { Expr } from '../../core/expr.js'
import type { Statement, Store } from './ir.js'

export interface Rewrite {
  readonly expr: (e: Expr) => Expr
  readonly buffer: (buffer: number) => number
  readonly cell: (cell: number) => number
  /** The position of a store, whose buffer is that of before; by default as any other expression. */
  readonly place?: (at: Expr, buffer: number) => Expr
}

export function rewriteStatement(statement: Statement, { expr, buffer, cell, place = expr }: Rewrite): Statement {
  const stored = ({ buffer: before, at, value }: Store): Store => ({ buffer: buffer(before), at: place(at, before), value: expr(value) })
  const walk = (s: Statement): Statement => {
    switch (s.op) {
      case 'for':
        return { ...s, from: expr(s.from), to: expr(s.to), body: s.body.map(walk) }
      case 'lanes':
        return { ...s, from: expr(s.from), body: s.body.map(walk) }
      case 'turn':
        return { ...s, fromRow: expr(s.fromRow), fromColumn: expr(s.fromColumn), store: stored(s.store) }
      case 'set':
        return { ...s, cell: cell(s.cell), value: expr(s.value) }
      case 'store':
        return { ...s, stores: s.stores.map(stored) }
      case 'prefetch':
        return { ...s, buffer: buffer(s.buffer), at: place(s.at, s.buffer) }
      case 'if':
        return { ...s, condition: expr(s.condition), body: s.body.map(walk), otherwise: s.otherwise.map(walk) }
    }
  }
  return walk(statement)
}

/** All expressions of a statement: positions of reads among them, and where each store goes. */
export function visitStatement(
  statement: Statement,
  visit: { readonly expr: (e: Expr) => void; readonly store: (store: Store) => void },
): void {
  const identity = (n: number): number => n
  const expr = (e: Expr): Expr => {
    visit.expr(e)
    return e
  }
  rewriteStatement(statement, { expr, buffer: identity, cell: identity })
  const stores = (s: Statement): void => {
    if (s.op === 'store') s.stores.forEach(visit.store)
    if (s.op === 'turn') visit.store(s.store)
    if (s.op === 'for' || s.op === 'lanes' || s.op === 'if') s.body.forEach(stores)
    if (s.op === 'if') s.otherwise.forEach(stores)
  }
  stores(statement)
}
