// The steps of a program as the addon takes them.

import type { Kernel } from '../../compiler/kernel/ir.js'
import type { KernelStep, Step } from '../../compiler/program/steps.js'
import type { NativeCarry, NativeKernelStep, NativeStep } from '../addon-types.js'

/** @param symbolOf the name of a kernel's machine code */
export function nativeSteps(steps: readonly Step<number>[], symbolOf: (kernel: Kernel) => string): readonly NativeStep[] {
  const launch = ({ kernel, args }: KernelStep<number>): NativeKernelStep => {
    const { tasks, scratchBytes, cost } = kernel
    return { op: 'kernel', symbol: symbolOf(kernel), slots: args, tasks, scratchBytes, cost }
  }
  const native = (step: Step<number>): NativeStep => {
    switch (step.op) {
      case 'kernel':
        return launch(step)
      case 'stage':
        return { op: 'stage', kernels: step.kernels.map(launch) }
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
  const renamed = (kernel: NativeKernelStep): NativeKernelStep => ({ ...kernel, slots: kernel.slots.map(to) })
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
      return renamed(step)
    case 'stage':
      return { op: 'stage', kernels: step.kernels.map(renamed) }
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
