// The header of an .npy file: a magic word, a version, a length, and a Python literal of three fields: the element type, the order of the axes
// and the shape. The literal is read by a grammar of its own; nothing is evaluated.
// Source: NumPy Enhancement Proposal 1; numpy.lib.format, versions 1.0, 2.0 and 3.0.

import { type ArrayType, arrayType, bytesOf, showType } from '../../core/array-type.js'
import type { DTypeName } from '../../support/dtype.js'
import { Malformed } from '../../support/read-file.js'
import type { Dims } from '../../support/shape.js'
import type { ByteOrder } from '../tensors/byte-order.js'
import { exactSize, isCount, mostAxes, showName } from '../untrusted/values.js'

/** The kind and width in a type string, `<f4` without its `<`. bfloat16 is not among NumPy's. */
export const typeCodes = {
  bool: 'b1',
  uint8: 'u1',
  uint16: 'u2',
  uint32: 'u4',
  uint64: 'u8',
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  float16: 'f2',
  bfloat16: null,
  float32: 'f4',
  float64: 'f8',
  complex64: 'c8',
  complex128: 'c16',
} as const satisfies Record<DTypeName, string | null>

const dtypesByCode: ReadonlyMap<string, DTypeName> = new Map(
  // The keys of a literal are those of its type.
  Object.entries(typeCodes).flatMap(([dtype, code]) => (code === null ? [] : [[code, dtype as DTypeName] as const])),
)

export interface NpyHeader {
  readonly type: ArrayType
  readonly order: ByteOrder
  /** Whether the first axis varies fastest in the file. */
  readonly layout: 'C' | 'Fortran'
  /** Where the elements begin. */
  readonly start: number
}

const magic = '\x93NUMPY'
/** Magic word, version, and the length in 2 or 4 bytes. */
export const prefixBytes = 12
export const longestHeader = 2 ** 16

/** What arrays of NumPy may hold beside numbers, by the letter of their kind. */
const otherKinds: Readonly<Record<string, string>> = {
  O: 'Python objects, which would have to be unpickled',
  U: 'strings',
  S: 'byte strings',
  V: 'records or elements unknown to NumPy',
  M: 'dates',
  m: 'durations',
  c: 'complex numbers of another width',
}

type Literal = string | boolean | number | readonly Literal[] | ReadonlyMap<string, Literal>

/** Reads strings, numbers, True, False, tuples, lists and dicts. */
function parseLiteral(text: string): Literal {
  let at = 0
  const fail = (): never => {
    throw new Malformed(`its header is not the literal that it should be, at character ${at} of ${showName(text)}`)
  }
  const skip = (): void => {
    while (/\s/.test(text[at] ?? '')) at++
  }
  const take = (pattern: RegExp): string => {
    const match = pattern.exec(text.slice(at, at + 1000))
    if (match === null) return fail()
    at += match[0].length
    return match[0]
  }
  const items = (close: string, item: () => void): void => {
    at++
    for (skip(); text[at] !== close; skip()) {
      item()
      skip()
      if (text[at] === ',') at++
      else if (text[at] !== close) fail()
    }
    at++
  }
  const sequence = (close: string, depth: number): readonly Literal[] => {
    const list: Literal[] = []
    items(close, () => list.push(value(depth + 1)))
    return list
  }
  const record = (depth: number): ReadonlyMap<string, Literal> => {
    const fields = new Map<string, Literal>()
    items('}', () => {
      const key = value(depth + 1)
      skip()
      if (typeof key !== 'string' || text[at] !== ':') return fail()
      if (fields.has(key)) throw new Malformed(`its header has the field ${showName(key)} twice`)
      at++
      fields.set(key, value(depth + 1))
    })
    return fields
  }
  const value = (depth: number): Literal => {
    skip()
    if (depth > 8) return fail()
    switch (text[at]) {
      case "'":
        return take(/^'[^'\\\n]*'/).slice(1, -1)
      case '"':
        return take(/^"[^"\\\n]*"/).slice(1, -1)
      case '(':
        return sequence(')', depth)
      case '[':
        return sequence(']', depth)
      case '{':
        return record(depth)
      case 'T':
        return take(/^True\b/) === 'True'
      case 'F':
        return take(/^False\b/) === 'True'
      default:
        // Python 2 marked long integers by an L.
        return Number.parseInt(take(/^\d+L?/), 10)
    }
  }
  const literal = value(0)
  skip()
  return at === text.length ? literal : fail()
}

