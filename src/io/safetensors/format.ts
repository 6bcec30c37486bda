// The header of a safetensors file, decoded without trust and encoded the way the reference implementation does.
// A file is: u64 little-endian N, N bytes of JSON { name: { dtype, shape, data_offsets: [begin, end] } }, then the data.
// Invariant of a decoded header: the tensors tile the data exactly, and each has as many bytes as its dtype and shape need.
// Source: safetensors, Hugging Face (2023), format description and limits.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type ArrayType, arrayType, bytesOf } from '../../core/array-type.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { parseObject } from '../untrusted/strict-json.js'
import { exactSize, isCount, isFields, mostAxes, showName, showValue } from '../untrusted/values.js'

/** In the reference implementation's order, in which widths ascend. */
const dtypeCodes = {
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  uint16: 'U16',
  float16: 'F16',
  bfloat16: 'BF16',
  int32: 'I32',
  uint32: 'U32',
  float32: 'F32',
  complex64: 'C64',
  float64: 'F64',
  int64: 'I64',
  uint64: 'U64',
} as const satisfies Record<Exclude<DTypeName, 'complex128'>, string>

/** The code of a dtype, if the format has it. */
export const codeOf = (dtype: DTypeName): string | undefined => (dtype === 'complex128' ? undefined : dtypeCodes[dtype])

const dtypeOrder: readonly string[] = Object.keys(dtypeCodes)

const dtypesByCode: ReadonlyMap<string, DTypeName> = new Map(
  Object.entries(dtypeCodes).map(([name, code]) => [code, name as DTypeName] as const),
)

/** The limit of the reference implementation. */
export const longestHeader = 100_000_000
export const lengthBytes = 8
export const metadataKey = '__metadata__'

export interface TensorEntry {
  readonly name: string
  readonly type: ArrayType
  /** In the data, which begins after the header. */
  readonly begin: number
  readonly end: number
}

export type Metadata = Readonly<Record<string, string>>

export interface Header {
  /** In the order of the data. */
  readonly entries: readonly TensorEntry[]
  readonly metadata: Metadata
}

function decodeEntry(name: string, value: unknown, dataBytes: number): Either<string, TensorEntry> {
  const fail = (reason: string): Either<string, never> => left(`tensor ${showName(name)}: ${reason}`)
  if (!isFields(value)) return fail(`expected { dtype, shape, data_offsets }, got ${showValue(value)}`)
  const { dtype: code, shape, data_offsets: offsets } = value
  const dtype = typeof code === 'string' ? dtypesByCode.get(code) : undefined
  if (dtype === undefined) return fail(`dtype ${showValue(code)} is not supported; expected one of ${[...dtypesByCode.keys()].join(', ')}`)
  if (!Array.isArray(shape) || shape.length > mostAxes || !shape.every(isCount))
    return fail(`shape must be a list of at most ${mostAxes} non-negative integers; got ${showValue(shape)}`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return fail(`data_offsets must be two non-negative integers; got ${showValue(offsets)}`)
  const [begin = 0, end = 0]: readonly number[] = offsets
  if (begin > end || end > dataBytes)
    return fail(`data_offsets must lie in order within the ${dataBytes} bytes of data; got ${showValue(offsets)}`)
  const size = exactSize(shape)
  const bytes = size === undefined ? undefined : size * dtypeInfo(dtype).bytes
  if (bytes !== end - begin)
    return fail(
      `${code}${showValue(shape)} needs ${bytes ?? 'more than 2^53'} bytes; got ${end - begin} from data_offsets ${showValue(offsets)}`,
    )
  return right({ name, type: arrayType(shape, dtype), begin, end })
}

function decodeMetadata(value: unknown): Either<string, Metadata> {
  if (!isFields(value) || !Object.values(value).every(text => typeof text === 'string'))
    return left(`${metadataKey} must be a record of strings; got ${showValue(value)}`)
  return right(value as Metadata)
}

/** The reason why tensors, sorted by where they begin, do not tile the data; `undefined` when they do. */
function tilingMistake(entries: readonly TensorEntry[], dataBytes: number): string | undefined {
  let previous: TensorEntry | undefined
  for (const entry of entries) {
    const from = previous?.end ?? 0
    if (entry.begin < from && previous !== undefined) return `tensors ${showName(previous.name)} and ${showName(entry.name)} overlap`
    if (entry.begin > from) return `the data has ${entry.begin - from} bytes before tensor ${showName(entry.name)} that belong to no tensor`
    previous = entry
  }
  const left = dataBytes - (previous?.end ?? 0)
  return left === 0 ? undefined : `the data has ${left} bytes at its end that belong to no tensor`
}

/** @param dataBytes how many bytes follow the header */
export function decodeHeader(bytes: Uint8Array, dataBytes: number): Either<string, Header> {
  const parsed = parseObject(bytes)
  if (parsed._tag === 'Left') return left(`the header: ${parsed.left}`)
  const entries: TensorEntry[] = []
  let metadata: Metadata = {}
  for (const [name, value] of Object.entries(parsed.right)) {
    if (name === metadataKey) {
      const decoded = decodeMetadata(value)
      if (decoded._tag === 'Left') return decoded
      metadata = decoded.right
    } else {
      const decoded = decodeEntry(name, value, dataBytes)
      if (decoded._tag === 'Left') return decoded
      entries.push(decoded.right)
    }
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  const mistake = tilingMistake(entries, dataBytes)
  return mistake === undefined ? right({ entries, metadata }) : left(mistake)
}

/** Where each tensor goes: wide elements first, so that all data is aligned, then by name; the reference implementation's order. */
export function layOut(tensors: readonly { readonly name: string; readonly type: ArrayType }[]): readonly TensorEntry[] {
  const rank = ({ type }: { readonly type: ArrayType }): number => dtypeOrder.indexOf(type.dtype)
  const sorted = tensors.toSorted((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1))
  let begin = 0
  return sorted.map(({ name, type }) => {
    const entry = { name, type, begin, end: begin + bytesOf(type) }
    begin = entry.end
    return entry
  })
}

/** Length and JSON, padded with spaces so that the data begins at a multiple of 8 bytes. */
export function encodeHeader({ entries, metadata }: Header): Uint8Array {
  const fields = entries.map(({ name, type, begin, end }) => {
    const value = { dtype: codeOf(type.dtype), shape: type.shape, data_offsets: [begin, end] }
    return [name, value] as const
  })
  const withMetadata = Object.keys(metadata).length === 0 ? fields : [[metadataKey, metadata] as const, ...fields]
  // Names like '1' would be moved to the front in an object, so the text is put together here.
  const json = `{${withMetadata.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
  const text = new TextEncoder().encode(json)
  const padded = Math.ceil(text.length / lengthBytes) * lengthBytes
  const bytes = new Uint8Array(lengthBytes + padded).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(text, lengthBytes)
  return bytes
}
