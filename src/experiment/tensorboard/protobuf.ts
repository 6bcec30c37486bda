// Messages of protocol buffers, written: as much of the encoding as TensorBoard's events need. A message is the bytes of its fields, one after the other;
// as in proto3, a field that has its default, zero or empty, is left out.
// Source: "Encoding", Protocol Buffers documentation.

const wire = { varint: 0, eight: 1, bytes: 2, four: 5 } as const

/** Seven bits a byte, the lowest first; negative numbers as 64 bits in two's complement. */
function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Uint8Array.from(bytes)
}

const tag = (field: number, type: number): Uint8Array => varint((field << 3) | type)

/** Bytes one after the other: the fields of a message. */
export const message = (...fields: readonly Uint8Array[]): Uint8Array => Buffer.concat(fields)

const nothing = new Uint8Array()

/** Eight bytes, the lowest first. */
function doubles(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length))
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i] ?? 0, true)
  return new Uint8Array(view.buffer)
}

export const doubleField = (field: number, value: number): Uint8Array =>
  Object.is(value, 0) ? nothing : message(tag(field, wire.eight), doubles([value]))

/** Where one of several fields is meant by being there, zeros are written too. */
export function floatField(field: number, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value, true)
  return message(tag(field, wire.four), new Uint8Array(view.buffer))
}

/** An integer, or one of an enumeration. */
export const integerField = (field: number, value: number): Uint8Array =>
  value === 0 ? nothing : message(tag(field, wire.varint), varint(value))

/** Bytes, or a message within; also where it is empty. */
export const bytesField = (field: number, bytes: Uint8Array): Uint8Array => message(tag(field, wire.bytes), varint(bytes.length), bytes)

export const textField = (field: number, text: string): Uint8Array =>
  text === '' ? nothing : bytesField(field, new TextEncoder().encode(text))

export const doublesField = (field: number, values: ArrayLike<number>): Uint8Array =>
  values.length === 0 ? nothing : bytesField(field, doubles(values))
