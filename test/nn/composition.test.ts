// Layers put together: names and keys, residual ways, models in models, layers of one's own, training.

import { evalShape, isTensor, jit, ones, random, type Tensor, tensor, valueAndGrad, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'
import { flatten, paths } from '../../src/support/tree.js'

const key = random.key(0)

const shapes = (tree: unknown): Readonly<Record<string, readonly number[]>> => {
  const { leaves, structure } = flatten(tree, isTensor)
  const names = paths(structure)
  return Object.fromEntries(leaves.map(({ shape }, i) => [names[i], shape]))
}

describe('sequential', () => {
  test('names parameters by name or position, and leaves no trace of layers without any', () => {
    const block = nn.sequential(nn.linear(3), nn.relu, ['out', nn.sequential(nn.tanh, nn.linear(2, { bias: false }))], nn.identity)
    expect(shapes(block.init(key, [4]))).toEqual({ '0.weight': [3, 4], '0.bias': [3], 'out.1.weight': [2, 3] })
    expect(block.init(key, [4]).out['1'].weight.shape).toEqual([2, 3])
  })

  test("a layer's numbers depend on the key and its position only", () => {
    const [a, b] = [nn.sequential(nn.linear(3), nn.relu, nn.linear(2)), nn.sequential(nn.linear(3), nn.tanh, ['fc', nn.linear(2)])]
    expect(a.init(key, [4])['2'].weight.toArray()).toEqual(b.init(key, [4]).fc.weight.toArray())
    expect(a.init(key, [4])['0'].weight.toArray()).not.toEqual(a.init(random.key(1), [4])['0'].weight.toArray())
    const twice = nn.sequential(nn.linear(4), nn.linear(4)).init(key, [4])
    expect(twice['0'].weight.toArray()).not.toEqual(twice['1'].weight.toArray())
  })

  test('of nothing is the identity', () => {
    expect(nn.sequential().init(key, [2])).toEqual({})
    expect(
      nn
        .sequential()
        .apply({}, tensor([[1, 2]]))
        .toArray(),
    ).toEqual([[1, 2]])
  })

  test('refuses names that cannot be in a path, and what is no layer', () => {
    expect(() => nn.sequential(['a', nn.relu], ['a', nn.relu])).toThrow("sequential: names must be distinct; got 'a' twice")
    expect(() => nn.sequential(nn.relu, ['0', nn.relu])).toThrow("names must be distinct; got '0' twice")
    expect(() => nn.sequential(['a.b', nn.relu])).toThrow('text without dots')
    expect(() => nn.sequential(['', nn.relu])).toThrow('text without dots')
    // @ts-expect-error not called
    expect(() => nn.sequential(nn.linear)).toThrow('expected a layer, or a name and a layer; got a function: call it first')
    // @ts-expect-error no layer
    expect(() => nn.model([2], ones([2]))).toThrow('model: expected a layer, or a name and a layer; got float32[2]')
  })
})

describe('residual', () => {
  test('adds', () => {
    const double = nn.residual(nn.identity)
    expect(double.init(key, [2])).toEqual({})
    expect(double.apply({}, tensor([[1, -2]])).toArray()).toEqual([[2, -4]])
  })

  test('has the parameters of both ways', () => {
    const down = nn.residual(nn.conv2d(4, 3, { padding: 1, stride: 2 }), nn.conv2d(4, 1, { stride: 2, bias: false }))
    const params = down.init(key, [2, 6, 6])
    expect(shapes(params)).toEqual({ 'main.weight': [4, 2, 3, 3], 'main.bias': [4], 'skip.weight': [4, 2, 1, 1] })
    expect(down.apply(params, ones([1, 2, 6, 6])).shape).toEqual([1, 4, 3, 3])
    expect(down.train(params, ones([1, 2, 6, 6]), key)[1]).toEqual(params)
  })

  test('says when the ways differ', () => {
    expect(() => nn.residual(nn.linear(3)).apply({ main: { weight: ones([3, 2]), bias: ones([3]) } } as never, ones([1, 2]))).toThrow(
      'residual: main and skip must give one shape; expected float32[1,3] (main), got float32[1,2] (skip)',
    )
  })
})

describe('model', () => {
  const net = nn.model([4], ['fc1', nn.linear(3)], nn.relu, ['fc2', nn.linear(2)])

  test('checks what it is applied to', () => {
    const params = net.init(key)
    const apply = (x: Tensor) => () => net.apply(params, x as Tensor<[1, 4], 'float32'>)
    expect(apply(ones([5, 3]))).toThrow('model: input must be a batch of examples [4]; expected float32[n,4], got float32[5,3]')
    expect(apply(ones([4]))).toThrow('expected float32[n,4], got float32[4]')
    expect(apply(ones([5, 4], 'int32'))).toThrow('model: the input must be float; expected a float dtype, got int32[5,4]')
    expect(apply(ones([5, 4], 'float64'))).toThrow("linear: the input must be of the parameters' dtype; expected float32, got float64[5,4]")
    expect(() => nn.model([2.5])).toThrow('sizes must be non-negative integers; got [2.5]')
  })

  test('says which layer does not fit, when it is initialised', () => {
    // @ts-expect-error the kernel is too large
    const wrong = nn.model([1, 8, 8], nn.conv2d(6, 5), nn.conv2d(16, 5))
    expect(() => wrong.init(key)).toThrow(
      'conv2d: kernel [5,5] is larger than the padded input; expected at least [5,5], got [4,4] from float32[1,6,4,4]',
    )
    // @ts-expect-error no image
    expect(() => nn.model([8], nn.maxPool2d(2)).init(key)).toThrow('maxPool2d: input must be [channels,height,width]; got [8]')
  })

  test('takes parameters of another layout for what they are', () => {
    const misnamed = { ...net.init(key), fc2: { kernel: ones([2, 3]) } }
    expect(() => net.apply(misnamed as never, ones([1, 4]))).toThrow(
      'linear: parameters must hold the tensors weight, bias; got { kernel }',
    )
    expect(() => net.apply({} as never, ones([1, 4]))).toThrow('linear: parameters must hold the tensors weight, bias; got {  }')
  })

  test('stands as a layer in another', () => {
    const outer = nn.model([4], ['inner', net], ['head', nn.linear(1)])
    const params = outer.init(key)
    expect(Object.keys(shapes(params))).toEqual([
      'inner.fc1.weight',
      'inner.fc1.bias',
      'inner.fc2.weight',
      'inner.fc2.bias',
      'head.weight',
      'head.bias',
    ])
    const x = tensor([[1, 2, 3, 4]])
    expect(outer.apply(params, x).toArray()).toEqual(nn.linear(1).apply(params.head, net.apply(params.inner, x)).toArray())
    // @ts-expect-error it takes four features
    expect(() => nn.model([5], net).init(key)).toThrow('model: examples must be [4]; got [5]')
  })

  test('learns', () => {
    const x = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    const y = tensor([0, 1, 1, 0], 'int32')
    const xor = nn.model([2], nn.linear(8), nn.tanh, nn.linear(2))
    const optimizer = optim.adam({ learningRate: 0.1 })
    let params = xor.init(random.key(3))
    let state = optimizer.init(params)
    const step = jit((p: typeof params, s: typeof state) => {
      const [, gradients] = valueAndGrad((q: typeof params) => nn.crossEntropy(xor.apply(q, x), y))(p)
      const [updates, next] = optimizer.update(gradients, s, p)
      return [optim.applyUpdates(p, updates), next] as const
    })
    for (let i = 0; i < 40; i++) [params, state] = step(params, state)
    expect(nn.accuracy(xor.apply(params, x), y).item()).toBe(1)
  })
})

describe("a layer of one's own", () => {
  const scaledLinear = <N extends number>(features: N) =>
    nn.layer({
      name: 'scaledLinear',
      params: (layerKey, [fanIn]) => ({ weight: nn.init.kaimingUniform(layerKey, [features, fanIn]), scale: ones([features]) }),
      apply: ({ weight, scale }, x) => x.matmul(weight.transpose()).mul(scale),
    })

  test('fits between others', () => {
    const net = nn.model([6], ['scaled', scaledLinear(4)], nn.relu, ['out', nn.linear(2)])
    const params = net.init(key)
    expect(shapes(params)).toEqual({ 'scaled.weight': [4, 6], 'scaled.scale': [4], 'out.weight': [2, 4], 'out.bias': [2] })
    expect(net.apply(params, ones([3, 6])).shape).toEqual([3, 2])
  })

  test('may train otherwise than it is applied', () => {
    const counting = nn.layer({
      params: () => ({ seen: zeros([]) }),
      apply: (_params, x) => x,
      train: ({ seen }, x, trainKey) => [x.add(random.normal(trainKey, [])), { seen: seen.add(1) }],
    })
    const net = nn.model([2], ['counting', counting])
    const [y, refreshed] = net.train(net.init(key), ones([1, 2]), key)
    expect(refreshed.counting.seen.item()).toBe(1)
    expect(y.toArray()).not.toEqual([[1, 1]])
    expect(net.apply(refreshed, ones([1, 2])).toArray()).toEqual([[1, 1]])
  })

  test('may fix its shapes', () => {
    const fixed = nn.layer({ input: [3], params: (_key, [n]) => ({ w: ones([n]) }), apply: ({ w }, x) => x.mul(w) })
    expect(shapes(fixed.init(key, [3]))).toEqual({ w: [3] })
    expect(() => fixed.init(key, [4] as never)).toThrow('layer: examples must be [3]; got [4]')
  })

  test('is held to the rules', () => {
    const x = ones([2, 3])
    const lost = nn.layer({ params: () => ({}), apply: (_p, given) => given.sum() })
    expect(() => lost.apply({}, x)).toThrow('layer: the batch axis must stay first; expected float32[2,…], got float32[]')
    expect(() => nn.model([3], ['lost', lost]).init(key)).toThrow('the batch axis must stay first')
    const nothing = nn.layer({ name: 'nothing', params: () => ({}), apply: () => undefined as never })
    expect(() => nothing.apply({}, x)).toThrow('nothing: apply must return a tensor; got undefined')
    expect(() => scaledLinear(2).init(key, [])).toThrow('scaledLinear: examples must be of at least one axis; got []')
  })
})

describe('dropout', () => {
  const half = nn.dropout(0.5)

  test('keeps the mean in training, and does nothing otherwise', () => {
    const x = ones([100, 100])
    expect(half.apply({}, x)).toBe(x)
    const [y] = half.train({}, x, key)
    const values = new Set(y.dataSync())
    expect([...values].sort()).toEqual([0, 2])
    // 10,000 draws of variance 1: five standard deviations of the mean.
    expect(Math.abs(y.mean().item() - 1)).toBeLessThan(0.05)
    expect(half.train({}, x, key)[0].toArray()).toEqual(y.toArray())
    expect(half.train({}, x, random.key(1))[0].toArray()).not.toEqual(y.toArray())
  })

  test('draws anew in each place of a model', () => {
    const net = nn.model([200], half, half)
    const [y] = net.train({}, ones([1, 200]), key)
    const kept = y.dataSync().filter(value => value > 0).length
    // A quarter of 200, within five standard deviations of 6.1; one mask used twice would keep a half.
    expect(Math.abs(kept - 50)).toBeLessThan(31)
  })

  test('refuses a rate that drops everything', () => {
    for (const rate of [1.1, -0.1, Number.NaN]) expect(() => nn.dropout(rate)).toThrow('the rate must be a number from 0 to 1')
  })
})

test('init runs nothing but the random numbers it returns', () => {
  const net = nn.model(
    [3, 224, 224],
    nn.conv2d(64, 7, { stride: 2, padding: 3 }),
    nn.relu,
    nn.maxPool2d(3, { stride: 2, padding: 1 }),
    nn.flatten,
  )
  expect(evalShape(net.init)(key)['0'].weight.shape).toEqual([64, 3, 7, 7])
})

describe('layers over integers', () => {
  const lookup = nn.layer({
    name: 'lookup',
    takes: 'integers',
    params: layerKey => ({ weight: random.normal(layerKey, [10, 4]) }),
    apply: ({ weight }, x) => weight.take(x),
  })
  test('stand first in a sequence', () => {
    const net = nn.model([5], ['block', nn.sequential(lookup, nn.relu)], nn.flatten, nn.linear(2))
    const params = net.init(key)
    expect(shapes(params)).toEqual({ 'block.0.weight': [10, 4], '2.weight': [2, 20], '2.bias': [2] })
    expect(net.apply(params, zeros([3, 5], 'uint8')).shape).toEqual([3, 2])
  })
  test('and nowhere else', () => {
    // @ts-expect-error what comes before it gives floats
    expect(() => nn.model([5], nn.relu, lookup).init(key)).toThrow(
      'lookup: the input must be integers; expected an integer dtype, got float32[1,5]',
    )
  })
  test('refuse floats, as the others refuse them', () => {
    const net = nn.model([5], lookup)
    expect(() => net.apply(net.init(key), zeros([3, 5]) as never)).toThrow('model: the input must be integers; expected an integer dtype')
    expect(() => net.apply(net.init(key), zeros([3, 4], 'int32') as never)).toThrow('expected int32[n,5], got int32[3,4]')
  })
})
