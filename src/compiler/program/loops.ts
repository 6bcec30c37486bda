// Loops and branches as steps. A body is compiled once for each use: its inputs become names for memory of the program around it (carries
// change places, slices move along), so that nothing is copied from round to round but values that a body hands on unchanged.

import { bytesOf } from '../../core/array-type.js'
import type { CondLowering, ControlLowering, ScanLowering, WhileLowering } from '../../core/control-lowering.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../core/graph.js'
import { InternalError } from '../../support/errors.js'
import { runPasses } from '../passes/index.js'
import { type Block, type Carry, type CopyStep, type LoopStep, namedBy, type Step, type Window } from './steps.js'

/** Compiles a graph whose inputs are in memory; the outputs that it computes are written to their variables. */
export type CompileSteps = (graph: Graph) => readonly Step<Variable>[]

/** The steps of an operation that holds graphs; its inputs and outputs are in memory. */
export function controlSteps({ inputs, outputs }: Equation, lowering: ControlLowering, compile: CompileSteps): readonly Step<Variable>[] {
  switch (lowering.name) {
    case 'scan':
      return scanSteps(inputs, outputs, lowering, compile)
    case 'while':
      return [whileStep(inputs, outputs, lowering, compile)]
    case 'cond':
      return [branchStep(inputs, outputs, lowering, compile)]
  }
}

const missing = (): never => {
  throw new InternalError('compile: a loop or branch without one of its parts')
}

const copyStep = (from: Variable, to: Variable): CopyStep<Variable> => ({ op: 'copy', from, to, bytes: bytesOf(from.type) })

/** The graph on these inputs, with variables of its own for everything else. */
export function instantiate({ inputs: parameters, equations, outputs }: Graph, inputs: readonly Variable[]): Graph {
  const names = new Map(parameters.map((v, i) => [v, inputs[i] ?? missing()]))
  const now = (v: Variable): Variable => names.get(v) ?? missing()
  const copies = equations.map(equation => {
    const operands = equation.inputs.map(now)
    const results = equation.outputs.map(v => variableOf(v.type))
    for (const [i, v] of equation.outputs.entries()) names.set(v, results[i] ?? missing())
    return { ...equation, inputs: operands, outputs: results }
  })
  return { inputs, equations: copies, outputs: outputs.map(now) }
}

/** Places for what a block computes: each has its own memory, and what is no result of the block's own is copied there. */
function settle(
  outputs: readonly Variable[],
  inputs: readonly Variable[],
): { readonly places: readonly Variable[]; readonly copies: readonly CopyStep<Variable>[] } {
  const taken = new Set(inputs)
  const copies: CopyStep<Variable>[] = []
  const places = outputs.map(v => {
    if (!taken.has(v)) {
      taken.add(v)
      return v
    }
    const place = variableOf(v.type)
    copies.push(copyStep(v, place))
    return place
  })
  return { places, copies }
}

/** A block with memory of its own for everything but what it is given and what has its place outside. */
function blockOf(steps: readonly Step<Variable>[], outside: readonly Variable[]): Block<Variable> {
  const known = new Set(outside)
  const temporaries = new Set<Variable>()
  for (const step of steps) for (const v of ownedBy(step)) if (!known.has(v)) temporaries.add(v)
  return { steps, temporaries: [...temporaries] }
}

/** Variables with memory that a step of a block names. */
export function ownedBy(step: Step<Variable>): readonly Variable[] {
  switch (step.op) {
    case 'kernel':
    case 'stage':
      return namedBy(step)
    case 'copy':
      return [step.from, step.to]
    case 'loop':
      return [...step.carries.flatMap(({ initial, result, spare }) => [initial, result, spare]), ...step.windows.map(({ of }) => of)]
    case 'branch':
      return [step.index, ...step.results]
  }
}

/** The carries of a loop; one that every round hands on as it is has its value outside of the loop. */
function carriesOf(
  initial: readonly Variable[],
  results: readonly Variable[],
  current: readonly Variable[],
  next: readonly Variable[],
): readonly Carry<Variable>[] {
  return initial.map((from, i) => {
    const result = results[i] ?? missing()
    return {
      initial: from,
      current: current[i] ?? missing(),
      next: next[i] ?? missing(),
      result,
      spare: variableOf(result.type),
      bytes: bytesOf(result.type),
    }
  })
}

/** Several rounds as one: from carries, the slices of all of them and constants to carries and all results. */
function unrolled({ body, carries, slices }: ScanLowering, times: number): Graph {
  const carry = body.inputs.slice(0, carries).map(v => variableOf(v.type))
  const constants = body.inputs.slice(carries + slices).map(v => variableOf(v.type))
  const all: Variable[] = []
  const equations: Equation[] = []
  const results: Variable[] = []
  let now: readonly Variable[] = carry
  for (let i = 0; i < times; i++) {
    const own = body.inputs.slice(carries, carries + slices).map(v => variableOf(v.type))
    all.push(...own)
    const round = instantiate(body, [...now, ...own, ...constants])
    equations.push(...round.equations)
    now = round.outputs.slice(0, carries)
    results.push(...round.outputs.slice(carries))
  }
  return { inputs: [...carry, ...all, ...constants], equations, outputs: [...now, ...results] }
}

