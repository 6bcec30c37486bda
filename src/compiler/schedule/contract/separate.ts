// A position that is a sum of what one set of variables decides and what the rest decides: then one part can stand in a table, and the
// other in a register.

import { add, convert, type Expr, index, sub, variable } from '../../../core/expr.js'
import { sizeOf } from '../../../support/shape.js'
import { type Interner, simplifyIndex } from '../../index-algebra/index.js'
import { type LoopVariable, loop, type Statement, store } from '../../kernel/ir.js'
import type { Draft } from '../draft.js'
import { delinearize, simplifyAll, substitute } from '../loops.js'

export interface Separated {
  readonly byDepth: Expr
  readonly byRest: Expr
}

const atZero = (e: Expr, variables: readonly LoopVariable[]): Expr =>
  substitute([e], new Map(variables.map(v => [v as Expr, index(0)])))[0] ?? e

/** `null` where the two meet in more than a sum. */
export function separate(
  offset: Expr,
  depth: readonly LoopVariable[],
  rest: readonly LoopVariable[],
  interner: Interner,
): Separated | null {
  const [byDepth, byRest] = [atZero(offset, rest), atZero(offset, depth)]
  const both = simplifyIndex(sub(offset, add(byDepth, byRest)), interner)
  return both.op === 'constant' ? { byDepth: simplifyIndex(byDepth), byRest: simplifyIndex(add(byRest, both)) } : null
}

/** The table holds 32-bit positions. */
export const mostPlaces = 2 ** 31 - 1

/** What each depth adds to the position, in a table: a multi-index has divisions that a micro-kernel cannot afford. */
export function depthTable(d: Draft, depth: readonly LoopVariable[], byDepth: Expr): Table {
  return table(d, sizeOf(depth.map(v => v.extent)), k => substitute([byDepth], delinearize(depth, k))[0] ?? byDepth)
}

export interface Table {
  readonly setup: readonly Statement[]
  readonly at: (k: Expr) => Expr
}

/** Positions, computed once a task. */
export function table(d: Draft, length: number, entry: (k: Expr) => Expr): Table {
  const places = d.scratch('int32', length)
  const k = variable('kk', length)
  const [value = index(0)] = simplifyAll([entry(k)], d.interner)
  return {
    setup: [loop(k, index(0), index(length), 1, [store({ buffer: places, at: k, value: convert('int32', value) })])],
    at: at => convert('index', { op: 'read', type: 'int32', source: places, at: [at], guard: null }),
  }
}
