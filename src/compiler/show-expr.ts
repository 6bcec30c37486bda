// Prints expressions of kernels as compact infix text, e.g. `read0[n, c * 4 + h] * 2.5`. What is used more than once and is more
// than a leaf gets a line of its own, `%0 = …`, before its uses.

import { type BinaryOp, type Expr, operands, type Predicate } from '../core/expr.js'
import { unreachable } from '../support/errors.js'

const symbols: Readonly<Record<BinaryOp | Predicate, readonly [text: string, binding: number]>> = {
  or: ['|', 1],
  xor: ['^', 2],
  and: ['&', 3],
  eq: ['==', 4],
  ne: ['!=', 4],
  lt: ['<', 4],
  le: ['<=', 4],
  gt: ['>', 4],
  ge: ['>=', 4],
  shiftLeft: ['<<', 5],
  shiftRight: ['>>', 5],
  add: ['+', 6],
  sub: ['-', 6],
  mul: ['*', 7],
  div: ['div', 7],
  rem: ['rem', 7],
}
const tightest = 8

const isLeaf = (e: Expr): boolean => operands(e).length === 0

/** How many places use each node, leaves aside. */
function countUses(roots: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>()
  const visit = (e: Expr): void => {
    if (isLeaf(e)) return
    const seen = uses.get(e) ?? 0
    uses.set(e, seen + 1)
    if (seen === 0) operands(e).forEach(visit)
  }
  roots.forEach(visit)
  return uses
}

/** The expressions, one a line, after the lines of what they share. */
export function showExprs(roots: readonly Expr[]): string {
  const uses = countUses(roots)
  const names = new Map<Expr, string>()
  const lines: string[] = []
  const show = (e: Expr, outer: number): string => {
    const known = names.get(e)
    if (known !== undefined) return known
    const [text, binding] = render(e, show)
    if ((uses.get(e) ?? 0) < 2) return binding < outer ? `(${text})` : text
    const name = `%${names.size}`
    names.set(e, name)
    lines.push(`${name} = ${text}`)
    return name
  }
  const results = roots.map(root => show(root, 0))
  return [...lines, ...results].join('\n')
}

/** One expression; see {@link showExprs}. */
export const showExpr = (e: Expr): string => showExprs([e])

function render(e: Expr, show: (e: Expr, outer: number) => string): readonly [text: string, binding: number] {
  const list = (parts: readonly Expr[]): string => parts.map(part => show(part, 0)).join(', ')
  switch (e.op) {
    case 'constant': {
      if (e.type === 'bool') return [Number(e.value) === 0 ? 'false' : 'true', tightest]
      const text = Object.is(e.value, -0) ? '-0' : String(e.value)
      return [text, text.startsWith('-') ? symbols.add[1] : tightest]
    }
    case 'argument':
      return [`arg${e.index}`, tightest]
    case 'variable':
      return [e.name, tightest]
    case 'read': {
      const guard = e.guard === null ? '' : ` if ${show(e.guard, 0)}`
      return [`read${e.source}[${list(e.at)}${guard}]`, tightest]
    }
    case 'unary':
      return [`${e.name}(${show(e.a, 0)})`, tightest]
    case 'binary':
    case 'compare': {
      const [name, binding] = symbols[e.name]
      const text = name === 'div' && (e.type === 'float32' || e.type === 'float64') ? '/' : name
      return [`${show(e.a, binding)} ${text} ${show(e.b, binding + 1)}`, binding]
    }
    case 'select':
      return [`${e.likely === 'second' ? 'rarely' : 'select'}(${list([e.condition, e.a, e.b])})`, tightest]
    case 'fma':
      return [`fma(${list([e.a, e.b, e.c])})`, tightest]
    case 'convert':
      return [`${e.type}(${show(e.a, 0)})`, tightest]
    case 'bitcast':
      return [`bits<${e.type}>(${show(e.a, 0)})`, tightest]
    default:
      return unreachable(e)
  }
}
