// Schedule of contractions, dot and convolution alike: `out[b, m, n] = Σ_k left(b, m, k) · right(b, n, k)`.
// Each task packs blocks of the right operand straight from wherever its elements are (an image, a transposed matrix: nothing is laid
// out in memory first) and multiplies them by panels of register-tile rows of the left one. The left operand is read in place when it is
// a plain matrix, whatever its strides; otherwise it is packed into such panels once.
// After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 2008.

import { add, argument, compare, constant, div, type Expr, fma, index, mul, rem, select, sub, variable } from '../../../core/expr.js'
import { type Variable, variableOf } from '../../../core/graph.js'
import type { ContractMethod } from '../../../core/lowering.js'
import type { DTypeName } from '../../../support/dtype.js'
import { InternalError } from '../../../support/errors.js'
import { sizeOf } from '../../../support/shape.js'
import { guardReads } from '../../fusion/inline.js'
import { affineIn, simplifyIndex } from '../../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, set, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { dealt, delinearize, minimum, simplifyAll, substitute } from '../loops.js'
import { type Output, scheduleMap } from '../map.js'
import { scheduleWinograd } from '../winograd/winograd.js'
import { contiguousFrom, cutColumns, splitColumns } from './columns.js'
import { scheduleDeep } from './deep.js'
import { type Block, packedRight, rightInPlace, type TileColumns } from './right.js'
import { depthTable, mostPlaces, type Separated, separate } from './separate.js'
import { isShallow, scheduleUnrolled } from './unrolled.js'
import { writeTile } from './write-tile.js'

export interface Contraction {
  readonly method: ContractMethod
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
  if (c.method.name === 'winograd') return scheduleWinograd(name, c, c.method.strands, type, target)
  if (isShallow(c)) return [scheduleUnrolled(name, c, resultCell)]
  const deep = scheduleDeep(name, c, target, depthBlock, resultCell)
  return deep === null ? scheduleTiles(name, inOrder(c, registerTile(target, type).columns), type, target) : [deep]
}

/** How many positions that follow each other in all outputs the last of the variables make. */
function contiguous({ outputs }: Contraction, variables: readonly LoopVariable[]): number {
  const offsets = outputs.map(o => linear(o.at, o.variable.type.shape))
  return sizeOf(extents(variables.slice(contiguousFrom(variables, offsets, draft('probe').interner))))
}

/** Columns are what is written together: where they lie apart in the outputs and the rows do not, the two change places. */
function inOrder(c: Contraction, tileColumns: number): Contraction {
  const columns = contiguous(c, c.columns)
  if (columns * 2 >= tileColumns || contiguous(c, c.rows) <= columns) return c
  const { rows, columns: lines, left, leftSources, right, rightSources } = c
  return { ...c, rows: lines, columns: rows, left: right, leftSources: rightSources, right: left, rightSources: leftSources }
}

interface Tile {
  readonly rows: number
  /** Of one or two vectors. */
  readonly columns: number
  readonly vector: number
}

