// What the compiler of the CPU makes of a graph, step by step: the same stages as for running, kept and put into words.

import { emitKernel } from '../compiler/emit/llvm.js'
import { fusedEquations } from '../compiler/fusion/fused.js'
import type { Group } from '../compiler/fusion/groups.js'
import { printKernel } from '../compiler/kernel/print-kernel.js'
import { computationOf, type Program, placed } from '../compiler/program/compile-program.js'
import { countedSteps, type KernelStep, kernelsIn, namedBy } from '../compiler/program/steps.js'
import { bytesOf, showType } from '../core/array-type.js'
import { type Equation, type Graph, showParam, type Variable } from '../core/graph.js'
import type { Lowering } from '../core/lowering.js'
import { printGraph } from '../core/printer.js'
import type { Inspection } from '../runtime/devices.js'
import { InternalError } from '../support/errors.js'
import { argumentReports, type Donated, nothingDonated } from './arguments.js'
import { flopsOf } from './cost.js'
import type { Compilation, KernelKind, KernelReport, MemoryReport, ValueReport } from './explanation.js'
import { reporter } from './names.js'
import { bodyReports, passReports } from './passes.js'

const kinds: Readonly<Record<Exclude<Lowering['kind'], 'control'>, KernelKind>> = {
  elementwise: 'map',
  index: 'map',
  reduce: 'reduction',
  contract: 'contraction',
  kernel: 'scatter',
  procedure: 'procedure',
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** @param inputs names of the arguments, then of what is captured @param donated which of the arguments are given to the program */
export function compilationOf(
  source: Graph,
  { target, assembly }: Inspection,
  inputs: readonly string[],
  outputs: readonly string[],
  donated: Donated = nothingDonated,
): Compilation {
  const computation = computationOf(source, target)
  const program = placed(computation, donated.given)
  const { graph } = program
  const bodies = countedSteps(program.steps).flatMap(({ step }) => kernelsIn(step).map(({ origin }) => origin.graph))
  const speak = reporter(graph, [...new Set(bodies)], inputs, outputs)
  const kernels = kernelsOf(program, speak)
  return {
    threads: target.threads,
    vectorBytes: target.vectorBytes,
    passes: passReports(source),
    bodies: bodyReports(source),
    graph,
    text: printGraph(graph),
    kernels,
    memory: { ...memoryOf(program, speak), args: argumentReports(computation, program, donated, speak) },
    flops: sum(kernels.map(kernel => kernel.flops)),
    bytes: sum(kernels.map(kernel => kernel.bytes)),
    nanoseconds: sum(kernels.map(kernel => kernel.nanoseconds)),
    assembly: kernel => kernel.llvm.map(assembly),
  }
}

/** The variable in each slot of the program. */
const slotsOf = ({ inputs, stored, temporaries, pointers }: Program): readonly Variable[] => [
  ...inputs,
  ...stored,
  ...temporaries,
  ...pointers,
]

/** A kernel of a group, where it stands in the program, and how often it runs. */
interface Launch {
  readonly step: KernelStep<number>
  readonly position: number
  readonly runs: number
}

function kernelsOf(program: Program, speak: (v: Variable) => ValueReport): readonly KernelReport[] {
  const slots = slotsOf(program)
  const groups = new Map<Group, Launch[]>()
  for (const [position, { step: outer, runs }] of countedSteps(program.steps).entries())
    for (const step of kernelsIn(outer)) {
      const launches = groups.get(step.origin.group)
      if (launches === undefined) groups.set(step.origin.group, [{ step, position, runs }])
      else launches.push({ step, position, runs })
    }
  const line = (equation: Equation): string => printEquation(equation, v => speak(v).name)
  return [...groups].map(([group, launches]) => {
    const [{ step, runs } = missing()] = launches
    const { graph, stored } = step.origin
    const kernels = launches.map(launch => launch.step.kernel)
    const equations = fusedEquations(graph, stored, group.roots)
    const touched = new Set(launches.flatMap(launch => launch.step.args.map(slot => slots[slot]).filter(v => v !== undefined)))
    const computed = new Set(equations.flatMap(equation => equation.outputs))
    const isRead = (v: Variable): boolean => stored.has(v) && !group.roots.includes(v)
    const [reads, writes] = [[...touched].filter(isRead), [...touched].filter(v => !isRead(v) && computed.has(v))]
    const main = equations.find(equation => equation.outputs.some(v => v === group.roots[0]))
    return {
      name: kernels.at(-1)?.name ?? '',
      title: titleOf(equations, group.roots),
      kind: main === undefined ? 'map' : kindOf(main),
      equations,
      lines: equations.map(line),
      reads: reads.map(speak),
      writes: writes.map(speak),
      flops: runs * sum(equations.map(flopsOf)),
      bytes: runs * sum([...reads, ...writes].map(v => bytesOf(v.type))),
      nanoseconds: runs * sum(kernels.map(kernel => kernel.cost)),
      tasks: Math.max(...kernels.map(kernel => kernel.tasks)),
      runs,
      steps: launches.map(({ position }) => position),
      code: kernels.map(printKernel),
      llvm: kernels.map(kernel => emitKernel(kernel)),
    }
  })
}

const missing = (): never => {
  throw new InternalError('explain: a group without a kernel')
}

/** The primitives of the roots, each once. */
const titleOf = (equations: readonly Equation[], roots: readonly Variable[]): string => {
  const names = roots.flatMap(v => equations.filter(equation => equation.outputs.includes(v)).map(({ primitive }) => primitive.name))
  return [...new Set(names)].join(' · ')
}

function kindOf({ primitive, inputs, params, outputs }: Equation): KernelKind {
  const { kind } = primitive.lower(
    inputs.map(v => v.type),
    params,
    outputs.map(v => v.type),
  )
  // Loops and branches are no kernels.
  return kind === 'control' ? missing() : kinds[kind]
}

function printEquation({ primitive, inputs, params, outputs }: Equation, name: (v: Variable) => string): string {
  const shown = Object.entries(params).map(([key, value]) => `${key}=${showParam(value)}`)
  const operation = shown.length === 0 ? primitive.name : `${primitive.name}[${shown.join(' ')}]`
  return `${outputs.map(v => `${name(v)}:${showType(v.type)}`).join(' ')} = ${[operation, ...inputs.map(name)].join(' ')}`
}

function memoryOf(program: Program, speak: (v: Variable) => ValueReport): Omit<MemoryReport, 'args'> {
  const { memory, temporaries, donations } = program
  const slots = slotsOf(program)
  const steps = countedSteps(program.steps)
  const life = new Map<Variable, { readonly first: number; readonly last: number }>()
  for (const [i, { step }] of steps.entries())
    for (const slot of namedBy(step)) {
      const v = slots[slot]
      if (v !== undefined) life.set(v, { first: life.get(v)?.first ?? i, last: i })
    }
  const inArena = temporaries.filter(v => !memory.within.has(v))
  const placements = inArena.map(v => {
    const { name, type, bytes } = speak(v)
    return { name, type, bytes, offset: memory.offsets.get(v) ?? 0, ...(life.get(v) ?? { first: 0, last: 0 }) }
  })
  const total = (vs: readonly Variable[]): number => sum(vs.map(v => bytesOf(v.type)))
  const replacing = new Set(donations.map(({ output }) => output))
  const fresh = program.stored.filter(v => !replacing.has(v))
  const arenaBytes = Math.max(0, ...placements.map(({ offset, bytes }) => offset + bytes))
  return {
    inputBytes: total(program.inputs),
    outputBytes: total(program.stored),
    arenaBytes,
    peakBytes: total(program.inputs) + total(fresh) + arenaBytes,
    withoutReuse: memory.totalBytes,
    keptBytes: total(program.operands.map(({ slot }) => slots[slot]).filter(v => v !== undefined)),
    placements,
    steps: steps.length,
  }
}
