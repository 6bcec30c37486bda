// Convolutions with small windows by Winograd's algorithm: a task takes a few rows of squares of one image, or several small images, transforms what they need of all
// channels (to a level-2 cache), multiplies tile by tile, and transforms each tile back while it is in a level-1 cache.
// The meaning is in Note [Winograd] in core/winograd.ts.

import { add, compare, div, type Expr, index, mul, rebuild, rem, select, sub, variable } from '../../../core/expr.js'
import { chain, type WindowSide, windowTransforms } from '../../../core/winograd.js'
import { type LoopVariable, lanes, loop, type Statement, store, when } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import type { Contraction } from '../contract/contract.js'
import { across } from '../contract/write-tile.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { bind, dealt, delinearize, extent, lanesFor, maximum, minimum, read, simplifyAll, substitute, vectorLoop } from '../loops.js'
import { type Axes, axesOf, below, expressions, inside, rightAt, squareAt, twice } from './operands.js'
import { products } from './products.js'
import { transformWindows, type Windows, windowsOf } from './windows.js'

type Float = 'float32' | 'float64'

/** Floats of the right operand that a task transforms at a time: half of a level-2 cache of 1 MB. */
const transformedFloats = 131_072
const mostTasks = 64
/** What a tile of one vector takes more than half of one of two. */
const aloneMore = 0.25

/** How images are cut. */
interface Cut {
  /** Squares across and down. */
  readonly width: number
  readonly height: number
  /** Images of a block, which has all their rows where it has several. */
  readonly images: number
  /** Rows of squares of an image in a block. */
  readonly rows: number
  /** Blocks of an image, or of several. */
  readonly blocks: number
}

/**
 * So many rows of squares, or so many images where one alone leaves register tiles half empty, that the thread with the most to do has the fewest vectors of
 * squares; of equals the most, for what lies around a block is transformed twice, and weights are read for each.
 */
function cut({ y, x }: Axes, floats: number, batch: number, images: number, vector: number, threads: number): Cut {
  const [height, width] = [Math.ceil(y.extent / 2), Math.ceil(x.extent / 2)]
  const most = Math.max(2 * vector, transformedFloats / floats)
  const share = (items: number, squares: number): number => {
    const vectors = Math.ceil(squares / vector)
    return Math.ceil((batch * items) / threads) * (vectors + (vectors % 2 === 0 ? 0 : aloneMore))
  }
  const best = (limit: number, squares: number, items: (count: number) => number): number => {
    let [found, least] = [1, Number.POSITIVE_INFINITY]
    for (let count = 1; count <= limit && (count === 1 || count * squares <= most); count++) {
      const parts = share(items(count), count * squares)
      if (parts <= least) [found, least] = [count, parts]
    }
    return found
  }
  if (height * width < 2 * vector)
    return { width, height, images: best(images, height * width, count => Math.ceil(images / count)), rows: height, blocks: 1 }
  const rows = best(height, width, count => images * Math.ceil(height / count))
  return { width, height, images: 1, rows, blocks: Math.ceil(height / rows) }
}

export function scheduleImage(name: string, c: Contraction, side: WindowSide, type: Float, target: CpuTarget): Scheduled[] {
  const axes = axesOf(c)
  const windows = windowsOf(c, axes, side, registerTile(target, type).rows)
  return [{ ...transformWindows(`${name}_left`, c, axes, windows), laysOut: true }, multiply(name, c, axes, type, windows, target)]
}

