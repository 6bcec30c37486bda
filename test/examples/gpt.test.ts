// The parts of the GPT example: text as tokens, windows of it, and a loss that falls.

import { random } from 'tenet'
import { expect, test } from 'vitest'
import { corpusOf, decode, encode, readCorpus, sums } from '../../examples/gpt/corpus.js'
import { trainingOf } from '../../examples/gpt/training.js'

test('text becomes tokens and text again, the last tenth held out', () => {
  const corpus = corpusOf('to be, or not to be', 'a line')
  expect(decode(corpus, encode(corpus, 'not to be'))).toBe('not to be')
  expect(encode(corpus, 'x')).toEqual([])
  expect([corpus.training.shape[0], corpus.heldOut.shape[0]]).toEqual([17, 2])
  expect(decode(corpus, [...corpus.training.toArray(), ...corpus.heldOut.toArray()])).toBe('to be, or not to be')
})

test('sums stand in for a missing file, and are right', () => {
  expect(readCorpus('nowhere').source).toBe('sums of two numbers')
  for (const line of sums(50).trim().split('\n')) {
    const [, a, b, c] = /^(\d+)\+(\d+)=(\d+)$/.exec(line) ?? []
    expect(Number(a) + Number(b)).toBe(Number(c))
  }
})

test('the loss falls from that of a guess, and is the same for the same seed', () => {
  const corpus = corpusOf(sums(500), 'sums')
  const plan = { context: 16, features: 16, numLayers: 1, numHeads: 2, dropout: 0.1, batch: 8, steps: 40, learningRate: 1e-2 }
  const run = (): readonly [number, number] => {
    const { model, optimizer, step, evaluate } = trainingOf(plan, corpus.characters.length)
    let params = model.init(random.key(0))
    let state = optimizer.init(params)
    const before = evaluate(params, corpus.heldOut)
    for (let i = 0; i < plan.steps; i++) [params, state] = step(params, state, corpus.training, random.key(i))
    return [before, evaluate(params, corpus.heldOut)]
  }
  const [before, after] = run()
  // Thirteen characters: ln 13 = 2.565.
  expect(Math.abs(before - Math.log(corpus.characters.length))).toBeLessThan(0.1)
  expect(after).toBeLessThan(2)
  expect(run()).toEqual([before, after])
})
