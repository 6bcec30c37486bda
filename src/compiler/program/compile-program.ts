// Graph to program: passes, fusion, schedules, memory plan, LLVM IR text. Everything up to the machine-independent end of the native
// side; pure, so that it can be read, snapshotted and tested without a backend.

import { bytesOf } from '../../core/array-type.js'
import type { Graph, Variable } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { emitKernel } from '../emit/llvm.js'
import { define } from '../fusion/definitions.js'
import { type Group, groupVariables, storedRoots } from '../fusion/groups.js'
import { planMaterialised } from '../fusion/plan.js'
import type { Kernel } from '../kernel/ir.js'
import { runPasses } from '../passes/index.js'
import { scheduleGroup } from '../schedule/schedule-group.js'
import type { CpuTarget } from '../targets/cpu.js'
import { type MemoryPlan, planMemory } from './memory-plan.js'

export interface Step {
  readonly kernel: Kernel
  /** Slots: the inputs of the graph, then its stored outputs, then temporaries. */
  readonly slots: readonly number[]
  /** The group of variables that it computes, or helps to. */
  readonly group: Group
}

export interface ProgramOutput {
  /** An output slot, or an input of the graph that is returned as it is. */
  readonly from: 'output' | 'input'
  readonly index: number
}

export interface Program {
  readonly graph: Graph
  readonly inputs: readonly Variable[]
  readonly stored: readonly Variable[]
  readonly temporaries: readonly Variable[]
  /** For each output of the graph, where its value is. */
  readonly outputs: readonly ProgramOutput[]
  readonly steps: readonly Step[]
  readonly memory: MemoryPlan
  /** The variables that are stored; the others are computed where they are used. */
  readonly materialised: ReadonlySet<Variable>
}

export function compileProgram(source: Graph, target: CpuTarget): Program {
  const graph = runPasses(source)
  const definitions = define(graph)
  const stored = planMaterialised(definitions)
  const groups = groupVariables(definitions, stored)
  const context = { definitions, stored, target }
  const written = storedRoots(definitions, groups)
  const scheduled = groups.flatMap((group, i) =>
    scheduleGroup(context, group, written(group), kernelName(definitions, group.roots, i)).map(({ kernel, args }) => ({
      kernel,
      args,
      group,
    })),
  )

  const inputs = new Set(graph.inputs)
  const produced = [...new Set(graph.outputs)].filter(v => !inputs.has(v))
  const slots = new Map<Variable, number>()
  for (const v of [...graph.inputs, ...produced]) slots.set(v, slots.size)
  const temporaries: Variable[] = []
  for (const { args } of scheduled)
    for (const v of args) {
      if (slots.has(v)) continue
      slots.set(v, slots.size)
      temporaries.push(v)
    }
  const slotOf = (v: Variable): number => {
    const slot = slots.get(v)
    if (slot === undefined) throw new InternalError('compile: a variable without a slot')
    return slot
  }
  return {
    graph,
    inputs: graph.inputs,
    stored: produced,
    temporaries,
    outputs: graph.outputs.map(v =>
      inputs.has(v) ? { from: 'input' as const, index: graph.inputs.indexOf(v) } : { from: 'output' as const, index: produced.indexOf(v) },
    ),
    steps: scheduled.map(({ kernel, args, group }) => ({ kernel, slots: args.map(slotOf), group })),
    memory: planMemory(
      temporaries,
      scheduled.map(s => s.args),
    ),
    materialised: stored,
  }
}

/** Names say what is computed: the primitives of the roots, and the number of the group. */
function kernelName(definitions: ReturnType<typeof define>, roots: readonly Variable[], number: number): string {
  const names = roots.map(v => definitions.of.get(v)?.equation.primitive.name ?? 'input')
  return `k${number}_${[...new Set(names)].slice(0, 3).join('_')}`
}

/** Text that is equal for kernels that are the same but for their name. */
export const emitProgram = (program: Program): readonly string[] => program.steps.map(step => emitKernel(step.kernel))

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** A few words on the program, for people. */
export function describeProgram(program: Program): string {
  const bytes = (vs: readonly Variable[]): number => vs.reduce((sum, v) => sum + bytesOf(v.type), 0)
  const lines = program.steps.map(
    ({ kernel }) =>
      `  ${kernel.name.padEnd(40)} ${count(kernel.tasks, 'task').padStart(9)} ${(kernel.cost / 1000).toFixed(1).padStart(9)} µs on one thread`,
  )
  return [
    `${count(program.steps.length, 'kernel')}, ${count(program.temporaries.length, 'temporary', 'temporaries')}`,
    ...lines,
    `inputs ${bytes(program.inputs)} B, outputs ${bytes(program.stored)} B, arena ${program.memory.arenaBytes} B (of ${program.memory.totalBytes} B without reuse)`,
    `elements ${program.stored.reduce((sum, v) => sum + sizeOf(v.type.shape), 0)}`,
  ].join('\n')
}
