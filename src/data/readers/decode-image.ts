// Images from the bytes of files: JPEG, PNG, WebP, AVIF, TIFF and GIF, by sharp (libvips); the usual kind of JPEG by the addon where it is built, to
// the same bytes in a third of the time. Nothing is trusted: what is no image is told by its first bytes, pixels are counted before they are
// decoded, and a truncated image is an error, never a half.

import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { nativeKernels } from '../../runtime/native.js'
import { ArgumentError, LimitationError } from '../../support/errors.js'
import type { IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { readFileWith } from '../../support/read-file.js'
import { loadSharp } from '../../support/sharp.js'
import { show } from '../../support/show.js'
import { type Channels, type Image, luma } from '../images/image.js'

export interface DecodeOptions<C extends Channels = Channels, Depth extends 8 | 16 = 8 | 16> {
  /** 1: grey (ITU-R 601); 3: RGB, alpha left out; 4: RGB and alpha, opaque where there is none. Default 3. */
  readonly channels?: C
  /** Bits of a sample. Default 8. */
  readonly depth?: Depth
  /** The most pixels that an image may have. Default 2²⁷, some 134 million. */
  readonly maxPixels?: number
}

/** The image that the options ask for. */
export type Decoded<C extends Channels, Depth extends 8 | 16> = Image<C, Depth extends 16 ? 'uint16' : 'uint8'>

const mostPixels = 2 ** 27
/** More than any encoding of that many pixels needs. */
const mostBytes = 2 ** 30

const ascii = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end))

/** The format that the first bytes say. */
function formatOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'JPEG'
  if (ascii(bytes, 1, 8) === 'PNG\r\n\x1a\n') return 'PNG'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'WebP'
  if (ascii(bytes, 4, 8) === 'ftyp' && /^(avif|avis|mif1|msf1)/.test(ascii(bytes, 8, 12))) return 'AVIF'
  if (['II*\0', 'MM\0*'].includes(ascii(bytes, 0, 4))) return 'TIFF'
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return 'GIF'
  return undefined
}

/** libvips' reasons, which are many lines for one fault, as one. */
function describe(error: unknown): string {
  const [reason = ''] = error instanceof Error ? error.message.split('\n') : [String(error)]
  return reason.replace(/^Input (buffer|file) /i, 'the image ').replace(/^Input image /, 'the image ')
}

/**
 * An image from the bytes of its file. EXIF orientation is applied, CMYK and embedded profiles become sRGB; of an animation the first frame.
 * @returns Left with what is wrong when it is no image, a damaged or truncated one, or has too many pixels
 * @throws LimitationError (as a rejection) where sharp is needed and not installed
 */
export async function decodeImage<const C extends Channels = 3, const Depth extends 8 | 16 = 8>(
  bytes: Uint8Array,
  options: DecodeOptions<C, Depth> = {},
): Promise<Either<string, Decoded<C, Depth>>> {
  const { channels = 3, depth = 8, maxPixels = mostPixels } = given('decodeImage', options, ['channels', 'depth', 'maxPixels'])
  if (!(bytes instanceof Uint8Array)) throw new ArgumentError(`decodeImage: expected the bytes of a file, a Uint8Array; got ${show(bytes)}`)
  if (![1, 3, 4].includes(channels)) throw new ArgumentError(`decodeImage: channels must be 1, 3 or 4; got ${show(channels)}`)
  if (depth !== 8 && depth !== 16) throw new ArgumentError(`decodeImage: depth must be 8 or 16; got ${show(depth)}`)
  if (typeof maxPixels !== 'number' || !(maxPixels > 0))
    throw new ArgumentError(`decodeImage: maxPixels must be positive; got ${show(maxPixels)}`)
  if (formatOf(bytes) === undefined) return left('it is no JPEG, PNG, WebP, AVIF, TIFF or GIF image')
  try {
    const { width, height, samples } =
      (depth === 8 ? await decodedByAddon(bytes, maxPixels) : null) ?? (await decodedBySharp(bytes, channels, depth, maxPixels))
    const pixels = width * height
    // A grey image may stay one channel.
    const own = arranged(samples, pixels, samples.length / pixels, channels, depth)
    // The array of the dtype that the depth asks for.
    return right({ shape: [height, width, channels], dtype: depth === 8 ? 'uint8' : 'uint16', data: own } as unknown as Decoded<C, Depth>)
  } catch (error) {
    if (error instanceof LimitationError) throw error
    return left(describe(error))
  }
}

interface Samples {
  readonly width: number
  readonly height: number
  readonly samples: Uint8Array | Uint16Array
}

async function decodedByAddon(bytes: Uint8Array, maxPixels: number): Promise<Samples | null> {
  const decoded = await nativeKernels()?.decodeJpeg(bytes, Math.floor(Math.min(maxPixels, 2 ** 31)))
  return decoded == null ? null : { width: decoded.width, height: decoded.height, samples: decoded.data }
}

async function decodedBySharp(bytes: Uint8Array, channels: Channels, depth: 8 | 16, maxPixels: number): Promise<Samples> {
  const sharp = await loadSharp('images are decoded')
  const input = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', autoOrient: true })
  const coloured = input.toColourspace(depth === 8 ? 'srgb' : 'rgb16')
  const { data, info } = await (channels === 4 ? coloured.ensureAlpha() : coloured.removeAlpha())
    .raw({ depth: depth === 8 ? 'uchar' : 'ushort' })
    .toBuffer({ resolveWithObject: true })
  return {
    width: info.width,
    height: info.height,
    samples: depth === 8 ? data : new Uint16Array(data.buffer, data.byteOffset, data.length / 2),
  }
}

/** As many channels as are asked for. */
function arranged(samples: Uint8Array | Uint16Array, pixels: number, stored: number, channels: Channels, depth: 8 | 16) {
  if (stored === channels) return depth === 8 ? new Uint8Array(samples.buffer, samples.byteOffset, samples.length) : samples
  const own = depth === 8 ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels)
  if (channels === 1) {
    luma(samples, pixels, stored as Channels, own)
    return own
  }
  const [opaque, alphaAt] = [depth === 8 ? 255 : 65535, stored - 1]
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) own[i * channels + c] = samples[i * stored] as number
    if (channels === 4) own[i * 4 + 3] = stored === 2 ? (samples[i * stored + alphaAt] as number) : opaque
  }
  return own
}

/**
 * Reads an image file: `decodeImage` of its bytes.
 * @example
 * ```
 * const photo = await data.readImage('photo.jpg')   // Right(uint8[375, 500, 3])
 * ```
 */
export const readImage = <const C extends Channels = 3, const Depth extends 8 | 16 = 8>(
  path: string,
  options: DecodeOptions<C, Depth> = {},
): Promise<Either<IoError, Decoded<C, Depth>>> =>
  readFileWith(path, async file => {
    if (file.size > mostBytes) return left(`an image may have at most ${mostBytes} bytes; it has ${file.size}`)
    const decoded = await decodeImage(await file.read(0, file.size), options)
    return isLeft(decoded) ? left(decoded.left) : decoded
  })
