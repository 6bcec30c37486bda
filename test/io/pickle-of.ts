// Pickles by hand: opcodes and what follows them.

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([Buffer.from('X'), length, bytes])
}

const integer = (value: number): Buffer => {
  const bytes = Buffer.alloc(5)
  bytes.write('J')
  bytes.writeInt32LE(value, 1)
  return bytes
}

const long = (value: bigint, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  for (let i = 0; i < length; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 255n)
  return Buffer.concat([Buffer.from([0x8a, length]), bytes])
}

const global = (module: string, name: string): string => `c${module}\n${name}\n`

const join = (parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))

/** A whole pickle of protocol 2. */
export const pickleOf = (...parts: readonly (string | Buffer)[]): Buffer => join(['\x80\x02', ...parts, '.'])

export const tuple = (...parts: readonly (string | Buffer)[]): Buffer => join(['(', ...parts, 't'])

/** A storage of float32, as what a tensor refers to. */
export const storage = (key: string, numel: number | Buffer, type = 'FloatStorage'): Buffer =>
  join([tuple(text('storage'), global('torch', type), text(key), text('cpu'), typeof numel === 'number' ? integer(numel) : numel), 'Q'])

/** A tensor over a storage. */
export const tensorOf = (from: Buffer, offset: number, shape: readonly number[], strides: readonly number[]): Buffer =>
  join([
    global('torch._utils', '_rebuild_tensor_v2'),
    tuple(
      from,
      integer(offset),
      tuple(...shape.map(integer)),
      tuple(...strides.map(integer)),
      '\x89',
      global('collections', 'OrderedDict'),
      ')R',
    ),
    'R',
  ])

export const ops = { text, integer, long, global, join }

/** A file of the format before 1.6, with these bytes for its storages. */
export function legacyOf(tree: Buffer, keys: readonly string[], data: readonly Buffer[]): Buffer {
  const magic = pickleOf(long(0x1950a86a20f9469cfc6cn, 10))
  const list = pickleOf('](', ...keys.map(text), 'e')
  return Buffer.concat([magic, pickleOf(integer(1001)), pickleOf('}'), tree, list, ...data])
}

/** A storage as it stands in that format. */
export function legacyStorage(elements: number, bytes: Uint8Array): Buffer {
  const count = Buffer.alloc(8)
  count.writeBigInt64LE(BigInt(elements))
  return Buffer.concat([count, bytes])
}
