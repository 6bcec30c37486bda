// Schedule of procedures: the instances of a batch dealt out to tasks, each the program as it stands. Independent iterations run along
// lanes: full vectors, then narrow ones, then the rest one by one, since an element that is updated in place must be computed once only.

import { add, div, type Expr, index, mul, read as readExpr, sub, variable } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import type { ProcedureLowering, Read } from '../../core/lowering.js'
import { cellVariables, type ElementStore, place, type Step, type Workplace, type Workspace } from '../../core/procedure.js'
import { dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { type LoopVariable, lanes, loop, type Statement, set, store, when } from '../kernel/ir.js'
import { draft, linear, type Scheduled } from './draft.js'
import { deal, dealt, delinearize, lanesFor, simplifyAll, substitute } from './loops.js'
import { mapLanes } from './map.js'

export interface Procedure {
  readonly lowering: ProcedureLowering
  readonly batch: readonly LoopVariable[]
  readonly body: readonly Step[]
  /** The outputs, then the scratch: the first sources of all reads. */
  readonly arrays: readonly Variable[]
  readonly scratch: readonly Variable[]
  readonly sources: readonly Variable[]
}

/** What the program of a lowering works on: arrays are the sources of reads, by their number. */
export function workplaceOf(
  lowering: ProcedureLowering,
  batch: readonly Expr[],
  read: Read,
  arrays: readonly Variable[],
  outputs: number,
): Workplace {
  const workspaces = arrays.map(
    (v, array): Workspace => ({
      at: (...position) => readExpr(v.type.dtype, array, position.map(place)),
      put: (position, value) => ({ array, at: position.map(place), value }),
    }),
  )
  return {
    batch,
    input: (number, ...position) => read(number, position.map(place)),
    outputs: workspaces.slice(0, outputs),
    scratch: workspaces.slice(outputs),
    cells: cellVariables(lowering.cells),
  }
}

/** Narrower vectors than these are not worth a loop of their own. */
const narrow = 4

export function scheduleProcedure(name: string, { lowering, batch, body, arrays, scratch, sources }: Procedure): Scheduled {
  const d = draft(name)
  for (const v of scratch) d.inScratch(v)
  for (const type of lowering.cells) d.cell(type, 1)
  const instances = sizeOf(lowering.batch)
  const instance = variable('instance', Math.max(1, instances))
  const places = delinearize(batch, instance)

  const all = (values: readonly Expr[]): Expr[] =>
    simplifyAll(
      substitute(
        values.map(e => d.place(e, sources)),
        places,
      ),
      d.interner,
    )
  const expr = (e: Expr): Expr => all([e])[0] ?? e

  const stored = (stores: readonly ElementStore[]): Statement =>
    store(
      ...stores.map(({ array, at, value }) => {
        const target = arrays[array]
        if (target === undefined || at.length !== target.type.shape.length)
          throw new InternalError(`procedure ${name}: array ${array} has no place of ${at.length} positions`)
        const [offset = index(0), element = value] = all([linear(at, target.type.shape), value])
        return { buffer: d.argument(target), at: offset, value: element }
      }),
    )

  const independent = ({ variable: v, from, to, stores }: Step & { op: 'each' }): readonly Statement[] => {
    const bytes = Math.max(1, ...stores.map(({ array }) => dtypeInfo(arrays[array]?.type.dtype ?? 'float32').bytes))
    const widest = lanesFor(v.extent, mapLanes(bytes))
    const widths = widest > narrow ? [widest, narrow, 1] : widest === narrow ? [narrow, 1] : [1]
    const [low, high] = [expr(from), expr(to)]
    const statement = stored(stores)
    let start = low
    return widths.map(width => {
      if (width === 1) return loop(v, start, high, 1, [statement])
      const base = variable(`${v.name}_base`, v.extent)
      const vectors = loop(base, start, sub(high, index(width - 1)), width, [lanes(v, base, width, [statement])])
      start = expr(add(start, mul(div(sub(high, start), index(width)), index(width))))
      return vectors
    })
  }

  const statements = (steps: readonly Step[]): readonly Statement[] => steps.flatMap(statementsOf)
  const statementsOf = (step: Step): readonly Statement[] => {
    switch (step.op) {
      case 'for':
        return [loop(step.variable, expr(step.from), expr(step.to), 1, statements(step.body))]
      case 'each':
        return independent(step)
      case 'set':
        return [set(step.cell, expr(step.value))]
      case 'store':
        return [stored(step.stores)]
      case 'if':
        return [when(expr(step.condition), statements(step.body), statements(step.otherwise))]
    }
  }

  const split = deal(instances, lowering.cost, 1)
  const task = variable('task', 64)
  const range = dealt(task, split.each, instances)
  // Every output is an argument, also one of no elements that no statement mentions.
  for (const v of arrays) d.argument(v)
  const program = statements(body)
  return d.finish({
    task,
    tasks: split.tasks,
    body: [loop(instance, range.from, range.to, 1, program)],
    cost: instances * lowering.cost,
  })
}
