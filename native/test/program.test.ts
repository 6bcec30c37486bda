// Programs: validation of everything they are made of, order of execution, and results that ignore the number of threads.
import { afterEach, describe, expect, it } from 'vitest'
import type { NativeProgramSpec } from '../../src/runtime/addon-types.js'
import { addon, affine, floats, linked, mapProgram, native, output, slow, stored } from './kernels.js'

const threadsBefore = native.ok ? native.addon.threads() : 1
afterEach(() => {
  if (native.ok) native.addon.setThreads(threadsBefore)
})

const step = { op: 'kernel' as const, symbol: 'affine', slots: [0, 1], tasks: 4, scratchBytes: 0, cost: 1 }
const spec: NativeProgramSpec = { inputBytes: [16], outputBytes: [16], arenaBytes: 0, temporaries: [], pointerBytes: [], steps: [step] }

describe.runIf(native.ok)('createProgram', () => {
  it.each<[string, unknown]>([
    ['a missing function', { ...spec, steps: [{ ...step, symbol: 'none' }] }],
    ['a libc function', { ...spec, steps: [{ ...step, symbol: 'exit' }] }],
    ['a slot out of range', { ...spec, steps: [{ ...step, slots: [0, 2] }] }],
    ['a negative slot', { ...spec, steps: [{ ...step, slots: [-1] }] }],
    ['a fractional slot', { ...spec, steps: [{ ...step, slots: [0.5] }] }],
    ['no tasks', { ...spec, steps: [{ ...step, tasks: 0 }] }],
    ['NaN tasks', { ...spec, steps: [{ ...step, tasks: Number.NaN }] }],
    ['negative scratch', { ...spec, steps: [{ ...step, scratchBytes: -1 }] }],
    ['NaN cost', { ...spec, steps: [{ ...step, cost: Number.NaN }] }],
    ['negative cost', { ...spec, steps: [{ ...step, cost: -1 }] }],
    ['a temporary beyond the arena', { ...spec, arenaBytes: 128, temporaries: [{ offset: 64, bytes: 65 }] }],
    ['an offset beyond the arena', { ...spec, arenaBytes: 128, temporaries: [{ offset: 192, bytes: 0 }] }],
    ['an offset that overflows', { ...spec, arenaBytes: 128, temporaries: [{ offset: 2 ** 53 - 64, bytes: 2 ** 53 - 1 }] }],
    ['an unaligned offset', { ...spec, arenaBytes: 128, temporaries: [{ offset: 8, bytes: 8 }] }],
    ['negative input bytes', { ...spec, inputBytes: [-4] }],
    ['infinite output bytes', { ...spec, outputBytes: [Number.POSITIVE_INFINITY] }],
    ['no steps', { ...spec, steps: undefined }],
    ['steps of nothing', { ...spec, steps: [null] }],
    ['nothing', undefined],
    ['a number', 3],
  ])('refuses %s', (_name, bad) => {
    const module = linked(affine)
    expect(() => addon().createProgram([module], bad as never)).toThrow(/createProgram/)
  })
  it.each([undefined, [undefined], [{}], [3], ['module']])('refuses %s as modules', modules => {
    expect(() => addon().createProgram(modules as never, spec)).toThrow(TypeError)
  })
  it('refuses handles of another kind', () => {
    const program = addon().createProgram([linked(affine)], spec)
    expect(() => addon().createProgram([program as never], spec)).toThrow(/expected a module, got a handle of another kind/)
    expect(() => addon().run(stored([1]) as never, [], 'inline')).toThrow(/expected a program/)
    expect(() => addon().read(program as never, new Uint8Array(1))).toThrow(/expected a storage/)
  })
})

