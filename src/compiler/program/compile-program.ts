// Graph to program: passes, steps, memory plan. Everything up to the machine-independent end of the native side; pure, so that it can be
// read, snapshotted and tested without a backend.

import type { Graph, Variable } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import { emitKernel } from '../emit/llvm.js'
import type { Kernel } from '../kernel/ir.js'
import { runPasses } from '../passes/index.js'
import type { CpuTarget } from '../targets/cpu.js'
import { type Announce, stepsOf } from './block.js'
import { type Donation, donate } from './donation.js'
import { ownedBy } from './loops.js'
import { type Host, type MemoryPlan, planBlock } from './memory-plan.js'
import { type LaidOut, laidOut } from './operands.js'
import { inStages } from './stages.js'
import { allSteps, type Block, blocksIn, kernelsOf, pointersOf, renamePlaces, type Step, touchedBy } from './steps.js'

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
  /** Names that loops give to memory; they have none of their own. */
  readonly pointers: readonly Variable[]
  /** For each output of the graph, where its value is. */
  readonly outputs: readonly ProgramOutput[]
  /** Over slots: inputs, stored outputs, temporaries, pointers. */
  readonly steps: readonly Step<number>[]
  readonly memory: MemoryPlan
  /** Inputs whose memory is the program's; over variables. */
  readonly donations: readonly Donation[]
  /** Operands that depend on one input alone. */
  readonly operands: readonly LaidOut[]
}

/** Memory of results before they are stored, and of donated inputs after they have been read. */
function hostsOf(steps: readonly Step<Variable>[], produced: readonly Variable[], donations: readonly Donation[]): readonly Host[] {
  const life = new Map<Variable, { readonly first: number; readonly last: number }>()
  for (const [i, step] of steps.entries()) for (const v of touchedBy(step)) life.set(v, { first: life.get(v)?.first ?? i, last: i })
  const taken = new Set(donations.map(({ output }) => output))
  const fresh = produced.filter(v => !taken.has(v))
  return [
    ...fresh.map(v => ({ variable: v, free: { before: life.get(v)?.first ?? 0 } })),
    ...donations.flatMap(({ input, output }) =>
      output === null ? [{ variable: input, free: { after: life.get(input)?.last ?? -1 } }] : [],
    ),
  ]
}

/** What is to be computed, and in which steps, before any of it has its place. */
export interface Computation {
  readonly graph: Graph
  readonly steps: readonly Step<Variable>[]
}

const givenOf = ({ inputs, outputs }: Graph, donated: readonly number[]): readonly Variable[] =>
  donated.map(i => inputs[i]).filter(v => v !== undefined && !outputs.includes(v)) as readonly Variable[]

/**
 * @param donated numbers of inputs that nobody looks at afterwards: their memory is the program's, unless they are returned
 * @param ahead is told of most kernels as soon as they are decided, so that they can be compiled while others still are scheduled
 */
export function compileProgram(
  source: Graph,
  target: CpuTarget,
  donated: readonly number[] = [],
  ahead: (kernel: Kernel) => void = () => {},
): Program {
  return placed(computationOf(source, target, donated, ahead), donated)
}

/** The first half of `compileProgram`, the same whatever is donated, but that kernels are not announced that may still change. */
export function computationOf(
  source: Graph,
  target: CpuTarget,
  donated: readonly number[] = [],
  ahead: (kernel: Kernel) => void = () => {},
): Computation {
  const graph = runPasses(source)
  const given = givenOf(graph, donated)
  const announced = new Set<Kernel>()
  // Those that read a donated input may still change: what they store may take its place.
  const announce: Announce = ({ kernel, args }) => {
    if (announced.has(kernel) || args.some(v => given.includes(v))) return
    announced.add(kernel)
    ahead(kernel)
  }
  return { graph, steps: stepsOf(graph, target, announce) }
}

/** The other half: where everything lies. */
export function placed({ graph, steps: source }: Computation, donated: readonly number[] = []): Program {
  const inputs = new Set(graph.inputs)
  const produced = [...new Set(graph.outputs)].filter(v => !inputs.has(v))
  const given = givenOf(graph, donated)
  const { steps: apart, donations } = donate(source, given, produced)
  const replaced = new Map(donations.flatMap(({ input, output }) => (output === null ? [] : [[output, input] as const])))
  const outside = new Set([...graph.inputs, ...produced])
  const own = [...new Set(apart.flatMap(ownedBy))].filter(v => !outside.has(v))
  const steps = inStages(apart, own, v => replaced.get(v) ?? v)
  const block: Block<Variable> = { steps, temporaries: own }

  const temporaries = [...block.temporaries, ...allSteps(steps).flatMap(step => blocksIn(step).flatMap(inner => inner.temporaries))]
  const pointers = allSteps(steps).flatMap(step => (step.op === 'loop' ? pointersOf(step) : []))
  const slots = new Map<Variable, number>()
  for (const v of [...graph.inputs, ...produced, ...temporaries, ...pointers]) slots.set(v, slots.size)
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
    pointers,
    outputs: graph.outputs.map(v =>
      inputs.has(v) ? { from: 'input' as const, index: graph.inputs.indexOf(v) } : { from: 'output' as const, index: produced.indexOf(v) },
    ),
    steps: steps.map(step => renamePlaces(step, slotOf)),
    memory: planBlock(block, [], hostsOf(steps, produced, donations)),
    donations,
    operands: laidOut(steps, graph.inputs, given, slotOf),
  }
}

/** Text that is equal for kernels that are the same but for their name. */
export const emitProgram = (program: Program): readonly string[] => kernelsOf(program.steps).map(kernel => emitKernel(kernel))
