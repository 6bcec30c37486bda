// Gradients of 3 × 3 windows by Winograd's algorithm: the cotangent of an image is the window here, cut into squares, over all of which is summed. A task has
// some rows and columns and a strand of the channels: it transforms both operands block by block, the right one with columns along the
// vectors, and adds up 16 matrices, which are transformed back at the end. What the strands have summed up is added by a kernel of its own.
// The meaning is in Note [Winograd] in core/winograd.ts.

import { add, and, compare, div, type Expr, index, mul, rebuild, rem, select, sub, variable } from '../../../core/expr.js'
import { variableOf } from '../../../core/graph.js'
import { blockOf, imageTransforms } from '../../../core/winograd.js'
import { type LoopVariable, lanes, loop, type Statement, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import type { Contraction } from '../contract/contract.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { bind, dealt, delinearize, extent, lanesFor, minimum, read, simplifyAll, substitute, vectorLoop } from '../loops.js'
import { scheduleReduce } from '../reduce.js'
import { type Axes, axesOf, below, expressions, inside, rightAt, squareAt, twice } from './operands.js'
import { products, type Tile } from './products.js'

type Float = 'float32' | 'float64'

/** Elements of the transformed squares. */
const elements = 16
/** Elements of a window. */
const windowElements = 9
/** Rows and columns of a task: what is transformed for them, and their sums, stay in a level-2 cache. */
const mostRows = 64
const mostColumns = 64

/** How rows, columns, channels and squares are dealt. */
interface Deal {
  readonly tile: Tile
  readonly panels: number
  /** Of a task; rows in whole panels. */
  readonly rows: number
  readonly columns: number
  readonly rowBlocks: number
  readonly columnBlocks: number
  readonly strands: number
  /** Squares across and down, and rows of squares in a block. */
  readonly width: number
  readonly height: number
  readonly blockRows: number
  /** Channels of a block, which has all their rows where it has several. */
  readonly blockChannels: number
  readonly blocks: number
}

function dealOf(c: Contraction, { images, i, j }: Axes, strands: number, type: Float, target: CpuTarget): Deal {
  const largest = registerTile(target, type)
  const [allRows, allColumns] = [extent(c.rows), extent(images)]
  const columnBlocks = Math.ceil(allColumns / mostColumns)
  // Of few images there are few strands: then every thread has rows of its own, and transforms all columns.
  const others = extent(c.batch) * strands * columnBlocks
  const rowBlocks = Math.min(Math.ceil(allRows / largest.rows), Math.max(Math.ceil(allRows / mostRows), Math.ceil(target.threads / others)))
  const panels = Math.ceil(Math.ceil(allRows / rowBlocks) / largest.rows)
  const tile = { rows: Math.ceil(Math.ceil(allRows / rowBlocks) / panels), sides: 2, vector: largest.columns / 2 }
  const columns = Math.ceil(Math.ceil(allColumns / columnBlocks) / largest.columns) * largest.columns
  const [height, width] = [Math.ceil(i.extent / 2), Math.ceil(j.extent / 2)]
  const block = blockOf(height, width)
  return {
    tile,
    panels,
    rows: panels * tile.rows,
    columns,
    rowBlocks,
    columnBlocks,
    strands,
    width,
    height,
    blockRows: block.rows,
    blockChannels: block.channels,
    blocks: Math.ceil(height / block.rows),
  }
}

export function scheduleWindow(name: string, c: Contraction, strands: number, type: Float, target: CpuTarget): Scheduled[] {
  const axes = axesOf(c)
  const deal = dealOf(c, axes, strands, type, target)
  const { rowBlocks, columnBlocks } = deal
  const shape = [strands, extent(c.batch), columnBlocks * deal.columns, rowBlocks * deal.rows * windowElements]
  const sums = variableOf({ shape, dtype: type })
  const flat = (variables: readonly LoopVariable[]): Expr => variables.reduce<Expr>((at, v) => add(mul(at, index(v.extent)), v), index(0))
  const strand = variable('strand', strands)
  const element = add(mul(flat(c.rows), index(windowElements)), add(mul(axes.y, index(3)), axes.x))
  const value: Expr = { op: 'read', type, source: 0, at: [strand, flat(c.batch), flat(axes.images), element], guard: null }
  const shifted = (e: Expr): Expr => rebuild(e, node => (node.op === 'read' ? { ...node, source: node.source + 1 } : node))
  return [
    sumStrands(`${name}_strands`, c, axes, deal, type, sums, target),
    // In the order of the sums in memory.
    ...scheduleReduce(name, {
      combiner: 'sum',
      order: 'sequence',
      kept: [...c.batch, ...axes.images, ...c.rows, axes.y, axes.x],
      over: [strand],
      value,
      outputs: c.outputs.map(o => ({ ...o, value: shifted(o.value) })),
      sources: [sums, ...c.sources],
    }),
  ]
}

function sumStrands(
  name: string,
  c: Contraction,
  axes: Axes,
  deal: Deal,
  type: Float,
  sums: ReturnType<typeof variableOf>,
  target: CpuTarget,
): Scheduled {
  const d = draft(name)
  const { tile, panels, rowBlocks, columnBlocks, strands, width, blockRows, blockChannels, blocks } = deal
  const { vector } = tile
  const [batch, channels] = [extent(c.batch), extent(axes.channels)]
  const squares = blockChannels * blockRows * width
  // An odd number of cache lines from element to element, so that the 16 that are stored together do not fall on the same sets.
  const apart = squares * deal.columns + 16
  const v = d.scratch(type, elements * apart)
  // An odd number of cache lines from row to row.
  const lines = Math.ceil(squares / 16)
  const leftStride = 16 * (lines + 1 - (lines & 1))
  const u = d.scratch(type, elements * deal.rows * leftStride)
  const m = d.scratch(type, elements * deal.rows * deal.columns)
  const mAt = (element: Expr, row: Expr, column: Expr): Expr =>
    add(mul(add(mul(element, index(deal.rows)), row), index(deal.columns)), column)
  const vAt = (element: Expr, square: Expr, column: Expr): Expr =>
    add(add(mul(element, index(apart)), mul(square, index(deal.columns))), column)
  const uAt = (element: Expr, row: Expr, square: Expr): Expr =>
    add(mul(add(mul(element, index(deal.rows)), row), index(leftStride)), square)

  const [b, strand] = [variable('b', batch), variable('strand', strands)]
  const [rowBlock, columnBlock] = [variable('row_block', rowBlocks), variable('column_block', columnBlocks)]
  const [channel, block] = [variable('channel', channels), variable('block', blocks)]
  const firstRow = mul(block, index(blockRows))
  const rowsHere = minimum(index(blockRows), sub(index(deal.height), firstRow))
  const each = index(channels)
  const from = div(mul(strand, each), index(strands))
  const to = div(mul(add(strand, index(1)), each), index(strands))
  const channelsHere = minimum(index(blockChannels), sub(to, channel))
  const here = {
    c,
    axes,
    deal,
    type,
    b,
    channel,
    channelsHere,
    firstRow,
    rowsHere,
    row: mul(rowBlock, index(deal.rows)),
    column: mul(columnBlock, index(deal.columns)),
  }

  const [element, panel, square] = [variable('element', elements), variable('panel', panels), variable('square', squares)]
  const j = variable('column', deal.columns)
  const isFirst = and(compare('eq', channel, from), compare('eq', block, index(0)))
  const rowOf = (row: number): Expr => add(mul(panel, index(tile.rows)), index(row))
  const multiplied = loop(element, index(0), index(elements), 1, [
    loop(panel, index(0), index(panels), 1, [
      loop(
        j,
        index(0),
        index(deal.columns),
        tile.sides * vector,
        products(d)({
          tile,
          type,
          along: body => loop(square, index(0), mul(mul(channelsHere, rowsHere), index(width)), 1, body),
          left: row => read(type, u, uAt(element, rowOf(row), square)),
          right: column => read(type, v, vAt(element, square, add(j, column))),
          keep(row, column, sum) {
            const at = mAt(element, rowOf(row), add(j, column))
            return store({ buffer: m, at, value: select(isFirst, sum, add(read(type, m, at), sum)) })
          },
        }),
      ),
    ]),
  ])
  // Back, a vector of columns at a time, and turned over: in the sums, windows of one column lie together.
  const [base, lane] = [variable('base', deal.columns), variable('lane', vector)]
  const all = deal.rows * windowElements
  const windows = d.scratch(type, all * vector)
  const [row, place, window] = [variable('row', deal.rows), variable('place_base', all), variable('place', all)]
  const squaresOf = imageTransforms(expressions(type)).toWindow(
    squareAt(4, (i, jj) => read(type, m, mAt(add(mul(i, index(4)), jj), row, add(base, lane)))),
  )
  const windowAt = (at: Expr): Expr => add(mul(at, index(vector)), lane)
  const sumAt = linear([strand, b, add(add(here.column, base), lane), add(mul(here.row, index(windowElements)), window)], sums.type.shape)
  const back = loop(base, index(0), index(deal.columns), vector, [
    loop(row, index(0), index(deal.rows), 1, [
      lanes(lane, index(0), vector, [
        store(
          ...squaresOf.flat().map((value, k) => {
            return { buffer: windows, at: windowAt(add(mul(row, index(windowElements)), index(k))), value }
          }),
        ),
      ]),
    ]),
    ...copyTurned({ vector, all, place, window, lane, value: read(type, windows, windowAt(window)), to: d.argument(sums), at: sumAt }),
  ])

  const items = strands * batch * rowBlocks * columnBlocks
  const [task, item] = [variable('task', items), variable('item', items)]
  const range = dealt(task, 1, items)
  const body = [
    loop(item, range.from, range.to, 1, [
      bind(strand, div(item, index(batch * rowBlocks * columnBlocks)), [
        bind(b, rem(div(item, index(rowBlocks * columnBlocks)), index(batch)), [
          bind(rowBlock, rem(div(item, index(columnBlocks)), index(rowBlocks)), [
            bind(columnBlock, rem(item, index(columnBlocks)), [
              loop(channel, from, to, blockChannels, [
                loop(block, index(0), index(blocks), 1, [
                  ...transformRight(d, here, v, vAt),
                  ...transformLeft(d, here, u, uAt),
                  multiplied,
                ]),
              ]),
              back,
            ]),
          ]),
        ]),
      ]),
    ]),
  ]
  const flops = 2 * batch * channels * deal.height * width * elements * rowBlocks * deal.rows * columnBlocks * deal.columns
  return d.finish({ task, tasks: items, body, cost: flops / contractionRate(target, type), once: [sums] })
}

interface Turned {
  readonly vector: number
  /** How many places there are. */
  readonly all: number
  readonly place: LoopVariable
  readonly window: LoopVariable
  readonly lane: LoopVariable
  /** Over place and lane. */
  readonly value: Expr
  readonly to: number
  readonly at: Expr
}

/** What lies along the lanes, along the places: squares, the last of which overlaps the one before it, or one by one where there are less. */
function copyTurned({ vector, all, place, window, lane, value, to, at }: Turned): readonly Statement[] {
  const stored = { buffer: to, at, value }
  if (all < vector)
    return [
      loop(lane, index(0), index(vector), 1, [
        loop(window, index(0), index(all), 1, [lanes(variable('one', 1), index(0), 1, [store(stored)])]),
      ]),
    ]
  const fromRow = minimum(place, index(all - vector))
  return [
    loop(place, index(0), index(all), vector, [
      { op: 'turn', rows: window, columns: lane, fromRow, fromColumn: index(0), width: vector, store: stored },
    ]),
  ]
}

interface Here {
  readonly c: Contraction
  readonly axes: Axes
  readonly deal: Deal
  readonly type: Float
  readonly b: Expr
  /** The first channel of the block, and how many. */
  readonly channel: Expr
  readonly channelsHere: Expr
  /** Of the block of squares: the first row of squares, and how many. */
  readonly firstRow: Expr
  readonly rowsHere: Expr
  /** Of the task: the first row and column. */
  readonly row: Expr
  readonly column: Expr
}

type At = (element: Expr, second: Expr, third: Expr) => Expr

/** Rows and columns past the last are computed from the last, and never read. */
const clamped = (at: Expr, all: number, covered: number): Expr => (covered === all ? at : minimum(at, index(all - 1)))

/** A vector of columns at a time: the lines of the block turned over, so that columns lie together, and their squares transformed. */
function transformRight(d: Draft, h: Here, v: number, into: At): readonly Statement[] {
  const { c, axes, deal, type } = h
  const { vector } = deal.tile
  const [columns, channel] = [extent(axes.images), variable('channel_here', deal.blockChannels)]
  const [reachY, reachX] = [2 * deal.height + 2, 2 * deal.width + 2]
  const lines = d.scratch(type, (2 * deal.blockRows + 2) * reachX * vector)
  const [line, py, px] = [variable('line', 2 * deal.blockRows + 2), variable('py', reachY), variable('px', reachX)]
  const [base, column, first] = [variable('column_base', deal.columns), variable('column', deal.columns), variable('px_base', reachX)]
  const right = rightAt(d.place(c.right, c.rightSources), axes, py, px, d.interner)
  const whole = inside(right, [below(py, axes.i.extent + 2, reachY), below(px, axes.j.extent + 2, reachX)])
  const bound = new Map<Expr, Expr>([
    ...delinearize(c.batch, h.b),
    ...delinearize(axes.channels, add(h.channel, channel)),
    ...delinearize(axes.images, clamped(add(h.column, column), columns, deal.columnBlocks * deal.columns)),
    [py, add(twice(h.firstRow), line)],
  ])
  const [value = whole] = simplifyAll(substitute([whole], bound), d.interner)
  const lineAt = (y: Expr, x: Expr, lane: Expr): Expr => add(mul(add(mul(y, index(reachX)), x), index(vector)), lane)
  const stored = { buffer: lines, at: lineAt(line, px, sub(column, base)), value }
  const from = minimum(first, index(reachX - vector))
  const square: Statement = { op: 'turn', rows: column, columns: px, fromRow: base, fromColumn: from, width: vector, store: stored }
  const copied =
    reachX < vector
      ? loop(px, index(0), index(reachX), 1, [lanes(column, base, vector, [store(stored)])])
      : loop(first, index(0), index(reachX), vector, [square])
  const [row, across, lane] = [variable('square_row', deal.blockRows), variable('across', deal.width), variable('lane', vector)]
  const corners = squareAt(4, (i, j) => read(type, lines, lineAt(twice(row, i), twice(across, j), lane)))
  const stores = imageTransforms(expressions(type))
    .ofImage(corners)
    .flat()
    .map((e, element) => ({
      buffer: v,
      at: into(index(element), add(mul(add(mul(channel, index(deal.blockRows)), row), index(deal.width)), across), add(base, lane)),
      value: e,
    }))
  return [
    loop(channel, index(0), h.channelsHere, 1, [
      loop(base, index(0), index(deal.columns), vector, [
        loop(line, index(0), twice(h.rowsHere, index(2)), 1, [copied]),
        loop(row, index(0), h.rowsHere, 1, [
          loop(across, index(0), index(deal.width), 1, [lanes(lane, index(0), vector, [store(...stores)])]),
        ]),
      ]),
    ]),
  ]
}

/** Row by row, squares along the vectors. */
function transformLeft(d: Draft, h: Here, u: number, into: At): readonly Statement[] {
  const { c, axes, deal } = h
  const [row, squareRow, across] = [variable('row', deal.rows), variable('square_row', deal.blockRows), variable('across', deal.width)]
  const [i, j] = [variable('i', 2 * deal.height), variable('j', 2 * deal.width)]
  const channel = variable('channel_here', deal.blockChannels)
  const left = d.place(c.left, c.leftSources)
  const bound = new Map<Expr, Expr>([
    ...delinearize(c.batch, h.b),
    ...delinearize(axes.channels, add(h.channel, channel)),
    ...delinearize(c.rows, clamped(add(h.row, row), extent(c.rows), deal.rowBlocks * deal.rows)),
    [axes.i, i],
    [axes.j, j],
  ])
  const [at = left] = simplifyAll(substitute([left], bound), d.interner)
  const element = inside(at, [below(i, axes.i.extent, i.extent), below(j, axes.j.extent, j.extent)])
  const pairs = squareAt(2, (di, dj) => {
    const place = new Map<Expr, Expr>([
      [i, twice(add(h.firstRow, squareRow), di)],
      [j, twice(across, dj)],
    ])
    return simplifyAll(substitute([element], place), d.interner)[0] ?? element
  })
  const stores = imageTransforms(expressions(c.left.type))
    .ofPairs(pairs)
    .flat()
    .map((value, k) => ({
      buffer: u,
      at: into(index(k), row, add(mul(add(mul(channel, index(deal.blockRows)), squareRow), index(deal.width)), across)),
      value,
    }))
  const width = lanesFor(deal.width, deal.tile.vector)
  return [
    loop(channel, index(0), h.channelsHere, 1, [
      loop(row, index(0), index(deal.rows), 1, [
        loop(squareRow, index(0), h.rowsHere, 1, [vectorLoop(across, index(0), index(deal.width), width, [store(...stores)])]),
      ]),
    ]),
  ]
}
