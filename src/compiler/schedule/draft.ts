// A kernel in the making: its buffers in order, and which variable of the program each argument is.

import { add, type Expr, index, mul, rebuild, type ScalarType } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { type Dims, sizeOf, stridesOf } from '../../support/shape.js'
import { createInterner, type Interner, simplifyExpr } from '../index-algebra/index.js'
import type { Cell, Kernel, KernelBuffer, LoopVariable, Rows, Statement } from '../kernel/ir.js'
import { rewriteStatement } from '../kernel/rewrite.js'
import { rememberInterner } from '../kernel/simplify-kernel.js'

/** A kernel and the variables to pass to it. */
export interface Scheduled {
  readonly kernel: Kernel
  readonly args: readonly Variable[]
  /** Whether it lays an operand out for the products of another kernel, and does nothing else. */
  readonly laysOut?: true
}

export interface Draft {
  /** Shared by all that the kernel simplifies. */
  readonly interner: Interner
  /** The buffer of a variable; sources of expressions are mapped through it. */
  readonly argument: (v: Variable) => number
  /** Makes the argument a streamed one. */
  readonly stream: (v: Variable) => void
  readonly dtypeOf: (buffer: number) => DTypeName
  readonly scratch: (dtype: DTypeName, elements: number) => number
  /** Keeps the variable in scratch: it is no argument. */
  readonly inScratch: (v: Variable) => void
  readonly cell: (type: ScalarType, lanes: number) => number
  /** Reads get the kernel's buffers and one linear offset; positions and guards are simplified. */
  readonly place: (e: Expr, sources: readonly Variable[]) => Expr
  /** @param once variables each of whose elements is stored once */
  readonly finish: (parts: {
    task: LoopVariable
    tasks: number
    body: readonly Statement[]
    rows?: Rows
    cost: number
    once?: readonly Variable[]
  }) => Scheduled
}

/** Σ position · stride. */
export function linear(at: readonly Expr[], shape: Dims): Expr {
  const strides = stridesOf(shape)
  let offset = index(0)
  for (const [axis, position] of at.entries()) offset = add(offset, mul(position, index(strides[axis] ?? 1)))
  return offset
}

export function draft(name: string): Draft {
  const buffers: KernelBuffer[] = []
  const cells: Cell[] = []
  const args: Variable[] = []
  const numbers = new Map<Variable, number>()
  let scratchBytes = 0
  const interner = createInterner()
  const self: Draft = {
    interner,
    argument(v) {
      let number = numbers.get(v)
      if (number === undefined) {
        number = buffers.length
        numbers.set(v, number)
        buffers.push({ kind: 'argument', dtype: v.type.dtype, streamed: false })
        args.push(v)
      }
      return number
    },
    stream(v) {
      buffers[self.argument(v)] = { kind: 'argument', dtype: v.type.dtype, streamed: true }
    },
    dtypeOf(buffer) {
      const found = buffers[buffer]
      if (found === undefined) throw new InternalError(`draft: no buffer ${buffer}`)
      return found.dtype
    },
    scratch(dtype, elements) {
      buffers.push({ kind: 'scratch', dtype, offset: scratchBytes })
      scratchBytes += Math.ceil((elements * dtypeInfo(dtype).bytes) / 64) * 64
      return buffers.length - 1
    },
    inScratch(v) {
      numbers.set(v, self.scratch(v.type.dtype, sizeOf(v.type.shape)))
    },
    cell: (type, lanes) => cells.push({ type, lanes }) - 1,
    place(e, sources) {
      const placed = rebuild(e, node => {
        if (node.op !== 'read') return node
        const v = sources[node.source]
        return v === undefined ? node : { ...node, source: self.argument(v), at: [linear(node.at, v.type.shape)] }
      })
      return simplifyExpr(placed, interner)
    },
    finish: ({ task, tasks, body, rows = null, cost, once = [] }) => {
      // Arguments come first in the array that the kernel is called with; scratch buffers have no slot there.
      const order = [...buffers.keys()].sort(
        (a, b) => Number(buffers[a]?.kind === 'scratch') - Number(buffers[b]?.kind === 'scratch') || a - b,
      )
      const position = new Map(order.map((old, now) => [old, now]))
      const memo = new Map<Expr, Expr>()
      const buffer = (old: number): number => position.get(old) ?? old
      const expr = (e: Expr): Expr => rebuild(e, node => (node.op === 'read' ? { ...node, source: buffer(node.source) } : node), memo)
      const stays = order.every((old, now) => old === now)
      const renumbered = (s: Statement): Statement => (stays ? s : rewriteStatement(s, { expr, buffer, cell: cell => cell }))
      const kernel: Kernel = {
        name,
        buffers: order.map(i => buffers[i]).filter(b => b !== undefined),
        once: once.map(v => buffer(self.argument(v))),
        overlaps: [],
        cells,
        task,
        tasks,
        scratchBytes,
        body: body.map(renumbered),
        rows: rows && { ...rows, body: rows.body.map(renumbered) },
        cost,
      }
      rememberInterner(kernel, interner)
      return { kernel, args }
    },
  }
  return self
}
