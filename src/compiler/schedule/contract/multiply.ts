// The products of a contraction, tile by tile: what is packed of the right operand, or read in place, multiplied by panels of the left one, and the sums written
// through the epilogues.

import { add, argument, compare, constant, div, type Expr, fma, index, mul, rem, select, sub, variable } from '../../../core/expr.js'
import { InternalError } from '../../../support/errors.js'
import { sizeOf } from '../../../support/shape.js'
import { lanes, loop, type Statement, set, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate } from '../../targets/cpu.js'
import { draft, linear, type Scheduled } from '../draft.js'
import { bind, dealt, extent, minimum, read } from '../loops.js'
import { resultCell } from '../reduce.js'
import { depthBlock, widestBlock } from './blocks.js'
import { cutColumns } from './columns.js'
import type { Contraction } from './contract.js'
import { type Deal, flopsOf, sharedFrom } from './deal-product.js'
import type { Left } from './left.js'
import type { Block, TileColumns } from './right.js'
import { rightInPlace } from './right-in-place.js'
import { packedRight } from './right-packed.js'
import type { Tile } from './tile.js'
import { askForTile, writeTile } from './write-tile.js'

/** Bytes of the left operand that tiles go through before others follow: with what is packed of the right one they stay in a level-2 cache. */
const nearBytes = 384 * 1024
/** What a tile takes besides its products: its first loads, and its sums on their way through memory. */
const nanosecondsOfTile = 30
/** Enough to balance any number of cores that is common. */
const mostTasks = 64
/** So many, and a thread that begins late is made up for by the others. */
const tasksOfAThread = 12

/** @param deal how it is dealt out, where that is settled beforehand */
export function multiply(name: string, c: Contraction, left: Left, tile: Tile, deal: Deal | null, target: CpuTarget): Scheduled {
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
