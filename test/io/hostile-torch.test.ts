// PyTorch's files that lie, or that would run code: loading gives a Left that says what is not allowed, and never throws, hangs, runs anything
// or allocates what the file claims.

import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { loadTorch } from 'tenet/io'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusedOpcodes } from '../../src/support/pickle/opcodes.js'
import { legacyOf, legacyStorage, ops, pickleOf, storage, tensorOf, tuple } from './pickle-of.js'
import { type Part, zipOf } from './zip-of.js'

const { text, integer, long, global, join: bytes } = ops
const golden = fileURLToPath(new URL('../golden/torch/', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function load(content: Uint8Array) {
  const path = join(folder, 'hostile')
  await writeFile(path, content)
  return loadTorch(path)
}

async function reason(content: Uint8Array): Promise<string> {
  const result = await load(content)
  if (!isLeft(result)) throw new Error('expected a Left')
  return result.left.reason
}

const floats = (count: number): Buffer => Buffer.alloc(4 * count, 1)
const legacy = (...parts: readonly (string | Buffer)[]): Buffer => legacyOf(pickleOf(...parts), [], [])
const one = tensorOf(storage('0', 4), 0, [4], [1])

describe('what PyTorch itself has written, but is not allowed', () => {
  const expected: Readonly<Record<string, string>> = {
    'module.pth':
      'the pickle names the global "torch.nn.modules.linear.Linear", which is not allowed: only tensors, parameters, containers, numbers and strings are read; save the state_dict() instead of the module',
    'system.pth': 'the pickle names the global "posix.system", which is not allowed',
    'set.pth': 'the pickle names the global "__builtin__.set", which is not allowed',
    'bytes.pth': 'the pickle names the global "_codecs.encode", which is not allowed',
    'complex.pth': 'the pickle names the global "__builtin__.complex", which is not allowed',
    'complex_half.pth': 'the file holds "torch.complex32", a dtype that is not supported here',
    'conjugate.pth': 'torch._utils._rebuild_tensor_v2: metadata "conj" is not supported',
    'float8.pth': 'the file holds "torch.float8_e4m3fn", a dtype that is not supported here',
    'sparse.pth': 'the pickle names the global "torch._utils._rebuild_sparse_tensor", which is not allowed',
    'quantized.pth': 'the pickle names the global "torch._utils._rebuild_qtensor", which is not allowed',
    'date.pth': 'the pickle names the global "datetime.date", which is not allowed',
    'numpy.pth': 'the pickle names the global "numpy._core.multiarray._reconstruct", which is not allowed',
    'defaultdict.pth': 'the pickle names the global "collections.defaultdict", which is not allowed',
    'storage.pth': 'it holds a storage that is no tensor',
    'tuple_key.pth': 'the keys of a dict must be strings or integers; got a tuple',
    'negative.pth': 'torch._utils._rebuild_tensor_v2: metadata "neg" is not supported',
    'device.pth': 'the pickle names the global "torch.device", which is not allowed',
    'script.pth': 'it is a TorchScript archive, which holds code',
  }

  test('is named, file by file', async () => {
    const files = await readdir(join(golden, 'forbidden'))
    expect(files.sort()).toEqual(Object.keys(expected).sort())
    for (const file of files) {
      const result = await loadTorch(join(golden, 'forbidden', file))
      expect(isLeft(result) && result.left.reason, file).toContain(expected[file])
    }
  })
})

describe('a pickle with', () => {
  // Bytes are for other formats.
  const bytesOpcodes = [
    [0x42, 'BINBYTES'],
    [0x43, 'SHORT_BINBYTES'],
    [0x8e, 'BINBYTES8'],
  ] as const
  test.each([...refusedOpcodes, ...bytesOpcodes])('opcode %i, %s', async (code, name) => {
    expect(await reason(legacy(Buffer.of(code), '\0'.repeat(16)))).toContain(`the opcode ${name} at byte`)
  })

  test.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['builtins', 'getattr'],
    ['torch', 'load'],
    ['torch.hub', 'load'],
    ['collections', 'OrderedDict.fromkeys'],
    ['__main__', 'Net'],
    ['constructor', 'constructor'],
  ])('the global %s.%s', async (module, name) => {
    const refusal = `the pickle names the global "${module}.${name}", which is not allowed`
    expect(await reason(legacy(global(module, name), ')R'))).toContain(refusal)
    expect(await reason(legacy(text(module), text(name), '\x93)R'))).toContain(refusal)
    expect(await reason(legacy(global(module, name), ')\x81'))).toContain(refusal)
  })

  const recursive = bytes([']q\x00h\x00a'])
  test.each<[string, Buffer, string]>([
    ['no opcode', legacy('\xff'), 'has byte 255 at'],
    ['no end', legacyOf(Buffer.from('\x80\x02N', 'latin1'), [], []), 'the pickle ends with values left over'],
    ['an end too early', legacyOf(Buffer.from('\x80\x02.', 'latin1'), [], []), 'takes a value from an empty stack'],
    ['protocol 1', legacyOf(Buffer.from('\x80\x01N.', 'latin1'), [], []), 'pickle protocol 1 is not supported; expected 2 to 5'],
    ['protocol 9', legacyOf(Buffer.from('\x80\x09N.', 'latin1'), [], []), 'pickle protocol 9 is not supported'],
    ['a mark too few', legacy('t'), 'looks for a mark that is not there'],
    ['a memo that is not there', legacy('h\x07'), 'recalls 7, which it has not remembered'],
    ['a memo far away', legacy('Nr\xff\xff\xff\xff0j\xfe\xff\xff\xff'), 'recalls 4294967294'],
    ['a value appended to a number', legacy('K\x01Na'), 'appends to a number'],
    ['items of a list', legacy(']', text('a'), 'Ns'), 'sets items of a list'],
    ['a key without a value', legacy('}(', text('a'), 'u'), 'a key without a value'],
    ['a call of a number', legacy('K\x01)R'), 'calls a number'],
    ['a call of a dtype', legacy(global('torch', 'float32'), ')R'), 'calls "torch.float32", which is no function'],
    ['a call without a tuple', legacy(global('torch', 'Size'), 'NR'), 'calls torch.Size with None; expected a tuple'],
    ['a state for a list', legacy(']}b'), 'gives a list a state'],
    ['a state that is a list', legacy('}]b'), 'gives a dict a state'],
    ['a dict with one key twice', legacy('}', text('a'), 'Ns', text('a'), 'Ns'), 'the key "a" occurs twice in one dict'],
    ['a number and its text as keys', legacy('}', text('1'), 'NsK\x01Ns'), 'the key "1" occurs twice in one dict'],
    ['a key that is a float', legacy('}G\x3f\xe8\0\0\0\0\0\0Ns'), 'the keys of a dict must be strings or integers; got a number'],
    ['a list that holds itself', legacy(recursive), 'nested more than 100 deep, or hold themselves'],
    ['very deep lists', legacy(']'.repeat(500_000), 'a'.repeat(499_999)), 'nested more than 100 deep'],
    ['very deep marks', legacy('('.repeat(2_200_000)), 'the pickle makes more than 2097152 values'],
    ['very many values', legacy('N'.repeat(2_200_000)), 'the pickle makes more than 2097152 values'],
    ['very many memos', legacy('N', '\x94'.repeat(2_200_000)), 'the pickle makes more than 2097152 values'],
    // Thirty lists, each of which holds the one before twice.
    ['doublings', legacy(']q\x00', ...Array.from({ length: 30 }, () => '0](h\x00h\x00eq\x00')), 'its tree has more than 1048576 nodes'],
    ['a string beyond the end', legacy('X\xff\xff\xff\x7f'), 'the pickle ends at byte'],
    ['a string of 2⁶³ bytes', legacy('\x8d', Buffer.alloc(8, 0xff)), 'claims a length of 18446744073709551615'],
    ['a string that is no UTF-8', legacy('X\x01\0\0\0\xff'), 'that is not UTF-8'],
    ['an integer of a megabyte', legacy('\x8b\0\0\x10\0'), 'an integer of 1048576 bytes'],
    ['a global without an end', legacy('ctorch'), 'the pickle'],
    ['a class as value', legacy(global('torch', 'FloatStorage')), 'it holds torch.FloatStorage as a value'],
    ['a storage as value', legacy(storage('0', 4)), 'it holds a storage that is no tensor'],
  ])('%s', async (_what, content, expected) => {
    expect(await reason(content)).toContain(expected)
  })
})

