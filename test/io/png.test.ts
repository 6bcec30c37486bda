// Encoded pictures, taken apart by an independent reading of the format.

import { crc32, inflateSync } from 'node:zlib'
import { encodePng } from 'tenet/io'
import { describe, expect, test } from 'vitest'

/** The chunks by type, their lengths and checksums verified. */
function chunks(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const png = Buffer.from(bytes)
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const found = new Map<string, Buffer>()
  let at = 8
  while (at < png.length) {
    const length = png.readUInt32BE(at)
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)))
    found.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  expect(at).toBe(png.length)
  return found
}

describe('encodePng', () => {
  test.each([
    [1, 0],
    [3, 2],
    [4, 6],
  ] as const)('%i channels', (channels, colourType) => {
    const [width, height] = [5, 3]
    const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256)
    const parts = chunks(encodePng({ width, height, channels, data }))
    expect([...parts.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect([...(parts.get('IHDR') ?? [])]).toEqual([0, 0, 0, width, 0, 0, 0, height, 8, colourType, 0, 0, 0])
    const rows = inflateSync(parts.get('IDAT') ?? Buffer.of())
    const stride = width * channels
    expect(rows.length).toBe((stride + 1) * height)
    for (let y = 0; y < height; y++) {
      expect(rows[y * (stride + 1)]).toBe(0)
      expect([...rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1))]).toEqual([...data.subarray(y * stride, (y + 1) * stride)])
    }
  })

  test('refuses what is no picture', () => {
    const data = new Uint8Array(6)
    expect(() => encodePng({ width: 0, height: 2, channels: 1, data })).toThrow('sides must be positive integers; got 0x2')
    expect(() => encodePng({ width: 1.5, height: 4, channels: 1, data })).toThrow('sides must be positive integers; got 1.5x4')
    expect(() => encodePng({ width: 2, height: 2, channels: 1, data })).toThrow('expected 4, got 6')
  })
})
