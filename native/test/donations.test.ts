// Donated inputs and temporaries in the memory of others: what is refused when a program is made and when it runs, and whose memory it is afterwards.
import { describe, expect, it } from 'vitest'
import type { NativeProgram, NativeProgramSpec, NativeStorage } from '../../src/runtime/addon-types.js'
import { addon, affine, floats, linked, native, output, stored } from './kernels.js'

const mebibyte = 2 ** 20
const step = { op: 'kernel' as const, symbol: 'affine', slots: [0, 1], tasks: 4, scratchBytes: 0, cost: 1 }
/** Two inputs, two outputs: out0 = affine(in0), out1 = affine(in1). */
const spec: NativeProgramSpec = {
  inputBytes: [16, 16],
  outputBytes: [16, 16],
  arenaBytes: 64,
  temporaries: [],
  pointerBytes: [],
  steps: [
    { ...step, slots: [0, 2] },
    { ...step, slots: [1, 3] },
  ],
}
const made = (change: Partial<NativeProgramSpec>): NativeProgram => addon().createProgram([linked(affine)], { ...spec, ...change })
const modes = ['inline', 'queued', 'measured'] as const

describe.runIf(native.ok)('createProgram', () => {
  it.each<[string, unknown, string]>([
    ['no list of donations', { donations: {} }, 'createProgram: donations: expected an array, got an object'],
    ['null for donations', { donations: null }, 'createProgram: donations: expected an array, got null'],
    ['a donation of nothing', { donations: [null] }, 'createProgram: donations[0]: expected an object, got null'],
    ['a symbol', { donations: [Symbol('input')] }, 'createProgram: donations[0]: expected an object, got a symbol'],
    ['a donation without input', { donations: [{}] }, 'createProgram: donations[0].input: expected a number, got undefined'],
    ['half an input', { donations: [{ input: 0.5 }] }, 'createProgram: donations[0].input: expected a whole number from 0 to'],
    ['a negative input', { donations: [{ input: -1 }] }, 'createProgram: donations[0].input: expected a whole number from 0 to'],
    ['an input there is not', { donations: [{ input: 2 }] }, 'createProgram: donations[0].input: must be below 2; got 2'],
    ['an input twice', { donations: [{ input: 1 }, { input: 1 }] }, 'createProgram: donations[1].input: input 1 is donated already'],
    ['null for an output', { donations: [{ input: 0, output: null }] }, 'createProgram: donations[0].output: expected a number, got null'],
    ['NaN for an output', { donations: [{ input: 0, output: Number.NaN }] }, 'createProgram: donations[0].output: expected a whole number'],
    ['an output there is not', { donations: [{ input: 0, output: 2 }] }, 'createProgram: donations[0].output: must be below 2; got 2'],
    [
      'an output twice',
      {
        donations: [
          { input: 0, output: 1 },
          { input: 1, output: 1 },
        ],
      },
      'createProgram: donations[1].output: output 1 has its memory already',
    ],
    [
      'an input smaller than the output',
      { inputBytes: [8, 16], donations: [{ input: 0, output: 1 }] },
      'createProgram: donations[0]: the input has 8 bytes, the output 16',
    ],
    [
      'a temporary within an input that is not donated',
      { temporaries: [{ offset: 0, bytes: 16, within: 0 }], donations: [{ input: 1 }] },
      'createProgram: temporaries[0].within: must be an output or a donated input; got slot 0',
    ],
    [
      'a temporary within another',
      {
        temporaries: [
          { offset: 0, bytes: 16 },
          { offset: 0, bytes: 16, within: 4 },
        ],
      },
      'createProgram: temporaries[1].within: must be an output or a donated input; got slot 4',
    ],
    [
      'a temporary within nothing',
      { temporaries: [{ offset: 0, bytes: 16, within: 2 ** 24 }] },
      'createProgram: temporaries[0].within: must be an output or a donated input; got slot 16777216',
    ],
    [
      'a slot beyond all',
      { temporaries: [{ offset: 0, bytes: 16, within: 2 ** 25 }] },
      'within: expected a whole number from 0 to 16777216',
    ],
    ['null for a slot', { temporaries: [{ offset: 0, bytes: 16, within: null }] }, 'temporaries[0].within: expected a number, got null'],
    [
      'a temporary longer than its output',
      { temporaries: [{ offset: 0, bytes: 17, within: 2 }] },
      'createProgram: temporaries[0]: must lie inside the slot of 16 bytes; got offset 0, bytes 17',
    ],
    [
      'a temporary beyond its donated input',
      { temporaries: [{ offset: 64, bytes: 1, within: 0 }], donations: [{ input: 0 }] },
      'createProgram: temporaries[0]: must lie inside the slot of 16 bytes; got offset 64, bytes 1',
    ],
    [
      'an offset within that is not aligned',
      { temporaries: [{ offset: 8, bytes: 8, within: 2 }] },
      'createProgram: temporaries[0]: the offset must be a multiple of 64; got 8',
    ],
  ])('refuses %s', (_what, change, message) => expect(() => made(change as never)).toThrow(message))
})

