// What `explain` says of the memory of arguments is what the program does with it.

import { availableDevices, complex, explain, jit, type Tensor, useDevice, zeros } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ArgumentReport } from '../../src/explain/index.js'

type Matrix = Tensor<[8, 8], 'float32'>
const params = () => ({ w: zeros([8, 8]), b: zeros([8]) })
const x = zeros([4, 8])

const step = (p: ReturnType<typeof params>, y: typeof x) => {
  const loss = y.matmul(p.w).add(p.b).square().sum()
  return { w: p.w.sub(loss), b: p.b.sub(loss), loss }
}

/** What is said of each argument. */
const said = (explained: { readonly compilation: { readonly memory: { readonly args: readonly ArgumentReport[] } } | null }) =>
  (explained.compilation?.memory.args ?? []).map(({ name, memory, why }) => `${name} ${memory}: ${why}`)

describe.skipIf(!availableDevices().includes('cpu'))('the memory of arguments', () => {
  beforeAll(() => useDevice('cpu'))

  test('of a plain function: what could take its place, or why nothing can', () => {
    expect(said(explain(step)(params(), x))).toEqual([
      'arg0.w donatable: there could be result.w in its memory',
      'arg0.b donatable: there could be result.b in its memory',
      'arg1 kept: no result has 128 B',
    ])
  })

  test('of a jitted one: what does', () => {
    const explained = explain(jit(step, { donate: [0] }))(params(), x)
    expect(said(explained)).toEqual([
      'arg0.w donated: result.w in its memory',
      'arg0.b donated: result.b in its memory',
      'arg1 kept: no result has 128 B',
    ])
    const kept = explain(jit(step))(params(), x)
    expect(kept.compilation?.memory.peakBytes).toBe((explained.compilation?.memory.peakBytes ?? 0) + 8 * 8 * 4 + 8 * 4)
    expect(`${explained}`).toMatch(/memory of the arguments\n {2}arg0\.w +float32\[8,8\] +256 B +donated +result\.w in its memory\n/)
    expect(explained.toHtml()).toContain('result.w in its memory')
  })

  test('that is given in vain', () => {
    const wasted = jit((a: Matrix, b: typeof x) => [a.sum(), b.mul(2)] as const, { donate: [0] })
    expect(said(explain(wasted)(zeros([8, 8]), x))).toEqual([
      'arg0 donated: nothing in its memory: no result has 256 B',
      'arg1 donatable: there could be result.1 in its memory',
    ])
  })

  test('that is returned, read too late, a part of a complex number, or not needed for another is', () => {
    expect(said(explain((a: Matrix, b: Matrix) => [a, b.mul(2)] as const)(zeros([8, 8]), zeros([8, 8])))).toEqual([
      'arg0 kept: it is returned as it is',
      'arg1 donatable: there could be result.1 in its memory',
    ])
    expect(said(explain((a: Matrix) => a.matmul(a))(zeros([8, 8])))).toEqual([
      'arg0 kept: it is still read when results of its size are stored',
    ])
    expect(said(explain((a: Matrix, b: Matrix) => a.add(b))(zeros([8, 8]), zeros([8, 8])))).toEqual([
      'arg0 donatable: there could be result in its memory',
      'arg1 kept: results of its size take the places of other arguments',
    ])
    expect(said(explain((z: ReturnType<typeof pair>) => z.mul(2))(pair()))).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('kept: it is a part of a complex tensor')),
    )
  })

  test('of what is captured nothing is said', () => {
    const w = zeros([8, 8]).add(1)
    w.dataSync()
    expect(said(explain((y: typeof x) => y.matmul(w))(x))).toHaveLength(1)
  })
})

const pair = () => complex(zeros([3]), zeros([3]))
