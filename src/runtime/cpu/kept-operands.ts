// Operands of products kept from call to call. Tensors do not change: an input that is given a second time, as a model's weights are, gives the same operands,
// laid out or transformed as products want them; from then on a program is given them instead of making them. What changes with every call, as in
// training, is never kept.

import type { LaidOut } from '../../compiler/program/operands.js'
import { LimitationError } from '../../support/errors.js'
import type { Addon, NativeKernelStep, NativeModule, NativeProgram, NativeProgramSpec, NativeStep, NativeStorage } from '../addon-types.js'
import { slack } from './cpu-buffer.js'
import { renameSlots } from './native-steps.js'
import { allocating } from './out-of-memory.js'

/** A program and what to give it. */
export interface Given {
  readonly native: NativeProgram
  readonly inputs: readonly NativeStorage[]
  /** Steps left out. */
  readonly spared: number
}

export interface KeptOperands {
  /** The program without the steps whose results are known, which come after its inputs; `null` while none is. */
  readonly given: (inputs: readonly NativeStorage[]) => Given | null
}

/** Of each operand so many are kept: of several models, say, that are evaluated by turns. */
const mostKept = 4
/** Programs that are given these operands or those: which inputs stay the same seldom changes. */
const mostPrograms = 4

const bytesIn = (spec: NativeProgramSpec, { slot }: LaidOut): number =>
  (spec.temporaries[slot - spec.inputBytes.length - spec.outputBytes.length]?.bytes ?? 0) + slack

const kernelsOf = (step: NativeStep | undefined): readonly NativeKernelStep[] =>
  step?.op === 'stage' ? step.kernels : step?.op === 'kernel' ? [step] : []

/** The kernel by itself, from its input to one output. */
function alone(spec: NativeProgramSpec, operand: LaidOut): NativeProgramSpec {
  const kernel = kernelsOf(spec.steps[operand.step]).slice(operand.kernel, operand.kernel + 1)
  return {
    inputBytes: spec.inputBytes.slice(operand.input, operand.input + 1),
    outputBytes: [bytesIn(spec, operand)],
    arenaBytes: 0,
    temporaries: [],
    pointerBytes: [],
    steps: kernel.map(step => renameSlots(step, slot => (slot === operand.input ? 0 : 1))),
  }
}

/** The steps without the kernels that lay the operands out, which are inputs after the others. */
export function withOperands(spec: NativeProgramSpec, operands: readonly LaidOut[]): NativeProgramSpec {
  const [inputs, outputs] = [spec.inputBytes.length, spec.outputBytes.length]
  const temporaries = inputs + outputs
  const all = Array.from({ length: temporaries + spec.temporaries.length + spec.pointerBytes.length }, (_, slot) => slot)
  const slots = new Set(operands.map(({ slot }) => slot))
  const left = spec.steps.flatMap((step, i): readonly NativeStep[] => {
    const gone = new Set(operands.filter(operand => operand.step === i).map(({ kernel }) => kernel))
    if (gone.size === 0) return [step]
    const kernels = kernelsOf(step).filter((_, j) => !gone.has(j))
    return kernels.length > 1 ? [{ op: 'stage', kernels }] : kernels
  })
  const order = [
    ...all.slice(0, inputs),
    ...operands.map(({ slot }) => slot),
    ...all.slice(inputs, temporaries),
    ...all.slice(temporaries).filter(slot => !slots.has(slot)),
  ]
  const places = new Map(order.map((before, now) => [before, now]))
  const place = (slot: number): number => places.get(slot) ?? slot
  return {
    ...spec,
    inputBytes: [...spec.inputBytes, ...operands.map(operand => bytesIn(spec, operand))],
    temporaries: spec.temporaries
      .filter((_, i) => !slots.has(temporaries + i))
      .map(({ within, ...own }) => (within === undefined ? own : { ...own, within: place(within) })),
    steps: left.map(step => renameSlots(step, place)),
  }
}

/** What is kept of one operand. */
interface Kept {
  readonly layOut: (input: NativeStorage) => NativeStorage | null
  /** By input: what nobody holds any more takes its operand along. */
  readonly known: WeakMap<NativeStorage, NativeStorage>
  readonly recent: WeakRef<NativeStorage>[]
}

function keep({ known, recent }: Kept, input: NativeStorage, operand: NativeStorage): void {
  known.set(input, operand)
  recent.push(new WeakRef(input))
  const oldest = recent.length > mostKept ? recent.shift()?.deref() : undefined
  if (oldest !== undefined) known.delete(oldest)
}

/** @param name what errors call the program */
export function keptOperands(
  addon: Addon,
  modules: readonly NativeModule[],
  spec: NativeProgramSpec,
  operands: readonly LaidOut[],
  name: string,
): KeptOperands {
  const seen = new WeakSet<NativeStorage>()
  const programs = new Map<string, NativeProgram>()
  const kept = operands.map((operand): Kept => {
    let program: NativeProgram | null = null
    const layOut = (input: NativeStorage): NativeStorage | null => {
      program ??= addon.createProgram(modules, alone(spec, operand))
      const native = program
      try {
        return allocating(name, [], () => addon.run(native, [input], 'measured'))[0] ?? null
      } catch (error) {
        // Without room for it, it is made in every call.
        if (error instanceof LimitationError) return null
        throw error
      }
    }
    return { layOut, known: new WeakMap(), recent: [] }
  })

  const operandOf = (each: Kept, input: NativeStorage): NativeStorage | null => {
    const known = each.known.get(input)
    if (known !== undefined || !seen.has(input)) return known ?? null
    const operand = each.layOut(input)
    if (operand !== null) keep(each, input, operand)
    return operand
  }
  return {
    given(inputs) {
      const found = kept.map((each, i) => {
        const input = inputs[operands[i]?.input ?? 0]
        return input === undefined ? null : operandOf(each, input)
      })
      for (const { input } of operands) seen.add(inputs[input] as NativeStorage)
      const those = operands.filter((_, i) => found[i])
      if (those.length === 0) return null
      const key = those.map(({ slot }) => slot).join(' ')
      let native = programs.get(key)
      if (native === undefined) {
        if (programs.size === mostPrograms) return null
        native = addon.createProgram(modules, withOperands(spec, those))
        programs.set(key, native)
      }
      return { native, inputs: [...inputs, ...found.filter(storage => storage !== null)], spared: those.length }
    },
  }
}
