// Copies, loops and branches: what they do, that nothing moves out of its slot, and that bad specifications are refused.
import { describe, expect, it } from 'vitest'
import type { NativeProgramSpec, NativeStep } from '../../src/runtime/addon-types.js'
import { addon, affine, floats, linked, native, output, stored } from './kernels.js'

const modes = ['inline', 'queued'] as const

const kernel = (from: number, to: number, tasks = 1): NativeStep => ({
  op: 'kernel',
  symbol: 'affine',
  slots: [from, to],
  tasks,
  scratchBytes: 0,
  cost: 1,
})

/** `y ← 3y + 1`, so often. */
const power = (x: number, times: number): number => {
  let y = x
  for (let i = 0; i < times; i++) y = Math.fround(Math.fround(y * 3) + 1)
  return y
}

const base: NativeProgramSpec = { inputBytes: [4], outputBytes: [4], arenaBytes: 128, temporaries: [{ offset: 0, bytes: 4 }], pointerBytes: [4, 4], steps: [] } // biome-ignore format: one line reads best
const carry = { initial: 0, current: 3, next: 4, result: 1, spare: 2, bytes: 4 }
const loop = (times: number, body: readonly NativeStep[] = [kernel(3, 4)]): NativeStep => ({
  op: 'loop',
  times,
  carries: [carry],
  windows: [],
  body,
})
const bool = (value: boolean) => {
  const storage = addon().allocate(1)
  addon().write(storage, Uint8Array.of(Number(value)))
  return storage
}
const int = (value: number) => {
  const storage = addon().allocate(4)
  addon().write(storage, new Uint8Array(Int32Array.of(value).buffer))
  return storage
}

describe.runIf(native.ok)('loops', () => {
  it.each(modes)('carry a value through any number of rounds, %s', mode => {
    for (const times of [0, 1, 2, 3, 10]) {
      const program = addon().createProgram([linked(affine)], { ...base, steps: [loop(times)] })
      const input = stored([2])
      expect(floats(output(addon().run(program, [input], mode)))).toEqual(Float32Array.of(power(2, times)))
      expect(floats(input)).toEqual(Float32Array.of(2))
    }
  })

  it.each(modes)('run over slices, forwards and backwards, %s', mode => {
    const over = (step: number, first: number): NativeProgramSpec => ({
      inputBytes: [32],
      outputBytes: [32],
      arenaBytes: 0,
      temporaries: [],
      pointerBytes: [8, 8],
      steps: [
        {
          op: 'loop',
          times: 4,
          carries: [],
          windows: [
            { slice: 2, of: 0, start: 0, stride: 8 },
            { slice: 3, of: 1, start: first, stride: step },
          ],
          body: [kernel(2, 3, 2)],
        },
      ],
    })
    const results = (spec: NativeProgramSpec) =>
      [...floats(output(addon().run(addon().createProgram([linked(affine)], spec), [stored([0, 1, 2, 3, 4, 5, 6, 7])], mode)))] // biome-ignore format: one line reads best
    expect(results(over(8, 0))).toEqual([1, 4, 7, 10, 13, 16, 19, 22])
    expect(results(over(-8, 24))).toEqual([19, 22, 13, 16, 7, 10, 1, 4])
    // All rounds write to one place: the last stays.
    expect(results({ ...over(0, 0), outputBytes: [8] })).toEqual([19, 22])
  })

  it('nest: a loop in a loop starts anew in each round', () => {
    const inner: NativeStep = { op: 'loop', times: 3, carries: [{ initial: 4, current: 6, next: 7, result: 5, spare: 3, bytes: 4 }], windows: [], body: [kernel(6, 7)] } // biome-ignore format: one line reads best
    const spec: NativeProgramSpec = {
      ...base,
      arenaBytes: 256,
      temporaries: [
        { offset: 0, bytes: 4 },
        { offset: 64, bytes: 4 },
      ],
      pointerBytes: [4, 4, 4, 4],
      steps: [
        { op: 'loop', times: 2, carries: [{ initial: 0, current: 4, next: 5, result: 1, spare: 2, bytes: 4 }], windows: [], body: [inner] },
      ],
    }
    const program = addon().createProgram([linked(affine)], spec)
    expect(floats(output(addon().run(program, [stored([1])], 'inline')))).toEqual(Float32Array.of(power(1, 6)))
  })

  it.each(modes)('run while a condition holds, %s', mode => {
    const spec: NativeProgramSpec = {
      inputBytes: [4, 1],
      outputBytes: [4],
      arenaBytes: 192,
      temporaries: [
        { offset: 0, bytes: 4 },
        { offset: 64, bytes: 1 },
      ],
      pointerBytes: [4, 4],
      steps: [
        {
          op: 'while',
          condition: [{ op: 'copy', from: 1, to: 4, bytes: 1 }],
          holds: 4,
          carries: [{ initial: 0, current: 5, next: 6, result: 2, spare: 3, bytes: 4 }],
          body: [kernel(5, 6)],
        },
      ],
    }
    const program = addon().createProgram([linked(affine)], spec)
    expect(floats(output(addon().run(program, [stored([2]), bool(false)], mode)))).toEqual(Float32Array.of(2))
  })

  it('take one branch, by a number that is clamped', () => {
    const spec: NativeProgramSpec = {
      inputBytes: [4, 4],
      outputBytes: [4],
      arenaBytes: 0,
      temporaries: [],
      pointerBytes: [],
      steps: [{ op: 'branch', index: 1, branches: [[{ op: 'copy', from: 0, to: 2, bytes: 4 }], [kernel(0, 2)], []] }],
    }
    const program = addon().createProgram([linked(affine)], { ...spec, steps: [{ op: 'copy', from: 1, to: 2, bytes: 4 }, ...spec.steps] })
    const taken = (i: number) => floats(output(addon().run(program, [stored([5]), int(i)], 'inline')))[0]
    expect([-7, 0, 1].map(taken)).toEqual([5, 5, 16])
    const untouched = new Float32Array(Int32Array.of(9).buffer)[0]
    expect(taken(9)).toBe(untouched)
  })
})

