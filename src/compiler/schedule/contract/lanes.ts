// Contractions whose sums go along lanes: few results, each over many images, as in the gradient of a depthwise convolution's weights. Vectors run along the last axis
// of depth, all results of a window have an accumulator each, and four rows at a time share what they read of the image.
// Invariant: the order is that of core/lane-sums.ts.

import { add, argument, compare, constant, div, type Expr, fma, index, mul, rem, select, variable } from '../../../core/expr.js'
import { bandRows, type LaneDepth, laneCount, laneDepth } from '../../../core/lane-sums.js'
import { InternalError } from '../../../support/errors.js'
import { guarded } from '../../fusion/inline.js'
import { type LoopVariable, lanes, loop, type Statement, set, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate } from '../../targets/cpu.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { bind, deal, dealt, delinearize, extent, minimum, read, simplifyAll, substitute } from '../loops.js'
import type { Contraction } from './contract.js'
import { withResult } from './write-tile.js'

/** Of the registers, for accumulators; the others are for what is read. */
const accumulating = 0.8
/** So many vectors of a row are written out. */
const mostWritten = 3

/** The results of a tile: rows, and columns as whole units of the innermost axes, such as a kernel's rows or windows. */
interface Tile {
  readonly rows: number
  /** Columns of a unit, units of the tile, and of all. */
  readonly unit: number
  readonly units: number
  readonly allUnits: number
}

const largestDivisor = (n: number, most: number): number => {
  let found = Math.max(1, Math.min(n, most))
  while (n % found !== 0) found--
  return found
}

function tileOf(c: Contraction, type: 'float32' | 'float64', { vectorRegisters, vectorBytes }: CpuTarget): Tile {
  const vectors = Math.max(1, (laneCount * (type === 'float32' ? 4 : 8)) / vectorBytes)
  const most = Math.max(1, Math.floor((accumulating * vectorRegisters) / vectors))
  let unit = 1
  for (const v of c.columns.toReversed()) {
    if (unit * v.extent > most) break
    unit *= v.extent
  }
  const rows = largestDivisor(extent(c.rows), Math.floor(most / unit))
  const allUnits = extent(c.columns) / unit
  const tiles = Math.ceil(allUnits / Math.max(1, Math.floor(most / (unit * rows))))
  return { rows, unit, units: Math.ceil(allUnits / tiles), allUnits }
}

