// Contractions of one row and little depth: each element is its chain of multiply-adds, written out, in a map along the columns.
// Invariant: the chain is that of one block of depth; see Note [Order of sums] in core/lowering.ts.

import { constant, type Expr, fma, index, rebuild } from '../../../core/expr.js'
import { affineIn, createInterner } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import { linear, type Scheduled } from '../draft.js'
import { delinearize, extent, substitute } from '../loops.js'
import { type Output, scheduleMap } from '../map.js'
import type { Contraction } from './contract.js'

/** As the first output's elements follow each other, so that what comes before and after goes along the same rows. */
function inMemoryOrder(variables: readonly LoopVariable[], [first]: readonly Output[]): readonly LoopVariable[] {
  if (first === undefined) return variables
  const interner = createInterner()
  const at = linear(first.at, first.variable.type.shape)
  const steps = new Map(variables.map(v => [v, affineIn(at, v, interner)?.coefficient]))
  if ([...steps.values()].includes(undefined)) return variables
  return variables.toSorted((a, b) => (steps.get(b) ?? 0) - (steps.get(a) ?? 0))
}

/** @param resultCell the argument that stands for the sum in the outputs */
export function scheduleUnrolled(name: string, c: Contraction, resultCell: number): Scheduled {
  const shifted = (e: Expr, by: number): Expr => rebuild(e, node => (node.op === 'read' ? { ...node, source: node.source + by } : node))
  const right = shifted(c.right, c.leftSources.length)
  const before = c.leftSources.length + c.rightSources.length
  const factors = Array.from({ length: extent(c.depth) }, (_, k) => substitute([c.left, right], delinearize(c.depth, index(k))))
  const sum = factors.reduce((soFar, [a = c.left, b = right]) => fma(a, b, soFar), constant(c.left.type, 0))
  const memo = new Map<Expr, Expr>()
  const finished = (value: Expr): Expr =>
    rebuild(shifted(value, before), node => (node.op === 'argument' && node.index === resultCell ? sum : node), memo)
  return scheduleMap(
    name,
    inMemoryOrder([...c.batch, ...c.rows, ...c.columns], c.outputs),
    c.outputs.map(o => ({ ...o, value: finished(o.value) })),
    [...c.leftSources, ...c.rightSources, ...c.sources],
  )
}
