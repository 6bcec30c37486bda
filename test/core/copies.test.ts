// Two copies of the package in one process: whoever hands a tensor of one to the other is told so, and where both are.

import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as tenet from 'tenet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

type Tenet = typeof tenet

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tenet-copies-'))
let other: Tenet

beforeAll(async () => {
  for (const part of ['src', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  other = await import(pathToFileURL(join(folder, 'src/index.ts')).href)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

const said = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return String(error).split('\n')[0] ?? ''
  }
  return 'nothing'
}

const file = (at: string): string => join(at, 'src/core/copies.ts')

describe('a tensor of another copy', () => {
  const expected =
    'ArgumentError: tensor: two copies of tenet are loaded, and a tensor of one is none to the other; ' +
    `expected a tensor of ${file(root)}, got one of ${file(folder)}; ` +
    "leave one: 'npm ls tenet' shows who brings which and 'npm dedupe' joins them; import it as 'tenet' everywhere, not by paths"

  test('is refused as a key, an operand, a leaf of a tree, a parameter', () => {
    const key = other.random.key(0)
    const x = other.ones([2, 3])
    const strange = x as unknown as tenet.Tensor<[2, 3], 'float32'>
    const uses = [
      () => tenet.random.normal(key as never, [3]),
      () => tenet.ones([2, 3]).add(strange as never),
      () => tenet.sum(strange),
      () => tenet.tree.leaves({ deep: [strange] }),
      () => tenet.grad((p: { readonly w: typeof strange }) => p.w.sum())({ w: strange }),
      () => tenet.isTensor(strange),
    ]
    expect(uses.map(said)).toEqual(uses.map(() => expected))
  })

  test('is one of its own copy, and everything else is what it was', () => {
    expect(other.isTensor(other.random.key(0))).toBe(true)
    expect([1, 'x', null, undefined, {}, [], Object.create(null), Symbol('s')].some(tenet.isTensor)).toBe(false)
    expect(Object.keys(tenet.ones([2]))).toEqual(['shape', 'dtype'])
  })
})
