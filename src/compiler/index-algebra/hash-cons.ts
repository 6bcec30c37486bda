// Hash-consing: structurally equal expressions become one object, so that equality is identity and every result about an
// expression can be kept in a table. Variables stay themselves: two of the same name and extent are different loops.

import type { Expr } from '../../core/expr.js'
import { index, operands } from '../../core/expr.js'

export interface HashCons {
  /** The one object for this node, whose operands are interned already. */
  readonly intern: (node: Expr) => Expr
  /** The one object for a position that is known. */
  readonly number: (value: number) => Expr
  /** A number that tells interned nodes apart; smaller for those made earlier. */
  readonly id: (node: Expr) => number
}

const head = (e: Expr): string => {
  switch (e.op) {
    case 'constant':
      return `${e.type} ${Object.is(e.value, -0) ? '-0' : e.value}`
    case 'argument':
      return `argument ${e.type} ${e.index}`
    case 'read':
      return `read ${e.type} ${e.source} ${e.guard === null ? e.at.length : 'guarded'}`
    case 'unary':
    case 'binary':
    case 'compare':
      return `${e.op} ${e.name} ${e.type}`
    case 'select':
      return `${e.op} ${e.likely} ${e.type}`
    case 'variable':
    case 'fma':
    case 'convert':
    case 'bitcast':
      return `${e.op} ${e.type}`
  }
}

/** Numbers of nodes below this, two of them and what they are joined by, make one exact number. */
const mostNumbered = 2 ** 20

export function hashCons(): HashCons {
  const table = new Map<string | number, Expr>()
  /** Numbers of what joins two positions: almost all there is. */
  const joins: Readonly<Record<string, number>> = { add: 1, sub: 2, mul: 3, div: 4, rem: 5 }
  const keyOf = (node: Expr): string | number => {
    if (node.op === 'binary' && node.type === 'index') {
      const [join, a, b] = [joins[node.name], id(node.a), id(node.b)]
      if (join !== undefined && a < mostNumbered && b < mostNumbered) return (join * mostNumbered + a) * mostNumbered + b
    }
    let key = head(node)
    for (const child of operands(node)) key += ` ${id(child)}`
    return key
  }
  const ids = new Map<Expr, number>()
  const id = (node: Expr): number => {
    let n = ids.get(node)
    if (n === undefined) {
      n = ids.size
      ids.set(node, n)
    }
    return n
  }
  const intern = (node: Expr): Expr => {
    if (ids.has(node)) return node
    if (node.op === 'variable') {
      id(node)
      return node
    }
    const key = keyOf(node)
    const known = table.get(key)
    if (known !== undefined) return known
    table.set(key, node)
    id(node)
    return node
  }
  const numbers = new Map<number, Expr>()
  const number = (value: number): Expr => {
    let node = numbers.get(value)
    if (node === undefined) {
      node = intern(index(value))
      numbers.set(value, node)
    }
    return node
  }
  return Object.freeze({ intern, number, id })
}
