// From a group of variables to its kernels: substitutes producers, then hands over to the schedule of its kind.

import { argument, convert, type Expr, mul, rebuild, type ScalarType } from '../../core/expr.js'
import { type Equation, type Variable, variableOf } from '../../core/graph.js'
import type { ContractLowering, ProcedureLowering, ReduceLowering, ScatterLowering } from '../../core/lowering.js'
import { isFloat } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import type { Definitions } from '../fusion/definitions.js'
import type { Group } from '../fusion/groups.js'
import { inliner } from '../fusion/inline.js'
import type { CpuTarget } from '../targets/cpu.js'
import { scheduleContract } from './contract/contract.js'
import type { Scheduled } from './draft.js'
import { domainVariables } from './loops.js'
import { type Output, scheduleMap } from './map.js'
import { scheduleProcedure, workplaceOf } from './procedure.js'
import { resultCell, scheduleReduce } from './reduce.js'
import { scheduleScatter } from './scatter.js'

export interface GroupContext {
  readonly definitions: Definitions
  readonly stored: ReadonlySet<Variable>
  readonly target: CpuTarget
}

/** @param written the roots of the group that must be in memory afterwards */
export function scheduleGroup(context: GroupContext, group: Group, written: readonly Variable[], name: string): Scheduled[] {
  const [root] = group.roots
  if (root === undefined || written.every(v => sizeOf(v.type.shape) === 0)) return []
  const definition = context.definitions.of.get(root)
  if (definition === undefined) throw new InternalError('schedule: a group of an input')
  const { lowering, equation } = definition
  switch (lowering.kind) {
    case 'elementwise':
    case 'index':
      return [maps(context, group, written, name)]
    case 'reduce':
      return reduces(context, group, written, name, root, equation, lowering)
    case 'contract':
      return contracts(context, group, written, name, root, equation, lowering)
    case 'kernel':
      return scatters(context, group, name, root, equation, lowering)
    case 'procedure':
      return [procedures(context, group, name, equation, lowering)]
    case 'control':
      throw new InternalError('schedule: loops and branches are no kernels')
  }
}

const storedOutside =
  ({ stored }: GroupContext, group: Group) =>
  (v: Variable) =>
    stored.has(v) && !group.roots.includes(v)

function maps(context: GroupContext, group: Group, written: readonly Variable[], name: string): Scheduled {
  const here = domainVariables('i', written[0]?.type.shape ?? [])
  const inline = inliner(context.definitions, storedOutside(context, group), here, new Map())
  const outputs = written.map(v => ({ variable: v, at: here, value: inline.valueAt(v, here) }))
  return scheduleMap(name, here, outputs, inline.sources)
}

/** The outputs of a group whose root is computed by other means, in terms of the result cell, whose type is given. */
function epilogue(
  context: GroupContext,
  group: Group,
  written: readonly Variable[],
  root: Variable,
  type: ScalarType,
  here: readonly Expr[],
): { outputs: Output[]; sources: readonly Variable[] } {
  const computed = new Map([[root, convert(root.type.dtype, argument(type, resultCell))]])
  const inline = inliner(context.definitions, storedOutside(context, group), here, computed)
  const outputs = written.map(v => ({ variable: v, at: here, value: inline.valueAt(v, here) }))
  return { outputs, sources: inline.sources }
}

function reduces(
  context: GroupContext,
  group: Group,
  written: readonly Variable[],
  name: string,
  root: Variable,
  equation: Equation,
  lowering: ReduceLowering,
): Scheduled[] {
  const kept = domainVariables('i', root.type.shape)
  const over = domainVariables('r', lowering.extents)
  const producers = inliner(context.definitions, storedOutside(context, group), [], new Map())
  const value = lowering.body(kept, over, producers.reader(equation.inputs))
  const searches = lowering.combiner === 'argmax' || lowering.combiner === 'argmin'
  const { outputs, sources } = epilogue(context, group, written, root, searches ? 'int32' : value.type, kept)
  // Two inliners number their sources apart: the epilogue's come after the producers'.
  const shifted = outputs.map(o => ({ ...o, value: shiftSources(o.value, producers.sources.length) }))
  return scheduleReduce(name, {
    combiner: lowering.combiner,
    order: lowering.order,
    kept,
    over,
    value,
    outputs: shifted,
    sources: [...producers.sources, ...sources],
  })
}

