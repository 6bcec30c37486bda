// The steps of a program as the addon takes them.

import type { Kernel } from '../../compiler/kernel/ir.js'
import type { Step } from '../../compiler/program/steps.js'
import type { NativeStep } from '../addon-types.js'

/** @param symbolOf the name of a kernel's machine code */
export function nativeSteps(steps: readonly Step<number>[], symbolOf: (kernel: Kernel) => string): readonly NativeStep[] {
  const native = (step: Step<number>): NativeStep => {
    switch (step.op) {
      case 'kernel': {
        const { tasks, scratchBytes, cost } = step.kernel
        return { op: 'kernel', symbol: symbolOf(step.kernel), slots: step.args, tasks, scratchBytes, cost }
      }
      case 'copy':
        return step
      case 'loop': {
        const { carries, windows } = step
        const body = nativeSteps(step.body.steps, symbolOf)
        if ('times' in step.rounds) return { op: 'loop', times: step.rounds.times, carries, windows, body }
        const { condition, holds } = step.rounds
        return { op: 'while', condition: nativeSteps(condition.steps, symbolOf), holds, carries, body }
      }
      case 'branch':
        return { op: 'branch', index: step.index, branches: step.branches.map(block => nativeSteps(block.steps, symbolOf)) }
    }
  }
  return steps.map(native)
}