function typeOf(descr: Literal | undefined): { readonly dtype: DTypeName; readonly order: ByteOrder } {
  if (typeof descr !== 'string') throw new Malformed('its elements are records, which are not supported')
  const order = descr[0] === '>' ? 'big' : 'little'
  const code = descr.replace(/^[<>|=]/, '')
  const dtype = dtypesByCode.get(code)
  if (dtype !== undefined) return { dtype, order }
  const kind = /^[a-zA-Z](?:\d|\[|$)/.test(code) ? otherKinds[code[0] ?? ''] : undefined
  throw new Malformed(
    `its elements are ${kind === undefined ? 'of an unknown type' : kind} (${showName(descr)}), which is not supported; expected one of ${[...dtypesByCode.keys()].join(', ')}`,
  )
}

function shapeOf(shape: Literal | undefined): Dims {
  if (!Array.isArray(shape) || shape.length > mostAxes || !shape.every(isCount))
    throw new Malformed(`its shape must be at most ${mostAxes} non-negative integers`)
  if (exactSize(shape) === undefined) throw new Malformed(`its shape [${shape.join(',')}] has too many elements`)
  return shape
}

/**
 * @param bytes the beginning of the file: all of it where it is short
 * @param size of the file
 * @throws Malformed also when the file is longer or shorter than the header says
 */
export function decodeNpyHeader(bytes: Uint8Array, size: number): NpyHeader {
  const text = (from: number, to: number, encoding: 'latin1' | 'utf8'): string => Buffer.from(bytes.subarray(from, to)).toString(encoding)
  if (bytes.length < prefixBytes || text(0, magic.length, 'latin1') !== magic)
    throw new Malformed('it is no .npy file: it does not begin with the magic word')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [major, minor] = [view.getUint8(6), view.getUint8(7)]
  if (major < 1 || major > 3 || minor !== 0) throw new Malformed(`its version must be 1.0, 2.0 or 3.0; got ${major}.${minor}`)
  const from = major === 1 ? 10 : 12
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > longestHeader) throw new Malformed(`its header may have at most ${longestHeader} bytes; it claims ${length}`)
  const start = from + length
  if (start > size) throw new Malformed(`its header claims ${length} bytes; there are ${size - from}`)
  const fields = parseLiteral(text(from, start, major === 3 ? 'utf8' : 'latin1'))
  if (!(fields instanceof Map) || fields.size !== 3)
    throw new Malformed('its header must have the fields descr, fortran_order and shape, and no others')
  const { dtype, order } = typeOf(fields.get('descr'))
  const fortran = fields.get('fortran_order')
  if (typeof fortran !== 'boolean') throw new Malformed('its fortran_order must be True or False')
  const type = arrayType(shapeOf(fields.get('shape')), dtype)
  if (size !== start + bytesOf(type)) throw new Malformed(`${showType(type)} needs ${start + bytesOf(type)} bytes; there are ${size}`)
  return { type, order, layout: fortran ? 'Fortran' : 'C', start }
}

/** Version 1.0, padded so that the elements begin at a multiple of 64 bytes, as NumPy writes it. */
export function encodeNpyHeader({ shape }: ArrayType, code: string): Uint8Array {
  const descr = `${code.endsWith('1') ? '|' : '<'}${code}`
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${sizes}, }`
  // NumPy leaves room for the first axis to grow to 21 digits.
  const room = ' '.repeat(shape.length === 0 ? 0 : 21 - `${shape[0]}`.length)
  const header = `${fields}${room}`
  // At least one space before the end of the line.
  const total = (Math.floor((10 + header.length + 1) / 64) + 1) * 64
  const bytes = Buffer.alloc(total, ' ')
  bytes.write(`${magic}\x01\x00`, 'latin1')
  bytes.writeUInt16LE(total - 10, 8)
  bytes.write(header, 10, 'latin1')
  bytes[total - 1] = 10
  return bytes
}
