// A few words on a program, for people: its steps as a tree, its memory, its kernels in full.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { sizeOf } from '../../support/shape.js'
import { printKernel } from '../kernel/print-kernel.js'
import type { Program } from './compile-program.js'
import { type Block, kernelsIn, kernelsOf, type Step } from './steps.js'

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

function describe(steps: readonly Step<number>[], margin: string): readonly string[] {
  const inside = (block: Block<number>): readonly string[] => describe(block.steps, `${margin}  `)
  const lines = (step: Step<number>): readonly string[] => {
    switch (step.op) {
      case 'kernel': {
        const { name, tasks, cost } = step.kernel
        const width = Math.max(0, 40 - margin.length + 2)
        return [
          `${margin}${name.padEnd(width)} ${count(tasks, 'task').padStart(9)} ${(cost / 1000).toFixed(1).padStart(9)} µs on one thread`,
        ]
      }
      case 'stage':
        return [`${margin}at once`, ...describe(step.kernels, `${margin}  `)]
      case 'copy':
        return [`${margin}copy ${step.bytes} B`]
      case 'loop': {
        const carried = step.carries.reduce((sum, carry) => sum + carry.bytes, 0)
        const what = `carrying ${carried} B${step.windows.length === 0 ? '' : `, over ${count(step.windows.length, 'window')}`}`
        if ('times' in step.rounds) return [`${margin}loop ${count(step.rounds.times, 'time')}, ${what}`, ...inside(step.body)]
        return [`${margin}while, ${what}`, ...inside(step.rounds.condition), `${margin}do`, ...inside(step.body)]
      }
      case 'branch':
        return step.branches.flatMap((block, i) => [`${margin}${i === 0 ? 'branch' : 'or'} ${i}`, ...inside(block)])
    }
  }
  return steps.flatMap(lines)
}

const kernelIn = ({ steps }: Program, step: number, kernel: number): string =>
  steps.slice(step, step + 1).flatMap(kernelsIn)[kernel]?.kernel.name ?? ''

/** The steps and the memory. */
export function describeProgram(program: Program): string {
  const bytes = (vs: readonly Variable[]): number => vs.reduce((sum, v) => sum + bytesOf(v.type), 0)
  return [
    `${count(kernelsOf(program.steps).length, 'kernel')}, ${count(program.temporaries.length, 'temporary', 'temporaries')}`,
    ...describe(program.steps, '  '),
    `inputs ${bytes(program.inputs)} B, outputs ${bytes(program.stored)} B, arena ${program.memory.arenaBytes} B (of ${program.memory.totalBytes} B without reuse)`,
    ...program.operands.map(({ step, kernel, input }) => `${kernelIn(program, step, kernel)} is kept while input ${input} comes again`),
    `elements ${program.stored.reduce((sum, v) => sum + sizeOf(v.type.shape), 0)}`,
  ].join('\n')
}

/** The steps, the memory, and every kernel. */
export const showProgram = (program: Program): string =>
  [describeProgram(program), ...kernelsOf(program.steps).map(printKernel)].join('\n\n')