describe.runIf(native.ok)('run', () => {
  it.each(modes)('writes to the memory it was given, and empties the storage, %s', mode => {
    const program = made({ donations: [{ input: 0, output: 0 }, { input: 1 }] })
    const [a, b] = [stored([0, 1, 2, 3]), stored([1, 1, 1, 1])]
    addon().trim()
    const before = addon().memory().live
    const [first, second] = addon().run(program, [a, b], mode)
    expect(floats(first as NativeStorage)).toEqual(Float32Array.of(1, 4, 7, 10))
    expect(floats(second as NativeStorage)).toEqual(Float32Array.of(4, 4, 4, 4))
    // One output came, one input went, and one is the other.
    expect(addon().memory().live - before).toBeLessThanOrEqual(64)
    for (const gone of [a, b]) {
      expect(() => floats(gone)).toThrow('byteLength: expected a storage, got a handle of another kind')
      expect(() => addon().read(gone, new Uint8Array(1))).toThrow('read: expected a storage')
      expect(() => addon().write(gone, new Uint8Array(1))).toThrow('write: expected a storage')
      expect(() => addon().settled(gone)).toThrow('settled: expected a storage')
      expect(() => addon().run(program, [gone, stored([1, 1, 1, 1])], mode)).toThrow('run: inputs: expected a storage')
    }
  })

  it.each(modes)('refuses a storage that is two inputs, before anything is given, %s', mode => {
    const program = made({ donations: [{ input: 1, output: 0 }] })
    const both = stored([1, 2, 3, 4])
    expect(() => addon().run(program, [both, both], mode)).toThrow('run: inputs[1] is donated, and inputs[0] is the same storage')
    expect(floats(both)).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('gives nothing away when it is refused', () => {
    const program = made({ donations: [{ input: 0, output: 0 }] })
    const [given, small] = [stored([1, 2, 3, 4]), stored([1])]
    expect(() => addon().run(program, [given, small], 'inline')).toThrow('run: inputs[1] must have 16 bytes, got 4')
    expect(() => addon().run(program, [given], 'inline')).toThrow('run: the program takes 2 inputs, got 1')
    expect(() => addon().run(program, [given, stored([1, 1, 1, 1])], 'later' as never)).toThrow('run: expected mode')
    const huge = made({ outputBytes: [16, 1e15], donations: [{ input: 0, output: 0 }] })
    expect(() => addon().run(huge, [given, stored([1, 1, 1, 1])], 'inline')).toThrow(RangeError)
    expect(floats(given)).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('refuses inputs that give each other away while they are read', () => {
    const taking = made({ donations: [{ input: 0, output: 0 }] })
    for (const program of [made({}), made({ donations: [{ input: 0 }] }), made({ donations: [{ input: 1 }] })]) {
      const [first, second] = [stored([1, 2, 3, 4]), stored([5, 6, 7, 8])]
      const given = (): NativeStorage => {
        if (addon().run(taking, [first, stored([0, 0, 0, 0])], 'queued').length === 0) throw new Error('nothing was given')
        return second
      }
      let looks = 0
      const inputs = Object.defineProperty([first, second], 1, { get: () => (looks++ === 0 ? given() : second) })
      expect(() => addon().run(program, inputs, 'inline')).toThrow(/^run: the inputs have changed while they were read|^run: inputs/)
      expect(floats(second)).toEqual(Float32Array.of(5, 6, 7, 8))
      expect(() => floats(first)).toThrow('expected a storage')
    }
  })

  it('refuses inputs that are others when they are looked at again', () => {
    const program = made({ donations: [{ input: 0, output: 0 }] })
    const [first, other, second] = [stored([1, 2, 3, 4]), stored([0, 0, 0, 0]), stored([5, 6, 7, 8])]
    let looks = 0
    const inputs = Object.defineProperty([first, second], 0, { get: () => (looks++ === 0 ? first : other) })
    expect(() => addon().run(program, inputs, 'inline')).toThrow('run: the inputs have changed while they were read')
    for (const storage of [first, other, second]) expect(floats(storage)).toHaveLength(4)
  })

  it.each(modes)('keeps what is within an output or a donated input there, %s', mode => {
    const program = made({
      arenaBytes: 0,
      donations: [{ input: 1 }],
      // The first in the output that is stored last, the second in the input that has been read.
      temporaries: [
        { offset: 0, bytes: 16, within: 3 },
        { offset: 0, bytes: 16, within: 1 },
      ],
      steps: [
        { ...step, slots: [1, 4] },
        { ...step, slots: [4, 5] },
        { ...step, slots: [5, 2] },
        { ...step, slots: [0, 3] },
      ],
    })
    const [first, second] = addon().run(program, [stored([0, 1, 2, 3]), stored([1, 1, 1, 1])], mode)
    expect(floats(first as NativeStorage)).toEqual(Float32Array.of(40, 40, 40, 40))
    expect(floats(second as NativeStorage)).toEqual(Float32Array.of(1, 4, 7, 10))
  })

  it('takes no more memory from step to step, however many are queued', () => {
    const n = mebibyte
    const program = addon().createProgram([linked(affine)], {
      inputBytes: [4 * n],
      outputBytes: [4 * n],
      arenaBytes: 0,
      temporaries: [],
      pointerBytes: [],
      donations: [{ input: 0, output: 0 }],
      steps: [{ ...step, tasks: n, cost: 200_000 }],
    })
    let state = addon().allocate(4 * n)
    addon().write(state, new Uint8Array(4 * n))
    addon().trim()
    addon().resetPeak()
    const before = addon().memory().peak
    for (let i = 0; i < 200; i++) state = output(addon().run(program, [state], 'queued'))
    expect(floats(state)[n - 1]).toBe(Number.POSITIVE_INFINITY)
    expect(addon().memory().peak - before).toBeLessThan(mebibyte)
  })
})
