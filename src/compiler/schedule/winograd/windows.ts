// Windows of 3 × 3 transformed for Winograd's algorithm, once for all images: `U[b, element, m, c] = (G left Gᵀ)[element]`, channels along the vectors. In memory
// it is the window that lies together, so channels are fetched as squares that are turned over; where it does not, element by element.

import { add, div, type Expr, index, mul, rem, sub, variable } from '../../../core/expr.js'
import type { Variable } from '../../../core/graph.js'
import { affineIn } from '../../index-algebra/index.js'
import { lanes, loop, store } from '../../kernel/ir.js'
import type { Contraction } from '../contract/contract.js'
import { draft, linear, type Scheduled } from '../draft.js'
import { deal, dealt, delinearize, minimum, simplifyAll, substitute } from '../loops.js'
import { scheduleMap } from '../map.js'
import { type Axes, squareAt, transformsOf } from './operands.js'

/** Of squares that are turned over: channels, and places of a window, nine of which there are. */
const side = 16
const places = 9
/** Estimated nanoseconds of a window. */
const windowCost = 3

export function transformWindows(name: string, c: Contraction, axes: Axes, transformed: Variable): Scheduled {
  const [batch = 1, , rows = 1, channels = 1] = transformed.type.shape
  return turned(name, c, axes, transformed, { batch, rows, channels }) ?? oneByOne(name, c, axes, transformed, { batch, rows, channels })
}

interface Sizes {
  readonly batch: number
  readonly rows: number
  readonly channels: number
}

function oneByOne(name: string, c: Contraction, axes: Axes, transformed: Variable, { batch, rows, channels }: Sizes): Scheduled {
  const [b, m, k] = [variable('b', batch), variable('m', rows), variable('c', channels)]
  const here = [...delinearize(c.batch, b), ...delinearize(c.rows, m), ...delinearize(axes.channels, k)]
  const window = squareAt(3, (i, j) => substitute([c.left], new Map([...here, [axes.i, i], [axes.j, j]]))[0] ?? c.left)
  const outputs = transformsOf(c.left.type)
    .ofWindow(window)
    .flat()
    .map((value, element) => ({ variable: transformed, at: [b, index(element), m, k], value }))
  return scheduleMap(name, [b, m, k], outputs, c.leftSources)
}

/** `null` where windows do not lie together, from their first place on or from their last, or there are fewer channels than a square has. */
function turned(name: string, c: Contraction, axes: Axes, transformed: Variable, { batch, rows, channels }: Sizes): Scheduled | null {
  if (channels < side) return null
  const d = draft(name)
  const [row, channel, place] = [variable('row', batch * rows), variable('channel', channels), variable('place', side)]
  const left = d.place(c.left, c.leftSources)
  /** The place of a window, counted on from its first, or back from its last. */
  const readAt = (at: Expr): Expr => {
    const here = new Map<Expr, Expr>([
      ...delinearize(c.batch, div(row, index(rows))),
      ...delinearize(c.rows, rem(row, index(rows))),
      ...delinearize(axes.channels, channel),
      [axes.i, div(at, index(3))],
      [axes.j, rem(at, index(3))],
    ])
    return simplifyAll(substitute([left], here), d.interner)[0] ?? left
  }
  const along = (e: Expr): number | null =>
    e.op === 'read' && e.guard === null && e.at[0] ? (affineIn(e.at[0], place, d.interner)?.coefficient ?? null) : null
  const [forwards, backwards] = [readAt(place), readAt(sub(index(places - 1), place))]
  const isForwards = along(forwards) === 1
  if (!isForwards && along(backwards) !== 1) return null
  const window = d.scratch('float32', side * side)
  const [base, lane] = [variable('base', channels), variable('lane', side)]
  const first = channels % side === 0 ? base : minimum(base, index(channels - side))
  const at = (k: Expr, c: Expr): Expr => add(mul(k, index(side)), c)
  const element = (i: Expr, j: Expr): Expr => {
    const k = add(mul(i, index(3)), j)
    return { op: 'read', type: 'float32', source: window, at: [at(isForwards ? k : sub(index(places - 1), k), lane)], guard: null }
  }
  const stores = transformsOf(c.left.type)
    .ofWindow(squareAt(3, element))
    .flat()
    .map((value, e) => ({
      buffer: d.argument(transformed),
      at: linear([div(row, index(rows)), index(e), rem(row, index(rows)), add(first, lane)], transformed.type.shape),
      value,
    }))
  const cost = channels * windowCost
  const split = deal(batch * rows, cost, 1)
  const task = variable('task', split.tasks)
  const range = dealt(task, split.each, batch * rows)
  const body = loop(row, range.from, range.to, 1, [
    loop(base, index(0), index(channels), side, [
      {
        op: 'turn',
        rows: channel,
        columns: place,
        fromRow: first,
        fromColumn: index(0),
        width: side,
        store: { buffer: window, at: at(place, sub(channel, first)), value: isForwards ? forwards : backwards },
      },
      lanes(lane, index(0), side, [store(...stores)]),
    ]),
  ])
  return d.finish({ task, tasks: split.tasks, body: [body], cost: batch * rows * cost })
}
