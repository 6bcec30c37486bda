// Schedule of maps: every element of the outputs from an expression. One pass over memory, several outputs.

import { bytesOf } from '../../core/array-type.js'
import { add, div, type Expr, index, mul, operands, rem, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { dtypeInfo } from '../../support/dtype.js'
import { sizeOf } from '../../support/shape.js'
import { affineIn, dependsOn, type Interner } from '../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Rows, type Statement, store } from '../kernel/ir.js'
import { type Draft, draft, linear, type Scheduled } from './draft.js'
import { interleave } from './interleave.js'
import { deal, dealt, delinearize, lanesFor, mergeAxes, minimum, simplifyAll, substitute, vectorLoop } from './loops.js'
import { lineAxis, lineElements, squareSide, stridedLanes, turnOver } from './strided.js'

export interface Output {
  readonly variable: Variable
  /** Where the element goes, over the domain's variables. */
  readonly at: readonly Expr[]
  readonly value: Expr
}

/** Nanoseconds for one element: distinct operations, at eight lanes and about three a nanosecond. */
export function elementCost(values: readonly Expr[]): number {
  const seen = new Set<Expr>()
  let cost = 0.15
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (e.type === 'index') return
    cost += e.op === 'read' ? 0.15 : e.op === 'constant' ? 0 : 0.04
    operands(e).forEach(visit)
  }
  values.forEach(visit)
  return cost
}

export const widestBytes = (d: readonly Variable[]): number => Math.max(1, ...d.map(v => dtypeInfo(v.type.dtype).bytes))

/**
 * Bytes from which an output is streamed: it would push everything else out of the caches, and be gone itself before anyone reads it. A store
 * through the caches reads the line first, so that streaming saves a third of what `x + 1` moves.
 */
const streamedFrom = 8 * 1024 * 1024

/** Whether large outputs are streamed, or kept in the caches, for they are read next. */
export type Stores = 'streamed' | 'kept'

/** Lanes of a map: two AVX2 vectors of the widest element. */
export const mapLanes = (bytes: number): number => (bytes > 4 ? 8 : 16)

export function scheduleMap(
  name: string,
  variables: readonly LoopVariable[],
  outputs: readonly Output[],
  sources: readonly Variable[],
  stores: Stores = 'streamed',
): Scheduled {
  const d = draft(name)
  const values = outputs.map(o => d.place(o.value, sources))
  const offsets = outputs.map(o => linear(o.at, o.variable.type.shape))
  const merged = mergeAxes({ variables, values: [...values, ...offsets] }, d.interner)
  const inner = merged.variables.at(-1)
  const outer = merged.variables.slice(0, -1)
  const line = inner === undefined ? null : lineAxis(merged.values.slice(0, outputs.length), outer, inner, d.interner)
  if (inner !== undefined && line !== null)
    return tiles(d, { outer: outer.filter(v => v !== line), line, inner }, merged.values, outputs, stores)
  const apart = inner === undefined ? null : interleave(inner, merged.values, outputs, d.interner)
  return apart === null
    ? nest(d, merged.variables, merged.values, outputs, stores)
    : nest(d, [...outer, apart.inner], apart.exprs, apart.outputs, stores)
}

/** @param rows the expressions of each row that is computed at once */
const storeAll = (d: Draft, rows: readonly (readonly Expr[])[], outputs: readonly Output[]): Statement =>
  store(
    ...rows.flatMap(exprs =>
      outputs.map((o, i) => ({ buffer: d.argument(o.variable), at: exprs[outputs.length + i] ?? index(0), value: exprs[i] ?? index(0) })),
    ),
  )

interface Tiled {
  readonly outer: readonly LoopVariable[]
  readonly line: LoopVariable
  readonly inner: LoopVariable
}