describe.runIf(native.ok)('run', () => {
  it.each(['inline', 'queued', 'measured'] as const)('runs steps in order through overlapping temporaries, %s', mode => {
    const program = addon().createProgram([linked(affine)], {
      inputBytes: [16],
      outputBytes: [16, 16],
      arenaBytes: 192,
      temporaries: [
        { offset: 64, bytes: 16 },
        { offset: 64, bytes: 128 },
      ],
      pointerBytes: [],
      steps: [
        { ...step, slots: [0, 3] },
        { ...step, slots: [4, 1] },
        { ...step, slots: [1, 2] },
      ],
    })
    const [a, b] = addon().run(program, [stored([0, 1, 2, 3])], mode)
    if (a === undefined || b === undefined) throw new Error('two outputs expected')
    expect(floats(a)).toEqual(Float32Array.of(4, 13, 22, 31))
    expect(floats(b)).toEqual(Float32Array.of(13, 40, 67, 94))
  })
  it('gives the same bits on any number of threads', () => {
    const n = 4099
    const input = stored(Float32Array.from({ length: n }, (_, i) => Math.sin(i) + 2))
    const program = mapProgram(linked(slow), 'slow', n, 4_000_000)
    const results = [1, 2, 3, 7].map(count => {
      addon().setThreads(count)
      expect(addon().threads()).toBe(count)
      return [floats(output(addon().run(program, [input], 'inline'))), floats(output(addon().run(program, [input], 'queued')))]
    })
    const reference = results[0]?.[0]
    for (const result of results.flat()) expect(result).toEqual(reference)
  })
  it('keeps the order of a long chain, inline and queued mixed', async () => {
    const program = mapProgram(linked(affine), 'affine', 1, 1)
    let value = stored([0])
    let expected = 0
    for (let i = 0; i < 100; i++) {
      value = output(addon().run(program, [value], i % 7 === 6 ? 'inline' : 'queued'))
      expected = Math.fround(Math.fround(expected * 3) + 1)
    }
    await addon().settled(value)
    expect(floats(value)).toEqual(Float32Array.of(expected))
  })
  it('settles what is queued and what was never run', async () => {
    const program = mapProgram(linked(slow), 'slow', 2048, 1)
    const input = stored(new Float32Array(2048))
    const many = Array.from({ length: 20 }, () => output(addon().run(program, [input], 'queued')))
    await Promise.all([...many, input].map(storage => addon().settled(storage)))
    expect(new Set(many.map(storage => floats(storage)[0])).size).toBe(1)
  })
  it('writes to an input only after the programs that use it', () => {
    const program = mapProgram(linked(slow), 'slow', 2048, 1)
    const input = stored(new Float32Array(2048).fill(5))
    const expected = floats(output(addon().run(program, [input], 'inline')))
    const queued = output(addon().run(program, [input], 'queued'))
    addon().write(input, new Uint8Array(2048 * 4))
    expect(floats(queued)).toEqual(expected)
  })
  it('refuses wrong inputs and modes', () => {
    const program = addon().createProgram([linked(affine)], spec)
    const good = stored([1, 2, 3, 4])
    expect(() => addon().run(program, [stored([1])], 'inline')).toThrow(/must have 16 bytes, got 4/)
    expect(() => addon().run(program, [], 'inline')).toThrow(/takes 1 inputs, got 0/)
    expect(() => addon().run(program, [good, good], 'inline')).toThrow(/takes 1 inputs, got 2/)
    for (const bad of [undefined, {}, 3, 'text', null, new Uint8Array(16)]) {
      expect(() => addon().run(program, [bad as never], 'inline')).toThrow(TypeError)
      expect(() => addon().run(program, bad as never, 'inline')).toThrow(TypeError)
      expect(() => addon().run(bad as never, [good], 'inline')).toThrow(TypeError)
      expect(() => addon().run(program, [good], bad as never)).toThrow(/mode/)
    }
    expect(() => addon().run(program, [good], 'inlined' as never)).toThrow(/mode/)
  })
  it('allows an argument that runs a program itself', () => {
    const program = addon().createProgram([linked(affine)], { ...spec, inputBytes: [16, 16] })
    const inner = addon().createProgram([linked(affine)], spec)
    const inputs = [stored([1, 1, 1, 1])]
    Object.defineProperty(inputs, 1, { get: () => output(addon().run(inner, [stored([2, 2, 2, 2])], 'queued')) })
    expect(addon().run(program, inputs, 'inline')).toHaveLength(1)
  })
  it('passes on what an argument throws', () => {
    const program = addon().createProgram([linked(affine)], spec)
    const inputs = Object.defineProperty([undefined], 0, {
      get: () => {
        throw new RangeError('mine')
      },
    })
    expect(() => addon().run(program, inputs as never, 'inline')).toThrow(/mine/)
  })
})

describe.runIf(native.ok)('setThreads', () => {
  it.each([0, -1, 1.5, Number.NaN, 1e9, '2', undefined])('refuses %s', count => {
    expect(() => addon().setThreads(count as never)).toThrow(/setThreads: count/)
  })
})
