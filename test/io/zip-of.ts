// ZIP archives that tell the truth, or not.

import { crc32, deflateRawSync } from 'node:zlib'

export interface Part {
  readonly name: string
  readonly content: Uint8Array | string
  readonly method?: 'stored' | 'deflated'
  /** What the directory says instead of the truth. */
  readonly lie?: {
    readonly crc?: number
    readonly size?: number
    readonly packed?: number
    readonly begin?: number
    readonly flags?: number
    readonly method?: number
  }
}

export function zipOf(
  parts: readonly Part[],
  end: { readonly count?: number; readonly position?: number; readonly bytes?: number } = {},
): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, method = 'stored', lie = {} } of parts) {
    const bytes = Buffer.from(content)
    const packed = method === 'stored' ? bytes : deflateRawSync(bytes)
    const text = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(text.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt16LE(lie.flags ?? 0, 8)
    central.writeUInt16LE(lie.method ?? (method === 'stored' ? 0 : 8), 10)
    central.writeUInt32LE(lie.crc ?? crc32(bytes), 16)
    central.writeUInt32LE(lie.packed ?? packed.length, 20)
    central.writeUInt32LE(lie.size ?? bytes.length, 24)
    central.writeUInt16LE(text.length, 28)
    central.writeUInt32LE(lie.begin ?? at, 42)
    bodies.push(local, text, packed)
    directory.push(central, text)
    at += local.length + text.length + packed.length
  }
  const central = Buffer.concat(directory)
  const last = Buffer.alloc(22)
  last.writeUInt32LE(0x06054b50)
  last.writeUInt16LE(end.count ?? parts.length, 8)
  last.writeUInt16LE(end.count ?? parts.length, 10)
  last.writeUInt32LE(end.bytes ?? central.length, 12)
  last.writeUInt32LE(end.position ?? at, 16)
  return Buffer.concat([...bodies, central, last])
}
