// From a graph to the steps that compute it: fusion, schedules, and for what holds graphs itself, steps with blocks inside.

import type { Graph, Variable } from '../../core/graph.js'
import { define } from '../fusion/definitions.js'
import { groupVariables, storedRoots } from '../fusion/groups.js'
import { planMaterialised } from '../fusion/plan.js'
import type { Kernel } from '../kernel/ir.js'
import { simplifyKernel } from '../kernel/simplify-kernel.js'
import { scheduleGroup } from '../schedule/schedule-group.js'
import type { CpuTarget } from '../targets/cpu.js'
import { schedulingOnce } from './equal-groups.js'
import { joinRows } from './join-rows.js'
import { controlSteps } from './loops.js'
import { isRowStep } from './rows.js'
import { sharingOperands } from './shared-operands.js'
import type { KernelStep, Step } from './steps.js'

/** Is told of steps once they are what they will be, as far as fusion and schedules decide it, while others are still to be scheduled. */
export type Announce = (step: KernelStep<Variable>) => void

/** Steps as they will be; of equal kernels, which are one object, one is made. */
function settling(announce: Announce): (step: KernelStep<Variable>) => KernelStep<Variable> {
  const known = new Map<Kernel, Kernel>()
  return step => {
    const kernel = known.get(step.kernel) ?? simplifyKernel(step.kernel)
    known.set(step.kernel, kernel)
    const simple = { ...step, kernel }
    announce(simple)
    return simple
  }
}

/**
 * The steps that compute the outputs of a graph, of which the passes have run; its inputs are in memory.
 * @param path where the graph stands in others, for the names of kernels
 */
export function stepsOf(graph: Graph, target: CpuTarget, announce: Announce = () => {}, path = ''): readonly Step<Variable>[] {
  const definitions = define(graph)
  const stored = planMaterialised(definitions)
  const groups = groupVariables(definitions, stored)
  const written = storedRoots(definitions, groups)
  const settled = settling(announce)
  const schedule = schedulingOnce(definitions, stored, (group, wanted, name) =>
    scheduleGroup({ definitions, stored, target }, group, wanted, name),
  )
  const steps = groups.flatMap((group, i): readonly Step<Variable>[] => {
    const [root] = group.roots
    const definition = root && definitions.of.get(root)
    if (definition?.lowering.kind === 'control') {
      let block = 0
      return controlSteps(definition.equation, definition.lowering, body => stepsOf(body, target, announce, `${path}${i}.${block++}.`))
    }
    const name = `k${path}${i}_${kindsOf(definitions, group.roots)}`
    return schedule(group, written(group), name).map(({ kernel, args, laysOut = false }): KernelStep<Variable> => {
      const step = { op: 'kernel', kernel, args, origin: { graph, stored, group }, laysOut } as const
      return isRowStep(step) ? step : settled(step)
    })
  })
  const before = new Set(steps.filter(step => !isRowStep(step)))
  const inputs = new Set(graph.inputs)
  const joined = joinRows(steps, inputs, definitions.isOutput).map(step =>
    step.op === 'kernel' && !before.has(step) ? settled(step) : step,
  )
  return sharingOperands(joined, v => !inputs.has(v) && !definitions.isOutput(v))
}

/** What is computed: the primitives of the roots. */
function kindsOf(definitions: ReturnType<typeof define>, roots: readonly Variable[]): string {
  const names = roots.map(v => definitions.of.get(v)?.equation.primitive.name ?? 'input')
  return [...new Set(names)].slice(0, 3).join('_')
}
