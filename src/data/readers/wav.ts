// Sound: RIFF WAVE files of PCM with 8, 16, 24 or 32 bits, or of floats with 32 or 64. Samples become float32 in [-1, 1).
// Source: Microsoft and IBM, "Multimedia programming interface and data specifications 1.0" (1991); WAVE_FORMAT_EXTENSIBLE (2001).

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { IoError } from '../../support/io-error.js'
import { type ReadableFile, readFileWith } from '../../support/read-file.js'
import type { NdArray } from '../nd-array.js'

export interface Sound {
  /** float32[channels, time]; integers divided by 2^(bits - 1). */
  readonly samples: NdArray<[channels: number, time: number], 'float32'>
  /** Samples a second. */
  readonly sampleRate: number
}

interface Format {
  readonly kind: 'pcm' | 'float'
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
}

const mostBytes = 2 ** 31
const [pcm, float, extensible] = [1, 3, 0xfffe]

function decodeFormat(view: DataView): Either<string, Format> {
  if (view.byteLength < 16) return left(`its format needs 16 bytes; it has ${view.byteLength}`)
  const tag = view.getUint16(0, true)
  // What is extended says its kind in the first two bytes of a longer name.
  const code = tag === extensible && view.byteLength >= 26 ? view.getUint16(24, true) : tag
  const [channels, sampleRate, bits] = [view.getUint16(2, true), view.getUint32(4, true), view.getUint16(14, true)]
  if (code !== pcm && code !== float) return left(`it is compressed (format ${code}); expected PCM (1) or floats (3)`)
  const kind = code === pcm ? 'pcm' : 'float'
  const allowed = kind === 'pcm' ? [8, 16, 24, 32] : [32, 64]
  if (!allowed.includes(bits)) return left(`samples must have ${allowed.join(', ')} bits; it has ${bits}`)
  if (channels === 0 || sampleRate === 0) return left(`it claims ${channels} channels at ${sampleRate} samples a second`)
  return right({ kind, channels, sampleRate, bits })
}

/** Reads the sample at a byte. */
function reader({ kind, bits }: Format): (view: DataView, at: number) => number {
  if (kind === 'float') return bits === 32 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true)
  switch (bits) {
    case 8:
      return (view, at) => (view.getUint8(at) - 128) / 2 ** 7
    case 16:
      return (view, at) => view.getInt16(at, true) / 2 ** 15
    case 24:
      return (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23
    default:
      return (view, at) => view.getInt32(at, true) / 2 ** 31
  }
}

function decodeSamples(bytes: Uint8Array, format: Format): Sound {
  const { channels, sampleRate, bits } = format
  const width = bits / 8
  const time = Math.floor(bytes.length / (width * channels))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const read = reader(format)
  const data = new Float32Array(channels * time)
  for (let t = 0, at = 0; t < time; t++) for (let c = 0; c < channels; c++, at += width) data[c * time + t] = read(view, at)
  return { samples: { shape: [channels, time], dtype: 'float32', data }, sampleRate }
}

const tagOf = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

async function decode(file: ReadableFile): Promise<Either<string, Sound>> {
  if (file.size > mostBytes) return left(`it may have at most ${mostBytes} bytes; it has ${file.size}`)
  const head = await file.read(0, Math.min(12, file.size))
  if (tagOf(head, 0) !== 'RIFF' || tagOf(head, 8) !== 'WAVE') return left('it is no WAVE file')
  let format: Format | undefined
  for (let at = 12; at + 8 <= file.size; ) {
    const chunk = await file.read(at, 8)
    const [tag, size] = [tagOf(chunk, 0), new DataView(chunk.buffer).getUint32(4, true)]
    const start = at + 8
    if (start + size > file.size)
      return left(`its part ${JSON.stringify(tag)} needs ${size} bytes; ${file.size - start} are left: it is cut off`)
    if (tag === 'fmt ') {
      const decoded = decodeFormat(new DataView((await file.read(start, Math.min(size, 40))).buffer))
      if (decoded._tag === 'Left') return decoded
      format = decoded.right
    }
    if (tag === 'data')
      return format === undefined
        ? left('its samples come before their format')
        : right(decodeSamples(await file.read(start, size), format))
    // Parts are padded to even lengths.
    at = start + size + (size % 2)
  }
  return left('it has no samples')
}

/**
 * Reads a WAVE file.
 * @returns samples float32[channels, time] and their rate; Left when it is no such file, is compressed, or is cut off
 */
export const readWav = (path: string): Promise<Either<IoError, Sound>> => readFileWith(path, decode)
