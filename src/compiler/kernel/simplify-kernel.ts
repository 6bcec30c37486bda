// A kernel as short as what is known of its positions allows: they are in their minimal form, loops of no round are gone and those of one round name
// no constants, and of branches that are decided one is left. LLVM would find out too, at many times the cost, and all in between would have to print it.
// Invariant: the same elements with the same bits; see simplifyExpr.

import { add, type Expr, index, rebuild, sub } from '../../core/expr.js'
import { createInterner, type Interner, range, simplifyExpr, simplifyIndex } from '../index-algebra/index.js'
import type { Kernel, Statement, Store } from './ir.js'

/** What has been found out about the expressions of kernels, by their statements. */
const interners = new WeakMap<readonly Statement[], Interner>()

/** To go on with what is known already of the expressions of a kernel. */
export const internerOf = ({ body }: Kernel): Interner => interners.get(body) ?? createInterner()

/** Whoever simplifies more of the kernel's expressions need not begin again. */
export const rememberInterner = ({ body }: Kernel, interner: Interner): void => void interners.set(body, interner)

export function simplifyKernel(kernel: Kernel): Kernel {
  const interner = internerOf(kernel)
  /** Loop variables that are constants here. */
  let constants: ReadonlyMap<Expr, Expr> = new Map()
  let replaced = new Map<Expr, Expr>()
  const expr = (e: Expr): Expr =>
    simplifyExpr(constants.size === 0 ? e : rebuild(e, (node, original) => constants.get(original) ?? node, replaced), interner)
  const stored = ({ buffer, at, value }: Store): Store => ({ buffer, at: expr(at), value: expr(value) })

  const simplifyLoop = (s: Statement & { op: 'for' }): readonly Statement[] => {
    const [from, to] = [expr(s.from), expr(s.to)]
    const [least, most] = range(simplifyIndex(sub(to, from), interner))
    if (most <= 0) return []
    const once = least > 0 && most <= s.step
    if (once && from.op === 'constant') {
      const outside = [constants, replaced] as const
      ;[constants, replaced] = [new Map([...constants, [s.variable, from]]), new Map()]
      const body = s.body.flatMap(simplify)
      ;[constants, replaced] = outside
      return body
    }
    const body = s.body.flatMap(simplify)
    return body.length === 0 ? [] : [{ ...s, from, to: once ? add(from, index(1)) : to, body }]
  }

  const simplify = (s: Statement): readonly Statement[] => {
    switch (s.op) {
      case 'for':
        return simplifyLoop(s)
      case 'lanes': {
        const body = s.body.flatMap(simplify)
        return body.length === 0 ? [] : [{ ...s, from: expr(s.from), body }]
      }
      case 'turn':
        return [{ ...s, fromRow: expr(s.fromRow), fromColumn: expr(s.fromColumn), store: stored(s.store) }]
      case 'set':
        return [{ ...s, value: expr(s.value) }]
      case 'store':
        return [{ ...s, stores: s.stores.map(stored) }]
      case 'prefetch':
        return [{ ...s, at: expr(s.at) }]
      case 'if': {
        const condition = expr(s.condition)
        if (condition.op === 'constant') return (Number(condition.value) !== 0 ? s.body : s.otherwise).flatMap(simplify)
        const [body, otherwise] = [s.body.flatMap(simplify), s.otherwise.flatMap(simplify)]
        return body.length + otherwise.length === 0 ? [] : [{ ...s, condition, body, otherwise }]
      }
    }
  }
  const simple = { ...kernel, body: kernel.body.flatMap(simplify) }
  rememberInterner(simple, interner)
  return simple
}
