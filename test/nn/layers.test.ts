// Each layer and loss against PyTorch's, for parameters and inputs that are hashes of their index.

import { readFileSync } from 'node:fs'
import { isTensor, jit, random, type Tensor, tensor } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { type LayerRules, rulesOf } from '../../src/nn/layer/layer.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { flatten, unflatten } from '../../src/support/tree.js'

interface Golden {
  readonly layers: Readonly<Record<string, { readonly input: Dims; readonly shape: Dims; readonly output: readonly number[] }>>
  readonly crossEntropy: number
  readonly meanSquaredError: number
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/layers/layers.json', import.meta.url), 'utf8'))

const layers: Readonly<Record<string, nn.Layer>> = {
  linear: nn.linear(3),
  'linear, more axes, no bias': nn.linear(3, { bias: false }),
  conv1d: nn.conv1d(4, 3, { stride: 2, padding: 1, dilation: 2 }),
  conv2d: nn.conv2d(4, [3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2] }),
  'conv2d, groups, no bias': nn.conv2d(6, 3, { groups: 2, bias: false }),
  'conv2d, depthwise': nn.conv2d(6, 2, { groups: 3 }),
  conv3d: nn.conv3d(3, 2, { padding: [0, 1, 1], stride: [1, 2, 1] }),
  maxPool2d: nn.maxPool2d(2),
  'maxPool2d, overlapping': nn.maxPool2d(3, { stride: 2, padding: 1 }),
  'maxPool2d, dilated': nn.maxPool2d([2, 3], { stride: 1, dilation: [2, 1] }),
  avgPool2d: nn.avgPool2d(2),
  'avgPool2d, padded': nn.avgPool2d([3, 2], { stride: [2, 1], padding: [1, 1] }),
  relu: nn.relu,
  tanh: nn.tanh,
  sigmoid: nn.sigmoid,
  silu: nn.silu,
  gelu: nn.gelu,
  flatten: nn.flatten,
}

/** What make.py states. */
const hashed = (shape: Dims, salt: number, dtype: 'float32' | 'float64' = 'float32', scale = 1): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768) * scale),
    shape,
    dtype,
  )

/** Hashed parameters in the place of the layer's own. */
function hashedParams(layer: LayerRules, input: Dims): unknown {
  const { leaves, structure } = flatten(layer.init(random.key(0), input.slice(1)), isTensor)
  return unflatten(
    structure,
    leaves.map(({ shape }, i) => hashed(shape, i)),
  )
}

test('every golden layer is compared', () => {
  expect(Object.keys(layers)).toEqual(Object.keys(golden.layers))
})

describe.each(Object.entries(layers))('%s', (name, layer) => {
  const { input = [], shape, output } = golden.layers[name] ?? {}
  const rules = rulesOf('test', layer)
  const params = hashedParams(rules, input)
  const x = hashed(input, 9)
  const y = rules.apply(params, x)

  test('gives what PyTorch gives', () => {
    expect(y.shape).toEqual(shape)
    expect(y.dtype).toBe('float32')
    // Sums of at most twenty products of numbers below 1, rounded to 6e-8 each, and a transcendental of 2 ulp.
    for (const [i, value] of y.dataSync().entries()) expect(Math.abs(value - (output?.[i] ?? Number.NaN))).toBeLessThan(2e-6)
  })

  test('trains as it is applied, and under jit to the bit', () => {
    const [trained, refreshed] = rules.train(params, x, random.key(1))
    expect(trained.dataSync()).toEqual(y.dataSync())
    expect(refreshed).toBe(params)
    expect(jit((p: unknown, z: Tensor) => rules.apply(p, z))(params, x).dataSync()).toEqual(y.dataSync())
  })
})

describe('losses', () => {
  const logits = hashed([5, 4], 1, 'float64', 8) as Tensor<[5, 4], 'float64'>
  const labels = tensor([3, 0, 1, 1, 2], 'int32')

  // A few dozen roundings of float64.
  test('crossEntropy', () => expect(nn.crossEntropy(logits, labels).item()).toBeCloseTo(golden.crossEntropy, 14))
  test('meanSquaredError', () => {
    expect(
      nn
        .meanSquaredError(
          hashed([3, 2], 1, 'float64') as Tensor<[3, 2], 'float64'>,
          hashed([3, 2], 2, 'float64') as Tensor<[3, 2], 'float64'>,
        )
        .item(),
    ).toBeCloseTo(golden.meanSquaredError, 14)
  })

  test('crossEntropy of large logits is finite', () => {
    expect(
      nn
        .crossEntropy(
          tensor([
            [1e30, 0],
            [-1e30, 1e30],
          ]),
          tensor([0, 1], 'uint8'),
        )
        .item(),
    ).toBe(0)
    expect(nn.crossEntropy(tensor([[0, 200]]), tensor([0], 'int32')).item()).toBe(200)
    expect(nn.crossEntropy(tensor([[0, Number.NEGATIVE_INFINITY]]), tensor([0], 'int32')).item()).toBe(0)
  })

  test('crossEntropy of a label out of range is NaN', () => {
    for (const label of [-1, 2]) expect(nn.crossEntropy(tensor([[1, 2]]), tensor([label], 'int32')).item()).toBeNaN()
  })

  test('accuracy', () => {
    expect(
      nn
        .accuracy(
          tensor([
            [1, 2],
            [2, 1],
            [0, 5],
            [3, 3],
          ]),
          tensor([1, 1, 1, 0], 'uint8'),
        )
        .item(),
    ).toBe(0.75)
  })
})
