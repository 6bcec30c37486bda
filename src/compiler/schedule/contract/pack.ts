// Packing the right operand of a contraction: `right[k][n]` for the columns of a block, copied straight from where the elements are.

import { add, compare, div, type Expr, index, mul, select, sub, variable } from '../../../core/expr.js'
import { sizeOf } from '../../../support/shape.js'
import type { Interner } from '../../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, store, when } from '../../kernel/ir.js'
import { guardBounds } from '../guard-bounds.js'
import { bind, delinearize, lanesFor, minimum, simplifyAll, substitute } from '../loops.js'
import { liesAcross } from '../strided.js'
import { depthBlock } from './blocks.js'
import type { Runs } from './columns.js'

export interface Packing {
  readonly runs: Runs
  /** The other variables, at a depth. */
  readonly bound: (depth: Expr) => Map<Expr, Expr>
  readonly depth: number
  readonly right: number
  readonly stride: number
  readonly k0: Expr
  readonly kCount: Expr
  /** The block's first column, and how many it has. */
  readonly from: Expr
  readonly count: Expr
  readonly block: Expr
  readonly columnBlock: number
  readonly width: number
  readonly interner: Interner
}

export function packRight(p: Packing): readonly Statement[] {
  const { rows, inner, value } = p.runs
  const k = variable('pk', depthBlock)
  const n = variable('n', inner.extent)
  const width = lanesFor(inner.extent, p.width)
  const into =
    (column: Expr) =>
    (e: Expr): Statement =>
      store({ buffer: p.right, at: add(mul(k, index(p.stride)), column), value: e })
  if (rows.length === 0) {
    const [v] = simplifyAll(substitute([value], new Map([...p.bound(add(p.k0, k)), [inner, add(p.from, n)]])), p.interner)
    const plain = [loop(k, index(0), p.kCount, 1, copy(n, p.count, width, v ?? value, into(n)))]
    return turnedOver(p, n, plain)
  }
  // A block is whole rows.
  const row = variable('packed_row', sizeOf(rows.map(v => v.extent)))
  const length = inner.extent
  const perBlock = p.columnBlock / length
  const first = mul(p.block, index(perBlock))
  const [v] = simplifyAll(substitute([value], new Map([...p.bound(add(p.k0, k)), ...delinearize(rows, row), [inner, n]])), p.interner)
  const column = add(mul(sub(row, first), index(length)), n)
  return [
    loop(k, index(0), p.kCount, 1, [
      loop(row, first, minimum(add(first, index(perBlock)), index(row.extent)), 1, copy(n, index(length), width, v ?? value, into(column))),
    ]),
  ]
}

/** What lies along the depth, square by square, turned over; `plain` where it does not, or a block is smaller than a square. */
function turnedOver(p: Packing, n: LoopVariable, plain: readonly Statement[]): readonly Statement[] {
  const { width, kCount, count } = p
  const [base, within] = [variable('pk_base', depthBlock), variable('k_within', width)]
  const [column, start] = [variable('n_base', n.extent), variable('pk_start', depthBlock)]
  // Blocks of depth begin at multiples of a vector: whole vectors stay within one row of the depth's last axis where that is so long.
  const whole = p.depth % width === 0
  const depth = whole ? mul(div(add(p.k0, base), index(width)), index(width)) : add(p.k0, start)
  const { inner, value } = p.runs
  const [v = value] = simplifyAll(substitute([value], new Map([...p.bound(add(depth, within)), [inner, add(p.from, n)]])), p.interner)
  if (!liesAcross([v], within, n, p.interner)) return plain
  const k = whole ? base : start
  const square: Statement = {
    op: 'turn',
    rows: n,
    columns: within,
    fromRow: minimum(column, sub(count, index(width))),
    fromColumn: index(0),
    width,
    store: { buffer: p.right, at: add(mul(add(k, within), index(p.stride)), n), value: v },
  }
  const columns = loop(column, index(0), count, width, [square])
  const squares = loop(
    base,
    index(0),
    kCount,
    width,
    whole ? [columns] : [bind(start, minimum(base, sub(kCount, index(width))), [columns])],
  )
  const fits = (size: Expr, inside: readonly Statement[]): readonly Statement[] => [when(compare('ge', size, index(width)), inside, plain)]
  return fits(count, whole ? [squares] : fits(kCount, [squares]))
}

/** Stores `0 … count-1`: where guards along the run fail, what is left of the value without reading; between, the elements without a mask. */
function copy(n: LoopVariable, count: Expr, width: number, value: Expr, into: (value: Expr) => Statement): readonly Statement[] {
  const bounds = guardBounds(value, n)
  if (bounds === null) return covered(n, index(0), count, width, [into(value)])
  const from = variable('inside', n.extent + 1)
  const to = variable('after', n.extent + 1)
  const between = (low: Expr, e: Expr, high: Expr): Expr => select(compare('lt', e, low), low, minimum(e, high))
  return [
    bind(from, between(index(0), bounds.from, count), [
      bind(to, between(from, bounds.to, count), [
        ...covered(n, index(0), from, 1, [into(bounds.outside)]),
        ...covered(n, from, to, width, [into(bounds.inside)]),
        ...covered(n, to, count, 1, [into(bounds.outside)]),
      ]),
    ]),
  ]
}

/** Covers `from … to-1`, not known to be at least `width` long: vectors, then one by one. */
function covered(n: LoopVariable, from: Expr, to: Expr, width: number, body: readonly Statement[]): readonly Statement[] {
  const single = variable(`${n.name}_single`, n.extent)
  const one = (low: Expr): Statement => loop(single, low, to, 1, [lanes(n, single, 1, body)])
  if (width === 1) return [one(from)]
  const base = variable(`${n.name}_base`, n.extent)
  const count = sub(to, from)
  const whole = add(from, mul(div(count, index(width)), index(width)))
  return [
    // At least one vector long: the rest as a vector that overlaps the last; shorter than a vector: one by one.
    when(
      compare('ge', count, index(width)),
      [
        loop(base, from, whole, width, [lanes(n, base, width, body)]),
        when(compare('lt', whole, to), [lanes(n, sub(to, index(width)), width, body)]),
      ],
      [one(from)],
    ),
  ]
}
