// Schedule of contractions, dot and convolution alike: `out[b, m, n] = Σ_k left(b, m, k) · right(b, n, k)`.
// Each task packs blocks of the right operand straight from wherever its elements are (an image, a transposed matrix: nothing is laid
// out in memory first) and multiplies them by panels of register-tile rows of the left one. The left operand is read in place when it is
// a plain matrix, whatever its strides; otherwise it is packed into such panels once.
// After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 2008.

import {
  add,
  argument,
  compare,
  constant,
  div,
  type Expr,
  fma,
  index,
  mul,
  rebuild,
  rem,
  select,
  sub,
  variable,
} from '../../../core/expr.js'
import { type Variable, variableOf } from '../../../core/graph.js'
import type { DTypeName } from '../../../support/dtype.js'
import { InternalError } from '../../../support/errors.js'
import { sizeOf } from '../../../support/shape.js'
import { guardReads } from '../../fusion/inline.js'
import { affineIn } from '../../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, set, store, when } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { dealt, delinearize, minimum, simplifyAll, substitute } from '../loops.js'
import { type Output, scheduleMap } from '../map.js'
import { cutColumns } from './columns.js'
import { scheduleDeep } from './deep.js'
import { type Block, type ColumnRun, packedRight, rightInPlace, type TileColumns } from './right.js'
import { isShallow, scheduleUnrolled } from './unrolled.js'

export interface Contraction {
  readonly batch: readonly LoopVariable[]
  readonly rows: readonly LoopVariable[]
  readonly columns: readonly LoopVariable[]
  readonly depth: readonly LoopVariable[]
  /** Over batch, rows, depth. */
  readonly left: Expr
  readonly leftSources: readonly Variable[]
  /** Over batch, columns, depth. */
  readonly right: Expr
  readonly rightSources: readonly Variable[]
  /** Over batch, rows, columns; the result is `argument(type, resultCell)`. The first has the dtype of the sum and gathers block results. */
  readonly outputs: readonly Output[]
  readonly sources: readonly Variable[]
}

/** Consecutive k whose products form one fma chain: part of the meaning, see Note [Order of sums] in core/lowering.ts. */
const depthBlock = 256
/** Floats of the right operand that a task packs at a time: half of a 512 KB level-2 cache. */
const packedFloats = 65536
/** Enough to balance any number of cores that is common. */
const mostTasks = 64
/** So many, and a thread that begins late is made up for by the others. */
const tasksOfAThread = 12
const resultCell = 0

const extents = (variables: readonly LoopVariable[]): number[] => variables.map(v => v.extent)
const read = (type: DTypeName, source: number, at: Expr): Expr => ({ op: 'read', type, source, at: [at], guard: null })

export function scheduleContract(name: string, c: Contraction, target: CpuTarget): Scheduled[] {
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError(`contract: ${type} has no register tile`)
  if (isShallow(c)) return [scheduleUnrolled(name, c, resultCell)]
  const deep = scheduleDeep(name, c, target, depthBlock, resultCell)
  if (deep !== null) return [deep]
  const [batch, rows, depth] = [sizeOf(extents(c.batch)), sizeOf(extents(c.rows)), sizeOf(extents(c.depth))]
  const largest = registerTile(target, type)
  // Panels of equal height: 16 rows are three panels of 6, 10 are two of 5.
  const panels = Math.ceil(rows / largest.rows)
  const tile = { rows: Math.ceil(rows / panels), columns: largest.columns }
  const inPlace = readInPlace(c, tile.rows)
  if (inPlace !== null) return [multiply(name, c, { panels, at: inPlace, source: null }, tile, target)]
  const packed = variableOf({ shape: [batch, panels, depth, tile.rows], dtype: type })
  const at = (b: Expr, p: Expr, k: Expr, i: number): Expr =>
    add(mul(add(mul(add(mul(b, index(panels)), p), index(depth)), k), index(tile.rows)), index(i))
  return [
    packLeft(`${name}_left`, c, packed, tile.rows),
    multiply(
      name,
      c,
      { panels, source: packed, at: (d, place) => read(type, d.argument(packed), at(place.b, place.p, place.k, place.i)) },
      tile,
      target,
    ),
  ]
}

