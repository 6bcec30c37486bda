// Windows transformed for Winograd's algorithm, once for all images: `U[b, element, m, c] = (G left Gᵀ)[element]`, channels along the vectors. In memory
// it is the window that lies together, so channels are fetched as squares that are turned over; where it does not, element by element.

import { add, div, type Expr, index, mul, rem, sub, variable } from '../../../core/expr.js'
import { type Variable, variableOf } from '../../../core/graph.js'
import { type WindowSide, windowTransforms } from '../../../core/winograd.js'
import { InternalError } from '../../../support/errors.js'
import { affineIn } from '../../index-algebra/index.js'
import { lanes, loop, store } from '../../kernel/ir.js'
import type { Contraction } from '../contract/contract.js'
import { draft, linear, type Scheduled } from '../draft.js'
import { deal, dealt, delinearize, extent, minimum, simplifyAll, substitute } from '../loops.js'
import { scheduleMap } from '../map.js'
import { type Axes, expressions, squareAt } from './operands.js'

/** Of squares that are turned over: channels, and places of a window, nine of which there are. */
const square = 16
const places = 9
/** Estimated nanoseconds of a window. */
const windowCost = 3

/**
 * Transformed windows as products read them, line after line: panels of rows, the elements of a panel one after the other, of each so many channels of all
 * rows, then the next channels of them. The last panel is whole: it has rows of the one before again.
 */
export interface Windows {
  /** `[batch, panel, element, channels / together, row, together]` */
  readonly variable: Variable
  /** Of a window. */
  readonly side: WindowSide
  readonly panels: number
  readonly rows: number
  /** Channels that lie together. */
  readonly together: number
  /** The row that a panel begins with. */
  readonly first: (panel: Expr) => Expr
}

export function windowsOf(c: Contraction, { channels }: Axes, side: WindowSide, most: number): Windows {
  const [all, depth] = [extent(c.rows), extent(channels)]
  const panels = Math.ceil(all / most)
  const rows = Math.ceil(all / panels)
  const together = depth % square === 0 ? square : depth
  const { type } = c.left
  if (type === 'index') throw new InternalError('winograd: windows of positions')
  return {
    variable: variableOf({ shape: [extent(c.batch), panels, (side + 1) ** 2, depth / together, rows, together], dtype: type }),
    side,
    panels,
    rows,
    together,
    first(panel) {
      const wanted = mul(panel, index(rows))
      return all % rows === 0 ? wanted : minimum(wanted, index(all - rows))
    },
  }
}

export const transformWindows = (name: string, c: Contraction, axes: Axes, windows: Windows): Scheduled =>
  turned(name, c, axes, windows) ?? oneByOne(name, c, axes, windows)

function oneByOne(
  name: string,
  c: Contraction,
  axes: Axes,
  { variable: transformed, side, panels, rows, together, first }: Windows,
): Scheduled {
  const blocks = extent(axes.channels) / together
  const [b, panel, row] = [variable('b', extent(c.batch)), variable('panel', panels), variable('row', rows)]
  const [block, k] = [variable('block', blocks), variable('c', together)]
  const here = [
    ...delinearize(c.batch, b),
    ...delinearize(c.rows, add(first(panel), row)),
    ...delinearize(axes.channels, add(mul(block, index(together)), k)),
  ]
  const window = squareAt(side, (i, j) => substitute([c.left], new Map([...here, [axes.i, i], [axes.j, j]]))[0] ?? c.left)
  const outputs = windowTransforms(side, expressions(c.left.type))
    .ofWindow(window)
    .flat()
    .map((value, element) => ({ variable: transformed, at: [b, panel, index(element), block, row, k], value }))
  return scheduleMap(name, [b, panel, block, row, k], outputs, c.leftSources)
}

/** `null` where windows are not of nine places, do not lie together, from their first place on or from their last, or channels make no whole squares. */
function turned(
  name: string,
  c: Contraction,
  axes: Axes,
  { variable: transformed, side, panels, rows, together, first }: Windows,
): Scheduled | null {
  if (together !== square || side ** 2 !== places) return null
  const d = draft(name)
  const [batch, channels, all] = [extent(c.batch), extent(axes.channels), panels * rows]
  const [row, channel, place] = [variable('row', batch * all), variable('channel', channels), variable('place', square)]
  const [panel, inPanel] = [rem(div(row, index(rows)), index(panels)), rem(row, index(rows))]
  const left = d.place(c.left, c.leftSources)
  /** The place of a window, counted on from its first, or back from its last. */
  const readAt = (at: Expr): Expr => {
    const here = new Map<Expr, Expr>([
      ...delinearize(c.batch, div(row, index(all))),
      ...delinearize(c.rows, add(first(panel), inPanel)),
      ...delinearize(axes.channels, channel),
      [axes.i, div(at, index(side))],
      [axes.j, rem(at, index(side))],
    ])
    return simplifyAll(substitute([left], here), d.interner)[0] ?? left
  }
  const along = (e: Expr): number | null =>
    e.op === 'read' && e.guard === null && e.at[0] ? (affineIn(e.at[0], place, d.interner)?.coefficient ?? null) : null
  const [forwards, backwards] = [readAt(place), readAt(sub(index(places - 1), place))]
  const isForwards = along(forwards) === 1
  if (!isForwards && along(backwards) !== 1) return null
  const window = d.scratch('float32', square * square)
  const [base, lane] = [variable('base', channels), variable('lane', square)]
  const at = (k: Expr, c: Expr): Expr => add(mul(k, index(square)), c)
  const element = (i: Expr, j: Expr): Expr => {
    const k = add(mul(i, index(side)), j)
    return { op: 'read', type: 'float32', source: window, at: [at(isForwards ? k : sub(index(places - 1), k), lane)], guard: null }
  }
  const stores = windowTransforms(side, expressions(c.left.type))
    .ofWindow(squareAt(side, element))
    .flat()
    .map((value, e) => ({
      buffer: d.argument(transformed),
      at: linear([div(row, index(all)), panel, index(e), div(base, index(square)), inPanel, lane], transformed.type.shape),
      value,
    }))
  const cost = channels * windowCost
  const split = deal(batch * all, cost, 1)
  const task = variable('task', split.tasks)
  const range = dealt(task, split.each, batch * all)
  const body = loop(row, range.from, range.to, 1, [
    loop(base, index(0), index(channels), square, [
      {
        op: 'turn',
        rows: channel,
        columns: place,
        fromRow: base,
        fromColumn: index(0),
        width: square,
        store: { buffer: window, at: at(place, sub(channel, base)), value: isForwards ? forwards : backwards },
      },
      lanes(lane, index(0), square, [store(...stores)]),
    ]),
  ])
  return d.finish({ task, tasks: split.tasks, body: [body], cost: batch * all * cost })
}