describe('a tensor', () => {
  const file = (tensor: Buffer, elements = 4): Buffer => legacyOf(pickleOf(tensor), ['0'], [legacyStorage(elements, floats(elements))])
  test.each<[string, Buffer, string]>([
    [
      'beyond its storage',
      file(tensorOf(storage('0', 4), 1, [4], [1])),
      'a tensor must lie within its storage; size [4] with strides [1] from element 1 reaches to byte 20 of 16 in storage "0"',
    ],
    ['far beyond its storage', file(tensorOf(storage('0', 4), 0, [2], [2 ** 31 - 1])), 'a tensor must lie within its storage'],
    ['with an offset beyond its storage', file(tensorOf(storage('0', 4), 2 ** 31 - 1, [0], [1])), 'a tensor must lie within its storage'],
    [
      'with negative strides',
      file(tensorOf(storage('0', 4), 3, [4], [-1])),
      'the strides must be at most 64 non-negative integers; got [-1]',
    ],
    ['with negative sizes', file(tensorOf(storage('0', 4), 0, [-4], [1])), 'the size must be at most 64 non-negative integers'],
    ['with a negative offset', file(tensorOf(storage('0', 4), -1, [4], [1])), 'the offset must be a non-negative integer; got -1'],
    [
      'with a stride too few',
      file(tensorOf(storage('0', 4), 0, [2, 2], [2])),
      'there must be a stride for each axis; got 2 sizes and 1 strides',
    ],
    ['that repeats one element beyond counting', file(tensorOf(storage('0', 4), 0, [2 ** 30, 2 ** 30], [0, 0])), 'has too many elements'],
    [
      'that repeats one element 10⁹ times',
      file(tensorOf(storage('0', 4), 0, [10 ** 9], [0])),
      'its tensors have 4000000000 bytes, more than the file may unfold to; expected at most 1073741824',
    ],
    [
      'over no storage',
      file(bytes([global('torch._utils', '_rebuild_tensor_v2'), tuple('N', 'K\x00', '(t', '(t', '\x89', 'N'), 'R'])),
      'expected a storage, got None',
    ],
    ['without arguments', file(bytes([global('torch._utils', '_rebuild_tensor_v2'), ')R'])), 'expected a storage, got nothing'],
    [
      'of another dtype than there is',
      file(
        bytes([
          global('torch._utils', '_rebuild_tensor_v3'),
          tuple(storage('0', 4), 'K\x00', '(t', '(t', '\x89', 'N', text('float32')),
          'R',
        ]),
      ),
      'expected a dtype, got a string',
    ],
    [
      'that is a parameter of a number',
      file(bytes([global('torch._utils', '_rebuild_parameter'), tuple('K\x01', '\x88', 'N'), 'R'])),
      '_rebuild_parameter: expected a tensor, got a number',
    ],
  ])('%s', async (_what, content, expected) => {
    expect(await reason(content)).toContain(expected)
  })
})

