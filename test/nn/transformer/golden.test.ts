// Transformer layers and stacks against PyTorch's: outputs and all gradients, with every mask.

import { readFileSync } from 'node:fs'
import { random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { expectClose, gradientsOf, hashed, hashedLike, namedLeaves } from '../hashed.js'

type Numbers = readonly number[]
interface Case {
  readonly output: Numbers
  readonly gradients: { readonly inputs: readonly Numbers[]; readonly params: Readonly<Record<string, Numbers>> }
}
interface Golden {
  readonly encoders: Readonly<Record<string, Case>>
  readonly decoders: Readonly<Record<string, Case>>
  readonly transformers: Readonly<Record<string, Case>>
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/transformer/transformer.json', import.meta.url), 'utf8'))

/** A hundred roundings of float64, and what is written with 11 digits. */
const bound = 1e-9

const small = { dimFeedforward: 5, dropout: 0 } as const
const first = { ...small, normFirst: true } as const
const causal = { isCausal: true }
const keyPaddingMask = tensor([
  [false, false, true],
  [false, false, false],
])
const memoryKeyPaddingMask = tensor([
  [false, true, false, false],
  [false, false, false, true],
])
const memoryMask = hashed([3, 4], 45).greater(0.2)

type Options = Readonly<Record<string, unknown>>
type Run = (params: unknown, ...inputs: readonly Tensor[]) => Tensor
type Subject = readonly [{ init(key: random.Key, input: readonly [3, 4]): unknown }, Run]

/** Encoders and decoders without their types: float64 goes in. */
const encoder = (layer: unknown, options: Options = {}): Subject => {
  const any = layer as { encode(params: unknown, x: Tensor, options: Options): Tensor } & Subject[0]
  return [any, (params, x) => any.encode(params, x as Tensor, options)]
}
const decoder = (layer: unknown, options: Options = {}): Subject => {
  const any = layer as { decode(params: unknown, x: Tensor, memory: Tensor, options: Options): Tensor } & Subject[0]
  return [any, (params, x, memory) => any.decode(params, x as Tensor, memory as Tensor, options)]
}

const encoders: Readonly<Record<string, Subject>> = {
  'norm last': encoder(nn.transformerEncoderLayer(2, small)),
  'norm first, gelu': encoder(nn.transformerEncoderLayer(2, { ...first, activation: 'gelu' })),
  'no bias, eps': encoder(nn.transformerEncoderLayer(2, { ...small, bias: false, layerNormEps: 1e-2 })),
  'causal, padding': encoder(nn.transformerEncoderLayer(2, first), { ...causal, keyPaddingMask }),
  'stack with a norm': encoder(nn.transformerEncoder(nn.transformerEncoderLayer(2, first), 2, { norm: true }), causal),
}
const decoders: Readonly<Record<string, Subject>> = {
  'norm last': decoder(nn.transformerDecoderLayer(2, small)),
  'norm first, gelu, causal': decoder(nn.transformerDecoderLayer(2, { ...first, activation: 'gelu' }), causal),
  'all masks': decoder(nn.transformerDecoderLayer(2, small), { ...causal, keyPaddingMask, memoryMask, memoryKeyPaddingMask }),
  'stack with a norm': decoder(nn.transformerDecoder(nn.transformerDecoderLayer(2, small), 2, { norm: true }), causal),
}

const whole = (options: nn.TransformerOptions = {}, masks: Options = {}): Subject => {
  const any = nn.transformer(2, { ...small, numEncoderLayers: 2, numDecoderLayers: 1, ...options }) as unknown as {
    apply(params: unknown, source: Tensor, target: Tensor, masks: Options): Tensor
  } & Subject[0]
  return [any, (params, source, target) => any.apply(params, source as Tensor, target as Tensor, masks)]
}
const transformers: Readonly<Record<string, Subject>> = {
  plain: whole(),
  'no bias, eps, norm first, gelu, causal': whole(
    { bias: false, layerNormEps: 1e-2, normFirst: true, activation: 'gelu' },
    { tgtIsCausal: true },
  ),
  'all masks': whole(
    {},
    {
      srcIsCausal: true,
      srcKeyPaddingMask: memoryKeyPaddingMask,
      tgtIsCausal: true,
      tgtKeyPaddingMask: keyPaddingMask,
      memoryMask,
      memoryKeyPaddingMask,
    },
  ),
}

test('every golden case is compared', () => {
  expect(Object.keys(transformers)).toEqual(Object.keys(golden.transformers))
  expect(Object.keys(encoders)).toEqual(Object.keys(golden.encoders))
  expect(Object.keys(decoders)).toEqual(Object.keys(golden.decoders))
})

describe.each([
  ['encoder', encoders, golden.encoders],
  ['decoder', decoders, golden.decoders],
  ['transformer', transformers, golden.transformers],
] as const)('%s', (kind, subjects, expected) => {
  test.each(Object.entries(subjects))('%s', (name, [layer, run]) => {
    const params = hashedLike(layer.init(random.key(0), [3, 4]))
    const shapes = {
      encoder: [[2, 3, 4]],
      decoder: [
        [2, 3, 4],
        [2, 4, 4],
      ],
      transformer: [
        [2, 4, 4],
        [2, 3, 4],
      ],
    }[kind]
    const inputs = shapes.map((shape, i) => hashed(shape, 20 + i))
    const { output, gradients } = expected[name] ?? { output: [], gradients: { inputs: [], params: {} } }
    expectClose('output', run(params, ...inputs), output, bound)
    const loss = (p: unknown, ...xs: readonly Tensor[]): Tensor => {
      const y = run(p, ...xs)
      return y.mul(hashed(y.shape, 30)).sum()
    }
    const [own, ...ofInputs] = gradientsOf(loss, [params, ...inputs]) as readonly [unknown, ...Tensor[]]
    const found = namedLeaves(own)
    expect(Object.keys(found)).toEqual(Object.keys(gradients.params))
    for (const [path, values] of Object.entries(gradients.params)) expectClose(path, found[path], values, bound)
    for (const [i, values] of gradients.inputs.entries()) expectClose(`input ${i}`, ofInputs[i], values, bound)
  })
})
