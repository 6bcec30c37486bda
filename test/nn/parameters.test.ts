// Parameters by their paths, models as tables, and a batch norm that becomes part of the convolution before it.

import { eye, grad, linalg, ones, random, type Tensor, zerosLike } from 'tenet'
import * as models from 'tenet/models'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const values = (t: Tensor): number[] => [...t.dataSync()].map(Number)

const net = nn.model(
  [3, 8, 8],
  ['conv', nn.conv2d(4, 3, { padding: 1, bias: false })],
  ['bn', nn.batchNorm2d()],
  nn.relu,
  ['block', nn.residual(nn.sequential(nn.conv2d(4, 3, { padding: 1 }), nn.relu))],
  ['branches', nn.parallel('concat', nn.identity, ['deep', nn.repeat(2, nn.conv2d(4, 1))])],
  nn.globalAvgPool,
  ['fc', nn.linear(2)],
)
const params = net.init(key)
type Params = typeof params

describe('summary', () => {
  const table = nn.summary(net)

  test('has a row for each layer, with what it makes, holds and computes', () => {
    expect(`${table}`.split('\n')).toEqual([
      'path             layer          output   parameters  trainable  multiply-adds',
      '─────────────────────────────────────────────────────────────────────────────',
      '                 input          [3,8,8]',
      'conv             conv2d         [4,8,8]         108        108          6,912',
      'bn               batchNorm2d    [4,8,8]           8          8              0',
      '2                relu           [4,8,8]           0          0              0',
      'block.main.0     conv2d         [4,8,8]         148        148          9,216',
      'block.main.1     relu           [4,8,8]           0          0              0',
      'block.skip       identity       [4,8,8]           0          0              0',
      'branches.0       identity       [4,8,8]           0          0              0',
      'branches.deep.0  conv2d         [4,8,8]          20         20          1,024',
      'branches.deep.1  conv2d         [4,8,8]          20         20          1,024',
      '5                globalAvgPool  [8]               0          0              0',
      'fc               linear         [2]              18         18             16',
      '─────────────────────────────────────────────────────────────────────────────',
      '                 total                          322        322         18,192',
    ])
  })
  test('adds up to the parameters', () => expect(table.total.parameters).toBe(nn.countParameters(params)))
  test('of a layer needs the shape of an example', () => {
    expect(nn.summary(nn.linear(10), [784]).total).toEqual({ parameters: 7850, trainable: 7850, multiplyAdds: 7840 })
    expect(() => nn.summary(nn.linear(10))).toThrow('summary: a layer does not know its input; give the shape of one example')
    expect(() => nn.summary(ones([2]) as never)).toThrow('summary: expected a layer')
  })
  test('of ResNet-18 has the 11,689,512 parameters and 1.81 billion multiply-adds that are known of it', () => {
    // The sum over its convolutions and the linear layer, of channels · kernel · places.
    expect(nn.summary(models.resnet18()).total).toEqual({ parameters: 11_689_512, trainable: 11_689_512, multiplyAdds: 1_814_073_344 })
  })
  test('has the layers of a record as they are applied, and counts what is shared once', () => {
    const twice = nn.record({ fc: nn.linear(3), norm: nn.layerNorm() }, ({ fc, norm }, x) => fc(norm(fc(x))))
    const { rows, total } = nn.summary(twice, [3])
    expect(rows.map(({ path, parameters, multiplyAdds }) => [path, parameters, multiplyAdds])).toEqual([
      ['fc', 12, 9],
      ['norm', 6, 0],
      ['fc', 0, 9],
    ])
    expect(total.parameters).toBe(nn.countParameters(twice.init(key, [3])))
  })
  test('counts what loops compute, and what is frozen as not trained', () => {
    const reader = nn.model([5], ['words', nn.embeddingFromPretrained(ones([10, 3]))], ['gru', nn.gru(4, { output: 'last' })])
    const [words, gru] = nn.summary(reader).rows
    expect([words?.parameters, words?.trainable]).toEqual([30, 0])
    // Three gates, of 3 inputs and 4 states each, over 5 steps.
    expect(gru?.multiplyAdds).toBe(5 * 3 * 4 * (3 + 4))
  })
})

describe('by path', () => {
  test('are listed', () => {
    expect(nn.listParameters(params, /^bn\./).map(({ path, size, statistic }) => [path, size, statistic])).toEqual([
      ['bn.weight', 4, false],
      ['bn.bias', 4, false],
      ['bn.running_mean', 4, true],
      ['bn.running_var', 4, true],
      ['bn.num_batches_tracked', 1, true],
    ])
    expect(nn.listParameters(params).length).toBe(14)
  })
  test('are frozen', () => {
    const loss = (p: Params) => net.apply(nn.freeze(p, /^(conv|bn)\./), ones([2, 3, 8, 8])).sum() as Tensor<[], 'float32'>
    const gradients = grad(loss)(params)
    expect(values(gradients.conv.weight).every(g => g === 0)).toBe(true)
    expect(values(gradients.fc.weight).some(g => g !== 0)).toBe(true)
  })
  test('are replaced', () => {
    const replaced = nn.replaceParameters(params, /bias$/, leaf => zerosLike(leaf))
    expect(values(replaced.fc.bias)).toEqual([0, 0])
    expect(replaced.fc.weight).toBe(params.fc.weight)
    expect(() => nn.replaceParameters(params, /bias$/, () => ones([3]))).toThrow(
      'replaceParameters: bn.bias must keep its type; expected float32[4], got float32[3]',
    )
  })
  test('begin anew, each with a key of its own', () => {
    const fresh = nn.initializeParameters(params, key, /^branches.*weight$/, (k, shape) => random.normal(k, shape))
    const [a, b] = [values(fresh.branches.deep['0'].weight), values(fresh.branches.deep['1'].weight)]
    expect(a).not.toEqual(values(params.branches.deep['0'].weight))
    expect(a).not.toEqual(b)
    expect(fresh.fc).toEqual(params.fc)
  })
  test('must be there', () => {
    expect(() => nn.freeze(params, /^backbone/)).toThrow('freeze: no parameter matches /^backbone/; got conv.weight, bn.weight')
    expect(() => nn.listParameters(params, 'bn' as never)).toThrow("the pattern must be a regular expression; got 'bn'")
  })
  test('those that are trained are told by the model', () => {
    const { bn, conv } = net.trainable(params)
    expect(bn).toEqual({ weight: true, bias: true, running_mean: false, running_var: false, num_batches_tracked: false })
    expect(conv).toEqual({ weight: true })
  })
})

