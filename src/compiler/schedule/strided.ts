// Maps that read against the grain: a transposed matrix is written along its rows and read along its columns, one cache line an element.
// What the line holds besides belongs to the neighbouring rows, so these are taken together, a line's worth of them, before the line is gone: as squares that
// are turned over in registers where rows and columns are that long, element by element otherwise.

import { add, type Expr, index, mul, operands, rebuild, sub } from '../../core/expr.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { affineIn, type Interner } from '../index-algebra/index.js'
import type { LoopVariable, Statement } from '../kernel/ir.js'
import type { Draft } from './draft.js'

/** Elements of the rows taken together: a cache line of floats. */
export const lineElements = 16
/** Columns at a time: their lines may all fall on one set of a level-1 cache, which has eight places or more. */
export const stridedLanes = 8
const lineBytes = 64

type Read = Expr & { readonly op: 'read' }

/** All reads, each once. */
function readsIn(values: readonly Expr[]): readonly Read[] {
  const seen = new Set<Expr>()
  const reads: Read[] = []
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (e.op === 'read') reads.push(e)
    operands(e).forEach(visit)
  }
  values.forEach(visit)
  return reads
}

const coefficientOf = (read: Read, v: LoopVariable, interner: Interner): number | null => {
  const [offset] = read.at
  return offset === undefined ? null : (affineIn(offset, v, interner)?.coefficient ?? null)
}

/** The axis along which those reads are contiguous that are not so along `inner`; `null` where there are none, or no such axis. */
export function lineAxis(
  values: readonly Expr[],
  outer: readonly LoopVariable[],
  inner: LoopVariable,
  interner: Interner,
): LoopVariable | null {
  for (const read of readsIn(values)) {
    const along = coefficientOf(read, inner, interner)
    if (along === null || Math.abs(along) <= 1) continue
    const axis = outer.find(v => coefficientOf(read, v, interner) === 1)
    if (axis !== undefined && axis.extent > 1) return axis
  }
  return null
}

const readsAgainst = (values: readonly Expr[], inner: LoopVariable, interner: Interner): readonly Read[] =>
  readsIn(values).filter(read => Math.abs(coefficientOf(read, inner, interner) ?? 2) > 1)

/** Whether there are values that are read against the grain along `inner`, and all of them lie along `line`. */
export function liesAcross(values: readonly Expr[], line: LoopVariable, inner: LoopVariable, interner: Interner): boolean {
  const against = readsAgainst(values, inner, interner)
  return against.length > 0 && against.every(read => coefficientOf(read, line, interner) === 1)
}

/**
 * The side of the squares in which elements can be turned over; `null` where they have no such size, rows or columns are shorter, or a read is
 * contiguous along neither.
 */
export function squareSide(values: readonly Expr[], line: LoopVariable, inner: LoopVariable, d: Draft): number | null {
  const against = readsAgainst(values, inner, d.interner)
  const bytes = new Set(against.map(read => dtypeInfo(d.dtypeOf(read.source)).bytes))
  const [size = 0] = bytes
  const width = lineBytes / size
  if (bytes.size !== 1 || (size !== 4 && size !== 8) || line.extent < width || inner.extent < width) return null
  return liesAcross(values, line, inner, d.interner) ? width : null
}

/** Statements that turn the squares at (fromLine, fromInner) over into scratch, and the values that read from there. */
export function turnOver(
  d: Draft,
  width: number,
  values: readonly Expr[],
  place: { readonly line: LoopVariable; readonly inner: LoopVariable; readonly fromLine: Expr; readonly fromInner: Expr },
): { readonly statements: readonly Statement[]; readonly values: readonly Expr[] } {
  const { line, inner, fromLine, fromInner } = place
  const at = add(mul(sub(line, fromLine), index(width)), sub(inner, fromInner))
  const turned = new Map<Expr, Expr>()
  const statements = readsAgainst(values, inner, d.interner).map((read): Statement => {
    const buffer = d.scratch(read.type as DTypeName, width * width)
    turned.set(read, { op: 'read', type: read.type, source: buffer, at: [at], guard: null })
    const store = { buffer, at, value: read }
    return { op: 'turn', rows: inner, columns: line, fromRow: fromInner, fromColumn: fromLine, width, store }
  })
  const memo = new Map<Expr, Expr>()
  return { statements, values: values.map(e => rebuild(e, (node, original) => turned.get(original) ?? node, memo)) }
}