/** The left operand of the micro-kernel: an element of panel `p`, row `i` of it, depth `k`. */
interface Left {
  readonly panels: number
  /** The packed copy, if there is one. */
  readonly source: Variable | null
  readonly at: (d: Draft, place: { b: Expr; p: Expr; k: Expr; i: number }) => Expr
}

/** How to read the left operand where it is; `null` when that takes more than a load at an affine position. */
function readInPlace(c: Contraction, tileRows: number): Left['at'] | null {
  const rows = sizeOf(extents(c.rows))
  const [b, row, k] = [variable('b', sizeOf(extents(c.batch))), variable('row', rows), variable('k', sizeOf(extents(c.depth)))]
  const probe = draft('probe')
  const bound = new Map([...delinearize(c.batch, b), ...delinearize(c.rows, row), ...delinearize(c.depth, k)])
  const [value] = simplifyAll(substitute([probe.place(c.left, c.leftSources)], bound), probe.interner)
  if (value?.op !== 'read' || value.guard !== null) return null
  const [offset] = value.at
  if (offset === undefined || affineIn(offset, k) === null) return null
  return (d, place) => {
    const wanted = add(mul(place.p, index(tileRows)), index(place.i))
    // Rows past the last are computed, from the last, and never written.
    const inside = rows % tileRows === 0 ? wanted : minimum(wanted, index(rows - 1))
    const here = new Map([...delinearize(c.batch, place.b), ...delinearize(c.rows, inside), ...delinearize(c.depth, place.k)])
    const [element] = simplifyAll(substitute([d.place(c.left, c.leftSources)], here), d.interner)
    return element ?? value
  }
}

/** `packed[b, p, k, i] = left(b, p·rows + i, k)`, zero past the last row. */
function packLeft(name: string, c: Contraction, packed: Variable, tileRows: number): Scheduled {
  const [batch, panels, depth] = packed.type.shape
  const b = variable('b', batch ?? 1)
  const panel = variable('panel', panels ?? 1)
  const k = variable('k', depth ?? 1)
  const i = variable('i', tileRows)
  const rows = sizeOf(extents(c.rows))
  const row = add(mul(panel, index(tileRows)), i)
  const [value] = substitute([c.left], new Map([...delinearize(c.batch, b), ...delinearize(c.rows, row), ...delinearize(c.depth, k)]))
  if (value === undefined) throw new InternalError('contract: no left operand')
  const whole = rows % tileRows === 0
  const guarded = whole ? value : guardRows(value, compare('lt', row, index(rows)))
  return scheduleMap(name, [b, panel, k, i], [{ variable: packed, at: [b, panel, k, i], value: guarded }], c.leftSources)
}

/** Positions past the last row are never read. */
const guardRows = (value: Expr, inside: Expr): Expr => select(inside, guardReads(value, inside), constant(value.type, 0))

interface Multiply {
  readonly d: Draft
  readonly type: 'float32' | 'float64'
  readonly tile: { readonly rows: number; readonly columns: number }
}