describe('a storage', () => {
  const two = (a: Buffer, b: Buffer): Buffer => bytes(['](', tensorOf(a, 0, [1], [1]), tensorOf(b, 0, [1], [1]), 'e'])
  test.each<[string, Buffer, string]>([
    ['of no class', legacy(tuple(text('storage'), 'N', text('0'), text('cpu'), 'K\x04'), 'Q'), 'a storage must have a class; got None'],
    ['that is something else', legacy(tuple(text('module'), 'N', text('0')), 'Q'), 'the pickle refers to "module"; expected a storage'],
    [
      'without a key',
      legacy(tuple(text('storage'), global('torch', 'FloatStorage'), 'N', text('cpu'), 'K\x04'), 'Q'),
      'a storage must have a string as key; got None',
    ],
    ['of negative size', legacy(storage('0', -1)), 'its size must be a non-negative integer; got -1'],
    ['of two sizes', legacy(two(storage('0', 4), storage('0', 8))), 'storage "0" has 16 bytes in one place and 32 in another'],
    [
      'that claims more than the file has',
      legacyOf(pickleOf(tensorOf(storage('0', 2 ** 30), 0, [1], [1])), ['0'], [legacyStorage(2 ** 30, floats(4))]),
      'storage "0" has 4294967296 bytes; the file ends after 16',
    ],
    [
      'that claims 2⁶² elements',
      legacyOf(pickleOf(tensorOf(storage('0', long(2n ** 52n, 8)), 0, [1], [1])), ['0'], []),
      'storage "0" has 18014398509481984 bytes; the file ends after 0',
    ],
    [
      'whose length is another',
      legacyOf(pickleOf(one), ['0'], [legacyStorage(5, floats(4))]),
      'storage "0" must have 4 elements; it claims 5',
    ],
    ['that is missing', legacyOf(pickleOf(one), [], []), 'storage "0" is not in the file'],
    [
      'to which nothing refers',
      legacyOf(pickleOf('N'), ['7'], [legacyStorage(1, floats(1))]),
      'it holds storage "7", to which nothing refers',
    ],
    ['whose key occurs twice', legacyOf(pickleOf(one), ['0', '0'], [legacyStorage(4, floats(4))]), 'the key of a storage occurs twice'],
    [
      'of bools that are neither',
      legacyOf(pickleOf(tensorOf(storage('0', 1, 'BoolStorage'), 0, [1], [1])), ['0'], [legacyStorage(1, Buffer.of(7))]),
      'storage "0": a bool must be 0 or 1',
    ],
  ])('%s', async (_what, content, expected) => {
    expect(await reason(content)).toContain(expected)
  })
})

