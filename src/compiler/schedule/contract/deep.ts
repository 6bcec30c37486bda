// Contractions that are deep, whose right operand lies along the depth, element after element or every few, and whose columns are apart in the outputs, as in the gradient of a
// convolution's weights: a sum over all positions of all images, nine of which are neighbours. Vectors run along the rows m, of which there are few, packed for each block of depth; the right
// operand is read in place, an element at a time, its positions in depth from a table. What a task sums up stays in its scratch until it is
// whole, for in the outputs neighbouring rows lie far apart.

import {
  add,
  argument,
  compare,
  constant,
  convert,
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
import { sizeOf } from '../../../support/shape.js'
import { affineIn } from '../../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, set, store } from '../../kernel/ir.js'
import { type CpuTarget, contractionRate, registerTile } from '../../targets/cpu.js'
import { type Draft, draft, linear, type Scheduled } from '../draft.js'
import { bind, dealt, delinearize, extent, minimum, read, simplifyAll, substitute } from '../loops.js'
import { depthBlock } from './blocks.js'
import { contiguousFrom } from './columns.js'
import type { Contraction } from './contract.js'
import { separate } from './separate.js'

interface Deep {
  readonly c: Contraction
  readonly d: Draft
  readonly type: 'float32' | 'float64'
  /** Where the right operand is: its buffer, and its position by depth and by batch and column. */
  readonly source: number
  readonly byDepth: Expr
  readonly byRest: Expr
}

/** Where rows fill less of their vectors, or fewer columns use each, packing the columns costs less. */
const leastFilled = 0.7
const leastColumnsPerRow = 3
/** Columns that follow each other in memory at this length can be packed as they are. */
const longRun = 8
/** Strided convolutions see every so many elements: of a line of the cache still some. */
const longestStep = 4
const tableEntries = 2 ** 31

function deepOf(name: string, c: Contraction, target: CpuTarget): Deep | null {
  const { type } = c.left
  const [rows, columns] = [extent(c.rows), extent(c.columns)]
  if (type !== 'float32' && type !== 'float64') return null
  const width = registerTile(target, type).columns
  if (rows < leastFilled * Math.ceil(rows / width) * width || columns < leastColumnsPerRow * rows || extent(c.depth) <= depthBlock)
    return null
  const d = draft(name)
  const offsets = c.outputs.map(o => linear(o.at, o.variable.type.shape))
  // A run of columns that fills a tile is packed at less cost than each row's elements are fetched.
  if (extent(c.columns.slice(contiguousFrom(c.columns, offsets, d.interner))) >= width) return null
  const right = d.place(c.right, c.rightSources)
  const [offset] = right.op === 'read' && right.guard === null ? right.at : []
  if (right.op !== 'read' || offset === undefined || sizeOf(c.rightSources[0]?.type.shape ?? []) >= tableEntries) return null
  const inner = c.columns.findLast(v => v.extent > 1)
  if (inner !== undefined && inner.extent >= longRun && affineIn(offset, inner, d.interner)?.coefficient === 1) return null
  const along = c.depth.findLast(v => v.extent > 1)
  const step = along && affineIn(offset, along, d.interner)?.coefficient
  if (step === undefined || step < 1 || step > longestStep) return null
  const separated = separate(offset, c.depth, [...c.batch, ...c.columns], d.interner)
  return separated === null ? null : { c, d, type, source: right.source, ...separated }
}

/**
 * Columns of a tile: of whole innermost axes, such as a kernel's, whose positions then differ by constants. Each column has a register of its own, beside
 * those of its sums, for what all lanes are multiplied by: more than two thirds of the rows of a tile, and they are spilled.
 */
function heightOf(columns: readonly LoopVariable[], tileRows: number): number {
  const most = Math.max(1, Math.floor((tileRows * 3) / 4))
  let whole = 1
  for (const { extent } of columns.toReversed()) {
    if (whole * extent > most) break
    whole *= extent
  }
  return whole * Math.floor(most / whole)
}

/** `null` where the contraction is not of this kind. @param resultCell the argument that stands for the sum in the outputs */
export function scheduleDeep(name: string, c: Contraction, target: CpuTarget, resultCell: number): Scheduled | null {
  const deep = deepOf(name, c, target)
  if (deep === null) return null
  const { d, type } = deep
  const [batch, rows, columns, depth] = [extent(c.batch), extent(c.rows), extent(c.columns), extent(c.depth)]
  const largest = registerTile(target, type)
  // The tile's rows are columns of the contraction, and its lanes are rows.
  const height = Math.min(columns, heightOf(c.columns, largest.rows))
  const panels = Math.ceil(columns / height)
  const width = largest.columns
  const strips = Math.ceil(rows / width)
  const groups = Math.min(panels, Math.max(1, Math.ceil((4 * target.threads) / (batch * strips))))
  const panelsEach = Math.ceil(panels / groups)
  const items = batch * strips * groups
  const [task, item] = [variable('task', items), variable('item', items)]
  const [b, strip, group] = [variable('b', batch), variable('strip', strips), variable('group', groups)]
  const firstPanel = mul(group, index(panelsEach))
  const panelCount = minimum(index(panelsEach), sub(index(panels), firstPanel))

  const k0 = variable('k0', depth)
  const kCount = minimum(index(depthBlock), sub(index(depth), k0))
  const table = d.scratch('int32', depthBlock)
  const packed = d.scratch(type, depthBlock * width)
  const totals = d.scratch(type, panelsEach * height * width)
  const half = width / 2
  const cells = Array.from({ length: height }, () => [d.cell(type, half), d.cell(type, half)])
  const cell = (i: number, side: number): number => cells[i]?.[side] ?? 0
  const tile = Array.from({ length: height }, (_, i) => [0, 1].map(side => [i, side] as const)).flat()

  const kk = variable('kk', depthBlock)
  const [entry] = simplifyAll(substitute([deep.byDepth], delinearize(c.depth, add(k0, kk))), d.interner)
  const prepare = [
    loop(kk, index(0), kCount, 1, [store({ buffer: table, at: kk, value: convert('int32', entry ?? index(0)) })]),
    packLeft(deep, { b, strip, k0, kCount, width, half, packed }),
  ]

  const p = variable('p', panelsEach)
  const k = variable('k', depthBlock)
  const lane = variable('lane', half)
  const place = convert('index', { op: 'read', type: 'int32', source: table, at: [k], guard: null })
  const factors = cells.map((_, i) => {
    const column = add(mul(add(firstPanel, p), index(height)), index(i))
    const live = columns % height === 0 ? column : minimum(column, index(columns - 1))
    const [base] = simplifyAll(
      substitute([deep.byRest], new Map([...delinearize(c.batch, b), ...delinearize(c.columns, live)])),
      d.interner,
    )
    return read(type, deep.source, add(place, base ?? index(0)))
  })
  const totalAt = (i: Expr, column: Expr): Expr => add(mul(add(mul(p, index(height)), i), index(width)), column)
  const micro: readonly Statement[] = [
    ...tile.map(([i, side]) => set(cell(i, side), constant(type, 0))),
    loop(k, index(0), kCount, 1, [
      lanes(
        lane,
        index(0),
        half,
        tile.map(([i, side]) =>
          set(
            cell(i, side),
            fma(
              factors[i] ?? constant(type, 0),
              read(type, packed, add(mul(k, index(width)), add(index(side * half), lane))),
              argument(type, cell(i, side)),
            ),
          ),
        ),
      ),
    ]),
    lanes(
      lane,
      index(0),
      half,
      tile.map(([i, side]) => {
        const at = totalAt(index(i), add(index(side * half), lane))
        const value = argument(type, cell(i, side))
        return store({ buffer: totals, at, value: select(compare('eq', k0, index(0)), value, add(read(type, totals, at), value)) })
      }),
    ),
  ]

  const range = dealt(task, 1, items)
  const work = [
    loop(k0, index(0), index(depth), depthBlock, [...prepare, loop(p, index(0), panelCount, 1, micro)]),
    loop(
      p,
      index(0),
      panelCount,
      1,
      writePanel(deep, { b, strip, panel: add(firstPanel, p), height, width, total: totalAt, totals, resultCell }),
    ),
  ]
  const body = [
    loop(item, range.from, range.to, 1, [
      bind(b, div(item, index(strips * groups)), [
        bind(strip, rem(div(item, index(groups)), index(strips)), [bind(group, rem(item, index(groups)), work)]),
      ]),
    ]),
  ]
  const flops = 2 * batch * rows * columns * depth
  return d.finish({ task, tasks: items, body, cost: flops / contractionRate(target, type) })
}

interface Strip {
  readonly b: LoopVariable
  readonly strip: LoopVariable
  readonly k0: LoopVariable
  readonly kCount: Expr
  readonly width: number
  readonly half: number
  readonly packed: number
}

/** `packed[k][n] = left(b, strip·width + n, k0 + k)`: turned over where the left operand lies along the depth, element by element otherwise. */
function packLeft({ c, d, type }: Deep, s: Strip): Statement {
  const { b, strip, k0, kCount, width, half, packed } = s
  const rows = extent(c.rows)
  const n = variable('n', width)
  const row = add(mul(strip, index(width)), n)
  // Rows past the last are computed, from the last, and never written.
  const inside = rows % width === 0 ? row : minimum(row, index(rows - 1))
  const left = d.place(c.left, c.leftSources)
  const elementAt = (k: Expr): Expr => {
    const here = new Map([...delinearize(c.batch, b), ...delinearize(c.rows, inside), ...delinearize(c.depth, k)])
    return simplifyAll(substitute([left], here), d.interner)[0] ?? constant(type, 0)
  }
  const into = (k: Expr): Expr => add(mul(k, index(width)), n)
  const sides = [0, half].map(side => index(side))

  const base = variable('kk', depthBlock)
  const within = variable('k_within', half)
  // Blocks of depth begin at multiples of a vector.
  const run = elementAt(add(mul(div(add(k0, base), index(half)), index(half)), within))
  const [offset] = run.op === 'read' ? run.at : []
  if (extent(c.depth) % half === 0 && offset !== undefined && affineIn(offset, within, d.interner)?.coefficient === 1)
    return loop(
      base,
      index(0),
      kCount,
      half,
      sides.map(fromRow => ({
        op: 'turn',
        rows: n,
        columns: within,
        fromRow,
        fromColumn: index(0),
        width: half,
        store: { buffer: packed, at: into(add(base, within)), value: run },
      })),
    )
  const element = elementAt(add(k0, base))
  return loop(
    base,
    index(0),
    kCount,
    1,
    sides.map(side => lanes(n, side, half, [store({ buffer: packed, at: into(base), value: element })])),
  )
}

interface Panel {
  readonly b: LoopVariable
  readonly strip: LoopVariable
  readonly panel: Expr
  readonly height: number
  readonly width: number
  readonly total: (i: Expr, column: Expr) => Expr
  readonly totals: number
  readonly resultCell: number
}

/** The sums of a panel through the epilogues to the outputs, one by one. */
function writePanel({ c, d, type }: Deep, t: Panel): readonly Statement[] {
  const [rows, columns] = [extent(c.rows), extent(c.columns)]
  const [i, n] = [variable('ti', t.height), variable('tn', t.width)]
  const [row, column] = [variable('row', rows), variable('column', columns)]
  const offsets = c.outputs.map(out => linear(out.at, out.variable.type.shape))
  const values = c.outputs.map(out => d.place(out.value, c.sources))
  const bound = new Map([...delinearize(c.batch, t.b), ...delinearize(c.rows, row), ...delinearize(c.columns, column)])
  const placed = substitute(
    simplifyAll(substitute([...offsets, ...values], bound), d.interner),
    new Map<Expr, Expr>([
      [row, add(mul(t.strip, index(t.width)), n)],
      [column, add(mul(t.panel, index(t.height)), i)],
    ]),
  )
  const sum = read(type, t.totals, t.total(i, n))
  const memo = new Map<Expr, Expr>()
  const finished = (e: Expr): Expr => rebuild(e, node => (node.op === 'argument' && node.index === t.resultCell ? sum : node), memo)
  const stores = c.outputs.map((out, at) => ({
    buffer: d.argument(out.variable),
    at: placed[at] ?? index(0),
    value: finished(placed[c.outputs.length + at] ?? index(0)),
  }))
  const rowsHere = minimum(index(t.width), sub(index(rows), mul(t.strip, index(t.width))))
  const columnsHere = minimum(index(t.height), sub(index(columns), mul(t.panel, index(t.height))))
  const single = variable('tn_single', t.width)
  return [loop(i, index(0), columnsHere, 1, [loop(single, index(0), rowsHere, 1, [lanes(n, single, 1, [store(...stores)])])])]
}
