// The addon's pixel kernels: the same bytes as their reference for any image, and nothing read or written beyond what was given.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { referenceKernels } from '../../src/data/images/reference-kernels.js'
import type { PixelKernels, ResampleWeights } from '../../src/runtime/data-kernels.js'
import { nativeKernels } from '../../src/runtime/native.js'

const native = nativeKernels() as PixelKernels

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length, size: 'max' })

interface Picture {
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
  readonly channels: number
}

const picture = (channels: readonly number[]): fc.Arbitrary<Picture> =>
  fc
    .record({ height: fc.integer({ min: 1, max: 20 }), width: fc.integer({ min: 1, max: 40 }), channels: fc.constantFrom(...channels) })
    .chain(({ height, width, channels: n }) => bytes(height * width * n).map(data => ({ data, height, width, channels: n })))

/** Any weights: those of filters are some of them. Their sums times a byte stay below 2³¹, as those of filters do. */
function weights(from: number): fc.Arbitrary<ResampleWeights> {
  const position = fc.integer({ min: 0, max: from - 1 }).chain(start =>
    fc.record({
      start: fc.constant(start),
      values: fc.array(fc.integer({ min: -(2 ** 21), max: 2 ** 21 }), { minLength: 1, maxLength: Math.min(4, from - start) }),
    }),
  )
  const same: ResampleWeights = {
    starts: Int32Array.from({ length: from }, (_, i) => i),
    counts: new Int32Array(from).fill(1),
    width: 1,
    weights: new Int32Array(from).fill(2 ** 22),
    same: true,
  }
  const any = fc.array(position, { minLength: 1, maxLength: 30 }).map((list): ResampleWeights => {
    const width = 4
    const values = new Int32Array(width * list.length)
    for (const [i, each] of list.entries()) values.set(each.values, width * i)
    return {
      starts: Int32Array.from(list, ({ start }) => start),
      counts: Int32Array.from(list, each => each.values.length),
      width,
      weights: values,
      same: false,
    }
  })
  return fc.oneof(fc.constant(same), any)
}

/** What a kernel writes, the same by both. */
function agree<T extends Uint8Array | Float32Array>(create: () => T, run: (kernels: PixelKernels, target: T) => void): void {
  const [expected, got] = [create(), create()]
  run(referenceKernels, expected)
  run(native, got)
  const at = got.findIndex((value, i) => value !== expected[i])
  expect(at === -1 ? 'equal' : `${got[at]} at ${at}, where the reference has ${expected[at]}`).toBe('equal')
}

