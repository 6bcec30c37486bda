// IDX, the format of MNIST: two zero bytes, a code for the elements, the number of axes, the sizes as big-endian u32, then the elements,
// big-endian. Nothing is trusted: the header is read first, and no more is allocated than the file can hold.
// Source: "The MNIST database of handwritten digits", LeCun, Cortes, Burges (1998).

import { constants, gunzip, gunzipSync } from 'node:zlib'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type ArrayType, bytesOf, type HostArray } from '../../core/array-type.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import type { IoError } from '../../support/io-error.js'
import { type ReadableFile, readFileWith } from '../../support/read-file.js'
import { showShape, sizeOf } from '../../support/shape.js'

interface Elements {
  readonly dtype: DTypeName
  readonly read: (view: DataView, offset: number) => number
}

const codes: ReadonlyMap<number, Elements> = new Map<number, Elements>([
  [0x08, { dtype: 'uint8', read: (view, at) => view.getUint8(at) }],
  [0x09, { dtype: 'int8', read: (view, at) => view.getInt8(at) }],
  [0x0b, { dtype: 'int16', read: (view, at) => view.getInt16(at) }],
  [0x0c, { dtype: 'int32', read: (view, at) => view.getInt32(at) }],
  [0x0d, { dtype: 'float32', read: (view, at) => view.getFloat32(at) }],
  [0x0e, { dtype: 'float64', read: (view, at) => view.getFloat64(at) }],
])

const fixedBytes = 4
const mostAxes = 8
const longestHeader = fixedBytes + 4 * mostAxes
/** More elements than any data set that is kept as one file. */
const mostBytes = 2 ** 31

interface Header {
  readonly type: ArrayType
  readonly read: Elements['read']
  /** Where the elements begin. */
  readonly start: number
}

function decodeHeader(bytes: Uint8Array): Either<string, Header> {
  if (bytes.length < fixedBytes) return left(`it is no IDX file: it has ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [code, axes] = [view.getUint8(2), view.getUint8(3)]
  if (view.getUint16(0) !== 0) return left('it is no IDX file: the first two bytes are not zero')
  const elements = codes.get(code)
  if (elements === undefined) {
    const expected = [...codes].map(([known, { dtype }]) => `${known} (${dtype})`).join(', ')
    return left(`the code of its elements is unknown; expected ${expected}; got ${code}`)
  }
  const { dtype, read } = elements
  if (axes > mostAxes) return left(`it may have at most ${mostAxes} axes; it claims ${axes}`)
  const start = fixedBytes + 4 * axes
  if (bytes.length < start) return left(`it ends within the sizes of its ${axes} axes`)
  const type: ArrayType = { dtype, shape: Array.from({ length: axes }, (_, i) => view.getUint32(fixedBytes + 4 * i)) }
  if (!(bytesOf(type) <= mostBytes)) return left(`it may hold at most ${mostBytes} bytes; it claims ${dtype}${showShape(type.shape)}`)
  return right({ type, read, start })
}

/** How many bytes a file must have, against how many there are. */
const wrongLength = ({ type, start }: Header, got: string): string =>
  `${type.dtype}${showShape(type.shape)} needs ${start + bytesOf(type)} bytes; ${got}`

function decodeElements(bytes: Uint8Array, { type, read, start }: Header): HostArray {
  const { bytes: width, create } = dtypeInfo(type.dtype)
  const data = create(sizeOf(type.shape))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (width === 1) data.set(bytes.subarray(start))
  else for (let i = 0; i < data.length; i++) data[i] = read(view, start + i * width)
  return { ...type, data }
}

async function decodePlain(file: ReadableFile): Promise<Either<string, HostArray>> {
  const header = decodeHeader(await file.read(0, Math.min(file.size, longestHeader)))
  if (isLeft(header)) return header
  const expected = header.right.start + bytesOf(header.right.type)
  if (file.size !== expected) return left(wrongLength(header.right, `the file has ${file.size}`))
  return right(decodeElements(await file.read(0, expected), header.right))
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** Deflate makes at most 1,032 bytes of one (RFC 1951: 258 bytes from two bits). */
const mostExpansion = 1032
/** A gzip header with a file name, and an IDX header after it. */
const prefixBytes = 4096

/** zlib's errors in words; others are thrown again. */
function describeZlibError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'Z_BUF_ERROR') return 'the compressed data ends too early'
  if (typeof code === 'string' && code.startsWith('Z_')) return `the compressed data is damaged (${code})`
  throw error
}

const unzip = (bytes: Uint8Array, most: number): Promise<Either<string, Uint8Array>> =>
  new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: most }, (error, result) => {
      if (error === null) return resolve(right(result))
      if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return resolve(left('there are more'))
      try {
        resolve(left(describeZlibError(error)))
      } catch {
        reject(error)
      }
    })
  })

function unzipHeader(prefix: Uint8Array): Either<string, Header> {
  try {
    // Bounded by the expansion of a short prefix.
    return decodeHeader(gunzipSync(prefix, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, longestHeader))
  } catch (error) {
    return left(describeZlibError(error))
  }
}

async function decodeGzip(file: ReadableFile): Promise<Either<string, HostArray>> {
  const header = unzipHeader(await file.read(0, Math.min(file.size, prefixBytes)))
  if (isLeft(header)) return header
  const expected = header.right.start + bytesOf(header.right.type)
  if (expected > file.size * mostExpansion) return left(wrongLength(header.right, `${file.size} compressed bytes cannot hold them`))
  if (file.size > mostBytes) return left(`it may have at most ${mostBytes} bytes; it has ${file.size}`)
  const bytes = await unzip(await file.read(0, file.size), expected)
  if (isLeft(bytes)) return bytes.left === 'there are more' ? left(wrongLength(header.right, bytes.left)) : bytes
  if (bytes.right.length !== expected) return left(wrongLength(header.right, `there are ${bytes.right.length}`))
  return right(decodeElements(bytes.right, header.right))
}

/**
 * Reads an IDX file, gzipped or not.
 * @returns shape, dtype and elements; Left with what is wrong when it is no such file, or a truncated or oversized one
 * @example
 * ```
 * const images = await readIdx('t10k-images-idx3-ubyte.gz')   // Right({ shape: [10000, 28, 28], dtype: 'uint8', data })
 * ```
 * @source LeCun, Cortes, Burges, 1998
 */
export const readIdx = (path: string): Promise<Either<IoError, HostArray>> =>
  readFileWith(path, async file => (isGzip(await file.read(0, Math.min(file.size, 2))) ? await decodeGzip(file) : await decodePlain(file)))
