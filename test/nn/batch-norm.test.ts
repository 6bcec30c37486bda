// Batch norm's story: statistics as leaves that nobody optimizes and files keep, one value for each channel, synchronized over an axis.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { grad, jit, ones, random, type Tensor, tree, valueAndGrad, vmap, zeros } from 'tenet'
import * as io from 'tenet/io'
import * as nn from 'tenet/nn'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const net = nn.model([2, 4, 4], ['conv', nn.conv2d(3, 3, { bias: false })], ['bn', nn.batchNorm2d()], nn.relu, nn.flatten, [
  'out',
  nn.linear(2),
])
const params = net.init(key)
type Params = typeof params
const x = random.normal(random.key(1), [8, 2, 4, 4]).mul(3).add(1)
const labels = zeros([8], 'int32')
const values = (t: Tensor): number[] => [...t.dataSync()].map(Number)

const loss = (p: Params) => {
  const [logits, refreshed] = net.train(p, x, key)
  return [nn.crossEntropy(logits, labels), refreshed] as const
}

describe('statistics', () => {
  const optimizers: Readonly<Record<string, optim.Optimizer<unknown>>> = {
    'sgd with momentum and decay': optim.sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 }),
    adamw: optim.adamw({ learningRate: 0.1, weightDecay: 0.1 }),
  }
  test.each(Object.entries(optimizers))('are what the batches make of them, whatever the optimizer: %s', (_name, optimizer) => {
    const step = jit((p: Params, s: unknown) => {
      const [[, refreshed], gradients] = valueAndGrad(loss, { aux: true })(p)
      const [updates, next] = optimizer.update(gradients, s, p)
      return [optim.applyUpdates(refreshed, updates), next, refreshed.bn] as const
    })
    const state = optimizer.init(params)
    expect(tree.paths(state).filter(nn.isStatistic)).toEqual([])
    const [moved, , refreshed] = step(params, state)
    expect(values(moved.bn.running_mean)).toEqual(values(refreshed.running_mean))
    expect(values(moved.bn.running_var)).toEqual(values(refreshed.running_var))
    expect(moved.bn.num_batches_tracked.item()).toBe(1n)
    expect(values(refreshed.running_mean)).not.toEqual([0, 0, 0])
    expect(values(moved.bn.weight)).not.toEqual([1, 1, 1])
  })

  test('have gradients of zero, and count for no norm', () => {
    const gradients = grad((p: Params) => loss(p)[0])(params)
    const applied = grad((p: Params) => nn.crossEntropy(net.apply(p, x), labels))(params)
    for (const { bn } of [gradients, applied])
      for (const leaf of [bn.running_mean, bn.running_var, bn.num_batches_tracked])
        expect(values(leaf).every(value => value === 0)).toBe(true)
    const { running_mean, running_var, num_batches_tracked, ...affine } = params.bn
    expect(optim.globalNorm(params).item()).toBe(optim.globalNorm({ ...params, bn: affine }).item())
  })

  test('are not counted as parameters', () => expect(nn.countParameters(params)).toBe(3 * 2 * 9 + 3 + 3 + 2 * 12 + 2))

  test('stand in a checkpoint under their names, and come back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenet-bn-'))
    try {
      const [, refreshed] = loss(params)
      const path = join(folder, 'net.safetensors')
      await io.saveSafetensors(path, refreshed)
      const loaded = await io.loadSafetensors(path)
      if (E.isLeft(loaded)) throw loaded.left
      const tensors: Readonly<Record<string, Tensor>> = loaded.right.tensors
      expect(Object.keys(tensors).filter(nn.isStatistic).sort()).toEqual(['bn.num_batches_tracked', 'bn.running_mean', 'bn.running_var'])
      expect(tensors['bn.num_batches_tracked']?.dtype).toBe('int64')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('are called by their last name', () => {
    for (const path of ['running_mean', 'a.0.running_var', 'bn.num_batches_tracked', 'running_total', 'conv.weight.0._u'])
      expect(nn.isStatistic(path)).toBe(true)
    for (const path of ['', 'weight', 'running', 'running_mean.weight', 'a.not_running_mean', 'num_batches_tracked_', '_uv'])
      expect(nn.isStatistic(path)).toBe(false)
  })
})

describe('one value for each channel', () => {
  test('cannot be trained on', () => {
    const bn = nn.batchNorm1d()
    expect(() => bn.train(bn.init(key, [3]), ones([1, 3]), key)).toThrow(
      'batchNorm1d: training needs more than one value for each channel; got float32[1,3]',
    )
    const images = nn.batchNorm2d({ trackRunningStats: false })
    expect(() => images.apply(images.init(key, [3, 1, 1]), ones([1, 3, 1, 1]))).toThrow('more than one value for each channel')
    expect(() => bn.train(bn.init(key, [3]), ones([0, 3]), key)).toThrow('more than one value for each channel')
  })
  test('is enough for inference', () => {
    const bn = nn.batchNorm1d()
    expect(bn.apply(bn.init(key, [3]), ones([1, 3])).shape).toEqual([1, 3])
    expect(bn.apply(bn.init(key, [3]), ones([0, 3])).shape).toEqual([0, 3])
  })
})

