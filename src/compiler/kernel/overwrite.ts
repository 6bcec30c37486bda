// Whether a kernel may store results where an operand is: every element is read for the last time just before the result that takes its place is
// stored, whatever the order of tasks and rows.

import { add, div, type Expr, index, mul, rebuild, sub, variable } from '../../core/expr.js'
import { dtypeInfo } from '../../support/dtype.js'
import { createInterner, dependsOn, simplifyIndex } from '../index-algebra/index.js'
import { type Kernel, type KernelBuffer, loop, type Statement } from './ir.js'
import { visitStatement } from './rewrite.js'

/** The positions at which a buffer is read in expressions. */
function positionsOf(exprs: readonly Expr[], buffer: number): readonly (Expr | undefined)[] {
  const found: (Expr | undefined)[] = []
  const memo = new Map<Expr, Expr>()
  for (const e of exprs)
    rebuild(
      e,
      node => {
        if (node.op === 'read' && node.source === buffer) found.push(node.at[0])
        return node
      },
      memo,
    )
  return found
}

type Lanes = Statement & { readonly op: 'lanes' }

/** Whether the vector begins at the variable, or earlier where it would reach too far. */
const overlapsAt = ({ from }: Lanes, base: Expr): boolean => from.op === 'select' && from.a === base && from.condition.op === 'compare'

/** The loop with whole vectors, and the rest one by one; `null` where it does more with its variable than to begin vectors. */
function separated(s: Statement & { readonly op: 'for' }): readonly Statement[] | null {
  const { variable: base, from, to, step } = s
  let simple = true
  const vectorsAt = (start: Expr, width: number) => {
    const walk = (inner: Statement): Statement => {
      const own = ownExprs(inner)
      if (inner.op === 'lanes' && inner.width === step && overlapsAt(inner, base) && inner.body.every(({ op }) => op === 'store'))
        return { ...inner, from: start, width }
      simple &&= inner.op === 'for' && !own.some(e => dependsOn(e, base))
      return inner.op === 'for' ? { ...inner, body: inner.body.map(walk) } : inner
    }
    return s.body.map(walk)
  }
  const rest = variable(`${base.name}_rest`, base.extent)
  const whole = add(from, mul(div(sub(to, from), index(step)), index(step)))
  const both = [loop(base, from, whole, step, vectorsAt(base, step)), loop(rest, whole, to, 1, vectorsAt(rest, 1))]
  return simple ? both : null
}

/** The kernel whose vectors do not overlap where they can be kept apart: every element of `once` is stored once. */
export function apart(kernel: Kernel): Kernel {
  const walk = (s: Statement): readonly Statement[] => {
    if (s.op !== 'for') return [s]
    const overlap = s.step > 1 && allOf(s.body).some(inner => inner.op === 'lanes' && overlapsAt(inner, s.variable))
    return (overlap ? separated(s) : null) ?? [{ ...s, body: s.body.flatMap(walk) }]
  }
  return { ...kernel, body: kernel.body.flatMap(walk) }
}

/** Whether every vector of the argument begins where its loop says, or at a fixed place. */
const keepsApart = (statements: readonly Statement[], written: number): boolean =>
  allOf(statements).every(
    s =>
      s.op !== 'lanes' ||
      s.from.op === 'variable' ||
      s.from.op === 'constant' ||
      !allOf(s.body).some(inner => inner.op === 'store' && inner.stores.some(({ buffer }) => buffer === written)),
  )

/** All statements, those inside of others after them. */
const allOf = (statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap(s => [
    s,
    ...(s.op === 'for' || s.op === 'lanes' || s.op === 'if' ? allOf(s.body) : []),
    ...(s.op === 'if' ? allOf(s.otherwise) : []),
  ])

/** The statement's own expressions, without those of statements inside. */
function ownExprs(s: Statement): readonly Expr[] {
  const exprs: Expr[] = []
  const bare: Statement = s.op === 'for' || s.op === 'lanes' ? { ...s, body: [] } : s.op === 'if' ? { ...s, body: [], otherwise: [] } : s
  visitStatement(bare, { expr: e => exprs.push(e), store: () => {} })
  return exprs
}

/**
 * Whether the argument `written` may lie where `read` is, element on element: each of its elements is stored once, by a statement that computes all of its
 * values first and reads `read` at no other position, and nothing else reads `read`, or either's results.
 */
export function mayOverwrite({ buffers, once, body }: Kernel, read: number, written: number): boolean {
  const bytesOf = (buffer: KernelBuffer | undefined): number => (buffer?.kind === 'argument' ? dtypeInfo(buffer.dtype).bytes : Number.NaN)
  if (bytesOf(buffers[read]) !== bytesOf(buffers[written]) || !once.includes(written) || !keepsApart(body, written)) return false
  const interner = createInterner()
  return allOf(body).every(s => {
    const exprs = ownExprs(s)
    if (positionsOf(exprs, written).length > 0) return false
    const stores = s.op === 'store' ? s.stores : s.op === 'turn' ? [s.store] : []
    if (stores.some(({ buffer }) => buffer === read)) return false
    const reads = positionsOf(exprs, read)
    const [here, ...others] = stores.filter(({ buffer }) => buffer === written)
    if (here === undefined) return reads.length === 0
    if (s.op === 'turn' || others.length > 0) return false
    return reads.every(at => {
      const distance = at && simplifyIndex(sub(at, here.at), interner)
      return distance?.op === 'constant' && Number(distance.value) === 0
    })
  })
}