describe('foldBatchNorm', () => {
  const x = random.normal(random.key(5), [4, 3, 6, 6])
  const close = (a: Tensor, b: Tensor): void => {
    const wanted = values(b)
    expect(a.shape).toEqual(b.shape)
    // Sums of at most 27 products of numbers of order 1, in float32, in another order.
    for (const [i, value] of values(a).entries()) expect(Math.abs(value - (wanted[i] ?? Number.NaN))).toBeLessThan(2e-5)
  }

  test.each([true, false])('keeps outputs, bias: %s', bias => {
    const whole = nn.model([3, 6, 6], ['conv', nn.conv2d(4, 3, { bias })], ['bn', nn.batchNorm2d({ eps: 1e-3 })], nn.relu)
    const folded = nn.model([3, 6, 6], ['conv', nn.conv2d(4, 3)], nn.relu)
    // Statistics that are not those of the beginning, weight and bias too.
    const [, trained] = whole.train(whole.init(key), x, key)
    const own = nn.initializeParameters(trained, key, /^bn\.(weight|bias)$/, (k, shape) => random.normal(k, shape))
    close(folded.apply({ conv: nn.foldBatchNorm(own.conv, own.bn, { eps: 1e-3 }) }, x), whole.apply(own, x))
  })

  test('of a transposed convolution, and without parameters', () => {
    const whole = nn.model([3, 6, 6], ['conv', nn.convTranspose2d(2, 2)], ['bn', nn.batchNorm2d({ affine: false })])
    const folded = nn.model([3, 6, 6], ['conv', nn.convTranspose2d(2, 2)])
    const [, own] = whole.train(whole.init(key), x, key)
    close(folded.apply({ conv: nn.foldBatchNorm(own.conv, own.bn, { outputAxis: 1 }) }, x), whole.apply(own, x))
  })

  test('says what does not fit', () => {
    const bn = nn.batchNorm2d().init(key, [3, 2, 2])
    expect(() => nn.foldBatchNorm({ weight: ones([4, 3, 1, 1]) }, bn)).toThrow(
      'there must be a value for each of 4 channels; got float32[3]',
    )
    expect(() => nn.foldBatchNorm({} as never, bn)).toThrow('foldBatchNorm: convolution: parameters must hold the tensors weight')
  })
})

describe('weight and spectral norm', () => {
  test('begin with the layer as it is, and with a largest singular value of 1', () => {
    const plain = nn.linear(3)
    const normed = nn.weightNorm(plain)
    const own = normed.init(key, [4])
    const x = random.normal(key, [2, 4])
    const { parametrizations } = own
    const expected = plain.apply({ weight: parametrizations.weight.original1, bias: own.bias }, x)
    // v / ‖v‖ · ‖v‖ is v up to three roundings.
    values(normed.apply(own, x)).forEach((v, i) => void expect(Math.abs(v - (values(expected)[i] ?? 0))).toBeLessThan(1e-6))

    const spectral = nn.spectralNorm(nn.linear(3, { bias: false }))
    let params = spectral.init(key, [4])
    for (let i = 0; i < 30; i++) params = spectral.train(params, x, key)[1]
    const weight = spectral.apply(params, eye(4)) // [4, 3], the weight transposed
    // The power iteration has converged.
    const [largest = 0] = values(linalg.svdvals(weight))
    expect(Math.abs(largest - 1)).toBeLessThan(1e-3)
    expect(nn.listParameters(params).map(({ path, statistic }) => [path, statistic])).toEqual([
      ['parametrizations.weight.0._u', true],
      ['parametrizations.weight.0._v', true],
      ['parametrizations.weight.original', false],
    ])
  })
  test('need a weight', () => {
    expect(() => nn.weightNorm(nn.relu).init(key, [3])).toThrow('weightNorm: the layer must have a weight; got relu')
    expect(() => nn.spectralNorm(nn.layerNorm()).init(key, [3])).toThrow('spectralNorm: the weight must have at least two axes')
    expect(() => nn.weightNorm(nn.linear(2), { axis: 2 }).init(key, [3])).toThrow('weightNorm: there is no axis 2')
    expect(() => nn.spectralNorm(nn.linear(2), { outputAxis: 2 })).toThrow('outputAxis must be 0 or 1; got 2')
  })
})
