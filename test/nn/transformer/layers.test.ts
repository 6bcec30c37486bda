// Transformer layers as layers: step by step, in training, with what does not fit.

import { ones, random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { namedLeaves } from '../hashed.js'

const key = random.key(0)
const x = random.normal(random.key(1), [2, 6, 8])
const options = { dimFeedforward: 16, dropout: 0.25 } as const

describe('step by step', () => {
  test.each([true, false])('an encoder, norms first: %s, gives the bits of the whole', normFirst => {
    const encoder = nn.transformerEncoder(nn.transformerEncoderLayer(2, { ...options, normFirst }), 2, { norm: true })
    const params = encoder.init(key, [6, 8])
    const whole = encoder.encode(params, x, { isCausal: true })
    let caches = encoder.emptyCache(2, 6, 8)
    for (let t = 0; t < 6; t += 2) {
      const [y, next] = encoder.step(params, x.slice([], [t, t + 2]) as Tensor<[2, 2, 8], 'float32'>, caches)
      expect(y.toArray()).toEqual(whole.slice([], [t, t + 2]).toArray())
      caches = next
    }
  })

  test('a decoder, too', () => {
    const decoder = nn.transformerDecoder(nn.transformerDecoderLayer(2, options), 2)
    const params = decoder.init(key, [6, 8])
    const memory = random.normal(random.key(2), [2, 3, 8])
    const whole = decoder.decode(params, x, memory, { isCausal: true })
    let caches = decoder.emptyCache(2, 6, 8)
    for (let t = 0; t < 6; t++) {
      const [y, next] = decoder.step(params, x.slice([], [t, t + 1]) as Tensor<[2, 1, 8], 'float32'>, memory, caches)
      expect(y.slice([], 0).toArray()).toEqual(whole.slice([], t).toArray())
      caches = next
    }
  })
})

describe('in training', () => {
  const layer = nn.transformerEncoderLayer(2, options)
  const params = layer.init(key, [6, 8])
  test('the key decides what is dropped', () => {
    const [a] = layer.train(params, x, random.key(1))
    expect(a.toArray()).toEqual(layer.encode(params, x, { dropoutKey: random.key(1) }).toArray())
    expect(a.toArray()).not.toEqual(layer.train(params, x, random.key(2))[0].toArray())
    expect(layer.apply(params, x).toArray()).toEqual(layer.encode(params, x).toArray())
  })

  test('layers of a stack drop different things', () => {
    const stack = nn.transformerEncoder(layer, 2)
    const own = stack.init(key, [6, 8])
    const [first] = own.layers
    const same = { layers: [first, first] as never }
    const [y] = stack.train(same, x, random.key(1))
    const once = layer.train(first as never, x, random.key(1))[0]
    expect(y.toArray()).not.toEqual(layer.train(first as never, once, random.key(1))[0].toArray())
  })

  test('a decoder drops by its key', () => {
    const decoder = nn.transformerDecoderLayer(2, options)
    const own = decoder.init(key, [6, 8])
    const at = (dropoutKey: random.Key) => decoder.decode(own, x, x, { dropoutKey }).toArray()
    expect(at(random.key(1))).toEqual(at(random.key(1)))
    expect(at(random.key(1))).not.toEqual(at(random.key(2)))
    expect(at(random.key(1))).not.toEqual(decoder.decode(own, x, x).toArray())
  })
})

test("parameters have PyTorch's names, and layers of a stack differ", () => {
  const own = nn.transformerEncoder(nn.transformerEncoderLayer(2, options), 2, { norm: true }).init(key, [6, 8])
  const named = namedLeaves(own)
  const each = ['self_attn.in_proj_weight', 'self_attn.in_proj_bias', 'self_attn.out_proj.weight', 'self_attn.out_proj.bias']
  const rest = ['linear1', 'linear2', 'norm1', 'norm2'].flatMap(name => [`${name}.weight`, `${name}.bias`])
  expect(Object.keys(named)).toEqual([
    ...['layers.0', 'layers.1'].flatMap(layer => [...each, ...rest].map(name => `${layer}.${name}`)),
    'norm.weight',
    'norm.bias',
  ])
  expect(named['layers.0.linear1.weight']?.toArray()).not.toEqual(named['layers.1.linear1.weight']?.toArray())
})

describe('in one piece', () => {
  const net = nn.transformer(2, { dimFeedforward: 16, numEncoderLayers: 2, numDecoderLayers: 2 })
  const own = net.init(key, [6, 8])
  const source = random.normal(random.key(3), [2, 4, 8])

  test("has PyTorch's names, six layers each unless told otherwise", () => {
    const names = Object.keys(namedLeaves(own))
    expect(names.filter(path => /norm\.|linear1\.weight/.test(path))).toEqual([
      'encoder.layers.0.linear1.weight',
      'encoder.layers.1.linear1.weight',
      'encoder.norm.weight',
      'encoder.norm.bias',
      'decoder.layers.0.linear1.weight',
      'decoder.layers.1.linear1.weight',
      'decoder.norm.weight',
      'decoder.norm.bias',
    ])
    const usual = nn.transformer(2, { dimFeedforward: 4 }).init(key, [6, 4])
    expect([usual.encoder.layers.length, usual.decoder.layers.length]).toEqual([6, 6])
  })

  test("begins with Glorot's uniform matrices", () => {
    const large = nn.transformer(2, { dimFeedforward: 128, numEncoderLayers: 1, numDecoderLayers: 1 }).init(key, [6, 64])
    for (const [path, leaf] of Object.entries(namedLeaves(large))) {
      if (leaf.shape.length < 2) continue
      const [out = 0, fanIn = 0] = leaf.shape
      const bound = Math.sqrt(6 / (out + fanIn))
      const values = Array.from(leaf.dataSync(), Number)
      // Of at least 4096 numbers the largest is within 12/4096 of the bound but with probability e⁻¹²; float32 rounds the bound itself.
      expect(Math.max(...values.map(Math.abs)) / bound, path).toBeLessThanOrEqual(1 + 1e-6)
      expect(Math.max(...values.map(Math.abs)) / bound, path).toBeGreaterThan(1 - 12 / 4096)
      // The mean square is bound² / 3, within five standard errors.
      const square = values.reduce((sum, v) => sum + v * v, 0) / values.length / bound ** 2
      expect(Math.abs(square - 1 / 3), path).toBeLessThan(5 * Math.sqrt(4 / 45 / values.length))
    }
  })

  test('its halves, step by step, give the bits of the whole', () => {
    const whole = net.apply(own, source, x, { tgtIsCausal: true })
    const memory = net.encoder.encode(own.encoder, source)
    let caches = net.decoder.emptyCache(2, 6, 8)
    for (let t = 0; t < 6; t++) {
      const [y, next] = net.decoder.step(own.decoder, x.slice([], [t, t + 1]) as Tensor<[2, 1, 8], 'float32'>, memory, caches)
      expect(y.slice([], 0).toArray()).toEqual(whole.slice([], t).toArray())
      caches = next
    }
  })

  test('trains by its key', () => {
    const [a, same] = net.train(own, source, x, random.key(1))
    expect(same).toBe(own)
    expect(a.toArray()).toEqual(net.train(own, source, x, random.key(1))[0].toArray())
    expect(a.toArray()).not.toEqual(net.train(own, source, x, random.key(2))[0].toArray())
    expect(a.toArray()).not.toEqual(net.apply(own, source, x).toArray())
  })

  test.each<[string, () => unknown, string]>([
    ['no layers', () => nn.transformer(2, { numDecoderLayers: 0 }), 'transformer: numDecoderLayers must be a positive integer; got 0'],
    [
      'a misspelt option',
      () => nn.transformer(2, { layers: 2 } as never),
      "transformer: there is no option 'layers'; expected dimFeedforward",
    ],
    ['no options', () => nn.transformer(2, null as never), 'transformer: options must be an object; got null'],
    [
      'a misspelt mask',
      () => net.apply(own, source, x, { mask: x } as never),
      "transformer: there is no option 'mask'; expected srcMask, tgtMask, memoryMask",
    ],
    ['no parameters', () => net.apply({} as never, source, x), 'transformerEncoder: parameters must hold layers, a list of 2; got none'],
    [
      'a norm that is none',
      () => nn.transformerEncoder(nn.transformerEncoderLayer(2), 1, { norm: 3 as never }),
      'norm must be true, false or { eps, bias }; got 3',
    ],
    [
      'an eps that is none',
      () => nn.transformerEncoder(nn.transformerEncoderLayer(2), 1, { norm: { eps: -1 } }),
      "the norm's eps must be a finite number of at least 0; got -1",
    ],
  ])('says what is wrong with %s', (_what, body, message) => expect(body).toThrow(message))
})

describe('what is said to', () => {
  const layer = nn.transformerEncoderLayer(2, options)
  const params = layer.init(key, [6, 8])
  const stack = nn.transformerEncoder(layer, 2)
  const decoder = nn.transformerDecoderLayer(2, options)
  test.each<[string, () => unknown, string]>([
    [
      'other features',
      () => layer.apply(params, ones([2, 6, 6]) as never),
      'multiHeadAttention: query must be [batch,time,features]; expected float32[n,n,8]',
    ],
    [
      'a misspelt option',
      () => nn.transformerEncoderLayer(2, { dimFeedForward: 8 } as never),
      "there is no option 'dimFeedForward'; expected dimFeedforward",
    ],
    [
      'another activation',
      () => nn.transformerEncoderLayer(2, { activation: 'tanh' as never }),
      "activation must be one of relu, gelu; got 'tanh'",
    ],
    [
      'more than all dropped',
      () => nn.transformerDecoderLayer(2, { dropout: 1.5 }),
      'transformerDecoderLayer: dropout must be a number from 0 to 1; got 1.5',
    ],
    ['no net', () => nn.transformerEncoderLayer(2, { dimFeedforward: 0 }), 'dimFeedforward must be a positive integer; got 0'],
    [
      'a negative eps',
      () => nn.transformerEncoderLayer(2, { layerNormEps: -1 }),
      'layerNormEps must be a finite number of at least 0; got -1',
    ],
    ['no layers', () => nn.transformerEncoder(layer, 0), 'transformerEncoder: numLayers must be a positive integer; got 0'],
    [
      'one layer fewer',
      () => stack.apply({ layers: [params] } as never, x),
      'transformerEncoder: parameters must hold layers, a list of 2; got 1',
    ],
    ['no parameters', () => layer.apply({} as never, x), 'transformerEncoderLayer: parameters must hold linear1, a record; got {  }'],
    [
      'one cache',
      () => stack.step(stack.init(key, [6, 8]), x, [layer.emptyCache(2, 6, 8)].slice(0, 1)),
      'there must be a cache for each of 2 layers',
    ],
    [
      'a misspelt mask',
      () => layer.encode(params, x, { srcMask: x } as never),
      "transformerEncoderLayer.encode: there is no option 'srcMask'; expected keyPaddingMask",
    ],
    [
      'no memory',
      () => decoder.decode(decoder.init(key, [6, 8]), x, undefined as never),
      'transformerDecoderLayer: the memory must be a tensor; got undefined',
    ],
    [
      'memory of another batch',
      () => decoder.decode(decoder.init(key, [6, 8]), x, zeros([3, 6, 8]) as never),
      'targets and memory must be one batch; got float32[2,6,8] and float32[3,6,8]',
    ],
    [
      'heads that do not divide',
      () => nn.transformerEncoderLayer(3).init(key, [6, 8] as never),
      '3 heads must divide the features; got [6,8]',
    ],
  ])('%s', (_what, body, message) => expect(body).toThrow(message))
})