function multiply(name: string, c: Contraction, axes: Axes, type: Float, windows: Windows, target: CpuTarget): Scheduled {
  const d = draft(name)
  const [batch, rows, images, channels] = [extent(c.batch), extent(c.rows), extent(axes.images), extent(axes.channels)]
  const { panels, together, side: window } = windows
  const elements = (window + 1) ** 2
  const { toImage } = windowTransforms(window, expressions(type))
  const vector = registerTile(target, type).columns / 2
  const tile = { rows: windows.rows, sides: 2, vector }
  const columns = tile.sides * vector
  const cutting = cut(axes, elements * channels, batch, images, vector, target.threads)
  const { width, blocks } = cutting
  const groups = Math.ceil(images / cutting.images)
  const rowsInAll = cutting.images * cutting.rows

  const [b, group, block] = [variable('b', batch), variable('image_group', groups), variable('block', blocks)]
  const firstImage = mul(group, index(cutting.images))
  const imagesHere = minimum(index(cutting.images), sub(index(images), firstImage))
  const firstRow = mul(block, index(cutting.rows))
  const rowsHere = minimum(index(cutting.rows), sub(index(cutting.height), firstRow))
  const squares = mul(mul(imagesHere, rowsHere), index(width))

  // Transformed: an odd number of cache lines from channel to channel, so that they do not fall on the same sets; with room for whole vectors in the last row.
  const wide = Math.ceil(width / vector) * vector
  const needed = Math.max((rowsInAll - 1) * width + wide, Math.ceil((rowsInAll * width) / columns) * columns)
  const lines = Math.ceil(needed / 16)
  const stride = 16 * (lines + 1 - (lines & 1))
  // Nor do the elements, which are stored together.
  const apart = channels * stride + 16
  const v = d.scratch(type, elements * apart)
  const p = d.scratch(type, elements * tile.rows * columns)
  const out = d.scratch(type, tile.rows * 2 * 2 * columns)
  const vAt = (element: Expr, channel: Expr, square: Expr): Expr =>
    add(add(mul(element, index(apart)), mul(channel, index(stride))), square)

  const transform = transformRight(d, {
    c,
    axes,
    side: window,
    type,
    b,
    firstImage,
    imagesHere,
    firstRow,
    rowsHere,
    cutting,
    vector,
    wide,
    into: vAt,
    v,
  })

  const [j, panel, element] = [variable('square', rowsInAll * width), variable('panel', panels), variable('element', elements)]
  const k0 = variable('k0', channels)
  const inChain = minimum(index(chain), sub(index(channels), k0))
  // A chain goes through groups of channels that lie together, or through a part of one that has them all.
  const several = together < channels
  const [part, within] = [variable('part', Math.ceil(chain / together)), variable('k', Math.min(chain, together))]
  const k = several ? add(mul(part, index(together)), within) : within
  const alongChain = (body: readonly Statement[]): Statement =>
    several
      ? loop(part, index(0), div(inChain, index(together)), 1, [loop(within, index(0), index(together), 1, body)])
      : loop(within, index(0), inChain, 1, body)
  const wanted = mul(panel, index(tile.rows))
  const first = windows.first(panel)
  const u = d.argument(windows.variable)
  const pAt = (e: Expr, row: Expr, column: Expr): Expr => add(mul(add(mul(e, index(tile.rows)), row), index(columns)), column)
  const tileOf = products(d)
  const multiplied = (sides: number): Statement =>
    loop(
      k0,
      index(0),
      index(channels),
      chain,
      tileOf({
        tile: { ...tile, sides },
        type,
        along: alongChain,
        left(row) {
          const group = several ? add(div(k0, index(together)), part) : index(0)
          const at = [b, panel, element, group, index(row), several ? within : add(k0, within)]
          return read(type, u, linear(at, windows.variable.type.shape))
        },
        right: column => read(type, v, vAt(element, add(k0, k), add(j, column))),
        keep(row, column, sum) {
          const at = pAt(element, index(row), column)
          const all = channels <= chain ? sum : select(compare('eq', k0, index(0)), sum, add(read(type, p, at), sum))
          return store({ buffer: p, at, value: all })
        },
      }),
    )
  // Of the last squares there may be one vector alone.
  const fits = (rowsInAll * width) % columns === 0 && cutting.height % cutting.rows === 0 && images % cutting.images === 0
  const left = sub(squares, j)
  const product = fits ? [multiplied(2)] : [when(compare('gt', left, index(vector)), [multiplied(2)], [multiplied(1)])]

  // Back: the squares of a tile, side by side, make two rows of outputs.
  const [row, lane] = [variable('row', tile.rows), variable('lane', vector)]
  const outAt = (i: Expr, line: Expr, column: Expr): Expr => add(mul(add(twice(i), line), index(2 * columns)), column)
  const back = loop(
    row,
    index(0),
    index(tile.rows),
    1,
    Array.from({ length: tile.sides }, (_, side) => {
      const column = add(index(side * vector), lane)
      const m = squareAt(window + 1, (i, jj) => read(type, p, pAt(add(mul(i, index(window + 1)), jj), row, column)))
      const square = toImage(m)
      const stores = square.flatMap((line, s) =>
        line.map((value, parity) => ({ buffer: out, at: outAt(row, index(s), twice(column, index(parity))), value })),
      )
      return lanes(lane, index(0), vector, [store(...stores)])
    }),
  )
  const written = write(d, {
    c,
    axes,
    type,
    b,
    firstImage,
    firstRow,
    squares,
    cutting,
    tile,
    columns,
    rows,
    wanted,
    first,
    row,
    j,
    at: outAt,
    out,
  })

  const multiplyAll = loop(element, index(0), index(elements), 1, product)

  const items = batch * groups * blocks
  const each = Math.ceil(items / Math.min(items, mostTasks))
  const tasks = Math.ceil(items / each)
  const [task, item] = [variable('task', tasks), variable('item', items)]
  const range = dealt(task, each, items)
  const body = [
    loop(item, range.from, range.to, 1, [
      bind(b, div(item, index(groups * blocks)), [
        bind(group, rem(div(item, index(blocks)), index(groups)), [
          bind(block, rem(item, index(blocks)), [
            ...transform,
            loop(j, index(0), squares, columns, [loop(panel, index(0), index(panels), 1, [multiplyAll, back, ...written])]),
          ]),
        ]),
      ]),
    ]),
  ]
  const flops = 2 * batch * images * blocks * cutting.rows * width * elements * channels * rows
  return d.finish({ task, tasks, body, cost: flops / contractionRate(target, type), once: c.outputs.map(o => o.variable) })
}

