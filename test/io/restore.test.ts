// Restoring: names, types, leniency, renaming; state dicts of trees.

import * as E from 'fp-ts/lib/Either.js'
import { nn, ones, random, type Tensor, tensor, tree, zeros } from 'tenet'
import { RestoreError, type RestoreOptions, restore, toStateDict } from 'tenet/io'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { contentOf } from './content-of.js'

const template = () => ({
  conv: { weight: zeros([2, 3]), bias: zeros([2]) },
  layers: [{ scale: zeros([4], 'float16') }],
  steps: zeros([], 'int32'),
})
const weights = (): Record<string, Tensor> => ({
  'conv.weight': ones([2, 3]),
  'conv.bias': ones([2]),
  'layers.0.scale': ones([4], 'float16'),
  steps: tensor(7, 'int32'),
})

function differences(state: unknown, options?: RestoreOptions) {
  const result = restore(template(), state, options)
  if (E.isRight(result)) throw new Error('expected a Left')
  expect(result.left).toBeInstanceOf(RestoreError)
  return result.left
}

function restored(state: unknown, options?: RestoreOptions) {
  const result = restore(template(), state, options)
  if (E.isLeft(result)) throw result.left
  return result.right
}

describe('restore', () => {
  test('keeps the type of the template', () => {
    const { conv, layers } = restored(weights())
    expectTypeOf(conv.weight).toEqualTypeOf<Tensor<[2, 3], 'float32'>>()
    expect(conv.weight.toArray()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ])
    expect(layers[0]?.scale.dtype).toBe('float16')
  })

  test('takes a tree as well as a state dict', () => {
    expect(restored(template()).steps.item()).toBe(0)
    expect(restored(toStateDict(restored(weights()))).steps.item()).toBe(7)
  })

  test('reports everything at once', () => {
    const { 'conv.bias': _, ...rest } = weights()
    const error = differences({ ...rest, 'conv.weight': ones([3, 2]), steps: tensor(1), epoch: 3, more: { w: ones([1]) } })
    expect(error.differences).toEqual({
      missing: ['conv.bias'],
      unexpected: ['more.w', 'epoch'],
      mismatched: [
        { path: 'conv.weight', expected: 'float32[2,3]', got: 'float32[3,2]' },
        { path: 'steps', expected: 'int32[]', got: 'float32[]' },
      ],
      ambiguous: [],
    })
    expect(error.message).toBe(
      'restore: tensors must be those of the template; missing "conv.bias"; unexpected "more.w", "epoch"; ' +
        'mismatched "conv.weight" (expected float32[2,3], got float32[3,2]), "steps" (expected int32[], got float32[])',
    )
  })

  test('a long report names ten', () => {
    const extra = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, ones([1])]))
    expect(differences({ ...weights(), ...extra }).message).toMatch(/"x9" and 20 more$/)
  })

  test('renames whole names and parts of names', () => {
    const state = Object.fromEntries(Object.entries(weights()).map(([name, leaf]) => [`module.${name.replace('conv', 'conv1')}`, leaf]))
    const rename = [
      [/^module\./, ''],
      ['conv1.bias', 'conv.bias'],
      [/^conv1\.(w)/, 'conv.$1'],
    ] as const
    expect(restored(state, { rename }).conv.bias.toArray()).toEqual([1, 1])
    expect(differences(state, { rename: rename.slice(1) }).differences.missing).toHaveLength(4)
  })

  test('two tensors of one name are ambiguous, renamed or not', () => {
    expect(differences({ ...weights(), 'old.bias': ones([2]) }, { rename: [[/^old/, 'conv']] }).differences.ambiguous).toEqual([
      'conv.bias',
    ])
    expect(differences({ ...weights(), conv: { bias: ones([2]) } }, { unexpected: 'accept' }).message).toContain('ambiguous "conv.bias"')
  })

  test('accepts what it is told to, and nothing else', () => {
    const { 'conv.bias': _, steps: __, ...rest } = weights()
    const kept = restored(rest, { missing: 'accept' })
    expect([kept.conv.bias.toArray(), kept.conv.weight.sum().item()]).toEqual([[0, 0], 6])
    expect(differences(rest, { missing: /^conv\./ }).differences.missing).toEqual(['steps'])
    const more = { ...weights(), 'bn.num_batches_tracked': tensor([1n]), 'bn.weight': ones([1]) }
    expect(differences(more, { unexpected: /num_batches_tracked$/ }).differences.unexpected).toEqual(['bn.weight'])
    expect(restored(more, { unexpected: /^bn\./ }).steps.item()).toBe(7)
    const head = restored({ ...weights(), 'conv.weight': ones([5, 3]) }, { mismatched: /^conv/ })
    expect(head.conv.weight.toArray()).toEqual(zeros([2, 3]).toArray())
  })

  test('casts within floats, and integers that fit', () => {
    const other = {
      'conv.weight': ones([2, 3], 'float64'),
      'conv.bias': ones([2], 'bfloat16'),
      'layers.0.scale': ones([4]),
      steps: tensor(7n),
    }
    expect(differences(other).differences.mismatched).toHaveLength(4)
    const cast = restored(other, { dtypes: 'cast' })
    expect(tree.leaves(cast).map(leaf => leaf.dtype)).toEqual(['float32', 'float32', 'float16', 'int32'])
    expect(cast.steps.item()).toBe(7)
    expect(differences({ ...other, steps: tensor(2n ** 40n) }, { dtypes: 'cast' }).differences.mismatched).toEqual([
      { path: 'steps', expected: 'int32[]', got: 'int64[]' },
    ])
    expect(differences({ ...weights(), steps: tensor(true) }, { dtypes: 'cast' }).differences.mismatched).toHaveLength(1)
    expect(differences({ ...weights(), 'conv.bias': ones([3], 'float64') }, { dtypes: 'cast' }).differences.mismatched).toHaveLength(1)
  })

  test('options that are none are refused', () => {
    // @ts-expect-error: misspelt
    expect(() => restore(template(), {}, { mising: 'accept' })).toThrow("restore: there is no option 'mising'; expected rename, missing")
    // @ts-expect-error: no such value
    expect(() => restore(template(), {}, { missing: true })).toThrow("missing must be 'refuse', 'accept' or a RegExp; got true")
    // @ts-expect-error: no such value
    expect(() => restore(template(), {}, { dtypes: 'round' })).toThrow("dtypes must be 'exact' or 'cast'; got 'round'")
    // @ts-expect-error: not a list of pairs
    expect(() => restore(template(), {}, { rename: { a: 'b' } })).toThrow('rename must be a list of pairs')
  })
})

describe('toStateDict', () => {
  test('is flat, in order, and restores to the same tree', () => {
    const net = nn.sequential(nn.linear(3), nn.relu, ['out', nn.linear(2)])
    const params = net.init(random.key(0), [4])
    const state = toStateDict(params)
    expect(Object.keys(state)).toEqual(['0.weight', '0.bias', 'out.weight', 'out.bias'])
    const back = restore(params, state)
    expect(E.isRight(back) && contentOf(back.right)).toEqual(contentOf(params))
  })

  test('refuses two tensors of one path', () => {
    expect(() => toStateDict({ 'a.b': ones([1]), a: { b: ones([1]) } })).toThrow('toStateDict: two leaves have the path "a.b"')
  })
})
