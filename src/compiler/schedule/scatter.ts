// Schedule of scatters: the initial elements, then the updates one after the other, so that their order is fixed.

import { add, div, type Expr, index, mul, sub, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { affineIn, dependsOn } from '../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement, store, when } from '../kernel/ir.js'
import type { CpuTarget } from '../targets/cpu.js'
import { draft, linear, type Scheduled } from './draft.js'
import { delinearize, lanesFor, minimum, simplifyAll, substitute } from './loops.js'
import { elementCost, mapLanes, scheduleMap, widestBytes } from './map.js'

export interface Scatter {
  readonly here: readonly LoopVariable[]
  readonly initial: Expr
  readonly updates: readonly LoopVariable[]
  readonly target: readonly Expr[]
  readonly valid: Expr
  readonly value: Expr
  readonly combine: (before: Expr, value: Expr) => Expr
  readonly output: Variable
  readonly sources: readonly Variable[]
}

/** Nanoseconds of one update: its place is somewhere in memory. */
const updateCost = 1.5
/** A kernel of fewer nanoseconds is not worth sharing; one of more is cut into a task for each thread, up to so many, for each goes through all updates. */
const sharedFrom = 40_000
const mostShares = 8

export function scheduleScatter(name: string, s: Scatter, { threads }: CpuTarget): Scheduled[] {
  const updates = sizeOf(s.updates.map(v => v.extent))
  // What is hardly updated is best left where it is streamed to; what is, is read next.
  const stores = 2 * updates >= sizeOf(s.output.type.shape) ? 'kept' : 'streamed'
  const initial = scheduleMap(`${name}_initial`, s.here, [{ variable: s.output, at: s.here, value: s.initial }], s.sources, stores)
  return updates === 0 ? [initial] : [initial, scheduleUpdates(name, s, Math.min(mostShares, threads))]
}

/**
 * The updates in their order. Where neighbours along the last axis go to neighbouring places they are a vector, and tasks take some of its
 * columns each, of all updates: no two tasks meet in one element, and each element sees its updates in order.
 */
function scheduleUpdates(name: string, s: Scatter, shares: number): Scheduled {
  const d = draft(name)
  const out = d.argument(s.output)
  const placed = [s.value, s.valid, linear(s.target, s.output.type.shape)].map(e => d.place(e, s.sources))
  const run = s.updates.at(-1) ?? variable('one', 1)
  const [, validHere, atHere] = simplifyAll(placed, d.interner)
  const isRun =
    validHere !== undefined &&
    atHere !== undefined &&
    run.extent > 1 &&
    !dependsOn(validHere, run) &&
    affineIn(atHere, run, d.interner)?.coefficient === 1
  const rows = isRun ? s.updates.slice(0, -1) : s.updates
  const count = sizeOf(rows.map(v => v.extent))
  const row = variable('update', Math.max(1, count))
  const [value, valid, at] = simplifyAll(substitute(placed, delinearize(rows, row)), d.interner)
  if (value === undefined || valid === undefined || at === undefined) throw new InternalError('scatter: no value')
  const before: Expr = { op: 'read', type: s.output.type.dtype, source: out, at: [at], guard: null }
  const update = store({ buffer: out, at, value: s.combine(before, value) })
  const each = updateCost + elementCost([value])
  if (!isRun) {
    const body = [loop(row, index(0), index(count), 1, [when(valid, [update])])]
    return d.finish({ task: variable('task', 1), tasks: 1, body, cost: count * each })
  }
  const width = lanesFor(run.extent, mapLanes(widestBytes([s.output])))
  const cost = count * (updateCost + run.extent * elementCost([value]))
  const columns = cost < sharedFrom ? run.extent : Math.max(width, Math.ceil(run.extent / shares / width) * width)
  const tasks = Math.ceil(run.extent / columns)
  const task = variable('task', tasks)
  const from = mul(task, index(columns))
  const to = minimum(add(from, index(columns)), index(run.extent))
  const base = variable(`${run.name}_base`, run.extent)
  const single = variable(`${run.name}_single`, run.extent)
  // No vector overlaps another: an update is added once.
  const vectors = (end: Expr): Statement => loop(base, from, end, width, [lanes(run, base, width, [update])])
  const whole = add(from, mul(div(sub(to, from), index(width)), index(width)))
  // Of tasks that are all alike the compiler knows how many vectors they have.
  const across =
    run.extent % columns === 0 && columns % width === 0
      ? [vectors(add(from, index(columns)))]
      : [vectors(whole), loop(single, whole, to, 1, [lanes(run, single, 1, [update])])]
  const body = [loop(row, index(0), index(count), 1, [when(valid, across)])]
  return d.finish({ task, tasks, body, cost })
}