describe.runIf(native !== null)('pixel kernels', () => {
  const colours = picture([3, 4])
  const all = picture([1, 3, 4])

  it('resample as the reference does', () => {
    fc.assert(
      fc.property(
        all.chain(whole =>
          fc
            .record({ top: fc.nat(whole.height - 1), left: fc.nat(whole.width - 1) })
            .chain(({ top, left }) =>
              fc.tuple(fc.constant({ whole, top, left }), weights(whole.width - left), weights(whole.height - top)),
            ),
        ),
        ([{ whole, top, left }, across, down]) => {
          const { data, channels, height, width } = whole
          const stride = width * channels
          agree(
            () => new Uint8Array(across.starts.length * down.starts.length * channels),
            (kernels, target) =>
              kernels.resample(data, stride, top * stride + left * channels, height - top, width - left, channels, across, down, target),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it('map, mirror and separate channels as the reference does', () => {
    fc.assert(
      fc.property(all, bytes(1024), ({ data, width, channels }, tables) => {
        const own = tables.subarray(0, 256 * channels)
        agree(
          () => new Uint8Array(data.length),
          (kernels, target) => kernels.mapBytes(data, own, channels, target),
        )
        agree(
          () => new Uint8Array(data.length),
          (kernels, target) => kernels.mirror(data, width, channels, target),
        )
        const floats = Float32Array.from(own, value => value / 7)
        agree(
          () => new Float32Array(data.length),
          (kernels, target) => kernels.toPlanes(data, floats, channels, target),
        )
        expect(native.sumGrey(data, channels)).toBe(referenceKernels.sumGrey(data, channels))
      }),
    )
  })

  it('change colours as the reference does', () => {
    const ratio = fc.oneof(fc.constantFrom(0, 1, 2), fc.double({ min: 0, max: 3, noNaN: true }))
    const shift = fc.oneof(fc.constantFrom(-0.5, 0, 0.5, 1 / 6), fc.double({ min: -0.5, max: 0.5, noNaN: true }))
    fc.assert(
      fc.property(colours, ratio, shift, ({ data, channels }, r, s) => {
        agree(
          () => new Uint8Array(data.length),
          (kernels, target) => kernels.mixWithGrey(data, channels, r, target),
        )
        agree(
          () => new Uint8Array(data.length),
          (kernels, target) => kernels.turnHue(data, channels, s, target),
        )
      }),
    )
  })

  it('turn every colour as the reference does', () => {
    // All pairs of samples, beside every seventh third.
    const data = new Uint8Array(256 * 256 * 37 * 3)
    let at = 0
    for (let r = 0; r < 256; r++) for (let g = 0; g < 256; g++) for (let b = 0; b < 256; b += 7, at += 3) data.set([r, g, b], at)
    agree(
      () => new Uint8Array(data.length),
      (kernels, target) => kernels.turnHue(data, 3, 0.1, target),
    )
    agree(
      () => new Uint8Array(data.length),
      (kernels, target) => kernels.mixWithGrey(data, 3, 0.7, target),
    )
  })

  it('refuse what does not fit together', () => {
    const [source, target] = [new Uint8Array(12), new Uint8Array(12)]
    const same: ResampleWeights = {
      starts: Int32Array.of(0, 1),
      counts: Int32Array.of(1, 1),
      width: 1,
      weights: Int32Array.of(1, 1),
      same: false,
    }
    expect(() => native.mapBytes(source, new Uint8Array(256), 3, target)).toThrow(
      'mapBytes: expected a table of 256 bytes for each channel',
    )
    expect(() => native.mapBytes(source, new Uint8Array(768), 3, new Uint8Array(11))).toThrow('mapBytes: target: expected 12 bytes, got 11')
    expect(() => native.mapBytes(source, new Uint8Array(512), 2, target)).toThrow('mapBytes: channels: expected 1, 3 or 4, got 2')
    expect(() => native.sumGrey(new Uint8Array(11), 3)).toThrow('sumGrey: expected whole pixels of 3 bytes, got 11 bytes')
    expect(() => native.mirror(source, 3, 3, target)).toThrow('mirror: expected whole rows')
    expect(() => native.turnHue(source, 3, Number.NaN, target)).toThrow('turnHue: shift: out of range')
    expect(() => native.mixWithGrey(source, 1, 1, target)).toThrow('mixWithGrey: channels: expected a whole number from 3 to 4, got 1')
    expect(() => native.toPlanes(source, new Float32Array(768), 3, new Float32Array(11))).toThrow('a number for each byte')
    expect(() => native.resample(source, 6, 0, 3, 2, 3, same, same, target)).toThrow('the region reaches beyond the source')
    expect(() => native.resample(source, 6, 0, 2, 2, 3, { ...same, counts: Int32Array.of(1, 2), width: 2 }, same, target)).toThrow(
      'resample: across',
    )
    expect(() => native.resample(source, 6, 0, 2, 2, 3, { ...same, starts: Int32Array.of(0, -1) }, same, target)).toThrow(
      'resample: across: position 1 reads beyond the source',
    )
    expect(() => native.resample(source, 6, 0, 2, 2, 3, { ...same, weights: new Float32Array(2) as never }, same, target)).toThrow(
      'resample: across.weights: expected an Int32Array',
    )
  })
})