/** Rows that share cache lines together, a few columns at a time. */
function tiles(d: Draft, { outer, line, inner }: Tiled, exprs: readonly Expr[], outputs: readonly Output[], stores: Stores): Scheduled {
  const side = squareSide(exprs.slice(0, outputs.length), line, inner, d)
  const width = side ?? lanesFor(inner.extent, stridedLanes)
  const together = side ?? lineElements
  const blocks = Math.ceil(line.extent / together)
  const units = sizeOf(outer.map(v => v.extent)) * blocks
  const [task, unit] = [variable('task', 64), variable('unit', units)]
  const final = simplifyAll(substitute(exprs, delinearize(outer, div(unit, index(blocks)))), d.interner)
  const first = mul(rem(unit, index(blocks)), index(together))
  const cost = elementCost(exprs.slice(0, outputs.length))
  const size = Math.min(together, line.extent) * inner.extent
  const split = deal(units, size * cost, 1)
  const range = dealt(task, split.each, units)
  const base = variable(`${inner.name}_base`, inner.extent)
  const start = inner.extent % width === 0 ? base : minimum(base, index(inner.extent - width))
  // The last square overlaps the one before it; its lines are written once.
  const fromLine = line.extent % together === 0 ? first : minimum(first, index(line.extent - together))
  const turned = side === null ? null : turnOver(d, side, final, { line, inner, fromLine, fromInner: start })
  if (side !== null && stores === 'streamed') streamWhole(d, exprs, outputs, { others: [...outer, line], inner, width: side })
  const body = loop(unit, range.from, range.to, 1, [
    loop(base, index(0), index(inner.extent), width, [
      ...(turned?.statements ?? []),
      loop(line, first, minimum(add(first, index(together)), index(line.extent)), 1, [
        lanes(inner, start, width, [storeAll(d, [turned?.values ?? final], outputs)]),
      ]),
    ]),
  ])
  return d.finish({ task, tasks: split.tasks, body: [body], cost: units * size * cost, once: outputs.map(o => o.variable) })
}

/** Each vector a row: of so many, what is around can make rows of any length. */
function vectorRows(
  d: Draft,
  exprs: readonly Expr[],
  outputs: readonly Output[],
  { inner, width, cost }: { readonly inner: LoopVariable; readonly width: number; readonly cost: number },
): { readonly rows?: Rows } {
  const count = inner.extent / width
  if (!Number.isInteger(count) || count < 2) return {}
  const [vector, lane] = [variable('vector', count), variable(inner.name, width)]
  const here = substitute(exprs, new Map([[inner as Expr, add(mul(vector, index(width)), lane)]]))
  return { rows: { variable: vector, count, body: [lanes(lane, index(0), width, [storeAll(d, [here], outputs)])], cost: width * cost } }
}

interface Vectors {
  readonly others: readonly LoopVariable[]
  readonly inner: LoopVariable
  readonly width: number
}

/** Streams large outputs that are written once, in vectors that are whole and begin at multiples of their size. */
function streamWhole(d: Draft, exprs: readonly Expr[], outputs: readonly Output[], vectors: Vectors): void {
  if (vectors.inner.extent % vectors.width !== 0) return
  for (const [i, { variable }] of outputs.entries()) {
    const offset = exprs[outputs.length + i]
    if (bytesOf(variable.type) >= streamedFrom && offset !== undefined && isWhole(offset, vectors, d.interner)) d.stream(variable)
  }
}

/** Whether positions along `inner` go by ones, from a multiple of the width wherever the others stand. */
function isWhole(offset: Expr, { others, inner, width }: Vectors, interner: Interner): boolean {
  let rest = offset
  for (const v of others) {
    const along = affineIn(rest, v, interner)
    if (along === null || along.coefficient % width !== 0) return false
    rest = along.rest
  }
  return rest === inner
}

/** Rows that are computed at once: what neighbours read in common is read once, and stays in registers. */
interface Neighbours {
  readonly count: number
  /** Groups of rows; the last one overlaps the one before it where they do not come out even. */
  readonly groups: number
  /** The expressions of each row of a group, over the group's number. */
  readonly rowsOf: (group: Expr) => readonly (readonly Expr[])[]
}

/** Most of what a register file of 32 holds beside a few sums. */
const mostNeighbours = 4
/** So many planes, and tasks can be made of whole ones. */
const fewestPlanes = 64
/** Of so few reads none is worth it. */
const fewestReads = 4

/** Distinct reads that go along with the variable. */
function countReads(exprs: readonly Expr[], along: LoopVariable): number {
  const seen = new Set<Expr>()
  let reads = 0
  const visit = (e: Expr): void => {
    if (seen.has(e) || !dependsOn(e, along)) return
    seen.add(e)
    if (e.op === 'read') reads++
    operands(e).forEach(visit)
  }
  exprs.forEach(visit)
  return reads
}