/** What is computed at once, and where. */
interface Place {
  readonly c: Contraction
  readonly d: Draft
  readonly type: 'float32' | 'float64'
  readonly depth: LaneDepth
  readonly tile: Tile
  /** The accumulator of a row and a column of the tile. */
  readonly cell: (row: number, column: number) => number
  readonly left: Expr
  readonly right: Expr
  readonly b: Expr
  readonly strip: Expr
  readonly firstUnit: Expr
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
const rowOf = ({ tile, strip }: Place, i: Expr): Expr => add(mul(strip, index(tile.rows)), i)

/** The products of a vector of each of the rows at hand. @param at the place in depth of number `row` */
function products(
  p: Place,
  rows: number,
  at: (row: number) => ReadonlyMap<Expr, Expr>,
  lane: LoopVariable,
  inside: Expr | null,
): Statement {
  const { c, d, tile } = p
  const b = delinearize(c.batch, p.b)
  const operand = (e: Expr, place: ReadonlyMap<Expr, Expr>): Expr => {
    const [value = e] = simplifyAll(substitute([e], new Map([...b, ...place])), d.interner)
    return inside === null ? value : guarded(value, inside)
  }
  const sets = numbers(rows).flatMap(row => {
    const place = at(row)
    const lefts = numbers(tile.rows).map(i => operand(p.left, new Map([...place, ...delinearize(c.rows, rowOf(p, index(i)))])))
    return numbers(tile.units * tile.unit).flatMap(q => {
      const unit = add(p.firstUnit, index(Math.floor(q / tile.unit)))
      const column = add(mul(unit, index(tile.unit)), index(q % tile.unit))
      const right = operand(p.right, new Map([...place, ...delinearize(c.columns, column)]))
      return lefts.map((left, i) => set(p.cell(i, q), fma(left, right, argument(p.type, p.cell(i, q)))))
    })
  })
  return lanes(lane, index(0), laneCount, sets)
}

/** All vectors of so many rows, the last filled up with zeros: the first and the last, where what is around may end, by themselves. */
function vectors(p: Place, rows: number, at: (row: number, x: Expr) => ReadonlyMap<Expr, Expr>): readonly Statement[] {
  const { positions } = p.depth
  const count = Math.ceil(positions / laneCount)
  const lane = variable('lane', laneCount)
  const fixed = (v: number): Statement => {
    const [from, rest] = [v * laneCount, positions - v * laneCount]
    const inside = rest < laneCount ? compare('lt', lane, index(rest)) : null
    return products(p, rows, row => at(row, add(index(from), lane)), lane, inside)
  }
  if (count <= mostWritten) return numbers(count).map(fixed)
  const between = variable('vector', count - 2)
  const middle = products(p, rows, row => at(row, add(mul(add(between, index(1)), index(laneCount)), lane)), lane, null)
  return [fixed(0), loop(between, index(0), index(between.extent), 1, [middle]), fixed(count - 1)]
}

/** The products of an image. */
function image(p: Place, which: Expr): readonly Statement[] {
  const [images, ...inside] = p.c.depth
  const [x, y] = [inside.at(-1), inside.at(-2)]
  const planes = inside.slice(0, -2)
  if (images === undefined || x === undefined) throw new InternalError('contract: no lanes')
  const plane = variable('plane', extent(planes))
  const bands = Math.floor(p.depth.rows / bandRows)
  const rowsAt = (count: number, first: Expr): readonly Statement[] =>
    vectors(p, count, (row, position) => {
      const there = new Map<Expr, Expr>([[images, which], ...delinearize(planes, plane), [x, position]])
      return y === undefined ? there : there.set(y, add(first, index(row)))
    })
  const band = variable('band', bands)
  const rest = p.depth.rows - bands * bandRows
  return [
    loop(plane, index(0), index(plane.extent), 1, [
      ...(bands === 0 ? [] : [loop(band, index(0), index(bands), 1, rowsAt(bandRows, mul(band, index(bandRows))))]),
      ...(rest === 0 ? [] : rowsAt(rest, index(bands * bandRows))),
    ]),
  ]
}

/** The accumulators of a block halved pairwise, and added to what the blocks before have come to. */
function finish({ d, type, tile, cell }: Place, block: Expr, totals: number): readonly Statement[] {
  const memory = d.scratch(type, tile.rows * tile.units * tile.unit * laneCount)
  const lane = variable('lane', laneCount)
  const cells = numbers(tile.rows).flatMap(i => numbers(tile.units * tile.unit).map(q => cell(i, q)))
  const at = (n: number, l: Expr): Expr => add(index(n * laneCount), l)
  const halvings: Statement[] = []
  for (let half = laneCount / 2; half >= 1; half /= 2) {
    const sums = cells.map((_, n) => add(read(type, memory, at(n, lane)), read(type, memory, at(n, add(lane, index(half))))))
    halvings.push(lanes(lane, index(0), half, [store(...sums.map((value, n) => ({ buffer: memory, at: at(n, lane), value })))]))
  }
  const before = (n: number): Expr => select(compare('eq', block, index(0)), constant(type, 0), read(type, totals, index(n)))
  return [
    lanes(lane, index(0), laneCount, [store(...cells.map((c, n) => ({ buffer: memory, at: at(n, lane), value: argument(type, c) })))]),
    ...halvings,
    store(...cells.map((_, n) => ({ buffer: totals, at: index(n), value: add(before(n), read(type, memory, at(n, index(0)))) }))),
  ]
}

/** The sums of the tile through the epilogues to the outputs. */
function write(p: Place, totals: number, resultCell: number): Statement {
  const { c, d, type, tile } = p
  const [i, q] = [variable('i', tile.rows), variable('q', tile.units * tile.unit)]
  const here = new Map([
    ...delinearize(c.batch, p.b),
    ...delinearize(c.rows, rowOf(p, i)),
    ...delinearize(c.columns, add(mul(p.firstUnit, index(tile.unit)), q)),
  ])
  const [offsets, values] = [c.outputs.map(o => linear(o.at, o.variable.type.shape)), c.outputs.map(o => d.place(o.value, c.sources))]
  const placed = simplifyAll(substitute([...offsets, ...values], here), d.interner)
  const sum = read(type, totals, add(mul(i, index(q.extent)), q))
  const results = withResult(placed.slice(c.outputs.length), sum, resultCell)
  const stores = c.outputs.map((o, n) => ({ buffer: d.argument(o.variable), at: placed[n] ?? index(0), value: results[n] ?? index(0) }))
  return loop(i, index(0), index(i.extent), 1, [loop(q, index(0), index(q.extent), 1, [store(...stores)])])
}

/** @param resultCell the argument that stands for the sum in the outputs */
export function scheduleLanes(name: string, c: Contraction, type: 'float32' | 'float64', target: CpuTarget, resultCell: number): Scheduled {
  const d = draft(name)
  const tile = tileOf(c, type, target)
  const depth = laneDepth(c.depth.map(v => v.extent))
  const tiles = Math.ceil(tile.allUnits / tile.units)
  // Tiles that overlap write the same elements: they are of one task.
  const apart = tile.allUnits % tile.units === 0 ? tiles : 1
  const width = tile.units * tile.unit
  const [batch, strips] = [extent(c.batch), extent(c.rows) / tile.rows]
  const cells = numbers(tile.rows).map(() => numbers(width).map(() => d.cell(type, laneCount)))
  const totals = d.scratch(type, tile.rows * width)
  const [b, strip] = [variable('b', batch), variable('strip', strips)]
  const tileHere = variable('tile', tiles)
  const firstUnit = variable('first_unit', tile.allUnits - tile.units + 1)
  const place: Place = {
    c,
    d,
    type,
    depth,
    tile,
    cell: (i, q) => cells[i]?.[q] ?? 0,
    left: d.place(c.left, c.leftSources),
    right: d.place(c.right, c.rightSources),
    b,
    strip,
    firstUnit,
  }
  const block = variable('block', Math.ceil(depth.images / depth.imagesOfBlock))
  const which = variable('image', depth.images)
  const first = mul(block, index(depth.imagesOfBlock))
  const start = numbers(tile.rows).flatMap(i => numbers(width).map(q => set(place.cell(i, q), constant(type, 0))))
  const work: readonly Statement[] = [
    loop(block, index(0), index(block.extent), 1, [
      ...start,
      loop(which, first, minimum(add(first, index(depth.imagesOfBlock)), index(depth.images)), 1, image(place, which)),
      ...finish(place, block, totals),
    ]),
    write(place, totals, resultCell),
  ]
  const [task, item] = [variable('task', 64), variable('item', batch * strips * apart)]
  const oneTile = [bind(firstUnit, minimum(mul(tileHere, index(tile.units)), index(tile.allUnits - tile.units)), work)]
  const allTiles =
    apart === tiles ? [bind(tileHere, rem(item, index(apart)), oneTile)] : [loop(tileHere, index(0), index(tiles), 1, oneTile)]
  const strand = div(item, index(apart))
  const flops = 2 * batch * extent(c.rows) * extent(c.columns) * extent(c.depth)
  const cost = flops / contractionRate(target, type)
  const split = deal(item.extent, cost / item.extent, 1)
  const range = dealt(task, split.each, item.extent)
  const body = [
    loop(item, range.from, range.to, 1, [bind(b, div(strand, index(strips)), [bind(strip, rem(strand, index(strips)), allTiles)])]),
  ]
  return d.finish({ task, tasks: split.tasks, body, cost })
}
