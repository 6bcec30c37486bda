// What a program does, in order: kernels, stages of several kernels, copies, loops and branches, which hold blocks of steps again. First over variables, then, once
// everything has its place, over the numbers of slots.

import type { Graph, Variable } from '../../core/graph.js'
import type { Group } from '../fusion/groups.js'
import type { Kernel } from '../kernel/ir.js'

export type Step<P> = KernelStep<P> | StageStep<P> | CopyStep<P> | LoopStep<P> | BranchStep<P>

export interface Block<P> {
  readonly steps: readonly Step<P>[]
  /** Memory of its own, which is free once the block has run. */
  readonly temporaries: readonly Variable[]
}

export interface KernelStep<P> {
  readonly op: 'kernel'
  readonly kernel: Kernel
  readonly args: readonly P[]
  readonly origin: Origin
  /** Whether it lays an operand out for the products of another kernel, and does nothing else. */
  readonly laysOut: boolean
}

/** What a kernel computes: a group of variables of a graph, some of which are stored. */
export interface Origin {
  readonly graph: Graph
  readonly stored: ReadonlySet<Variable>
  readonly group: Group
}

/** Kernels none of which waits for another: no one stores what another reads or stores. They run at once, or in any order. */
export interface StageStep<P> {
  readonly op: 'stage'
  readonly kernels: readonly KernelStep<P>[]
}

export interface CopyStep<P> {
  readonly op: 'copy'
  readonly from: P
  readonly to: P
  readonly bytes: number
}

/** Runs the body so many times, or as long as the condition holds. */
export interface LoopStep<P> {
  readonly op: 'loop'
  readonly rounds: { readonly times: number } | { readonly condition: Block<P>; readonly holds: P }
  readonly carries: readonly Carry<P>[]
  readonly windows: readonly Window<P>[]
  readonly body: Block<P>
}

/**
 * A value that is handed on. A round reads it in `current` and writes the next one to `next`: these are names for memory that changes from round
 * to round, between that of `result` and of `spare`, so that the last round writes to `result`. The first round reads `initial`.
 */
export interface Carry<P> {
  readonly initial: P
  readonly current: P
  readonly next: P
  readonly result: P
  readonly spare: P
  readonly bytes: number
}

/** In round i, `slice` is a name for the memory at `start + i · stride` of `of`, in bytes. */
export interface Window<P> {
  readonly slice: P
  readonly of: P
  readonly start: number
  readonly stride: number
}

/** Runs one of the blocks, by an int32 that is clamped to them; all write the same results. */
export interface BranchStep<P> {
  readonly op: 'branch'
  readonly index: P
  readonly results: readonly P[]
  readonly branches: readonly Block<P>[]
}

/** The blocks inside of a step. */
export function blocksIn<P>(step: Step<P>): readonly Block<P>[] {
  switch (step.op) {
    case 'kernel':
    case 'stage':
    case 'copy':
      return []
    case 'loop':
      return 'condition' in step.rounds ? [step.rounds.condition, step.body] : [step.body]
    case 'branch':
      return step.branches
  }
}

/** What a step itself names, without the blocks inside. */
export function namedBy<P>(step: Step<P>): readonly P[] {
  switch (step.op) {
    case 'kernel':
      return step.args
    case 'stage':
      return step.kernels.flatMap(({ args }) => args)
    case 'copy':
      return [step.from, step.to]
    case 'loop':
      return [
        ...('condition' in step.rounds ? [step.rounds.holds] : []),
        ...step.carries.flatMap(({ initial, current, next, result, spare }) => [initial, current, next, result, spare]),
        ...step.windows.flatMap(({ slice, of }) => [slice, of]),
      ]
    case 'branch':
      return [step.index, ...step.results]
  }
}

/** Everything that a step names, at any depth. */
export const touchedBy = <P>(step: Step<P>): readonly P[] => [
  ...namedBy(step),
  ...blocksIn(step).flatMap(block => block.steps.flatMap(touchedBy)),
]

/** The names that a loop gives to memory that changes from round to round. */
export const pointersOf = <P>({ carries, windows }: LoopStep<P>): readonly P[] => [
  ...carries.flatMap(({ current, next }) => [current, next]),
  ...windows.map(({ slice }) => slice),
]

/** The kernels of a kernel or stage. */
export const kernelsIn = <P>(step: Step<P>): readonly KernelStep<P>[] =>
  step.op === 'stage' ? step.kernels : step.op === 'kernel' ? [step] : []

/** All steps, those inside of others after them. */
export const allSteps = <P>(steps: readonly Step<P>[]): readonly Step<P>[] =>
  steps.flatMap(step => [step, ...blocksIn(step).flatMap(block => allSteps(block.steps))])

/** The kernels, in the order of the program's text. */
export const kernelsOf = <P>(steps: readonly Step<P>[]): readonly Kernel[] =>
  allSteps(steps).flatMap(step => kernelsIn(step).map(({ kernel }) => kernel))

const renameArgs = <P, Q>(step: KernelStep<P>, place: (p: P) => Q): KernelStep<Q> => ({ ...step, args: step.args.map(place) })

/** The same steps over other places. */
export function renamePlaces<P, Q>(step: Step<P>, place: (p: P) => Q): Step<Q> {
  const block = ({ steps, temporaries }: Block<P>): Block<Q> => ({ steps: steps.map(inner => renamePlaces(inner, place)), temporaries })
  switch (step.op) {
    case 'kernel':
      return renameArgs(step, place)
    case 'stage':
      return { op: 'stage', kernels: step.kernels.map(kernel => renameArgs(kernel, place)) }
    case 'copy':
      return { ...step, from: place(step.from), to: place(step.to) }
    case 'loop':
      return {
        op: 'loop',
        rounds: 'condition' in step.rounds ? { condition: block(step.rounds.condition), holds: place(step.rounds.holds) } : step.rounds,
        carries: step.carries.map(({ initial, current, next, result, spare, bytes }) => ({
          initial: place(initial),
          current: place(current),
          next: place(next),
          result: place(result),
          spare: place(spare),
          bytes,
        })),
        windows: step.windows.map(({ slice, of, start, stride }) => ({ slice: place(slice), of: place(of), start, stride })),
        body: block(step.body),
      }
    case 'branch':
      return { op: 'branch', index: place(step.index), results: step.results.map(place), branches: step.branches.map(block) }
  }
}

/** How many rounds a loop is taken to run of which nobody knows. */
const assumedRounds = 100

export interface Counted<P> {
  readonly step: Step<P>
  /** How often it is expected to run. */
  readonly runs: number
}

/** All steps, those inside of others after them, and how often each runs. A stage is one. */
export const countedSteps = <P>(steps: readonly Step<P>[], runs = 1): readonly Counted<P>[] =>
  steps.flatMap(step => {
    const rounds = step.op === 'loop' ? ('times' in step.rounds ? step.rounds.times : assumedRounds) : 1
    return [{ step, runs }, ...blocksIn(step).flatMap(block => countedSteps(block.steps, runs * rounds))]
  })