/** `null` where neighbours along `line` have too little in common: less than a third of what they read along it. */
function neighbours(d: Draft, exprs: readonly Expr[], values: number, line: LoopVariable | undefined): Neighbours | null {
  if (line === undefined || line.extent < 2) return null
  const alone = countReads(exprs.slice(0, values), line)
  if (alone < fewestReads) return null
  const even = [mostNeighbours, 3].find(count => line.extent % count === 0)
  const count = even ?? Math.min(mostNeighbours, line.extent)
  const rowsOf = (group: Expr): readonly (readonly Expr[])[] => {
    const first = mul(group, index(count))
    const from = even === undefined ? minimum(first, index(line.extent - count)) : first
    return Array.from({ length: count }, (_, i) => substitute(exprs, new Map([[line as Expr, add(from, index(i))]])))
  }
  const groups = Math.ceil(line.extent / count)
  const group = variable('group', groups)
  const together = rowsOf(group).flatMap(row => simplifyAll(row.slice(0, values), d.interner))
  return countReads(together, group) * 5 > 4 * alone * count ? null : { count, groups, rowsOf }
}

/** Vectors of a row, the first and the last by themselves: there alone what is around may end, and where they begin is known. */
function edged(inner: LoopVariable, width: number, statementAt: (position: Expr) => Statement): readonly Statement[] {
  const [count, last] = [Math.ceil(inner.extent / width), inner.extent - width]
  const fixed = (from: number): Statement => {
    const lane = variable(inner.name, width)
    return lanes(lane, index(0), width, [statementAt(add(index(from), lane))])
  }
  if (count === 1) return [fixed(0)]
  const between = variable(inner.name, (count - 2) * width)
  const base = variable(`${inner.name}_base`, between.extent)
  const middle = lanes(between, base, width, [statementAt(add(index(width), between))])
  return [fixed(0), ...(count > 2 ? [loop(base, index(0), index(between.extent), width, [middle])] : []), fixed(last)]
}

function nest(d: Draft, variables: readonly LoopVariable[], exprs: readonly Expr[], outputs: readonly Output[], stores: Stores): Scheduled {
  const inner = variables.at(-1) ?? variable('one', 1)
  const outer = variables.slice(0, -1)
  const near = neighbours(d, exprs, outputs.length, outer.at(-1))
  const group = variable('group', near?.groups ?? 1)
  // Where there are planes for everybody the groups of one follow each other: what belongs to the plane, such as its weights, is read once.
  const byPlane = near !== null && sizeOf(outer.slice(0, -1).map(v => v.extent)) >= fewestPlanes
  const rowVariables = near === null ? outer : byPlane ? outer.slice(0, -1) : [...outer.slice(0, -1), group]
  const rows = sizeOf(rowVariables.map(v => v.extent))
  const width = lanesFor(inner.extent, mapLanes(widestBytes(outputs.map(o => o.variable))))
  const cost = elementCost(exprs.slice(0, outputs.length)) * (near?.count ?? 1) * (byPlane ? group.extent : 1)
  const task = variable('task', 64)
  const row = variable('row', Math.max(1, rows))
  const places = delinearize(rowVariables, row)
  const finals = (near?.rowsOf(group) ?? [exprs]).map(each => simplifyAll(substitute(each, places), d.interner))
  const statement = storeAll(d, finals, outputs)
  if (stores === 'streamed') streamWhole(d, exprs, outputs, { others: outer, inner, width })
  const split = rows > 1 ? deal(rows, inner.extent * cost, 1) : deal(inner.extent, cost, width)
  const range = dealt(task, split.each, rows > 1 ? rows : inner.extent)
  const across =
    near === null
      ? [vectorLoop(inner, index(0), index(inner.extent), width, [statement])]
      : edged(inner, width, at =>
          storeAll(
            d,
            finals.map(each => simplifyAll(substitute(each, new Map([[inner as Expr, at]])), d.interner)),
            outputs,
          ),
        )
  const one = byPlane ? [loop(group, index(0), index(group.extent), 1, across)] : across
  const body =
    rows > 1
      ? loop(row, range.from, range.to, 1, one)
      : loop(row, index(0), index(1), 1, [vectorLoop(inner, range.from, range.to, width, [statement])])
  return d.finish({
    task,
    tasks: split.tasks,
    body: [body],
    ...(rows > 1
      ? { rows: { variable: row, count: rows, body: one, cost: inner.extent * cost } }
      : vectorRows(d, finals[0] ?? exprs, outputs, { inner, width, cost })),
    cost: rows * inner.extent * cost,
    once: outputs.map(o => o.variable),
  })
}