describe('over a named axis', () => {
  const alone = nn.batchNorm2d()
  const together = nn.batchNorm2d({ axisName: 'shards' })
  const own = alone.init(key, [2, 4, 4])
  const shards = x.reshape([4, 2, 2, 4, 4])

  test('all shards are one batch: result, gradients and statistics', () => {
    const f = vmap((p: typeof own, shard: Tensor<[2, 2, 4, 4], 'float32'>) => together.train(p, shard, key), {
      in: [null, 0],
      axisName: 'shards',
    })
    const [y, refreshed] = f(own, shards)
    const [whole, expected] = alone.train(own, x, key)
    const close = (a: Tensor, b: Tensor): void => {
      const wanted = values(b)
      // Sums of 128 numbers below 12 in another order, in float32.
      for (const [i, value] of values(a).entries()) expect(Math.abs(value - (wanted[i] ?? Number.NaN))).toBeLessThan(2e-5)
    }
    close(y, whole)
    // The same for every shard.
    for (const shard of [0, 3]) {
      close((refreshed.running_mean as Tensor as Tensor<[4, 2]>).slice(shard), expected.running_mean)
      close((refreshed.running_var as Tensor as Tensor<[4, 2]>).slice(shard), expected.running_var)
    }
    const weights = random.normal(random.key(2), [8, 2, 4, 4])
    const shardWeights = weights.reshape([4, 2, 2, 4, 4])
    const ofShards = grad((z: typeof shards) => f(own, z)[0].mul(shardWeights).sum())(shards)
    const ofWhole = grad((z: typeof x) => alone.train(own, z, key)[0].mul(weights).sum())(x)
    close(ofShards, ofWhole)
  })

  test('one value a shard is enough, as long as there are several', () => {
    const bn = nn.batchNorm1d({ axisName: 'shards' })
    const f = vmap((shard: Tensor<[1, 3], 'float32'>) => bn.train(bn.init(key, [3]), shard, key)[0], { axisName: 'shards' })
    expect(
      values(f(random.normal(key, [2, 1, 3])))
        .map(Math.abs)
        .every(v => Math.abs(v - 1) < 1e-2),
    ).toBe(true)
    expect(() => f(random.normal(key, [1, 1, 3]))).toThrow('more than one value for each channel')
  })

  test('needs the axis', () => {
    expect(() => together.train(own, x, key)).toThrow('named by a vmap around the call')
    expect(together.apply(own, x).shape).toEqual([8, 2, 4, 4])
  })
})

test('a layer of a user keeps statistics by calling them so', () => {
  const centred = nn.layer({
    name: 'centred',
    params: (_key, [size]) => ({ running_mean: zeros([size]), shift: zeros([size]) }),
    apply: ({ running_mean, shift }, batch) => batch.sub(running_mean).add(shift),
    train: ({ running_mean, shift }, batch) => {
      const mean = batch.mean(0)
      return [batch.sub(mean).add(shift), { running_mean: running_mean.mul(0.5).add(mean.mul(0.5)) as typeof running_mean, shift }] as const
    },
  })
  const own = centred.init(key, [3])
  const [, refreshed] = centred.train(own, ones([2, 3]), key)
  expect(values(refreshed.running_mean)).toEqual([0.5, 0.5, 0.5])
  const optimizer = optim.sgd({ learningRate: 1, weightDecay: 1 })
  const [updates] = optimizer.update(
    tree.map(refreshed, leaf => leaf.mul(0).add(1)),
    optimizer.init(own),
    refreshed,
  )
  const moved = optim.applyUpdates(refreshed, updates)
  expect(values(moved.running_mean)).toEqual([0.5, 0.5, 0.5])
  expect(values(moved.shift)).toEqual([-1, -1, -1])
})

describe('options', () => {
  test.each([
    [{ epsilon: 1 }, "batchNorm2d: there is no option 'epsilon'; expected eps, momentum, affine, bias, trackRunningStats, axisName"],
    [{ eps: -1 }, 'batchNorm2d: eps must be a finite number of at least 0; got -1'],
    [{ momentum: Number.NaN }, 'batchNorm2d: momentum must be a finite number; got NaN'],
    [{ affine: 1 }, 'batchNorm2d: affine must be true or false; got 1'],
    [{ trackRunningStats: null }, 'batchNorm2d: trackRunningStats must be true or false; got null'],
    [3, 'batchNorm2d: options must be an object; expected one with eps, momentum, affine, bias, trackRunningStats, axisName, got 3'],
  ])('%o', (options, message) => expect(() => nn.batchNorm2d(options as never)).toThrow(message))

  test('inputs that do not fit', () => {
    const bn = nn.batchNorm2d()
    const own = bn.init(key, [3, 2, 2])
    expect(() => bn.apply(own as never, ones([2, 4, 2, 2]))).toThrow(
      'batchNorm2d: input must have 3 channels; expected [n,3,2,2], got float32[2,4,2,2]',
    )
    expect(() => bn.apply(own as never, ones([2, 3]) as never)).toThrow('batchNorm2d: input must be [channels,height,width]; got [3]')
    expect(() => bn.apply({ weight: own.weight, bias: own.bias } as never, ones([2, 3, 2, 2]))).toThrow(
      'batchNorm2d: parameters must hold the tensors weight, bias, running_mean, running_var, num_batches_tracked',
    )
    expect(() => bn.init(key, [3, 2])).toThrow('batchNorm2d: input must be [channels,height,width]; got [3,2]')
  })
})
