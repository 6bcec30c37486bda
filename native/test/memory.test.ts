// Memory: sizes are checked, failures are RangeErrors, and loops of any kind keep what they hold flat.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { NativeStorage } from '../../src/runtime/addon-types.js'
import { addon, affine, linked, mapProgram, native, output, stored } from './kernels.js'

const mebibyte = 2 ** 20

describe.runIf(native.ok)('storages', () => {
  it.each([0, 1, 63, 64, 65, 4096, 100_000, 131_073, 5 * mebibyte])('hold %i bytes', bytes => {
    const storage = addon().allocate(bytes)
    const data = Uint8Array.from({ length: bytes }, (_, i) => i * 7)
    addon().write(storage, data)
    const back = new Uint8Array(bytes)
    addon().read(storage, back)
    expect(addon().byteLength(storage)).toBe(bytes)
    expect(Buffer.compare(back, data)).toBe(0)
  })
  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300])('refuse a size of %d', bytes => {
    expect(() => addon().allocate(bytes)).toThrow(RangeError)
  })
  it.each([1e15, 2 ** 53 - 1, 2 ** 47])('refuse %d bytes that cannot be had, and go on', bytes => {
    expect(() => addon().allocate(bytes)).toThrow(RangeError)
    expect(addon().byteLength(addon().allocate(64))).toBe(64)
  })
  it('refuse a program whose output or arena cannot be had', () => {
    const step = { op: 'kernel' as const, symbol: 'affine', slots: [0, 1], tasks: 1, scratchBytes: 0, cost: 1 }
    const spec = { inputBytes: [4], outputBytes: [4], arenaBytes: 0, temporaries: [], pointerBytes: [], steps: [step] }
    const module = linked(affine)
    for (const huge of [{ outputBytes: [1e15] }, { arenaBytes: 1e15 }, { steps: [{ ...step, scratchBytes: 1e15 }] }]) {
      const program = addon().createProgram([module], { ...spec, ...huge })
      expect(() => addon().run(program, [stored([1])], 'inline')).toThrow(RangeError)
      expect(() => addon().run(program, [stored([1])], 'queued')).toThrow(RangeError)
    }
  })
  it('refuse views that are too long or no bytes', () => {
    const storage = addon().allocate(16)
    expect(() => addon().write(storage, new Uint8Array(17))).toThrow(RangeError)
    expect(() => addon().read(storage, new Uint8Array(17))).toThrow(RangeError)
    for (const bad of [undefined, 'text', [1], new Float32Array(2), new ArrayBuffer(4), new DataView(new ArrayBuffer(4))]) {
      expect(() => addon().write(storage, bad as never)).toThrow(TypeError)
      expect(() => addon().read(storage, bad as never)).toThrow(TypeError)
      expect(() => addon().write(bad as never, new Uint8Array(1))).toThrow(TypeError)
      expect(() => addon().byteLength(bad as never)).toThrow(TypeError)
      expect(() => addon().settled(bad as never)).toThrow(TypeError)
    }
  })
  it('survive a detached array', () => {
    const bytes = new Uint8Array(16)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    expect(() => addon().write(addon().allocate(16), bytes)).not.toThrow()
  })
})

describe.runIf(native.ok)('reclaiming', () => {
  const peakOf = (work: () => void): number => {
    addon().trim()
    addon().resetPeak()
    const before = addon().memory().peak
    work()
    return addon().memory().peak - before
  }

  it.each(['inline', 'queued', 'measured'] as const)('keeps 10,000 results of 4 MB flat without an event loop, %s', mode => {
    const n = mebibyte
    const program = mapProgram(linked(affine), 'affine', n, 200_000)
    const input = addon().allocate(n * 4)
    const peak = peakOf(() => {
      for (let i = 0; i < 10_000; i++) addon().run(program, [input], mode)
    })
    expect(peak).toBeLessThan(600 * mebibyte)
  })
  it('keeps two million small storages flat', () => {
    const peak = peakOf(() => {
      for (let i = 0; i < 2_000_000; i++) addon().allocate(16)
    })
    expect(peak).toBeLessThan(100 * mebibyte)
  })
  it('keeps reachable storages, however many, and gives them back', () => {
    const kept: NativeStorage[] = []
    for (let i = 0; i < 100_000; i++) kept.push(stored([i]))
    const back = new Float32Array(1)
    for (let i = 0; i < kept.length; i += 997) {
      addon().read(kept[i] as NativeStorage, new Uint8Array(back.buffer))
      expect(back[0]).toBe(i)
    }
  })
  it('lets a program in flight keep its code and its buffers', () => {
    const n = 4096
    const last = (() => {
      const program = mapProgram(linked(affine), 'affine', n, 1)
      return output(addon().run(program, [stored(new Float32Array(n).fill(2))], 'queued'))
    })()
    for (let i = 0; i < 200_000; i++) addon().allocate(n)
    const back = new Float32Array(n)
    addon().read(last, new Uint8Array(back.buffer))
    expect(back.every(value => value === 7)).toBe(true)
  })
  // What is dropped comes back with the garbage collection that is asked for; untouched memory costs nothing.
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const rounds = (count: number, ...bytes: readonly number[]): void => {
    for (let i = 0; i < count; i++) {
      expect(bytes.map(each => addon().byteLength(addon().allocate(each)))).toEqual(bytes)
      collect()
      addon().allocate(64)
    }
  }
  it('maps nothing anew for a loop over large arrays', () => {
    addon().trim()
    rounds(5, 300 * mebibyte, 400 * mebibyte)
    const { allocations } = addon().memory()
    rounds(30, 300 * mebibyte, 400 * mebibyte)
    expect(addon().memory().allocations - allocations).toBeLessThan(5)
  })
  it('forgets a crest, and gives back what nobody takes again', () => {
    addon().trim()
    rounds(3, 300 * mebibyte, 400 * mebibyte)
    expect(addon().memory().pooled).toBeGreaterThan(690 * mebibyte)
    rounds(100, 80 * mebibyte)
    expect(addon().memory().pooled).toBeLessThan(350 * mebibyte)
  })
  it('gives everything pooled back on trim', () => {
    for (let i = 0; i < 100; i++) addon().allocate(mebibyte)
    addon().trim()
    expect(addon().memory().pooled).toBeLessThan(4 * mebibyte)
  })
})
