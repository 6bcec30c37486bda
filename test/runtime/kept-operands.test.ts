// Operands of products kept from call to call: fewer kernels once inputs come again, the same bits always, and nothing held that nobody can give again.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { check, integer, property } from 'fast-check'
import { conv2d, grad, jit, type Tensor, tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import type { NativeProgramSpec } from '../../src/runtime/addon-types.js'
import { withOperands } from '../../src/runtime/cpu/kept-operands.js'
import { addon, counted } from './counted-backend.js'

type Image = Tensor<[number, number, number, number], 'float32'>

const wave = (shape: Image['shape'], seed: number): Image =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 12.9898 + seed)),
    shape,
  )

const kernels = [0, 1, 2, 3, 4, 5, 6].map(seed => wave([40, 32, 3, 3], seed))
const image = (seed: number): Image => wave([1, 32, 12, 12], seed)
const conv = (x: Image, w: Image): Tensor<readonly number[], 'float32'> => conv2d(x, w, { padding: 1 })
/** Bits as a function gives them that has never seen the kernel. */
const fresh = (x: Image, w: Image): Float32Array => jit(conv)(x, w.add(0).sub(0) as Image).dataSync() as Float32Array

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
async function live(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise(resolve => setImmediate(resolve))
  }
  return addon.memory().live
}

describe('the windows of a convolution', () => {
  test('are transformed once a kernel comes again, and bits stay', () => {
    const [f, w = image(0)] = [jit(conv), kernels[0]]
    const expected = [0, 1, 2, 3].map(seed => fresh(image(seed), w))
    const counts: number[] = []
    const results = [0, 1, 2, 3].map(seed => {
      const { kernels, result } = counted(() => f(image(seed), w).dataSync())
      counts.push(kernels)
      return result
    })
    expect(results).toEqual(expected)
    expect(counts).toEqual([counts[0], (counts[0] ?? 0) - 1, (counts[0] ?? 0) - 1, (counts[0] ?? 0) - 1])
  })

  test('are transformed in every call where the kernel changes with it', () => {
    const f = jit((x: Image, w: Image) => grad((kernel: Image) => conv(x, kernel).square().mean() as Tensor<[], 'float32'>)(w))
    let w = wave([40, 32, 3, 3], 9)
    const counts = [0, 1, 2, 3].map(() => {
      const { kernels, result } = counted(() => w.sub(f(image(0), w)) as Image)
      w = result
      w.dataSync()
      return kernels
    })
    expect(new Set(counts.slice(1)).size).toBe(1)
  })

  test('follow the kernel, whichever comes', () => {
    const f = jit(conv)
    const expected = kernels.map(w => fresh(image(0), w))
    // More kernels than are kept, in any order, often the same again.
    check(
      property(integer({ min: 0, max: kernels.length - 1 }), i => {
        const w = kernels[i] ?? image(0)
        for (let again = 0; again < 3; again++) expect(f(image(0), w).dataSync()).toEqual(expected[i])
      }),
      { numRuns: 40 },
    )
  })

  test('of a kernel that the function has captured', () => {
    const w = kernels[1] ?? image(0)
    const f = jit((x: Image) => conv(x, w))
    const expected = fresh(image(1), w)
    for (let again = 0; again < 3; again++) expect(f(image(1)).dataSync()).toEqual(expected)
  })

  test('are not kept of a kernel that is given away', () => {
    const f = jit((x: Image, w: Image) => [conv(x, w), w.mul(2)] as const, { donate: [1] })
    const w = kernels[2] ?? image(0)
    const [once, twice] = [fresh(image(0), w), fresh(image(0), w.mul(2) as Image)]
    const [a, next] = f(image(0), w.mul(1) as Image)
    const [b] = f(image(0), next as Image)
    expect([a.dataSync(), b.dataSync()]).toEqual([once, twice])
  })

  test('go with the kernel', async () => {
    const f = jit(conv)
    const run = (): void => {
      const w = wave([256, 256, 3, 3], 5)
      for (let again = 0; again < 3; again++) f(wave([1, 256, 8, 8], 0) as Image, w).dataSync()
    }
    run()
    const before = await live()
    for (let i = 0; i < 3; i++) run()
    // Each would hold 4 MB of transformed windows.
    expect((await live()) - before).toBeLessThan(2 ** 21)
  })
})

test('slots of a program follow where operands become inputs', () => {
  const kernel = (slots: readonly number[]) => ({ op: 'kernel', symbol: 'f', slots, tasks: 1, scratchBytes: 0, cost: 1 }) as const
  const carry = { initial: 0, current: 6, next: 7, result: 2, spare: 5, bytes: 8 }
  // Inputs 0 and 1, output 2, temporaries 3 to 5, pointers 6 to 8.
  const spec: NativeProgramSpec = {
    inputBytes: [8, 16],
    outputBytes: [24],
    arenaBytes: 256,
    temporaries: [
      { offset: 0, bytes: 32 },
      { offset: 0, bytes: 40, within: 2 },
      { offset: 64, bytes: 48 },
    ],
    pointerBytes: [8, 8, 8],
    donations: [{ input: 0, output: 0 }],
    steps: [
      { op: 'stage', kernels: [kernel([0, 3]), kernel([1, 4])] },
      { op: 'copy', from: 4, to: 5, bytes: 8 },
      { op: 'loop', times: 3, carries: [carry], windows: [{ slice: 8, of: 5, start: 0, stride: 0 }], body: [kernel([3, 6, 7, 8])] },
      { op: 'while', condition: [kernel([6, 5])], holds: 5, carries: [carry], body: [kernel([4, 7])] },
      { op: 'branch', index: 1, branches: [[kernel([3])], [kernel([4])]] },
    ],
  }
  const moved = { ...carry, result: 3, spare: 5 }
  expect(withOperands(spec, [{ step: 0, kernel: 0, input: 0, slot: 3 }])).toEqual({
    inputBytes: [8, 16, 160],
    outputBytes: [24],
    arenaBytes: 256,
    temporaries: [
      { offset: 0, bytes: 40, within: 3 },
      { offset: 64, bytes: 48 },
    ],
    pointerBytes: [8, 8, 8],
    donations: [{ input: 0, output: 0 }],
    steps: [
      kernel([1, 4]),
      { op: 'copy', from: 4, to: 5, bytes: 8 },
      { op: 'loop', times: 3, carries: [moved], windows: [{ slice: 8, of: 5, start: 0, stride: 0 }], body: [kernel([2, 6, 7, 8])] },
      { op: 'while', condition: [kernel([6, 5])], holds: 5, carries: [moved], body: [kernel([4, 7])] },
      { op: 'branch', index: 1, branches: [[kernel([2])], [kernel([4])]] },
    ],
  })
})
