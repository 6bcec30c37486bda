// Attention against PyTorch's: outputs, weights, gradients of operands and parameters, with every kind of mask.

import { readFileSync } from 'node:fs'
import { random, type Tensor, tensor, where } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { attentionRules } from '../../../src/nn/attention/multi-head-attention.js'
import type { Dims } from '../../../src/support/shape.js'
import { expectClose, gradientsOf, hashed, hashedLike, namedLeaves } from '../hashed.js'

type Numbers = readonly number[]
interface Golden {
  readonly scaledDotProduct: Readonly<
    Record<string, { readonly shapes: readonly Dims[]; readonly output: Numbers; readonly gradients: readonly Numbers[] }>
  >
  readonly multiHead: Readonly<
    Record<
      string,
      {
        readonly shapes: readonly Dims[]
        readonly output: Numbers
        readonly weights: Numbers
        readonly gradients: { readonly inputs: readonly Numbers[]; readonly params: Readonly<Record<string, Numbers>> }
      }
    >
  >
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/attention/attention.json', import.meta.url), 'utf8'))

/** A few dozen roundings of float64, and what is written with 11 digits. */
const bound = 1e-10

const looks = hashed([4, 5], 40)
  .greater(-0.2)
  .logicalAnd(tensor([[true], [false], [true], [true]]))
const padding = tensor([
  [false, false, true, false, true],
  [true, false, false, false, false],
])

type Operands = readonly [Tensor, Tensor, Tensor]

describe('scaled dot product', () => {
  const options: Readonly<Record<string, nn.AttentionOptions>> = {
    plain: {},
    'bool mask, a query that sees nothing': { attnMask: looks },
    'float mask of each head': { attnMask: hashed([2, 3, 4, 5], 41).mul(4) },
    'causal, fewer queries': { isCausal: true },
    scaled: { scale: 2.5 },
    'grouped queries': { enableGqa: true },
  }
  test('every case is compared', () => expect(Object.keys(options)).toEqual(Object.keys(golden.scaledDotProduct)))

  test.each(Object.entries(options))('%s', (name, given) => {
    const expected = golden.scaledDotProduct[name]
    const operands = (expected?.shapes ?? []).map((shape, i) => hashed(shape, 20 + i)) as unknown as Operands
    const attend = (...[q, k, v]: Operands) => nn.scaledDotProductAttention(q as never, k as never, v as never, given as never) as Tensor
    expectClose('output', attend(...operands), expected?.output, bound)
    const loss = (...qkv: Operands): Tensor => {
      const y = attend(...qkv)
      return y.mul(hashed(y.shape, 30)).sum()
    }
    const gradients = gradientsOf(loss, operands) as Operands
    for (const [i, values] of (expected?.gradients ?? []).entries()) expectClose(`operand ${i}`, gradients[i], values, bound)
  })
})

describe('multi-head', () => {
  const cases: Readonly<Record<string, readonly [Parameters<typeof attentionRules>[1], Readonly<Record<string, unknown>>]>> = {
    'to itself': [{}, {}],
    'to itself, no bias': [{ bias: false }, {}],
    'to another': [{}, {}],
    'kdim and vdim': [{ kdim: 3, vdim: 2 }, {}],
    'kdim, no bias': [{ kdim: 3, bias: false }, {}],
    padding: [{}, { keyPaddingMask: padding }],
    'padding, floats': [{}, { keyPaddingMask: hashed([2, 5], 42).mul(3) }],
    mask: [{}, { attnMask: hashed([3, 5], 43).greater(0.1) }],
    'mask of each head, floats, and padding': [
      {},
      {
        attnMask: hashed([4, 3, 5], 44).mul(3),
        keyPaddingMask: where(padding, Number.NEGATIVE_INFINITY, hashed([2, 5], 0).mul(0) as Tensor<[2, 5], 'float64'>),
      },
    ],
    'kdim that is the features, vdim': [{ kdim: 4, vdim: 2 }, {}],
    'kdim and vdim that are the features': [{ kdim: 4, vdim: 4 }, {}],
    'a learned key': [{ addBiasKv: true }, {}],
    'a key of zeros': [{ addZeroAttn: true, bias: false }, {}],
    'both, with masks': [
      { addBiasKv: true, addZeroAttn: true },
      { attnMask: hashed([3, 5], 43).greater(0.1), keyPaddingMask: padding },
    ],
    'both, causal, kdim': [{ addBiasKv: true, addZeroAttn: true, kdim: 3 }, { isCausal: true }],
    causal: [{}, { isCausal: true }],
  }
  test('every case is compared', () => expect(Object.keys(cases)).toEqual(Object.keys(golden.multiHead)))

  test.each(Object.entries(cases))('%s', (name, [options, given]) => {
    const expected = golden.multiHead[name]
    const layer = attentionRules(2, options)
    const params = hashedLike(layer.init(random.key(0), [3, 4]))
    const operands = (expected?.shapes ?? []).map((shape, i) => hashed(shape, 20 + i)) as unknown as Operands
    const [y, weights] = layer.attend(params, ...operands, given)
    expectClose('output', y, expected?.output, bound)
    expectClose('weights', weights, expected?.weights, bound)
    const loss = (p: typeof params, ...qkv: Operands): Tensor => {
      const [z, w] = layer.attend(p, ...qkv, given)
      return z
        .mul(hashed(z.shape, 30))
        .sum()
        .add(w.mul(hashed(w.shape, 31)).sum())
    }
    const [own, ...inputs] = gradientsOf(loss, [params, ...operands]) as [typeof params, ...Operands]
    const found = namedLeaves(own)
    expect(Object.keys(found)).toEqual(Object.keys(expected?.gradients.params ?? {}))
    for (const [path, values] of Object.entries(expected?.gradients.params ?? {})) expectClose(path, found[path], values, bound)
    for (const [i, values] of (expected?.gradients.inputs ?? []).entries()) expectClose(`operand ${i}`, inputs[i], values, bound)
  })
})