interface Place {
  readonly c: Contraction
  readonly axes: Axes
  readonly type: Float
  readonly b: Expr
  /** The first image of the block. */
  readonly firstImage: Expr
  /** The first row of squares of the block. */
  readonly firstRow: Expr
  readonly cutting: Cut
}

interface Transform extends Place {
  /** Of a window. */
  readonly side: WindowSide
  readonly imagesHere: Expr
  readonly rowsHere: Expr
  readonly vector: number
  /** The width in whole vectors. */
  readonly wide: number
  readonly v: number
  readonly into: (element: Expr, channel: Expr, square: Expr) => Expr
}

/** Channel by channel: the lines of the block, as they are, and their squares transformed. */
function transformRight(d: Draft, t: Transform): readonly Statement[] {
  const { c, axes, side, type, cutting, vector, wide } = t
  const channels = extent(axes.channels)
  // What squares have in common with the next, and as many as whole vectors look at.
  const more = side - 1
  const pitch = 2 * wide + 16
  const [reachY, reachX] = [2 * cutting.height + more, 2 * cutting.width + more]
  const lineMemory = d.scratch(type, (2 * cutting.rows + more) * pitch)
  const [channel, line, px] = [variable('channel', channels), variable('line', 2 * cutting.rows + more), variable('px', reachX)]
  const [image, py] = [variable('image', cutting.images), variable('py', reachY)]
  const plain = rightAt(d.place(c.right, c.rightSources), axes, py, px, d.interner)
  const right = inside(plain, [below(py, axes.y.extent + more, reachY), below(px, axes.x.extent + more, reachX)])
  const bound = new Map<Expr, Expr>([
    ...delinearize(c.batch, t.b),
    ...delinearize(axes.images, add(t.firstImage, image)),
    ...delinearize(axes.channels, channel),
    [py, add(twice(t.firstRow), line)],
  ])
  const [value = right] = simplifyAll(substitute([right], bound), d.interner)
  const copied = loop(line, index(0), twice(t.rowsHere, index(more)), 1, [
    vectorLoop(px, index(0), index(reachX), lanesFor(reachX, vector), [
      store({ buffer: lineMemory, at: add(mul(line, index(pitch)), px), value }),
    ]),
  ])
  const [row, base, lane] = [variable('row', cutting.rows), variable('base', cutting.width), variable('lane', cutting.width)]
  const square = squareAt(side + 1, (i, j) => read(type, lineMemory, add(mul(twice(row, i), index(pitch)), twice(lane, j))))
  const stores = windowTransforms(side, expressions(type))
    .ofImage(square)
    .flat()
    .map((e, element) => ({
      buffer: t.v,
      at: t.into(index(element), channel, add(mul(add(mul(image, index(cutting.rows)), row), index(cutting.width)), lane)),
      value: e,
    }))
  // The last vector of a row reaches into the next, which is transformed after it.
  const squares = loop(row, index(0), t.rowsHere, 1, [
    loop(base, index(0), index(cutting.width), vector, [lanes(lane, base, vector, [store(...stores)])]),
  ])
  return [loop(channel, index(0), index(channels), 1, [loop(image, index(0), t.imagesHere, 1, [copied, squares])])]
}