const window = { slice: 3, of: 0, start: 0, stride: 1 }
const over = (times: number, change: Partial<typeof window>, pointerBytes = [1, 1]): NativeProgramSpec => ({
  ...base,
  pointerBytes,
  steps: [{ op: 'loop', times, carries: [], windows: [{ ...window, ...change }], body: [] }],
})

describe.runIf(native.ok)('a program with loops is refused', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a step of another kind',
      { ...base, steps: [{ op: 'jump' }] },
      /op: expected 'kernel', 'stage', 'copy', 'loop', 'while' or 'branch', got "jump"/,
    ],
    ['a step without a kind', { ...base, steps: [{ symbol: 'affine' }] }, /op: expected a string/],
    ['no sizes of pointers', { ...base, pointerBytes: undefined }, /pointerBytes: expected an array/],
    [
      'a copy from a slot that is too small',
      { ...base, steps: [{ op: 'copy', from: 0, to: 1, bytes: 5 }] },
      /from: slot 0 must hold 5 bytes; got 4/,
    ],
    ['a copy to a slot out of range', { ...base, steps: [{ op: 'copy', from: 0, to: 9, bytes: 4 }] }, /to: slots must be below 5; got 9/],
    ['a pointer that no loop sets', { ...base, steps: [kernel(3, 1)] }, /slot 3 is a pointer that no loop around this step sets/],
    ['a pointer after its loop', { ...base, steps: [loop(2), kernel(3, 1)] }, /slot 3 is a pointer that no loop around this step sets/],
    ['a pointer set twice', { ...base, steps: [loop(2, [loop(2)])] }, /slot 3 is set already/],
    ['negative rounds', { ...base, steps: [loop(-1)] }, /times/],
    ['half a round', { ...base, steps: [loop(0.5)] }, /times/],
    ['a carry larger than its result', { ...base, outputBytes: [3], steps: [loop(1)] }, /result: slot 1 must hold 4 bytes; got 3/],
    [
      'a carry that is no pointer',
      { ...base, steps: [{ ...loop(1), carries: [{ ...carry, current: 1 }] }] },
      /current: must be a pointer, from 3 to below 5; got 1/,
    ],
    [
      'a carry of another size than its pointers',
      { ...base, pointerBytes: [4, 8], steps: [loop(1)] },
      /current and next must be pointers to 4 bytes/,
    ],
    ['a window that leaves its slot', over(5, {}), /must stay inside the 4 bytes of slot 0 for 5 rounds; got start 0, stride 1, bytes 1/],
    ['a window that leaves it backwards', over(4, { start: 2, stride: -1 }), /must stay inside/],
    ['a window that starts before it', over(1, { start: -1 }), /must stay inside/],
    ['a window too wide', over(1, {}, [5, 1]), /must stay inside/],
    ['a window that overflows', over(2 ** 53 - 1, { stride: 2 ** 53 - 1 }), /must stay inside/],
    ['a window of a pointer outside of its loop', over(1, { of: 4 }), /slot 4 is a pointer that no loop/],
    ['a fractional stride', over(1, { stride: 0.5 }), /stride: expected a whole number, got 0.5/],
    ['no branches', { ...base, steps: [{ op: 'branch', index: 0, branches: [] }] }, /branches: at least one is due/],
    [
      'an index of less than 4 bytes',
      { ...base, inputBytes: [1], steps: [{ op: 'branch', index: 0, branches: [[]] }] },
      /index: slot 0 must hold 4 bytes/,
    ],
    [
      'a missing function in a branch',
      { ...base, steps: [{ op: 'branch', index: 0, branches: [[{ ...kernel(0, 1), symbol: 'none' }]] }] },
      /branches\[0\]\[0\]: no module defines/,
    ],
    [
      'a condition without a place',
      { ...base, steps: [{ op: 'while', condition: [], holds: 7, carries: [], body: [] }] },
      /holds: slots must be below 5; got 7/,
    ],
  ])('%s', (_name, spec, message) => {
    expect(() => addon().createProgram([linked(affine)], spec as NativeProgramSpec)).toThrow(message)
  })

  it('when it is nested without end', () => {
    const branch: { op: string; index: number; branches: unknown[] } = { op: 'branch', index: 0, branches: [] }
    branch.branches.push([branch])
    expect(() => addon().createProgram([linked(affine)], { ...base, steps: [branch as never] })).toThrow(/steps may be nested 256 deep/)
  })

  it('rounds that are none need no room', () => {
    expect(() => addon().createProgram([linked(affine)], over(0, { start: 100 }))).not.toThrow()
    expect(() => addon().createProgram([linked(affine)], over(4, {}))).not.toThrow()
  })
})
