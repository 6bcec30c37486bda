// Schedule of contractions, dot and convolution alike: `out[b, m, n] = Σ_k left(b, m, k) · right(b, n, k)`.
// Each task packs blocks of the right operand straight from wherever its elements are (an image, a transposed matrix: nothing is laid
// out in memory first) and multiplies them by panels of register-tile rows of the left one. The left operand is read in place when it is
// a plain matrix, whatever its strides; otherwise it is packed into such panels once.
// After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 2008.

import { add, argument, compare, constant, div, type Expr, fma, index, mul, rem, select, sub, variable } from '../../../core/expr.js'
import type { Variable } from '../../../core/graph.js'
import { type ContractMethod, isShallow } from '../../../core/lowering.js'
import { InternalError } from '../../../support/errors.js'
import { type Dims, sizeOf } from '../../../support/shape.js'
import { affineIn } from '../../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, set, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { bind, dealt, extent, mergeAxes, minimum, read } from '../loops.js'
import { elementCost, type Output } from '../map.js'
import { scheduleWinograd } from '../winograd/winograd.js'
import { contiguousFrom, cutColumns, packedColumns, splitColumns } from './columns.js'
import { type Deal, dealProduct } from './deal-product.js'
import { scheduleDeep } from './deep.js'
import { scheduleLanes } from './lanes.js'
import { type Left, leftOf } from './left.js'
import type { Block, TileColumns } from './right.js'
import { rightInPlace } from './right-in-place.js'
import { packedRight } from './right-packed.js'
import { scheduleUnrolled } from './unrolled.js'
import { askForTile, writeTile } from './write-tile.js'

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
/** Bytes of the left operand that tiles go through before others follow: with what is packed of the right one they stay in a level-2 cache. */
const nearBytes = 384 * 1024
/** What a tile takes besides its products: its first loads, and its sums on their way through memory. */
const nanosecondsOfTile = 30
/** Enough to balance any number of cores that is common. */
const mostTasks = 64
/** So many, and a thread that begins late is made up for by the others. */
const tasksOfAThread = 12
const resultCell = 0

const extents = (variables: readonly LoopVariable[]): Dims => variables.map(v => v.extent)

export function scheduleContract(name: string, c: Contraction, target: CpuTarget): Scheduled[] {
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError(`contract: ${type} has no register tile`)
  if (c.method.name === 'winograd') return scheduleWinograd(name, c, c.method.strands, type, target)
  if (c.method.name === 'lanes') return [scheduleLanes(name, c, type, target, resultCell)]
  if (isShallow({ rows: extents(c.rows), depth: extents(c.depth) })) return [scheduleUnrolled(name, c, resultCell)]
  const deep = scheduleDeep(name, c, target, depthBlock, resultCell)
  return deep === null ? scheduleTiles(name, inOrder(c, registerTile(target, type).columns), type, target) : [deep]
}

/** How many positions that follow each other in all outputs the last of the variables make. */
function contiguous({ outputs }: Contraction, variables: readonly LoopVariable[]): number {
  const offsets = outputs.map(o => linear(o.at, o.variable.type.shape))
  return extent(variables.slice(contiguousFrom(variables, offsets, draft('probe').interner)))
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
  /** Of a few vectors. */
  readonly columns: number
  readonly vector: number
}