/** The register tile: two vectors wide; one vector, where no more columns are together, and nearly twice as high. */
function tileOf(c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Tile {
  const { rows, columns } = registerTile(target, type)
  const vector = columns / 2
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const { together, panel } = splitColumns(c.columns, offsets, columns, sizeOf(extents(c.rows)), draft('probe').interner)
  return together.length === 0 && sizeOf(extents(panel)) <= vector
    ? { rows: 2 * rows - 2, columns: vector, vector }
    : { rows, columns, vector }
}

function scheduleTiles(name: string, c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Scheduled[] {
  const [batch, rows, depth] = [sizeOf(extents(c.batch)), sizeOf(extents(c.rows)), sizeOf(extents(c.depth))]
  const largest = tileOf(c, type, target)
  // Panels of equal height: 16 rows are three panels of 6, 10 are two of 5.
  const panels = Math.ceil(rows / largest.rows)
  const tile = { ...largest, rows: Math.ceil(rows / panels) }
  const inPlace = leftInPlace(c, tile.rows)
  if (inPlace !== null) return [multiply(name, c, { panels, begin: inPlace }, tile, target)]
  const packed = variableOf({ shape: [batch, panels, depth, tile.rows], dtype: type })
  const at = (b: Expr, p: Expr, k: Expr, i: number): Expr =>
    add(mul(add(mul(add(mul(b, index(panels)), p), index(depth)), k), index(tile.rows)), index(i))
  return [
    packLeft(`${name}_left`, c, packed, tile.rows),
    multiply(
      name,
      c,
      {
        panels,
        begin: d => ({
          setup: [],
          first: p => mul(p, index(tile.rows)),
          at: ({ b, p, k, i }) => read(type, d.argument(packed), at(b, p, k, i)),
        }),
      },
      tile,
      target,
    ),
  ]
}

/** The left operand of the micro-kernel. */
interface Left {
  readonly panels: number
  readonly begin: (d: Draft) => {
    /** Once a task. */
    readonly setup: readonly Statement[]
    /** The row that panel `p` begins with. */
    readonly first: (p: Expr) => Expr
    /** An element of panel `p`, row `i` of it, depth `k`. */
    readonly at: (place: { readonly b: Expr; readonly p: Expr; readonly k: Expr; readonly i: number }) => Expr
  }
}

/**
 * How to read the left operand where it is: at positions that are affine in the depth, or that the depth adds to from a table, as it does where a kernel's
 * window is turned round. `null` when that takes more than a load.
 */
function leftInPlace(c: Contraction, tileRows: number): Left['begin'] | null {
  const rows = sizeOf(extents(c.rows))
  const depth = sizeOf(extents(c.depth))
  const probe = draft('probe')
  const [b, row, k] = [variable('b', sizeOf(extents(c.batch))), variable('row', rows), variable('k', depth)]
  const bound = new Map([...delinearize(c.batch, b), ...delinearize(c.rows, row), ...delinearize(c.depth, k)])
  const [value] = simplifyAll(substitute([probe.place(c.left, c.leftSources)], bound), probe.interner)
  const [offset] = value?.op === 'read' && value.guard === null ? value.at : []
  if (offset === undefined) return null
  // The last panel begins where it still is whole: its rows lie at fixed distances, as those of all do. What others have computed is not written again.
  const first = (p: Expr): Expr => {
    const wanted = mul(p, index(tileRows))
    return rows % tileRows === 0 ? wanted : minimum(wanted, index(rows - tileRows))
  }
  const placeOf = ({ b, p, i }: { b: Expr; p: Expr; i: number }): Map<Expr, Expr> =>
    new Map([...delinearize(c.batch, b), ...delinearize(c.rows, add(first(p), index(i)))])
  const simplified = (d: Draft, e: Expr, at: ReadonlyMap<Expr, Expr>): Expr => simplifyAll(substitute([e], at), d.interner)[0] ?? e
  if (affineIn(offset, k) !== null)
    return d => ({
      setup: [],
      first,
      at: place => simplified(d, d.place(c.left, c.leftSources), new Map([...placeOf(place), ...delinearize(c.depth, place.k)])),
    })
  if (sizeOf(c.leftSources[0]?.type.shape ?? []) > mostPlaces || partsOf(c, probe) === null) return null
  return d => {
    const parts = partsOf(c, d)
    if (parts === null) throw new InternalError('contract: a left operand that was affine')
    const table = depthTable(d, c.depth, parts.byDepth)
    return {
      setup: table.setup,
      first,
      at(place) {
        const [here, top] = [place, { ...place, i: 0 }].map(at => simplified(d, parts.byRest, placeOf(at)))
        const below = here && top && simplifyIndex(sub(here, top), d.interner)
        // One register for all rows, and constants beside it.
        const start = add(table.at(place.k), top ?? index(0))
        const at = below?.op === 'constant' ? add(start, below) : add(table.at(place.k), here ?? index(0))
        return read(c.left.type as DTypeName, parts.source, at)
      },
    }
  }
}

/** Where the left operand is, by depth and by the rest. */
function partsOf(c: Contraction, d: Draft): (Separated & { readonly source: number }) | null {
  const left = d.place(c.left, c.leftSources)
  const [offset] = left.op === 'read' && left.guard === null ? left.at : []
  if (left.op !== 'read' || offset === undefined) return null
  const separated = separate(offset, c.depth, [...c.batch, ...c.rows], d.interner)
  return separated && { source: left.source, ...separated }
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

function multiply(name: string, c: Contraction, left: Left, tile: Tile, target: CpuTarget): Scheduled {
  const d = draft(name)
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError('contract: no register tile')
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
    rows,
    panels,
    several: depth > depthBlock,
  })
  const { outer, together, panel, columnBlock, blocks } = columns
  const [outerCount, width] = [sizeOf(extents(outer)), sizeOf(extents([...together, ...panel]))]

  const b = variable('b', batch)
  const o = variable('outer', outerCount)
  const block = variable('block', blocks)
  const from = mul(block, index(columnBlock))
  const count = minimum(index(columnBlock), sub(index(width), from))
  const k0 = variable('k0', depth)
  const kCount = minimum(index(depthBlock), sub(index(depth), k0))

  const tileMemory = d.scratch(type, tile.rows * tile.columns)
  const { vector } = tile
  const sides = Array.from({ length: tile.columns / vector }, (_, side) => side)
  const cells = Array.from({ length: tile.rows }, () => sides.map(() => d.cell(type, vector)))

  const place = { c, b, o, ...columns }
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
  const lane = variable('lane', vector)
  const cell = (i: number, side: number): number => cells[i]?.[side] ?? 0
  const { setup, first, at: leftAt } = left.begin(d)
  const lefts = Array.from({ length: tile.rows }, (_, i) => leftAt({ b, p, k: add(k0, k), i }))
  const tileRows = Array.from({ length: tile.rows }, (_, i) => i)
  const ofTile = (statement: (i: number, side: number) => Statement): Statement[] =>
    tileRows.flatMap(i => sides.map(side => statement(i, side)))
  const product = (columns: TileColumns, i: number, side: number): Statement =>
    set(cell(i, side), fma(lefts[i] ?? constant(type, 0), columns.at(k, add(index(side * vector), lane)), argument(type, cell(i, side))))
  const keep = (sumOf: (at: Expr, value: Expr) => Expr): Statement =>
    lanes(
      lane,
      index(0),
      vector,
      ofTile((i, side) => {
        const at = add(index(i * tile.columns + side * vector), lane)
        return store({ buffer: tileMemory, at, value: sumOf(at, argument(type, cell(i, side))) })
      }),
    )
  const ofBlock = (columns: TileColumns): Statement[] => [
    ...ofTile((i, side) => set(cell(i, side), constant(type, 0))),
    loop(k, index(0), kCount, 1, [
      lanes(
        lane,
        index(0),
        vector,
        ofTile((i, side) => product(columns, i, side)),
      ),
    ]),
  ]
  const tileIn = {
    d,
    type,
    tileMemory,
    tileRows: tile.rows,
    tileColumns: tile.columns,
    vector,
    place,
    p,
    first: first(p),
    rows,
    resultCell,
  }
  const blocksOfDepth = (inside: readonly Statement[]): Statement => loop(k0, index(0), index(depth), depthBlock, inside)
  const several = depth > depthBlock
  const isFirst = compare('eq', k0, index(0))
  // What is packed is packed for a block of depth, multiplied by all panels, and added to what the outputs hold. What is read in place can stay at
  // one tile until its sums are whole.
  const micro = (columns: TileColumns): Statement[] =>
    right.packs
      ? [...ofBlock(columns), keep((_, value) => value), ...writeTile(tileIn, columns, several ? { k0, kCount, depth } : null)]
      : [
          blocksOfDepth([
            ...ofBlock(columns),
            keep((at, value) => (several ? select(isFirst, value, add(read(type, tileMemory, at), value)) : value)),
          ]),
          ...writeTile(tileIn, columns, null),
        ]
  const bind = (v: LoopVariable, value: Expr, inside: readonly Statement[]): Statement => loop(v, value, add(value, index(1)), 1, inside)
  const firstPanel = mul(group, index(panelsEach))
  const multiplied = loop(p, firstPanel, minimum(add(firstPanel, index(panelsEach)), index(panels)), 1, right.tiles(micro))
  const range = dealt(task, each, items)
  const body = [
    ...setup,
    ...right.setup,
    loop(item, range.from, range.to, 1, [
      bind(b, div(item, index(outerCount * blocks * groups)), [
        bind(o, rem(div(item, index(blocks * groups)), index(outerCount)), [
          bind(block, rem(div(item, index(groups)), index(blocks)), [
            bind(group, rem(item, index(groups)), right.packs ? [blocksOfDepth([...right.prepare, multiplied])] : [multiplied]),
          ]),
        ]),
      ]),
    ]),
  ]
  const packing = right.packs ? outerCount * width * depth * batch * 0.3 : 0
  // The sums of blocks are gathered in the first output; of what is written at the end, every element is in one tile.
  const once = c.outputs.slice(right.packs && several ? 1 : 0).map(out => out.variable)
  return d.finish({ task, tasks, body, cost: flops / contractionRate(target, type) + packing, once })
}