describe('an archive with', () => {
  const tree = { name: 'a/data.pkl', content: pickleOf(one) }
  const data = { name: 'a/data/0', content: floats(4) }
  const zip = (...parts: readonly Part[]): Buffer => zipOf(parts)

  test('nothing wrong is read', async () => {
    expect(await load(zip(tree, data))).toMatchObject({ _tag: 'Right', right: { shape: [4], dtype: 'float32' } })
    expect(await load(zip({ ...tree, method: 'deflated' }, data))).toMatchObject({ _tag: 'Right' })
  })

  test.each<[string, Buffer, string]>([
    ['no end', zip(tree, data).subarray(0, -1), 'it has no end record'],
    ['nothing', zipOf([]), 'no file of PyTorch: it has no data.pkl'],
    ['a wrong checksum', zip(tree, { ...data, lie: { crc: 0x1234 } }), 'entry "a/data/0": its checksum is wrong; expected 00001234, got'],
    [
      'a wrong checksum of a storage with views',
      zip({ ...tree, content: pickleOf('](', one, tensorOf(storage('0', 4), 1, [2], [1]), 'e') }, { ...data, lie: { crc: 1 } }),
      'its checksum is wrong; expected 00000001',
    ],
    ['a wrong checksum of the tree', zip({ ...tree, lie: { crc: 1 } }, data), 'entry "a/data.pkl": its checksum is wrong'],
    ['a compressed storage', zip(tree, { ...data, method: 'deflated' }), 'entry "a/data/0": it is compressed, which PyTorch does not do'],
    [
      'a tree that unfolds to a gigabyte',
      zip({ ...tree, method: 'deflated', lie: { size: 2 ** 30 } }, data),
      'it may have at most 67108864 bytes; it claims 1073741824',
    ],
    [
      'a tree larger than it claims',
      zip({ ...tree, method: 'deflated', content: Buffer.alloc(10 ** 7), lie: { size: 100 } }, data),
      'it holds more than the 100 bytes that it claims',
    ],
    [
      'a tree smaller than it claims',
      zip({ ...tree, method: 'deflated', lie: { size: 10 ** 6 } }, data),
      'it claims 1000000 bytes; it holds',
    ],
    ['a damaged tree', zip({ ...tree, lie: { method: 8 } }, data), 'its compressed data is damaged'],
    [
      'storages that overlap',
      zip(tree, data, { name: 'a/data/1', content: floats(4), lie: { begin: 210 } }),
      'it overlaps what follows it',
    ],
    ['one entry twice', zip(tree, data, data), 'the archive has two entries "a/data/0"'],
    ['a storage beyond the end', zip(tree, { ...data, lie: { size: 2 ** 20, packed: 2 ** 20 } }), 'it overlaps what follows it'],
    ['a stored entry of two sizes', zip(tree, { ...data, lie: { size: 2 ** 20 } }), 'it is stored, and claims 1048576 bytes in 16'],
    ['a storage of another size', zip(tree, { ...data, content: floats(5) }), 'storage "0" must have 16 bytes; its entry has 20'],
    ['a storage that is missing', zip(tree), 'storage "0" is not in the archive'],
    ['an encrypted entry', zip(tree, { ...data, lie: { flags: 1 } }), 'it is encrypted'],
    ['a compression that is unknown', zip(tree, { ...data, lie: { method: 93 } }), 'compression method 93 is not supported'],
    ['a directory beyond the end', zipOf([tree, data], { position: 10 ** 6 }), 'lies outside of the file'],
    ['more entries than there is room for', zipOf([tree, data], { count: 60_000 }), 'too few for 60000 entries'],
    ['two trees', zip(tree, data, { name: 'b/data.pkl', content: pickleOf('N') }), 'several files of PyTorch: "a/data.pkl", "b/data.pkl"'],
    [
      'a strange byte order',
      zip(tree, data, { name: 'a/byteorder', content: 'middle' }),
      'its byte order must be little or big; got "middle"',
    ],
    ['a byte order without end', zip(tree, data, { name: 'a/byteorder', content: 'little'.repeat(100) }), 'it may have at most 16 bytes'],
  ])('%s', async (_what, content, expected) => {
    expect(await reason(content)).toContain(expected)
  })
})

