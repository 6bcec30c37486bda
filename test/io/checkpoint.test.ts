// Checkpoints: what goes in comes out, whatever a tree holds; damaged and foreign files; failures of writing.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { nn, ones, optim, random, type Tensor, tensor, zeros } from 'tenet'
import { loadCheckpoint, loadSafetensors, type RestoreOptions, saveCheckpoint, saveSafetensors } from 'tenet/io'
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { decodeTree } from '../../src/io/checkpoint/plain-tree.js'
import { contentOf } from './content-of.js'
import { fileHandlePrototype } from './file-handle.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
  path = join(folder, 'last.safetensors')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

async function load<T>(template: T, options?: RestoreOptions): Promise<T> {
  const result = await loadCheckpoint(path, template, options)
  if (E.isLeft(result)) throw result.left
  return result.right
}

async function failure(template: unknown, options?: RestoreOptions): Promise<string> {
  const result = await loadCheckpoint(path, template, options)
  if (E.isRight(result)) throw new Error('expected a Left')
  return result.left.message
}

/** A fresh state of training, as a user has it. */
function freshState() {
  const net = nn.model([4], ['hidden', nn.linear(3)], nn.relu, ['out', nn.linear(2)])
  const params = net.init(random.key(0))
  const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.sgd({ learningRate: 0.1, momentum: 0.9 }))
  return {
    params,
    state: optimizer.init(params),
    key: random.key(1),
    epoch: 0,
    seed: 2n ** 64n - 1n,
    losses: [] as number[],
    best: null as number | null,
  }
}

describe('a state of training', () => {
  test('comes back as it was', async () => {
    const fresh = freshState()
    const state = { ...fresh, key: random.key(7), epoch: 3, losses: [0.1, Number.NaN, -0, Number.POSITIVE_INFINITY], best: 0.5 }
    await saveCheckpoint(path, state)
    const loaded = await load(fresh)
    expectTypeOf(loaded).toEqualTypeOf(fresh)
    expect(contentOf(loaded)).toEqual(contentOf(state))
    expect(Object.is(loaded.losses[2], -0)).toBe(true)
    expect(Object.keys(loaded)).toEqual(Object.keys(state))
  })

  test('is a safetensors file', async () => {
    await saveCheckpoint(path, freshState())
    const file = await loadSafetensors(path)
    expect(E.isRight(file) && Object.keys(file.right.tensors)).toContain('params.hidden.weight')
  })

  test('may be divided among several files', async () => {
    path = join(folder, 'last.safetensors.index.json')
    const state = { ...freshState(), epoch: 2 }
    await saveCheckpoint(path, state)
    expect(contentOf(await load(freshState()))).toEqual(contentOf(state))
    expect(await readdir(folder)).toContain('last-00001-of-00001.safetensors')
  })

  test('any plain tree comes back', async () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
    )
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z_]+$/), tie('tree'), { maxKeys: 3 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(tree, async plain => {
        await saveCheckpoint(path, { plain, w: ones([2]) })
        expect(contentOf(await load({ plain, w: zeros([2]) }))).toEqual(contentOf({ plain, w: ones([2]) }))
      }),
      { numRuns: 30 },
    )
  })
})

describe('what does not fit', () => {
  test('is one report of tensors and values', async () => {
    await saveCheckpoint(path, { w: ones([2]), u: ones([1]), epoch: 3, name: 'x', extra: true, list: [1] })
    expect(await failure({ w: ones([3]), v: ones([1]), epoch: 'three', batch: 0, name: 'y', list: [] })).toBe(
      'loadCheckpoint: tensors must be those of the template; missing "v", "batch"; unexpected "u", "extra"; ' +
        'mismatched "w" (expected float32[3], got float32[2]), "epoch" (expected a string, got a number)',
    )
    const lenient: RestoreOptions = { missing: 'accept', unexpected: 'accept', mismatched: 'accept', rename: [['extra', 'batch']] }
    expect(contentOf(await load({ w: zeros([3]), v: zeros([1]), epoch: 'three', batch: false, list: [] as number[] }, lenient))).toEqual(
      contentOf({
        w: zeros([3]),
        v: zeros([1]),
        epoch: 'three',
        batch: true,
        list: [1],
      }),
    )
  })

  test('tensors where the template has values, and the reverse', async () => {
    await saveCheckpoint(path, { a: ones([1]), b: 1 })
    expect(await failure({ a: 1, b: ones([1]) })).toContain('missing "b", "a"; unexpected "a", "b"')
  })

  test('leaves that would be lost are refused', async () => {
    await expect(saveCheckpoint(path, { at: { day: new Date(0) } })).rejects.toThrow(
      'saveCheckpoint: leaves must be tensors, numbers, bigints, strings, booleans or null; got Date at "at.day"',
    )
    await expect(saveCheckpoint(path, { f: () => 1 })).rejects.toThrow('got a function at "f"')
    await expect(saveCheckpoint(path, { m: new Map() })).rejects.toThrow('got Map at "m"')
    await expect(saveCheckpoint(path, { 'a.b': 1, a: { b: 2 } })).rejects.toThrow('two values have the path "a.b"')
    await expect(saveCheckpoint(path, { 'a.b': ones([1]), a: { b: ones([1]) } })).rejects.toThrow('two leaves have the path "a.b"')
    expect(await readdir(folder)).toEqual([])
  })

  test('what contains itself is refused, what is there twice is written twice', async () => {
    const endless: { name: string; children: unknown[] } = { name: 'root', children: [] }
    endless.children.push({ parent: endless })
    await expect(saveCheckpoint(path, { tree: endless })).rejects.toThrow(
      'saveCheckpoint: a tree must end; got one that contains itself: at "tree.children.0.parent" stands a record that it is in',
    )
    const shared = { rate: 0.1 }
    await saveCheckpoint(path, { a: shared, b: [shared] })
    expect(await loadCheckpoint(path, { a: shared, b: [shared] })).toMatchObject({ right: { a: shared, b: [shared] } })
  })
})

