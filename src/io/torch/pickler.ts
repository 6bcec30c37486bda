// Opcodes of pickle protocol 2, the one that PyTorch writes, put together.

import { LimitationError } from '../../support/errors.js'

/** One piece of a pickle: what pushes one value, or works on what has been pushed. */
export type Piece = Uint8Array

const latin = (text: string): Piece => Buffer.from(text, 'latin1')

const withView = (length: number, fill: (view: DataView) => void): Piece => {
  const bytes = new Uint8Array(length)
  fill(new DataView(bytes.buffer))
  return bytes
}

export const header: Piece = latin('\x80\x02')
export const stop: Piece = latin('.')
export const none: Piece = latin('N')
export const reduce: Piece = latin('R')
export const persistentId: Piece = latin('Q')
const mark: Piece = latin('(')

export const bool = (value: boolean): Piece => latin(value ? '\x88' : '\x89')

export function text(value: string): Piece {
  const bytes = new TextEncoder().encode(value)
  return Buffer.concat([
    withView(5, view => {
      view.setUint8(0, 0x58)
      view.setUint32(1, bytes.length, true)
    }),
    bytes,
  ])
}

export const float = (value: number): Piece =>
  withView(9, view => {
    view.setUint8(0, 0x47)
    view.setFloat64(1, value, false)
  })

/** As two's complement in as few bytes as hold it. */
function long(value: bigint): Piece {
  const bytes: number[] = []
  let rest = value
  let sign: bigint
  do {
    bytes.push(Number(rest & 255n))
    sign = (rest & 128n) === 0n ? 0n : -1n
    rest >>= 8n
  } while (rest !== sign)
  if (bytes.length > 255)
    throw new LimitationError(`saveTorch: integers must have at most 255 bytes, for torch.load reads no longer ones; got ${bytes.length}`)
  return Uint8Array.from([0x8a, bytes.length, ...bytes])
}

export const integer = (value: number | bigint): Piece =>
  value >= -(2 ** 31) && value < 2 ** 31
    ? withView(5, view => {
        view.setUint8(0, 0x4a)
        view.setInt32(1, Number(value), true)
      })
    : long(BigInt(value))

export const global = (module: string, name: string): Piece => latin(`c${module}\n${name}\n`)

export const tuple = (items: readonly Piece[]): Piece => Buffer.concat([mark, ...items, latin('t')])

export const list = (items: readonly Piece[]): Piece => Buffer.concat([latin(']'), mark, ...items, latin('e')])

export const dict = (entries: readonly (readonly [key: Piece, value: Piece])[]): Piece =>
  Buffer.concat([latin('}'), mark, ...entries.flat(), latin('u')])