describe('a file', () => {
  test.each<[string, Uint8Array, string]>([
    ['that is empty', Buffer.of(), 'it is no file of PyTorch: it begins neither as a ZIP archive nor as a pickle'],
    ['of text', Buffer.from('weights'), 'it is no file of PyTorch'],
    [
      'that is a tar archive',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(300)]),
      'it is a tar archive of PyTorch before 0.2',
    ],
    ['of another magic number', pickleOf(integer(7)), 'its magic number is another'],
    [
      'of another version',
      Buffer.concat([pickleOf(long(0x1950a86a20f9469cfc6cn, 10)), pickleOf(integer(7))]),
      'it must be of version 1001; got 7',
    ],
    [
      'whose first pickle calls something',
      pickleOf(global('os', 'system'), tuple(text('true')), 'R'),
      'names the global "os.system" where only plain values may be',
    ],
  ])('%s', async (_what, content, expected) => {
    expect(await reason(content)).toContain(expected)
  })

  test('that would make another file does not', async () => {
    const trace = join(folder, 'trace')
    await load(legacy(global('os', 'system'), tuple(text(`touch ${trace}`)), 'R'))
    await load(zipOf([{ name: 'a/data.pkl', content: pickleOf(global('posix', 'system'), tuple(text(`touch ${trace}`)), 'R') }]))
    expect(existsSync(trace)).toBe(false)
  })
})

describe.each(['archive.pth', 'legacy.pt'])('of %s', name => {
  test('every prefix is a Left', async () => {
    const whole = await readFile(join(golden, name))
    for (let length = 0; length < whole.length; length += 131) expect(isLeft(await load(whole.subarray(0, length))), `${length}`).toBe(true)
  })

  test('no change of bytes makes loading throw', async () => {
    const good = await readFile(join(golden, name))
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(edits, async changes => {
        const content = Buffer.from(good)
        for (const [at, value] of changes) content[at] = value
        expect((await load(content))._tag).toMatch(/Left|Right/)
      }),
      { numRuns: 100 },
    )
  })
})
