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

/** @param donated inputs that are not the same a second time */
export function laidOut(
  steps: readonly Step<Variable>[],
  inputs: readonly Variable[],
  donated: readonly Variable[],
  slotOf: (v: Variable) => number,
): readonly LaidOut[] {
  const operandOf = ({ kernel, args, laysOut }: KernelStep<Variable>): Omit<LaidOut, 'step' | 'kernel'> | null => {
    if (!laysOut) return null
    const stored = storedBuffers(kernel.body)
    const [[operand, ...others], read] = [args.filter((_, i) => stored.has(i)), args.filter((_, i) => !stored.has(i))]
    const input = inputs.findIndex(v => v === read[0] && !donated.includes(v))
    if (operand === undefined || others.length > 0 || read.length !== 1 || input < 0 || bytesOf(operand.type) < leastBytes) return null
    return { input, slot: slotOf(operand) }
  }
  return steps.flatMap((step, i) =>
    kernelsIn(step).flatMap((kernel, j): LaidOut[] => {
      const operand = operandOf(kernel)
      return operand === null ? [] : [{ step: i, kernel: j, ...operand }]
    }),
  )
}
