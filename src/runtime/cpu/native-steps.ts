// The steps of a program as the addon takes them.

import type { Kernel } from '../../compiler/kernel/ir.js'
import type { Step } from '../../compiler/program/steps.js'
import type { NativeCarry, NativeStep } from '../addon-types.js'

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

/** The same step over other slots. */
export function renameSlots(step: NativeStep, to: (slot: number) => number): NativeStep {
  const all = (steps: readonly NativeStep[]): readonly NativeStep[] => steps.map(inner => renameSlots(inner, to))
  const carried = (carries: readonly NativeCarry[]): readonly NativeCarry[] =>
    carries.map(({ initial, current, next, result, spare, bytes }) => ({
      initial: to(initial),
      current: to(current),
      next: to(next),
      result: to(result),
      spare: to(spare),
      bytes,
    }))
  switch (step.op) {
    case 'kernel':
      return { ...step, slots: step.slots.map(to) }
    case 'copy':
      return { ...step, from: to(step.from), to: to(step.to) }
    case 'loop': {
      const windows = step.windows.map(window => ({ ...window, slice: to(window.slice), of: to(window.of) }))
      return { ...step, carries: carried(step.carries), windows, body: all(step.body) }
    }
    case 'while':
      return { ...step, condition: all(step.condition), holds: to(step.holds), carries: carried(step.carries), body: all(step.body) }
    case 'branch':
      return { ...step, index: to(step.index), branches: step.branches.map(all) }
  }
}