describe('a file that', () => {
  test('is not there', async () => {
    expect(await failure({})).toBe(`${path}: cannot be read: no such file or folder (ENOENT)`)
  })

  test('is no checkpoint', async () => {
    await saveSafetensors(path, { w: ones([1]) })
    expect(await failure({ w: ones([1]) })).toBe(`${path}: it is a safetensors file, but no checkpoint: read it with loadSafetensors`)
  })

  test.each([
    ['{', 'it is not JSON'],
    ['{"list":[]}', 'expected a tensor, record, number or bigint; got "list"'],
    ['{}', 'expected one field; got {}'],
    ['{"tensor":null,"record":[]}', 'expected one field'],
    ['{"record":{}}', 'a record must be a list of entries; got {}'],
    ['{"record":[["a"]]}', 'a record must be a list of entries'],
    ['{"record":[["a",1],["a",2]]}', 'a record has a key twice'],
    ['{"number":"1"}', 'expected NaN, Infinity, -Infinity or -0; got "1"'],
    ['{"bigint":"0x10"}', 'expected an integer; got "0x10"'],
    [`{"bigint":"${'9'.repeat(2000)}"}`, 'expected an integer'],
    ['{"record":[["v",{"tensor":null}]]}', 'its tensors are not those of the file'],
    ['[{"tensor":null},{"tensor":null}]', 'its tensors are not those of the file'],
    ['['.repeat(101) + ']'.repeat(101), 'it is nested more than 100 deep'],
  ])('says %#', async (text, reason) => {
    await saveSafetensors(path, { w: ones([1]) }, { metadata: { 'tenet.tree': text } })
    expect(await failure({ w: ones([1]) })).toContain(`its tree is damaged: ${reason}`)
  })

  test('says __proto__ says nothing more', () => {
    const decoded = decodeTree('{"record":[["__proto__",{"record":[["polluted",true]]}]]}')
    expect(E.isRight(decoded) && Object.getPrototypeOf(decoded.right)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

test('a write, flush or rename that fails at any call leaves the old checkpoint and no other file', async () => {
  const old = { w: ones([3]), epoch: 1 }
  await saveCheckpoint(path, old)
  const before = await readFile(path)
  const prototype = await fileHandlePrototype()
  for (const method of ['write', 'sync'] as const) {
    const real = prototype[method]
    for (let failing = 0; failing < (method === 'write' ? 2 : 1); failing++) {
      let calls = 0
      vi.spyOn(prototype, method).mockImplementation(function (this: unknown, ...args: unknown[]) {
        if (calls++ < failing) return real.apply(this, args)
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: method })
      })
      await expect(saveCheckpoint(path, { w: zeros([3]), epoch: 2 })).rejects.toThrow(
        'no space left on the device (ENOSPC); what was there before is unchanged',
      )
      vi.restoreAllMocks()
      expect((await readFile(path)).equals(before)).toBe(true)
      expect(await readdir(folder)).toEqual(['last.safetensors'])
    }
  }
  expect(contentOf(await load({ w: zeros([3]) as Tensor, epoch: 0 }))).toEqual(contentOf(old))
})

test('a truncated checkpoint is a Left at every length', async () => {
  await saveCheckpoint(path, freshState())
  const whole = await readFile(path)
  for (let length = 0; length < whole.length; length += 61) {
    await writeFile(path, whole.subarray(0, length))
    expect(E.isLeft(await loadCheckpoint(path, freshState()))).toBe(true)
  }
})

test('values restored are the values, not the template’s', async () => {
  await saveCheckpoint(path, { key: random.key(9), nested: [{ w: tensor([1]), step: 4 }] })
  const loaded = await load({ key: random.key(0), nested: [{ w: tensor([0]), step: 0 }] })
  expect(contentOf(loaded)).toEqual(contentOf({ key: random.key(9), nested: [{ w: tensor([1]), step: 4 }] }))
})