function multiply(name: string, c: Contraction, left: Left, tile: { rows: number; columns: number }, target: CpuTarget): Scheduled {
  const d = draft(name)
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError('contract: no register tile')
  const m: Multiply = { d, type, tile }
  const { panels } = left
  const [batch, depth] = [sizeOf(extents(c.batch)), sizeOf(extents(c.depth))]
  const rows = sizeOf(extents(c.rows))

  const flops = 2 * batch * rows * sizeOf(extents(c.columns)) * depth
  const columns = cutColumns(c.columns, {
    offsets: c.outputs.map(o => linear(o.at, o.variable.type.shape)),
    right: d.place(c.right, c.rightSources),
    tileColumns: tile.columns,
    interner: d.interner,
    widest: Math.floor(packedFloats / Math.min(depth, depthBlock)),
    // Enough tasks for every thread, unless the work is too small to share.
    tasks: Math.ceil((flops < 200_000 ? 1 : 4 * target.threads) / batch),
    threads: target.threads,
    batch,
  })
  const { outer, panel, columnBlock, blocks } = columns
  const [outerCount, width] = [sizeOf(extents(outer)), sizeOf(extents(panel))]

  const b = variable('b', batch)
  const o = variable('outer', outerCount)
  const block = variable('block', blocks)
  const from = mul(block, index(columnBlock))
  const count = minimum(index(columnBlock), sub(index(width), from))
  const k0 = variable('k0', depth)
  const kCount = minimum(index(depthBlock), sub(index(depth), k0))

  const tileMemory = d.scratch(type, tile.rows * tile.columns)
  const half = tile.columns / 2
  const cells = Array.from({ length: tile.rows }, () => [d.cell(type, half), d.cell(type, half)])

  const place: Placement = { c, b, o, outer, panel }
  const work: Block = {
    d,
    type,
    columns,
    batch: c.batch,
    depth: c.depth,
    depthBlock,
    tileColumns: tile.columns,
    b,
    o,
    block,
    from,
    count,
    k0,
    kCount,
  }
  const elements = sizeOf(c.rightSources[0]?.type.shape ?? [])
  const right = rightInPlace(work, panels, elements) ?? packedRight(work)

  // What packs a block of columns multiplies all of it; what reads in place can leave some panels to others, where blocks are few.
  const blocksInAll = batch * outerCount * blocks
  const groups = right.packs || flops < 200_000 ? 1 : Math.min(panels, Math.ceil((tasksOfAThread * target.threads) / blocksInAll))
  const panelsEach = Math.ceil(panels / groups)
  const items = blocksInAll * groups
  const each = Math.ceil(items / Math.min(items, mostTasks))
  const tasks = Math.ceil(items / each)
  const [task, item, group] = [variable('task', tasks), variable('item', items), variable('group', groups)]

  const p = variable('p', panels)
  const k = variable('k', depthBlock)
  const lane = variable('lane', half)
  const cell = (i: number, side: number): number => cells[i]?.[side] ?? 0
  const lefts = Array.from({ length: tile.rows }, (_, i) => left.at(d, { b, p, k: add(k0, k), i }))
  const tileRows = Array.from({ length: tile.rows }, (_, i) => i)
  const sides = [0, 1]
  const micro = (columns: TileColumns): Statement[] => [
    ...tileRows.flatMap(i => sides.map(side => set(cell(i, side), constant(type, 0)))),
    loop(k, index(0), kCount, 1, [
      lanes(
        lane,
        index(0),
        half,
        tileRows.flatMap(i =>
          sides.map(side =>
            set(
              cell(i, side),
              fma(lefts[i] ?? constant(type, 0), columns.at(k, add(index(side * half), lane)), argument(type, cell(i, side))),
            ),
          ),
        ),
      ),
    ]),
    lanes(
      lane,
      index(0),
      half,
      tileRows.flatMap(i =>
        sides.map(side =>
          store({ buffer: tileMemory, at: add(index(i * tile.columns + side * half), lane), value: argument(type, cell(i, side)) }),
        ),
      ),
    ),
    ...writeTile(m, place, { tileMemory, p, columns, k0, kCount, rows, depth }),
  ]
  const bind = (v: LoopVariable, value: Expr, inside: readonly Statement[]): Statement => loop(v, value, add(value, index(1)), 1, inside)
  const firstPanel = mul(group, index(panelsEach))
  const multiplied = loop(p, firstPanel, minimum(add(firstPanel, index(panelsEach)), index(panels)), 1, right.tiles(micro))
  const range = dealt(task, each, items)
  const body = [
    ...right.setup,
    loop(item, range.from, range.to, 1, [
      bind(b, div(item, index(outerCount * blocks * groups)), [
        bind(o, rem(div(item, index(blocks * groups)), index(outerCount)), [
          bind(block, rem(div(item, index(groups)), index(blocks)), [
            bind(group, rem(item, index(groups)), [loop(k0, index(0), index(depth), depthBlock, [...right.prepare, multiplied])]),
          ]),
        ]),
      ]),
    ]),
  ]
  const packing = right.packs ? outerCount * width * depth * batch * 0.3 : 0
  return d.finish({ task, tasks, body, cost: flops / contractionRate(target, type) + packing })
}

