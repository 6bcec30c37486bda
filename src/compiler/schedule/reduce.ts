// Schedules of reductions, in the two orders of Note [Order of sums] (core/lowering.ts). The order is kept whatever is fused and
// however the work is dealt out: only whole blocks, or independent outputs, go to different tasks.

import { add, constant, div, type Expr, index, mul, rebuild, rem, sub, variable } from '../../core/expr.js'
import { type Variable, variableOf } from '../../core/graph.js'
import type { Combiner, ReductionOrder } from '../../core/lowering.js'
import { InternalError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { simplifyIndex } from '../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, set, store } from '../kernel/ir.js'
import { bestPosition, cellValue, combine, identityOf, search } from './combine.js'
import { type Draft, draft, linear, type Scheduled } from './draft.js'
import { bind, deal, dealt, delinearize, divides, lanesFor, mergeAxes, minimum, simplifyAll, substitute, vectorLoop } from './loops.js'
import { elementCost, mapLanes, type Output, scheduleMap, widestBytes } from './map.js'

export interface Reduction {
  readonly combiner: Combiner
  readonly order: ReductionOrder
  readonly kept: readonly LoopVariable[]
  readonly over: readonly LoopVariable[]
  /** What is combined, over both kinds of variables. */
  readonly value: Expr
  /** Over the kept variables; the result of the reduction is cell `resultCell`. */
  readonly outputs: readonly Output[]
  readonly sources: readonly Variable[]
}

/** In the outputs' expressions `argument(type, resultCell)` is the result. */
export const resultCell = 0

const laneCount = 32
const sequenceBlock = 1024
const laneBlock = 65536

export function scheduleReduce(name: string, reduction: Reduction): Scheduled[] {
  const { combiner, order, over } = reduction
  if (order === 'sequence' || combiner === 'argmax' || combiner === 'argmin')
    return [isWindow(reduction) ? writtenOut(name, reduction) : sequence(name, reduction)]
  const blocks = laneBlocks(over.map(v => v.extent))
  if (blocks.count === 1) return [rowLanes(name, reduction, combiner, blocks, null)]
  // Blocks to a temporary, then the blocks one after the other.
  const kept = reduction.kept.map(v => v.extent)
  if (reduction.value.type === 'index') throw new InternalError('reduce: a sum of positions')
  const partial = variableOf({ shape: [...kept, blocks.count], dtype: reduction.value.type })
  const block = variable('block', blocks.count)
  const combined: Reduction = {
    ...reduction,
    order: 'sequence',
    over: [block],
    value: { op: 'read', type: partial.type.dtype, source: reduction.sources.length, at: [...reduction.kept, block], guard: null },
    sources: [...reduction.sources, partial],
  }
  return [rowLanes(`${name}_blocks`, reduction, combiner, blocks, partial), sequence(name, combined)]
}

// ---- written out ----

/** Positions that are written out: a window of 5 × 5, and more, but no kernel too long to compile. */
const mostPositions = 32
/** Nanoseconds of a read under a guard, and a little arithmetic: what is written out is computed for each position. */
const mostCost = 0.8

/**
 * A few elements of an image, where windows may overlap and reach beyond it, or where an element is of some windows alone, as its position's remainders say:
 * in a loop each position would find out anew.
 */
function isWindow({ over, kept, value }: Reduction): boolean {
  const inner = kept.at(-1)
  if (inner === undefined || kept.length < 2 || sizeOf(over.map(v => v.extent)) > mostPositions) return false
  return divides([value], inner) || (over.length > 1 && elementCost([value]) <= mostCost)
}

/** A map, whose rows share what windows have in common. */
function writtenOut(name: string, r: Reduction): Scheduled {
  const positions = Array.from({ length: sizeOf(r.over.map(v => v.extent)) }, (_, k) => index(k))
  const values = positions.map(k => substitute([r.value], delinearize(r.over, k))[0] ?? r.value)
  const { combiner } = r
  const result =
    combiner === 'argmax' || combiner === 'argmin'
      ? bestPosition(combiner, values)
      : values.reduce((soFar, next) => combine(combiner, soFar, next), identityOf(combiner, r.value.type))
  const memo = new Map<Expr, Expr>()
  const finished = (value: Expr): Expr =>
    rebuild(value, node => (node.op === 'argument' && node.index === resultCell ? result : node), memo)
  return scheduleMap(
    name,
    r.kept,
    r.outputs.map(o => ({ ...o, value: finished(o.value) })),
    r.sources,
  )
}

// ---- one after the other ----

/** Outputs along lanes, positions one after the other in blocks of 1,024. */
function sequence(name: string, r: Reduction): Scheduled {
  const d = draft(name)
  const placed = d.place(r.value, r.sources)
  const outputs = r.outputs.map(o => d.place(o.value, r.sources))
  const offsets = r.outputs.map(o => linear(o.at, o.variable.type.shape))
  const merged = mergeAxes({ variables: r.kept, values: [placed, ...outputs, ...offsets] }, d.interner)
  const inner = merged.variables.at(-1) ?? variable('one', 1)
  const outer = merged.variables.slice(0, -1)
  const rows = sizeOf(outer.map(v => v.extent))
  const row = variable('row', Math.max(1, rows))
  const [value, ...final] = simplifyAll(substitute(merged.values, delinearize(outer, row)), d.interner)
  if (value === undefined) throw new InternalError('reduce: no value')

  const width = lanesFor(inner.extent, mapLanes(widestBytes([...r.outputs.map(o => o.variable), ...r.sources])))
  const searches = r.combiner === 'argmax' || r.combiner === 'argmin'
  const result = d.cell(searches ? 'int32' : value.type, width)
  const statement = store(
    ...r.outputs.map((o, i) => ({
      buffer: d.argument(o.variable),
      at: final[r.outputs.length + i] ?? index(0),
      value: final[i] ?? index(0),
    })),
  )
  const steps =
    r.combiner === 'argmax' || r.combiner === 'argmin'
      ? searchSteps(d, r, r.combiner, value, width)
      : foldSteps(d, r, r.combiner, value, width)
  const body = [set(result, searches ? constant('int32', -1) : identityOf(r.combiner, value.type)), ...steps, statement]
  const cost = Math.max(1, sizeOf(r.over.map(v => v.extent))) * elementCost([value])
  const task = variable('task', 64)
  const split = rows > 1 ? deal(rows, inner.extent * cost, 1) : deal(inner.extent, cost, width)
  const range = dealt(task, split.each, rows > 1 ? rows : inner.extent)
  const nest =
    rows > 1
      ? loop(row, range.from, range.to, 1, [vectorLoop(inner, index(0), index(inner.extent), width, body)])
      : loop(row, index(0), index(1), 1, [vectorLoop(inner, range.from, range.to, width, body)])
  const one = {
    variable: row,
    count: rows,
    body: [vectorLoop(inner, index(0), index(inner.extent), width, body)],
    cost: inner.extent * cost,
  }
  return d.finish({ task, tasks: split.tasks, body: [nest], ...(rows > 1 ? { rows: one } : {}), cost: rows * inner.extent * cost })
}

const nested = (variables: readonly LoopVariable[], body: readonly Statement[]): readonly Statement[] =>
  variables.reduceRight<readonly Statement[]>((inside, v) => [loop(v, index(0), index(v.extent), 1, inside)], body)

function foldSteps(
  d: Draft,
  r: Reduction,
  combiner: Exclude<Combiner, 'argmax' | 'argmin'>,
  value: Expr,
  width: number,
): readonly Statement[] {
  const type = value.type
  const step = (cell: number, next: Expr): Statement => set(cell, combine(combiner, cellValue(type, cell), next))
  const total = sizeOf(r.over.map(v => v.extent))
  const exact = combiner !== 'sum' && combiner !== 'product'
  if (total <= sequenceBlock || exact) return nested(r.over, [step(resultCell, value)])
  const inBlock = d.cell(type, width)
  const block = variable('block', Math.ceil(total / sequenceBlock))
  const position = variable('position', total)
  const [flat] = simplifyAll(substitute([value], delinearize(r.over, position)), d.interner)
  const from = mul(block, index(sequenceBlock))
  return [
    loop(block, index(0), index(block.extent), 1, [
      set(inBlock, identityOf(combiner, type)),
      loop(position, from, minimum(add(from, index(sequenceBlock)), index(total)), 1, [step(inBlock, flat ?? value)]),
      step(resultCell, cellValue(type, inBlock)),
    ]),
  ]
}

/** The position is what is wanted: it replaces the best value in the result cell at the end. */
function searchSteps(d: Draft, r: Reduction, combiner: 'argmax' | 'argmin', value: Expr, width: number): readonly Statement[] {
  const best = d.cell(value.type, width)
  const at = simplifyIndex(
    linear(
      r.over,
      r.over.map(v => v.extent),
    ),
  )
  const next = search(combiner, cellValue(value.type, best), cellValue('int32', resultCell), value, at)
  const chosen = d.cell('int32', width)
  return [
    set(best, identityOf(combiner, value.type)),
    ...nested(r.over, [set(chosen, next.position), set(best, next.best), set(resultCell, cellValue('int32', chosen))]),
  ]
}

// ---- along lanes ----

interface Blocks {
  readonly count: number
  /** The rows and positions of a block. */
  readonly range: (block: Expr) => { fromRow: Expr; toRow: Expr; from: Expr; to: Expr }
  readonly perBlock: number
}

function laneBlocks(extents: Dims): Blocks {
  const length = extents.at(-1) ?? 1
  const rows = sizeOf(extents.slice(0, -1))
  if (length >= laneBlock) {
    const parts = Math.ceil(length / laneBlock)
    return {
      count: rows * parts,
      perBlock: laneBlock,
      range: block => {
        const row = div(block, index(parts))
        const from = mul(rem(block, index(parts)), index(laneBlock))
        return { fromRow: row, toRow: add(row, index(1)), from, to: minimum(add(from, index(laneBlock)), index(length)) }
      },
    }
  }
  const each = Math.max(1, Math.floor(laneBlock / Math.max(1, length)))
  return {
    count: Math.max(1, Math.ceil(rows / each)),
    perBlock: Math.min(rows, each) * length,
    range: block => ({
      fromRow: mul(block, index(each)),
      toRow: minimum(mul(add(block, index(1)), index(each)), index(rows)),
      from: index(0),
      to: index(length),
    }),
  }
}

/** Blocks of rows, each row along 32 lanes. Writes block results to `partial`, or the outputs when there is one block only. */
function rowLanes(
  name: string,
  r: Reduction,
  combiner: Exclude<Combiner, 'argmax' | 'argmin'>,
  blocks: Blocks,
  partial: Variable | null,
): Scheduled {
  const d = draft(name)
  const type = r.value.type
  const result = d.cell(type, 1)
  const accumulators = d.cell(type, laneCount)
  if (type === 'index') throw new InternalError('reduce: a sum of positions')
  const memory = d.scratch(type, laneCount)
  const keptCount = sizeOf(r.kept.map(v => v.extent))
  const kept = variable('kept', Math.max(1, keptCount))
  const block = variable('block', blocks.count)
  const row = variable('row', sizeOf(r.over.slice(0, -1).map(v => v.extent)))
  const position = r.over.at(-1) ?? variable('position', 1)

  const outputs = r.outputs.map(o => d.place(o.value, r.sources))
  const offsets = r.outputs.map(o => linear(o.at, o.variable.type.shape))
  const [value, ...final] = simplifyAll(
    substitute(
      [d.place(r.value, r.sources), ...outputs, ...offsets],
      new Map([...delinearize(r.kept, kept), ...delinearize(r.over.slice(0, -1), row)]),
    ),
    d.interner,
  )
  if (value === undefined) throw new InternalError('reduce: no value')

  const lane = variable('lane', laneCount)
  const atLane = (l: Expr): Expr => ({ op: 'read', type, source: memory, at: [l], guard: null })
  const { fromRow, toRow, from, to } = blocks.range(block)
  const length = sub(to, from)
  const whole = add(from, mul(div(length, index(laneCount)), index(laneCount)))
  const base = variable('base', position.extent)
  // The rest of a row, element by element: lane number `tail` of the accumulators. Of a row in one block its length is known.
  const rest = position.extent < laneBlock ? position.extent % laneCount : laneCount
  const tail = variable('tail', rest)
  const [tailValue] = simplifyAll(substitute([value], new Map([[position as Expr, add(whole, tail)]])), d.interner)
  const eachRow: Statement[] = [
    lanes(lane, index(0), laneCount, [set(accumulators, atLane(lane))]),
    loop(base, from, whole, laneCount, [
      lanes(position, base, laneCount, [set(accumulators, combine(combiner, cellValue(type, accumulators), value))]),
    ]),
    lanes(lane, index(0), laneCount, [store({ buffer: memory, at: lane, value: cellValue(type, accumulators) })]),
    ...(rest === 0
      ? []
      : [
          loop(tail, index(0), sub(to, whole), 1, [
            store({ buffer: memory, at: tail, value: combine(combiner, atLane(tail), tailValue ?? value) }),
          ]),
        ]),
  ]
  const halvings: Statement[] = []
  for (let half = laneCount / 2; half >= 1; half /= 2)
    halvings.push(
      lanes(lane, index(0), half, [
        store({ buffer: memory, at: lane, value: combine(combiner, atLane(lane), atLane(add(lane, index(half)))) }),
      ]),
    )
  const destination: Statement =
    partial === null
      ? store(
          ...r.outputs.map((o, i) => ({
            buffer: d.argument(o.variable),
            at: final[r.outputs.length + i] ?? index(0),
            value: final[i] ?? index(0),
          })),
        )
      : store({ buffer: d.argument(partial), at: add(mul(kept, index(blocks.count)), block), value: cellValue(type, result) })
  // The epilogue may read at the kept position: the result is in the result cell.
  const one = [
    lanes(lane, index(0), laneCount, [store({ buffer: memory, at: lane, value: identityOf(combiner, type) })]),
    loop(row, fromRow, toRow, 1, eachRow),
    ...halvings,
    set(result, atLane(index(0))),
    destination,
  ]
  const item = variable('item', keptCount * blocks.count)
  const each = blocks.perBlock * elementCost([value])
  const split = deal(keptCount * blocks.count, each, 1)
  const task = variable('task', 64)
  const range = dealt(task, split.each, keptCount * blocks.count)
  const body = loop(item, range.from, range.to, 1, [
    bind(kept, div(item, index(blocks.count)), [bind(block, rem(item, index(blocks.count)), one)]),
  ])
  const rows = { variable: kept, count: keptCount, body: [bind(block, index(0), one)], cost: each }
  const byThemselves = blocks.count === 1 && partial === null && keptCount > 1
  return d.finish({
    task,
    tasks: split.tasks,
    body: [body],
    ...(byThemselves ? { rows } : {}),
    cost: keptCount * blocks.count * each,
  })
}
