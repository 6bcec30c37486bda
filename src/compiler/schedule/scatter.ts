// Schedule of scatters: the initial elements, then the updates one after the other, so that their order is fixed.

import { type Expr, index, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { type LoopVariable, loop, store, when } from '../kernel/ir.js'
import { draft, linear, type Scheduled } from './draft.js'
import { delinearize, lanesFor, simplifyAll, substitute, vectorLoop } from './loops.js'
import { elementCost, mapLanes, widestBytes } from './map.js'

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

export function scheduleScatter(name: string, s: Scatter): Scheduled {
  const d = draft(name)
  const shape = s.output.type.shape
  const size = sizeOf(shape)
  const element = variable('element', Math.max(1, size))
  const update = variable('update', Math.max(1, sizeOf(s.updates.map(v => v.extent))))
  const [initial] = simplifyAll(substitute([d.place(s.initial, s.sources)], delinearize(s.here, element)), d.interner)
  const [value, valid, ...target] = simplifyAll(
    substitute(
      [s.value, s.valid, ...s.target].map(e => d.place(e, s.sources)),
      delinearize(s.updates, update),
    ),
    d.interner,
  )
  if (initial === undefined || value === undefined || valid === undefined) throw new InternalError('scatter: no value')
  const out = d.argument(s.output)
  const at = linear(target, shape)
  const before: Expr = { op: 'read', type: s.output.type.dtype, source: out, at: [at], guard: null }
  const width = lanesFor(Math.max(1, size), mapLanes(widestBytes([s.output])))
  const task = variable('task', 1)
  const updates = sizeOf(s.updates.map(v => v.extent))
  return d.finish({
    task,
    tasks: 1,
    body: [
      vectorLoop(element, index(0), index(size), width, [store({ buffer: out, at: element, value: initial })]),
      loop(update, index(0), index(updates), 1, [when(valid, [store({ buffer: out, at, value: s.combine(before, value) })])]),
    ],
    cost: size * elementCost([initial]) + updates * 3 * elementCost([value]),
  })
}
