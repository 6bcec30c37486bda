// Prints a kernel for people: loops, lanes and stores by indentation, expressions with the usual signs. What an expression uses twice is
// named once, before the statement.

import { type Expr, operands } from '../../core/expr.js'
import type { Kernel, Statement } from './ir.js'

const signs: Readonly<Record<string, string>> = {
  ...{ add: '+', sub: '-', mul: '*', div: '/', rem: '%', and: '&', or: '|', xor: '^', shiftLeft: '<<', shiftRight: '>>' },
  ...{ eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' },
}

const isLeaf = (e: Expr): boolean => e.op === 'constant' || e.op === 'argument' || e.op === 'variable'

/** The nodes that more than one other of the same statement uses; operands before those who use them. */
function sharedNodes(roots: readonly Expr[]): readonly Expr[] {
  const uses = new Map<Expr, number>()
  const order: Expr[] = []
  const visit = (e: Expr): void => {
    const seen = uses.get(e) ?? 0
    uses.set(e, seen + 1)
    if (seen > 0) return
    operands(e).forEach(visit)
    order.push(e)
  }
  roots.forEach(visit)
  return order.filter(e => (uses.get(e) ?? 0) > 1 && !isLeaf(e))
}

function printer(kernel: Kernel) {
  const bufferName = (i: number): string => (kernel.buffers[i]?.kind === 'scratch' ? `scratch${i}` : `arg${i}`)
  let names = new Map<Expr, string>()

  const show = (e: Expr): string => names.get(e) ?? write(e)
  /** In brackets if it is an operation with a sign that has no name. */
  const inner = (e: Expr): string => ((e.op === 'binary' || e.op === 'compare') && !names.has(e) ? `(${show(e)})` : show(e))
  const write = (e: Expr): string => {
    switch (e.op) {
      case 'constant':
        return Object.is(e.value, -0) ? '-0' : String(e.value)
      case 'argument':
        return `cell${e.index}`
      case 'variable':
        return e.name
      case 'read':
        return `${bufferName(e.source)}[${e.at.map(show).join(', ')}${e.guard === null ? '' : ` if ${show(e.guard)}`}]`
      case 'unary':
        return `${e.name}(${show(e.a)})`
      case 'binary':
      case 'compare':
        return `${inner(e.a)} ${signs[e.name] ?? e.name} ${inner(e.b)}`
      case 'select':
        return `${e.likely === 'second' ? 'rarely' : 'select'}(${[e.condition, e.a, e.b].map(show).join(', ')})`
      case 'fma':
        return `fma(${[e.a, e.b, e.c].map(show).join(', ')})`
      case 'convert':
      case 'bitcast':
        return `${e.op === 'convert' ? '' : 'bits_'}${e.type}(${show(e.a)})`
    }
  }

  /** Lines that name what is shared, then the statement itself. */
  const named = (roots: readonly Expr[], indent: string, statement: () => string): string[] => {
    names = new Map()
    const lines: string[] = []
    for (const e of sharedNodes(roots)) {
      const text = write(e)
      names.set(e, `t${names.size}`)
      lines.push(`${indent}let ${names.get(e)} = ${text}`)
    }
    return [...lines, indent + statement()]
  }

  const print = (statement: Statement, indent: string): string[] => {
    const body = (statements: readonly Statement[]): string[] => statements.flatMap(s => print(s, `${indent}  `))
    switch (statement.op) {
      case 'for': {
        const { variable, from, to, step } = statement
        const by = step === 1 ? '' : ` by ${step}`
        return [...named([from, to], indent, () => `for ${variable.name} in ${show(from)} .. ${show(to)}${by}`), ...body(statement.body)]
      }
      case 'lanes': {
        const { variable, from, width } = statement
        return [...named([from], indent, () => `lanes ${variable.name} from ${show(from)} × ${width}`), ...body(statement.body)]
      }
      case 'turn': {
        const { rows, columns, fromRow, fromColumn, width, store } = statement
        const head = () => `turn ${rows.name} from ${show(fromRow)}, ${columns.name} from ${show(fromColumn)}, each × ${width}`
        const inside = named(
          [store.at, store.value],
          `${indent}  `,
          () => `${bufferName(store.buffer)}[${show(store.at)}] = ${show(store.value)}`,
        )
        return [...named([fromRow, fromColumn], indent, head), ...inside]
      }
      case 'set':
        return named([statement.value], indent, () => `cell${statement.cell} = ${show(statement.value)}`)
      case 'store':
        return named(
          statement.stores.flatMap(s => [s.at, s.value]),
          indent,
          () => statement.stores.map(s => `${bufferName(s.buffer)}[${show(s.at)}] = ${show(s.value)}`).join('; '),
        )
      case 'prefetch':
        return named([statement.at], indent, () => `prefetch ${bufferName(statement.buffer)}[${show(statement.at)}]`)
      case 'if': {
        const otherwise = statement.otherwise.length === 0 ? [] : [`${indent}else`, ...body(statement.otherwise)]
        return [...named([statement.condition], indent, () => `if ${show(statement.condition)}`), ...body(statement.body), ...otherwise]
      }
    }
  }
  return print
}

/**
 * @example
 * ```
 * kernel k0_add(arg0 float32, arg1 float32, arg2 float32), 1 task
 *   for row in 0 .. 1
 *     for i0_base in task * 48 .. select(…) by 16
 *       lanes i0 from select(i0_base < 32, i0_base, 32) × 16
 *         arg2[i0] = arg0[i0] + arg1[i0]
 * ```
 */
export function printKernel(kernel: Kernel): string {
  const args = kernel.buffers.flatMap((b, i) => (b.kind === 'argument' ? [`arg${i} ${b.dtype}${b.streamed ? ' streamed' : ''}`] : []))
  const scratch = kernel.buffers.flatMap((b, i) => (b.kind === 'scratch' ? [`scratch${i} ${b.dtype}`] : []))
  const cells = kernel.cells.map(({ type, lanes }, i) => `cell${i} ${type}${lanes === 1 ? '' : ` × ${lanes}`}`)
  const own = [...scratch, ...cells]
  const head = `kernel ${kernel.name}(${args.join(', ')}), ${kernel.tasks} task${kernel.tasks === 1 ? '' : 's'}`
  const print = printer(kernel)
  return [head, ...(own.length === 0 ? [] : [`  with ${own.join(', ')}`]), ...kernel.body.flatMap(s => print(s, '  '))].join('\n')
}
