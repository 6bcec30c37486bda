// The addon's JPEG decoder: libjpeg's bytes for what it decodes, nothing for all else, and no crash whatever the file holds.

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import sharp, { type JpegOptions, type OutputInfo } from 'sharp'
import { describe, expect, it } from 'vitest'
import type { DecodedPixels, ImageDecoder } from '../../src/runtime/data-kernels.js'
import { nativeKernels } from '../../src/runtime/native.js'

interface Case extends Omit<DecodedPixels, 'data'> {
  readonly name: string
  readonly file: string
  readonly pixels: string
}
const golden: readonly Case[] = JSON.parse(readFileSync(new URL('../../test/golden/jpeg/jpeg.json', import.meta.url), 'utf8'))
const most = 2 ** 27
const native = nativeKernels() as ImageDecoder
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))

/** A picture with soft and hard edges, as a function of a few numbers. */
const picture = (height: number, width: number, channels: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const [x, y, c] = [Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels]
    const wave = 127 + 100 * Math.sin(x / (3 + (seed % 7)) + y / 5 + c)
    return (x * 7 + y * 3 + seed) % 23 === 0 ? 255 - wave : wave
  })

const encoded = (height: number, width: number, channels: 1 | 3, options: JpegOptions, seed = 1): Promise<Buffer> =>
  sharp(picture(height, width, channels, seed), { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .jpeg(options)
    .toBuffer()

/** As sharp decodes it; nothing where it refuses. */
async function bySharp(file: Uint8Array): Promise<{ readonly data: Buffer; readonly info: OutputInfo } | null> {
  try {
    return await sharp(file, { failOn: 'error' }).raw().toBuffer({ resolveWithObject: true })
  } catch {
    return null
  }
}

describe.runIf(native !== null)('JPEG', () => {
  it.each(golden.map(each => [each.name, each] as const))(
    '%s, as Pillow reads it',
    async (_name, { file, pixels, width, height, channels }) => {
      const decoded = await native.decodeJpeg(bytesOf(file), most)
      expect(decoded).toMatchObject({ width, height, channels })
      expect(Buffer.compare(decoded?.data ?? new Uint8Array(), bytesOf(pixels))).toBe(0)
    },
  )

  it('of any size, as sharp reads it', async () => {
    const options = fc.record({
      quality: fc.integer({ min: 1, max: 100 }),
      chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
      optimiseCoding: fc.boolean(),
    })
    // Small images are decoded at once, others on another thread.
    const side = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 130, max: 200 }))
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(1 as const, 3 as const),
        options,
        fc.nat(1000),
        async (height, width, channels, how, seed) => {
          const file = await encoded(height, width, channels, how, seed)
          const [ours, theirs] = [await native.decodeJpeg(file, most), await bySharp(file)]
          expect(ours).toMatchObject({ width, height, channels })
          // What is grey has three channels there, all alike.
          const expected = theirs?.data.filter((_, i) => channels === 3 || i % 3 === 0)
          expect(Buffer.compare(ours?.data ?? new Uint8Array(), expected ?? new Uint8Array())).toBe(0)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('leaves other kinds to others', async () => {
    const file = await encoded(20, 30, 3, { quality: 80 })
    expect(await native.decodeJpeg(file, 599)).toBeNull()
    expect(await native.decodeJpeg(file, 600)).not.toBeNull()
    for (const other of [
      await encoded(20, 30, 3, { progressive: true }),
      await sharp(file).png().toBuffer(),
      await sharp(file).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      await sharp(file).withIccProfile('p3').jpeg().toBuffer(),
      await sharp(file).toColourspace('cmyk').jpeg().toBuffer(),
      new Uint8Array(),
      Uint8Array.of(0xff, 0xd8),
    ])
      expect(await native.decodeJpeg(other, most)).toBeNull()
  })

  it('is decoded whole or not at all', async () => {
    const file = await encoded(40, 60, 3, { quality: 80 })
    for (let length = 0; length < file.length; length += 7) expect(await native.decodeJpeg(file.subarray(0, length), most)).toBeNull()
    // Far more pixels than the file can fill.
    const claims = Uint8Array.from(file)
    const size = file.indexOf(Buffer.of(0xff, 0xc0))
    claims.set([0xff, 0xff, 0xff, 0xff], size + 5)
    expect(await native.decodeJpeg(claims, 2 ** 31)).toBeNull()
  })

  it('of any sampling is decoded or not, without a crash', async () => {
    const file = Uint8Array.from(await encoded(40, 60, 3, { quality: 80 }))
    const sampling = Buffer.from(file).indexOf(Buffer.of(0xff, 0xc0)) + 11
    expect(file[sampling]).toBe(0x22)
    for (let value = 0; value < 256; value++) {
      file[sampling] = value
      expect((await native.decodeJpeg(file, most)) !== null).toBe(value === 0x22)
    }
  })

  it('of damaged files is what sharp makes of them, or nothing', async () => {
    const file = await encoded(24, 40, 3, { quality: 60 })
    let differing = 0
    const place = fc.oneof(fc.nat(file.length - 1), fc.integer({ min: 600, max: file.length - 1 }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 }), async changes => {
        const damaged = Uint8Array.from(file)
        for (const [at, value] of changes) damaged[at] = value
        const ours = await native.decodeJpeg(damaged, most)
        if (ours === null) return
        const theirs = await bySharp(damaged)
        if (theirs === null) throw new Error('decoded here, refused there')
        expect([ours.width, ours.height]).toEqual([theirs.info.width, theirs.info.height])
        // One in some thousands of these files has levels that no picture has, which decoders cut off each in its own way.
        if (Buffer.compare(ours.data, theirs.data) !== 0) differing++
      }),
      { numRuns: 500 },
    )
    expect(differing).toBeLessThanOrEqual(5)
  })

  it('refuses what are no bytes', () => {
    expect(() => native.decodeJpeg('text' as never, most)).toThrow('decodeJpeg: file: expected a Uint8Array')
    expect(() => native.decodeJpeg(new Uint8Array(4), Number.NaN)).toThrow('decodeJpeg: most pixels: expected a whole number')
  })
})