function scanSteps(
  operands: readonly Variable[],
  outputs: readonly Variable[],
  lowering: ScanLowering,
  compile: CompileSteps,
): readonly Step<Variable>[] {
  const { carries, slices, length, reverse } = lowering
  const initial = operands.slice(0, carries)
  const [arrays, constants] = [operands.slice(carries, carries + slices), operands.slice(carries + slices)]
  const [results, stacks] = [outputs.slice(0, carries), outputs.slice(carries)]

  /** Rounds `first` and on, so many at a time. */
  const loop = (first: number, times: number, together: number, from: readonly Variable[], to: readonly Variable[]): Step<Variable> => {
    const graph = together === 1 ? lowering.body : runPasses(unrolled(lowering, together))
    const current = from.map(v => variableOf(v.type))
    const parts = graph.inputs.slice(carries, carries + slices * together).map(v => variableOf(v.type))
    const inputs = [...current, ...parts, ...constants]
    const body = instantiate(graph, inputs)
    const { places, copies } = settle(body.outputs, inputs)
    const steps = [...compile(body), ...copies]
    const [next, pieces] = [places.slice(0, carries), places.slice(carries)]
    const window = (slice: Variable, of: Variable, k: number): Window<Variable> => {
      const bytes = bytesOf(slice.type)
      const round = first + k
      return { slice, of, start: (reverse ? length - 1 - round : round) * bytes, stride: (reverse ? -together : together) * bytes }
    }
    const windows = [
      ...parts.map((slice, i) => window(slice, arrays[i % slices] ?? missing(), Math.floor(i / slices))),
      ...pieces.map((piece, i) => window(piece, stacks[i % stacks.length] ?? missing(), Math.floor(i / stacks.length))),
    ]
    return {
      op: 'loop',
      rounds: { times },
      carries: carriesOf(from, to, current, next),
      windows,
      body: blockOf(steps, [...inputs, ...places]),
    }
  }

  const together = Math.max(1, Math.min(lowering.unroll, length))
  const [whole, rest] = [Math.floor(length / together), length % together]
  if (whole === 0) return initial.map((from, i) => copyStep(from, results[i] ?? missing()))
  if (rest === 0) return [loop(0, whole, together, initial, results)]
  const between = results.map(v => variableOf(v.type))
  return [loop(0, whole, together, initial, between), loop(whole * together, rest, 1, between, results)]
}

function whileStep(
  operands: readonly Variable[],
  outputs: readonly Variable[],
  { condition, body, carries, conditionConstants }: WhileLowering,
  compile: CompileSteps,
): LoopStep<Variable> {
  const initial = operands.slice(0, carries)
  const current = initial.map(v => variableOf(v.type))
  const forCondition = [...current, ...operands.slice(carries, carries + conditionConstants)]
  const test = instantiate(condition, forCondition)
  const [holds = missing()] = test.outputs
  const forBody = [...current, ...operands.slice(carries + conditionConstants)]
  const round = instantiate(body, forBody)
  const { places, copies } = settle(round.outputs, forBody)
  return {
    op: 'loop',
    rounds: { condition: blockOf(compile(test), forCondition), holds },
    carries: carriesOf(initial, outputs, current, places),
    windows: [],
    body: blockOf([...compile(round), ...copies], [...forBody, ...places]),
  }
}

function branchStep(
  [index = missing(), ...operands]: readonly Variable[],
  outputs: readonly Variable[],
  { branches }: CondLowering,
  compile: CompileSteps,
): Step<Variable> {
  const blocks = branches.map(branch => {
    const graph = instantiate(branch, operands)
    // The results of all branches are in the same place, whoever computes them.
    const taken = new Set(operands)
    const names = new Map<Variable, Variable>()
    const copies: CopyStep<Variable>[] = []
    for (const [i, v] of graph.outputs.entries()) {
      const place = outputs[i] ?? missing()
      if (taken.has(v)) copies.push(copyStep(names.get(v) ?? v, place))
      else {
        taken.add(v)
        names.set(v, place)
      }
    }
    const now = (v: Variable): Variable => names.get(v) ?? v
    const equations = graph.equations.map(equation => ({
      ...equation,
      inputs: equation.inputs.map(now),
      outputs: equation.outputs.map(now),
    }))
    const steps = [...compile({ inputs: operands, equations, outputs: graph.outputs.map(now) }), ...copies]
    return blockOf(steps, [...operands, ...outputs])
  })
  return { op: 'branch', index, results: outputs, branches: blocks }
}