/** The register tile: two vectors wide; one vector, where no more columns are together, and nearly twice as high; several, of few rows of a product of matrices. */
function tileOf(c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Tile {
  const { rows, columns } = registerTile(target, type)
  const vector = columns / 2
  const probe = draft('probe')
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const { together, panel } = splitColumns(c.columns, offsets, columns, extent(c.rows), probe.interner)
  const few = together.length === 0 && (extent(panel) <= vector || (extent(c.rows) <= rows && hasShortRows(c, panel, vector, probe)))
  if (few) return { rows: 2 * rows - 2, columns: vector, vector }
  return { rows, columns: together.length > 0 ? columns : vector * vectorsOf(c, panel, vector, target, probe), vector }
}

/** So many tiles for each thread, and none waits long for another. */
const tilesOfAThread = 4

/**
 * How many vectors a tile is wide. Of few rows, whose right operand is read in place, there are many: enough chains to hide the latency of a multiply-add, and
 * long pieces of each line of memory. The last tile may look past the end of the operand as far as one of two vectors.
 */
function vectorsOf(
  c: Contraction,
  panel: readonly LoopVariable[],
  vector: number,
  { vectorRegisters, threads }: CpuTarget,
  d: Draft,
): number {
  const rows = extent(c.rows)
  const { variables, values } = mergeAxes({ variables: panel, values: [d.place(c.right, c.rightSources)] }, d.interner)
  const [[inner, ...others], [right]] = [variables, values]
  const [offset] = right?.op === 'read' && right.guard === null ? right.at : []
  if (inner === undefined || others.length > 0 || offset === undefined || affineIn(offset, inner, d.interner)?.coefficient !== 1) return 2
  const tiles = (vectors: number): number => Math.ceil(inner.extent / (vectors * vector))
  const fits = (vectors: number): boolean =>
    rows * (vectors + 1) + 1 <= vectorRegisters &&
    tiles(vectors) * vectors < (tiles(2) + 1) * 2 &&
    extent(c.batch) * tiles(vectors) >= tilesOfAThread * threads
  return [16, 8, 4].find(fits) ?? 2
}

/** Whether the right operand's columns come in rows of a vector at most that lie so far apart that no tile meets two of them. */
function hasShortRows(c: Contraction, panel: readonly LoopVariable[], vector: number, d: Draft): boolean {
  const { variables, values } = mergeAxes({ variables: panel, values: [d.place(c.right, c.rightSources)] }, d.interner)
  const [row, inner] = variables.slice(-2)
  const [offset] = values[0]?.op === 'read' ? values[0].at : []
  if (row === undefined || inner === undefined || offset === undefined || inner.extent > vector) return false
  return (affineIn(offset, row, d.interner)?.coefficient ?? 0) - inner.extent > vector
}

function scheduleTiles(name: string, c: Contraction, type: 'float32' | 'float64', target: CpuTarget): Scheduled[] {
  const tile = tileOf(c, type, target)
  const deal = dealOf(c, tile, target)
  const left = leftOf(name, c, tile.rows, deal?.groups ?? 1)
  return [...left.packing, multiply(name, c, left, { ...tile, rows: left.panels.height }, deal, target)]
}

/** Less work than this is not worth sharing. */
const sharedFrom = 200_000
const flopsOf = ({ batch, rows, columns, depth }: Contraction): number =>
  2 * [batch, rows, columns, depth].reduce((product, variables) => product * extent(variables), 1)

/** Cycles to pack an element that is copied, or turned over, or computed for so many nanoseconds. */
const [copied, turned, aNanosecond] = [0.25, 0.4, 4]

/**
 * How a product is dealt out whose right operand is packed for sure: of matrices, or with an image whose elements lie apart. `null` for others, for what
 * is too small, and for one panel, whose right operand is not packed.
 */
function dealOf(c: Contraction, tile: Tile, target: CpuTarget): Deal | null {
  const rows = extent(c.rows)
  if (rows <= tile.rows || flopsOf(c) < sharedFrom) return null
  const probe = draft('probe')
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const { outer, together, panel } = splitColumns(c.columns, offsets, tile.columns, rows, probe.interner)
  if (together.length > 0) return null
  const { variables, values } = mergeAxes({ variables: panel, values: [probe.place(c.right, c.rightSources)] }, probe.interner)
  const [inner, right = c.right] = [variables.at(-1), values[0]]
  const [offset] = right.op === 'read' ? right.at : []
  const along = inner === undefined || offset === undefined ? null : affineIn(offset, inner, probe.interner)
  const isImage = variables.length > 1
  if ((outer.length > 0 && !isImage) || (isImage && along?.coefficient === 1)) return null
  const depth = extent(c.depth)
  const widest = isImage ? Math.min(packedColumns, widestBlock(depth)) : widestBlock(depth)
  // A block of an image is whole rows of it.
  const unit = isImage ? (inner?.extent ?? 1) : tile.columns
  if (unit > widest && isImage) return null
  return dealProduct({
    batch: extent(c.batch) * extent(outer),
    rows,
    columns: extent(panel),
    unit,
    depth,
    threads: target.threads,
    tile: { ...tile, vectors: tile.columns / tile.vector },
    widest,
    bytes: target.vectorBytes / tile.vector,
    packing: offset === undefined ? elementCost([right]) * aNanosecond : along?.coefficient === 1 ? copied : turned,
  })
}

const widestBlock = (depth: number): number => Math.floor(packedFloats / Math.min(depth, depthBlock))

function multiply(name: string, c: Contraction, left: Left, tile: Tile, deal: Deal | null, target: CpuTarget): Scheduled {
  const d = draft(name)
  const type = c.left.type
  if (type !== 'float32' && type !== 'float64') throw new InternalError('contract: no register tile')
  const panels = left.panels.count
  const [batch, depth] = [extent(c.batch), extent(c.depth)]
  const rows = extent(c.rows)
  const flops = flopsOf(c)
  const columns = cutColumns(c.columns, {
    offsets: c.outputs.map(o => linear(o.at, o.variable.type.shape)),
    right: d.place(c.right, c.rightSources),
    tileColumns: tile.columns,
    interner: d.interner,
    widest: widestBlock(depth),
    // Enough tasks for every thread, unless the work is too small to share.
    tasks: Math.ceil((flops < sharedFrom ? 1 : 4 * target.threads) / batch),
    threads: target.threads,
    batch,
    rows,
    panels,
    several: depth > depthBlock,
    columnBlock: deal?.columnBlock ?? null,
  })
  const { outer, together, panel, columnBlock, blocks } = columns
  const [outerCount, width] = [extent(outer), extent([...together, ...panel])]

  const b = variable('b', batch)
  const o = variable('outer', outerCount)
  const block = variable('block', blocks)
  const from = mul(block, index(columnBlock))
  const count = minimum(index(columnBlock), sub(index(width), from))
  const k0 = variable('k0', depth)
  const kCount = minimum(index(depthBlock), sub(index(depth), k0))

  const tileMemory = d.scratch(type, tile.rows * tile.columns)
  const { vector } = tile
  const elementBytes = target.vectorBytes / vector
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
    vector: tile.vector,
    b,
    o,
    block,
    from,
    count,
    k0,
    kCount,
  }
  const elements = sizeOf(c.rightSources[0]?.type.shape ?? [])
  const right = rightInPlace(work, panels, elements) ?? packedRight(work, panels)

  // What packs a block of columns multiplies all of it, unless a product is dealt out otherwise; what reads in place can leave some panels to others, where
  // blocks are few.
  const blocksInAll = batch * outerCount * blocks
  const groups = right.packs
    ? (deal?.groups ?? 1)
    : flops < sharedFrom
      ? 1
      : Math.min(panels, Math.ceil((tasksOfAThread * target.threads) / blocksInAll))
  const panelsEach = Math.ceil(panels / groups)
  const items = blocksInAll * groups
  const each = Math.ceil(items / Math.min(items, mostTasks))
  const tasks = Math.ceil(items / each)
  const [task, item, group] = [variable('task', tasks), variable('item', items), variable('group', groups)]

  const p = variable('p', panels)
  const k = variable('k', depthBlock)
  const lane = variable('lane', vector)
  const cell = (i: number, side: number): number => cells[i]?.[side] ?? 0
  const { setup, first, at: leftAt, ahead } = left.begin(d)
  const { from: firstRow, rows: rowsOf } = left.panels
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
      ...ahead({ b, p, k: add(k0, k) }),
      ...columns.ahead(k),
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
    from: firstRow(p),
    count: rowsOf(p),
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
      ? [
          ...(several ? askForTile(tileIn, columns) : []),
          ...ofBlock(columns),
          keep((_, value) => value),
          ...writeTile(tileIn, columns, several ? { k0, kCount, depth } : null),
        ]
      : [
          blocksOfDepth([
            ...ofBlock(columns),
            keep((at, value) => (several ? select(isFirst, value, add(read(type, tileMemory, at), value)) : value)),
          ]),
          ...writeTile(tileIn, columns, null),
        ]
  const firstPanel = mul(group, index(panelsEach))
  const endPanel = minimum(add(firstPanel, index(panelsEach)), index(panels))
  // Of a product, tiles go down the panels that a level-2 cache holds, so that the columns of each stay in the nearest one.
  const near = Math.max(1, Math.floor(nearBytes / (tile.rows * Math.min(depth, depthBlock) * elementBytes)))
  const p0 = variable('p0', panels)
  const multiplied =
    deal === null || !right.packs
      ? loop(p, firstPanel, endPanel, 1, right.tiles(micro))
      : loop(
          p0,
          firstPanel,
          endPanel,
          near,
          right.tiles(columns => [loop(p, p0, minimum(add(p0, index(near)), endPanel), 1, micro(columns))]),
        )
  const range = dealt(task, each, items)
  // Neighbouring items have the same rows, where those are dealt out, so that a thread's results lie together.
  const [blockOf, groupOf] = right.packs
    ? [rem(item, index(blocks)), rem(div(item, index(blocks)), index(groups))]
    : [rem(div(item, index(groups)), index(blocks)), rem(item, index(groups))]
  const body = [
    ...setup,
    ...right.setup,
    loop(item, range.from, range.to, 1, [
      bind(b, div(item, index(outerCount * blocks * groups)), [
        bind(o, rem(div(item, index(blocks * groups)), index(outerCount)), [
          bind(block, blockOf, [bind(group, groupOf, right.packs ? [blocksOfDepth([...right.prepare, multiplied])] : [multiplied])]),
        ]),
      ]),
    ]),
  ]
  const packing = right.packs ? outerCount * width * depth * batch * 0.3 : 0
  const tiles = batch * outerCount * Math.ceil(width / tile.columns) * panels * Math.ceil(depth / depthBlock)
  // The sums of blocks are gathered in the first output; of what is written at the end, every element is in one tile.
  const once = c.outputs.slice(right.packs && several ? 1 : 0).map(out => out.variable)
  return d.finish({ task, tasks, body, cost: flops / contractionRate(target, type) + packing + tiles * nanosecondsOfTile, once })
}