interface Write extends Place {
  readonly squares: Expr
  readonly tile: { readonly rows: number; readonly vector: number }
  readonly columns: number
  readonly rows: number
  /** The first row that the panel is to write, and the first that it has. */
  readonly wanted: Expr
  readonly first: Expr
  readonly row: LoopVariable
  /** The first square of the tile. */
  readonly j: LoopVariable
  readonly at: (row: Expr, line: Expr, column: Expr) => Expr
  readonly out: number
}

/** Two lines of outputs for each row of squares that the tile meets, through the epilogues. */
function write(d: Draft, t: Write): readonly Statement[] {
  const { c, axes, type, cutting, columns, rows } = t
  const { width } = cutting
  const n = variable('n', 2 * columns)
  const [row, image] = [variable('row_here', rows), variable('image', extent(axes.images))]
  const [y, x] = [variable('y', axes.y.extent), variable('x', axes.x.extent)]
  const bound = new Map<Expr, Expr>([
    ...delinearize(c.batch, t.b),
    ...delinearize(axes.images, image),
    ...delinearize(c.rows, row),
    [axes.y, y],
    [axes.x, x],
  ])
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  const values = c.outputs.map(o => d.place(o.value, c.sources))
  const whole = simplifyAll(substitute([...offsets, ...values], bound), d.interner)

  const [squareRow, line] = [variable('square_row', cutting.images * cutting.rows), variable('line', 2)]
  const start = mul(squareRow, index(width))
  const from = maximum(t.j, start)
  const to = minimum(minimum(add(t.j, index(columns)), t.squares), add(start, index(width)))
  const left = twice(sub(from, start))
  const all = twice(sub(to, from))
  const count = axes.x.extent % 2 === 0 ? all : minimum(all, sub(index(axes.x.extent), left))
  const several = cutting.images > 1
  const rowOfImage = several ? rem(squareRow, index(cutting.rows)) : add(t.firstRow, squareRow)
  const yHere = add(twice(rowOfImage), line)
  const placed = substitute(
    whole,
    new Map<Expr, Expr>([
      [image, several ? add(t.firstImage, div(squareRow, index(cutting.rows))) : t.firstImage],
      [row, add(t.wanted, t.row)],
      [y, yHere],
      [x, add(left, n)],
    ]),
  )
  const tileRow = sub(add(t.wanted, t.row), t.first)
  const sum = read(type, t.out, t.at(tileRow, line, add(twice(sub(from, t.j)), n)))
  const memo = new Map<Expr, Expr>()
  const finished = (e: Expr): Expr => rebuild(e, node => (node.op === 'argument' && node.index === resultCell ? sum : node), memo)
  const stores = c.outputs.map((o, i) => ({
    buffer: d.argument(o.variable),
    at: placed[i] ?? index(0),
    value: finished(placed[c.outputs.length + i] ?? index(0)),
  }))
  const lineOf = across(n, count, { vector: t.tile.vector, tileColumns: 2 * columns }, store(...stores))
  const rowsHere = minimum(index(t.tile.rows), sub(index(rows), t.wanted))
  const lastRow = add(div(sub(minimum(add(t.j, index(columns)), t.squares), index(1)), index(width)), index(1))
  return [
    loop(t.row, index(0), rowsHere, 1, [
      loop(squareRow, div(t.j, index(width)), lastRow, 1, [
        loop(line, index(0), index(2), 1, axes.y.extent % 2 === 0 ? lineOf : [when(compare('lt', yHere, index(axes.y.extent)), lineOf)]),
      ]),
    ]),
  ]
}

/** The argument that stands for the sum in the outputs. */
const resultCell = 0
