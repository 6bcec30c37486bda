// Pictures: PNG encoding of 8-bit samples, for curves and sheets of digits.
// Source: PNG specification, third edition, W3C (2025); the deflate stream and its checksums are Node's zlib.

import { crc32, deflateSync } from 'node:zlib'
import { ArgumentError } from '../support/errors.js'

export interface Picture {
  readonly width: number
  readonly height: number
  /** Samples a pixel: grey, RGB or RGBA. */
  readonly channels: 1 | 3 | 4
  /** height · width · channels samples, row by row from the top, the channels of a pixel together. */
  readonly data: Uint8Array
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const colourTypes = { 1: 0, 3: 2, 4: 6 } as const
/** Widths and heights are 31-bit in the format. */
const longestSide = 2 ** 31 - 1

/** Length, type, content, and the checksum of type and content. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(content, 8)
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)))
  return bytes
}

function header({ width, height, channels }: Picture): Uint8Array {
  const bytes = new Uint8Array(13)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  const bitDepth = 8
  // The three zeros that follow: deflate, the standard filters, no interlacing.
  bytes.set([bitDepth, colourTypes[channels]], 8)
  return bytes
}

/** Each row is preceded by its filter; 0 is none, which suits charts and digits. */
function scanlines({ width, height, channels, data }: Picture): Uint8Array {
  const stride = width * channels
  const bytes = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) bytes.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  return bytes
}

/**
 * A picture as the bytes of a PNG file.
 * @throws ArgumentError when the sides are not positive integers, or the number of samples is not height · width · channels
 * @example
 * ```
 * await writeFile('digit.png', encodePng({ width: 28, height: 28, channels: 1, data: pixels }))
 * ```
 * @source PNG specification, third edition, W3C, 2025
 */
export function encodePng(picture: Picture): Uint8Array {
  const { width, height, channels, data } = picture
  const isSide = (side: number): boolean => Number.isInteger(side) && side > 0 && side <= longestSide
  if (!isSide(width) || !isSide(height)) throw new ArgumentError(`encodePng: sides must be positive integers; got ${width}x${height}`)
  if (colourTypes[channels] === undefined)
    throw new ArgumentError(`encodePng: channels must be 1 (grey), 3 (RGB) or 4 (RGBA); got ${channels}`)
  if (data.length !== width * height * channels)
    throw new ArgumentError(
      `encodePng: data must have height·width·channels samples; expected ${width * height * channels}, got ${data.length}`,
    )
  const chunks = [chunk('IHDR', header(picture)), chunk('IDAT', deflateSync(scanlines(picture))), chunk('IEND', new Uint8Array())]
  return Buffer.concat([signature, ...chunks])
}