function shiftSources(e: Expr, by: number): Expr {
  return by === 0 ? e : rebuild(e, node => (node.op === 'read' ? { ...node, source: node.source + by } : node))
}

function contracts(
  context: GroupContext,
  group: Group,
  written: readonly Variable[],
  name: string,
  root: Variable,
  equation: Equation,
  lowering: ContractLowering,
): Scheduled[] {
  const [batch, rows] = [domainVariables('b', lowering.batch), domainVariables('m', lowering.rows)]
  const [columns, depth] = [domainVariables('n', lowering.columns), domainVariables('k', lowering.depth)]
  const here = lowering.place(batch, rows, columns)
  const [left, right] = ['left', 'right'].map(() => inliner(context.definitions, storedOutside(context, group), [], new Map()))
  if (left === undefined || right === undefined) throw new InternalError('contract: no operands')
  const operands = {
    left: lowering.left(batch, rows, depth, left.reader(equation.inputs)),
    right: lowering.right(batch, columns, depth, right.reader(equation.inputs)),
  }
  const { type } = operands.left
  const { outputs, sources } = epilogue(context, group, written, root, type, here)
  // Integer contractions, and empty ones, are sums of products one after the other.
  if (!isFloat(root.type.dtype) || sizeOf(lowering.depth) === 0) {
    const [l, r] = [left.sources.length, left.sources.length + right.sources.length]
    return scheduleReduce(name, {
      combiner: 'sum',
      order: 'sequence',
      kept: [...batch, ...rows, ...columns],
      over: depth,
      value: mul(operands.left, shiftSources(operands.right, l)),
      outputs: outputs.map(o => ({ ...o, value: shiftSources(o.value, r) })),
      sources: [...left.sources, ...right.sources, ...sources],
    })
  }
  // Block results are gathered in the first output, which must have the dtype of the sum.
  if (type === 'index') throw new InternalError('contract: a sum of positions')
  const gathers = outputs.findIndex(o => o.variable.type.dtype === type)
  const ordered =
    gathers >= 0
      ? [...outputs.slice(gathers, gathers + 1), ...outputs.filter((_, i) => i !== gathers)]
      : [{ variable: variableOf({ shape: root.type.shape, dtype: type }), at: here, value: argument(type, resultCell) }, ...outputs]
  return scheduleContract(
    name,
    {
      method: lowering.method,
      batch,
      rows,
      columns,
      depth,
      left: operands.left,
      leftSources: left.sources,
      right: operands.right,
      rightSources: right.sources,
      outputs: ordered,
      sources,
    },
    context.target,
  )
}

function scatters(
  context: GroupContext,
  group: Group,
  name: string,
  root: Variable,
  equation: Equation,
  lowering: ScatterLowering,
): Scheduled[] {
  const here = domainVariables('i', root.type.shape)
  const updates = domainVariables('u', lowering.updates)
  const inline = inliner(context.definitions, storedOutside(context, group), [], new Map())
  const read = inline.reader(equation.inputs)
  return scheduleScatter(
    name,
    {
      here,
      initial: lowering.initial(here, read),
      updates,
      target: lowering.target(updates, read),
      valid: lowering.valid(updates, read),
      value: lowering.value(updates, read),
      combine: lowering.combine,
      output: root,
      sources: inline.sources,
    },
    context.target,
  )
}

function procedures(context: GroupContext, group: Group, name: string, equation: Equation, lowering: ProcedureLowering): Scheduled {
  const scratch = lowering.scratch.map(variableOf)
  const arrays = [...equation.outputs, ...scratch]
  const inline = inliner(context.definitions, storedOutside(context, group), [], new Map(), arrays)
  const read = inline.reader(equation.inputs)
  const batch = domainVariables('b', lowering.batch)
  const body = lowering.body(workplaceOf(lowering, batch, read, arrays, equation.outputs.length))
  return scheduleProcedure(name, { lowering, batch, body, arrays, scratch, sources: inline.sources })
}
