// Networks of sequences take and give state dicts, by the names that PyTorch's modules of the same parts have; and tokens that are none.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { checkFinite, io, jit, random, type Tensor, tensor } from 'tenet'
import * as models from 'tenet/models'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'tenet-state-dicts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const key = random.key(3)
const classifier = models.textClassifier({ vocabulary: 300, features: 4, hiddenSize: 3, classes: 2 })
const tagger = models.tagger({ vocabulary: 7, features: 4, hiddenSize: 3, classes: 5, cell: 'gru', bidirectional: false })
const gpt = models.gpt({ vocabulary: 7, context: 4, features: 8, numLayers: 1, numHeads: 2 })

const values = (x: Tensor): number[] => [...x.dataSync()].map(Number)

test.each([
  ['textClassifier', classifier],
  ['tagger', tagger],
  ['gpt', gpt],
] as const)('%s: through a file of PyTorch and back', async (name, model) => {
  const any = model as unknown as models.StateDicts<unknown> & { init(key: random.Key): unknown }
  const state = any.toStateDict(any.init(key))
  const path = join(folder, `${name}.pth`)
  await io.saveTorch(path, state)
  const loaded = pipe(await io.loadTorch(path), E.flatMap(any.fromStateDict))
  if (E.isLeft(loaded)) throw loaded.left
  const again = any.toStateDict(loaded.right)
  expect(Object.keys(again)).toEqual(Object.keys(state))
  for (const [leaf, tensor] of Object.entries(again)) expect(values(tensor), leaf).toEqual(values(state[leaf] as Tensor))
})

test("names are those of torch.nn's modules", () => {
  expect(Object.keys(classifier.toStateDict(classifier.init(key)))).toEqual([
    'embedding.weight',
    'rnn.weight_ih_l0',
    'rnn.weight_hh_l0',
    'rnn.bias_ih_l0',
    'rnn.bias_hh_l0',
    'rnn.weight_ih_l0_reverse',
    'rnn.weight_hh_l0_reverse',
    'rnn.bias_ih_l0_reverse',
    'rnn.bias_hh_l0_reverse',
    'head.weight',
    'head.bias',
  ])
  expect(Object.keys(gpt.toStateDict(gpt.init(key))).filter(name => !name.includes('self_attn'))).toEqual([
    'token_embedding.weight',
    'position_embedding.weight',
    ...['linear1', 'linear2', 'norm1', 'norm2'].flatMap(name => [`layers.0.${name}.weight`, `layers.0.${name}.bias`]),
    'norm.weight',
    'norm.bias',
  ])
})

test('all that does not fit is one report', () => {
  const { 'head.bias': _, ...rest } = tagger.toStateDict(tagger.init(key))
  const report = tagger.fromStateDict({ ...rest, more: tensor([1]), 'head.weight': tensor([[1, 2]]) })
  if (E.isRight(report)) throw new Error('it was taken')
  for (const name of ['head.bias', 'more', 'head.weight']) expect(report.left.message).toContain(name)
  expect(E.isRight(tagger.fromStateDict(rest, { missing: /bias/ }))).toBe(true)
})

test('tokens that are none give NaN, under jit too, and are found by checkFinite', () => {
  const params = classifier.init(key)
  for (const token of [-1, 300]) {
    const logits = (p: typeof params) => classifier.apply(p, tensor([[1, token, 2]], 'int32'))
    expect(values(logits(params)).every(Number.isNaN)).toBe(true)
    expect(values(jit(logits)(params)).every(Number.isNaN)).toBe(true)
    expect(() => checkFinite(logits)(params)).toThrow('NaN')
  }
  // 300 tokens are more than eight bits count.
  expect(values(classifier.apply(params, tensor([[1, 255]], 'uint8'))).every(Number.isFinite)).toBe(true)
})
