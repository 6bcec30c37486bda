// Stages: several kernels dealt out to threads together. The results are those of one after the other, however many threads there are, and whatever is
// wrong with one is refused.
import { afterEach, describe, expect, it } from 'vitest'
import type { NativeKernelStep, NativeProgramSpec, NativeStep } from '../../src/runtime/addon-types.js'
import { addon, affine, floats, linked, native, output, slow, stored } from './kernels.js'

const threadsBefore = native.ok ? native.addon.threads() : 1
afterEach(() => {
  if (native.ok) native.addon.setThreads(threadsBefore)
})

const kernel = (from: number, to: number, tasks: number, cost: number, symbol = 'affine'): NativeKernelStep => ({
  op: 'kernel',
  symbol,
  slots: [from, to],
  tasks,
  scratchBytes: 0,
  cost,
})
const spec = (steps: readonly NativeStep[], outputs = 2, bytes = 16): NativeProgramSpec => ({
  inputBytes: [bytes],
  outputBytes: new Array<number>(outputs).fill(bytes),
  arenaBytes: 0,
  temporaries: [],
  pointerBytes: [],
  steps,
})
const stage = (...kernels: readonly NativeKernelStep[]): NativeStep => ({ op: 'stage', kernels })

describe.runIf(native.ok)('stages', () => {
  const good = kernel(0, 1, 4, 1)
  it.each<[string, unknown, RegExp]>([
    ['no kernels', [], /createProgram: steps\[0\]\.kernels: from 1 to 256 are due; got 0/],
    ['too many', new Array(257).fill(good), /kernels: from 1 to 256 are due; got 257/],
    ['nothing at all', undefined, /steps\[0\]\.kernels: expected an array, got undefined/],
    ['a kernel that is none', [good, null], /steps\[0\]\.kernels\[1\]: expected an object, got null/],
    ['what is missing', [good, undefined, good], /steps\[0\]\.kernels\[1\]: expected an object, got undefined/],
    ['a missing function', [good, { ...good, symbol: 'none' }], /steps\[0\]\.kernels\[1\]: no module defines the function 'none'/],
    ['a slot out of range', [good, { ...good, slots: [0, 3] }], /steps\[0\]\.kernels\[1\]: slots must be below 3; got 3/],
    ['no tasks', [{ ...good, tasks: 0 }], /kernels\[0\]\.tasks/],
    ['NaN cost', [{ ...good, cost: Number.NaN }], /kernels\[0\]\.cost/],
    ['a stage of stages', [{ op: 'stage', kernels: [good] }], /kernels\[0\]\.op: expected 'kernel', got "stage"/],
  ])('with %s are refused', (_name, kernels, message) => {
    const module = linked(affine)
    expect(() => addon().createProgram([module], spec([{ op: 'stage', kernels } as never]))).toThrow(message)
  })

  it('passes on what a getter throws', () => {
    const kernels = Object.defineProperty([good], 0, {
      get: () => {
        throw new RangeError('mine')
      },
    })
    const module = linked(affine)
    expect(() => addon().createProgram([module], spec([{ op: 'stage', kernels } as never]))).toThrow(/mine/)
  })

  it('give what their kernels give, with any costs, tasks and threads', () => {
    const n = 2053
    const module = linked(affine, slow)
    const costs = [0, 1, 4_000, 30_000, 2_000_000, 1e300, Number.POSITIVE_INFINITY]
    const kernels = costs.map((cost, i) => kernel(0, i + 1, n, cost, i % 2 === 0 ? 'affine' : 'slow'))
    const input = stored(Float32Array.from({ length: n }, (_, i) => Math.sin(i) + 2))
    const apart = addon().createProgram([module], spec(kernels, costs.length, n * 4))
    const reference = addon().run(apart, [input], 'inline').map(floats)
    const program = addon().createProgram([module], spec([stage(...kernels), stage(...kernels.toReversed())], costs.length, n * 4))
    for (const threads of [1, 2, 3, 7, 2]) {
      addon().setThreads(threads)
      for (const mode of ['inline', 'queued'] as const) expect(addon().run(program, [input], mode).map(floats)).toEqual(reference)
    }
  })

  it('run before what comes after them, in every round of a loop', () => {
    // A round: a = 3x + 1 and b = 3x + 1 at once, then the next x = 3a + 1 and c = 3b + 1 at once.
    const [input, result, c, spare, a, b, current, next] = [0, 1, 2, 3, 4, 5, 6, 7]
    const program = addon().createProgram([linked(affine)], {
      ...spec([
        {
          op: 'loop',
          times: 3,
          carries: [{ initial: input, current, next, result, spare, bytes: 16 }],
          windows: [],
          body: [stage(kernel(current, a, 4, 1e6), kernel(current, b, 4, 1e6)), stage(kernel(a, next, 4, 1e6), kernel(b, c, 4, 1e6))],
        },
      ]),
      arenaBytes: 192,
      temporaries: [0, 64, 128].map(offset => ({ offset, bytes: 16 })),
      pointerBytes: [16, 16],
    })
    const results = addon()
      .run(program, [stored([0, 1, 2, 3])], 'queued')
      .map(floats)
    expect(results).toEqual([0, 1].map(() => Float32Array.of(364, 1093, 1822, 2551)))
  })

  it('of most kernels run', () => {
    const kernels = Array.from({ length: 256 }, (_, i) => kernel(0, i + 1, 4, 1e9))
    const program = addon().createProgram([linked(affine)], spec([stage(...kernels)], 256))
    for (const result of addon().run(program, [stored([0, 1, 2, 3])], 'inline'))
      expect(floats(result)).toEqual(Float32Array.of(1, 4, 7, 10))
  })

  it('of a single kernel are that kernel', () => {
    const program = addon().createProgram([linked(affine)], spec([stage(good)], 1))
    expect(floats(output(addon().run(program, [stored([0, 1, 2, 3])], 'inline')))).toEqual(Float32Array.of(1, 4, 7, 10))
  })
})
