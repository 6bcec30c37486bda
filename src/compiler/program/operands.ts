// Operands of products that kernels lay out in another order, or transformed, beforehand. What is laid out of one input alone is the same as long as the
// input is: whoever runs the program can keep it for the next time.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { storedBuffers } from './rows.js'
import { type KernelStep, kernelsIn, type Step } from './steps.js'

/** The kernel that lays the input out, by the number of its step and its number there, and the slot where. */
export interface LaidOut {
  readonly step: number
  readonly kernel: number
  readonly input: number
  readonly slot: number
}

/** Smaller ones are laid out in the time that it takes to look them up. */
const leastBytes = 2 ** 14

/** What a kernel lays out, and of what; `null` for those that do more, or anything else. */
export interface Layout {
  readonly operand: Variable
  readonly sources: readonly Variable[]
}

export function layoutOf({ kernel, args, laysOut }: KernelStep<Variable>): Layout | null {
  if (!laysOut) return null
  const stored = storedBuffers(kernel.body)
  const [operand, ...others] = args.filter((_, i) => stored.has(i))
  return operand === undefined || others.length > 0 ? null : { operand, sources: args.filter((_, i) => !stored.has(i)) }
}

/** @param donated inputs that are not the same a second time */
export function laidOut(
  steps: readonly Step<Variable>[],
  inputs: readonly Variable[],
  donated: readonly Variable[],
  slotOf: (v: Variable) => number,
): readonly LaidOut[] {
  const operandOf = (step: KernelStep<Variable>): Omit<LaidOut, 'step' | 'kernel'> | null => {
    const layout = layoutOf(step)
    if (layout === null || layout.sources.length !== 1 || bytesOf(layout.operand.type) < leastBytes) return null
    const input = inputs.findIndex(v => v === layout.sources[0] && !donated.includes(v))
    return input < 0 ? null : { input, slot: slotOf(layout.operand) }
  }
  return steps.flatMap((step, i) =>
    kernelsIn(step).flatMap((kernel, j): LaidOut[] => {
      const operand = operandOf(kernel)
      return operand === null ? [] : [{ step: i, kernel: j, ...operand }]
    }),
  )
}