interface Placement {
  readonly c: Contraction
  readonly b: LoopVariable
  readonly o: LoopVariable
  readonly outer: readonly LoopVariable[]
  readonly panel: readonly LoopVariable[]
}

interface Tile {
  readonly tileMemory: number
  readonly p: LoopVariable
  readonly columns: TileColumns
  readonly k0: Expr
  readonly kCount: Expr
  readonly rows: number
  readonly depth: number
}

/** The tile to the outputs: added to the block results before it, and through the epilogue after the last block. */
function writeTile(m: Multiply, { c, b, o, outer, panel }: Placement, t: Tile): readonly Statement[] {
  const { d, type, tile } = m
  const i = variable('ti', tile.rows)
  const n = variable('tn', tile.columns)
  // Simplified over whole rows and columns first: of a tile, which may reach past the edge, less could be known.
  const row = variable('row', t.rows)
  const column = variable('column', sizeOf(extents(panel)))
  const bound = new Map([...delinearize(c.batch, b), ...delinearize(outer, o), ...delinearize(c.rows, row), ...delinearize(panel, column)])
  const offsets = c.outputs.map(out => linear(out.at, out.variable.type.shape))
  const values = c.outputs.map(out => d.place(out.value, c.sources))
  const whole = simplifyAll(substitute([...offsets, ...values], bound), d.interner)
  const first = c.outputs[0]
  if (first === undefined) throw new InternalError('contract: no output')
  const gathered = d.argument(first.variable)
  const several = t.depth > depthBlock
  const isLast = compare('ge', add(t.k0, t.kCount), index(t.depth))

  const rowsHere = minimum(index(tile.rows), sub(index(t.rows), mul(t.p, index(tile.rows))))
  const writeRun = (run: ColumnRun): readonly Statement[] => {
    const placed = substitute(
      whole,
      new Map<Expr, Expr>([
        [row, add(mul(t.p, index(tile.rows)), i)],
        [column, add(run.column, n)],
      ]),
    )
    const at = (output: number): Expr => placed[output] ?? index(0)
    const fromTile = read(type, t.tileMemory, add(mul(i, index(tile.columns)), add(run.place, n)))
    const sum = several ? select(compare('eq', t.k0, index(0)), fromTile, add(read(type, gathered, at(0)), fromTile)) : fromTile
    const results = withResult(placed.slice(c.outputs.length), sum)
    const finished = store(...c.outputs.map((out, o) => ({ buffer: d.argument(out.variable), at: at(o), value: results[o] ?? index(0) })))
    const all = (statement: Statement): readonly Statement[] => [
      loop(i, index(0), rowsHere, 1, across(n, run.count, tile.columns, statement)),
    ]
    return several ? [when(isLast, all(finished), all(store({ buffer: gathered, at: at(0), value: sum })))] : all(finished)
  }
  return t.columns.wanted(writeRun)
}

/** For `n` from 0 to `count - 1`: whole vectors, then shorter ones, for an edge one by one would take as long as the tile's products. */
function across(n: LoopVariable, count: Expr, tileColumns: number, statement: Statement): readonly Statement[] {
  const whole = tileColumns / 2
  let done: Expr = index(0)
  return [...new Set([whole, Math.max(1, whole / 4), 1])].map(width => {
    const base = variable(`tn_by_${width}`, tileColumns)
    const [from, to] = [done, mul(div(count, index(width)), index(width))]
    done = to
    return loop(base, from, to, width, [lanes(n, base, width, [statement])])
  })
}

/** The epilogues over the sum itself instead of the result cell. */
function withResult(values: readonly Expr[], sum: Expr): Expr[] {
  const memo = new Map<Expr, Expr>()
  return values.map(e => rebuild(e, node => (node.op === 'argument' && node.index === resultCell ? sum : node), memo))
}
