// LLVM values that are computed already, where they may be used again: in the block in which they were computed and in those that only it leads to, and as
// long as nothing has changed that they were computed from.

import { type Expr, operands } from '../../core/expr.js'

export interface Table<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => void
}

export interface KnownValues {
  /** Values of expressions. */
  readonly byExpr: <V>() => Table<Expr, V>
  /** Values that never change. */
  readonly byName: <V>() => Table<string, V>
  /** Whether a value may change at all. */
  readonly changes: (e: Expr) => boolean
  /** Call after every change of cells or of memory. */
  readonly changed: (what: 'cells' | 'memory') => void
  /** What the body computes is not known afterwards: it may not have run, or variables have other values. */
  readonly within: <R>(body: () => R) => R
}

/** What a value was computed from that may change, as bits: the number of its table. */
const cells = 1
const memory = 2
const kinds = 4

export function knownValues(): KnownValues {
  const kindOf = new Map<Expr, number>()
  const kind = (e: Expr): number => {
    const known = kindOf.get(e)
    if (known !== undefined) return known
    let bits = e.op === 'argument' ? cells : e.op === 'read' ? memory : 0
    for (const child of operands(e)) bits |= kind(child)
    kindOf.set(e, bits)
    return bits
  }
  /** Tables in which something is that may change with cells, and with memory. */
  const changing = { cells: new Set<Map<unknown, unknown>>(), memory: new Set<Map<unknown, unknown>>() }
  /** What has been set, in order. */
  const order: (readonly [table: Map<unknown, unknown>, key: unknown])[] = []
  const table = <K, V>(kindOfKey: (key: K) => number): Table<K, V> => {
    const byKind = Array.from({ length: kinds }, () => new Map<K, V>())
    return {
      get: key => byKind[kindOfKey(key)]?.get(key),
      set(key, value) {
        const bits = kindOfKey(key)
        const own = byKind[bits] as Map<unknown, unknown>
        own.set(key, value)
        order.push([own, key])
        if ((bits & cells) !== 0) changing.cells.add(own)
        if ((bits & memory) !== 0) changing.memory.add(own)
      },
    }
  }
  return {
    byExpr: () => table(kind),
    byName: () => table(() => 0),
    changes: e => kind(e) !== 0,
    changed(what) {
      for (const own of changing[what]) own.clear()
      changing[what].clear()
    },
    within(body) {
      const before = order.length
      const result = body()
      for (const [own, key] of order.splice(before)) own.delete(key)
      return result
    },
  }
}
