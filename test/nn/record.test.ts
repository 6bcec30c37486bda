// Records: layers by name, and a function of them.

import { concat, isTensor, ones, random, type Tensor, tree, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(0)
const x = random.normal(random.key(1), [4, 3])
const values = (t: Tensor | undefined): readonly number[] => Array.from((t as Tensor).dataSync(), Number)

const gated = nn.record({ value: nn.linear(5), gate: nn.linear(5), sigmoid: nn.sigmoid }, ({ value, gate, sigmoid }, y) =>
  value(y).mul(sigmoid(gate(y))),
)

describe('record', () => {
  test('names parameters as the layers are named, and leaves out layers without any', () => {
    const params = gated.init(key, [3])
    expect(tree.paths(params)).toEqual(['value.weight', 'value.bias', 'gate.weight', 'gate.bias'])
    expect(params.value.weight.shape).toEqual([5, 3])
    expect(values(params.value.weight)).not.toEqual(values(params.gate.weight))
  })

  test('is the function of the layers', () => {
    const params = gated.init(key, [3])
    const expected = nn
      .linear(5)
      .apply(params.value as never, x)
      .mul(
        nn
          .linear(5)
          .apply(params.gate as never, x)
          .sigmoid() as never,
      )
    expect(values(gated.apply(params, x))).toEqual(values(expected))
    expect(gated.apply(params, x).shape).toEqual([4, 5])
  })

  test('a layer that is applied twice is one layer', () => {
    const twice = nn.record({ f: nn.linear(3) }, ({ f }, y) => f(f(y)))
    const params = twice.init(key, [3])
    expect(tree.paths(params)).toEqual(['f.weight', 'f.bias'])
    const f = nn.linear(3)
    expect(values(twice.apply(params, x))).toEqual(values(f.apply(params.f as never, f.apply(params.f as never, x) as never)))
  })

  test('statistics see every use; each has random numbers of its own', () => {
    const norm = nn.record({ bn: nn.batchNorm1d() }, ({ bn }, y) => bn(bn(y)))
    const [, refreshed] = norm.train(norm.init(key, [3]), x, key)
    expect(refreshed.bn.num_batches_tracked.item()).toBe(2n)
    const drops = nn.record({ drop: nn.dropout(0.5) }, ({ drop }, y) => concat([drop(y), drop(y)], 1))
    const [y] = drops.train(drops.init(key, [64]), ones([1, 64]), key)
    const kept = values(y).map(value => value > 0)
    expect(kept.slice(0, 64)).not.toEqual(kept.slice(64))
  })

  test('a layer that is not applied has no parameters', () => {
    const maybe = nn.record({ f: nn.linear(3), project: nn.linear(3) }, ({ f, project }, y) => f(y).add(y.shape[1] === 3 ? y : project(y)))
    expect(Object.keys(maybe.init(key, [3]))).toEqual(['f'])
    expect(Object.keys(maybe.init(key, [2]))).toEqual(['f', 'project'])
    expect(maybe.apply(maybe.init(key, [2]), zeros([1, 2])).shape).toEqual([1, 3])
  })

  test('in a model and in a record', () => {
    const outer = nn.record({ inner: gated, out: nn.linear(2) }, ({ inner, out }, y) => out(inner(y)))
    const net = nn.model([3], ['first', outer], nn.relu)
    const params = net.init(key)
    expect(tree.paths(params)).toContain('first.inner.gate.weight')
    expect(tree.leaves(params).every(leaf => isTensor(leaf))).toBe(true)
    expect(net.apply(params, x).shape).toEqual([4, 2])
  })

  test('refuses what is no layer, no name, no function', () => {
    expect(() => nn.record([nn.relu] as never, (_layers, y) => y)).toThrow('record: layers must be a record; got [')
    expect(() => nn.record({ a: nn.linear as never }, (_layers, y) => y)).toThrow('got a function: call it first')
    expect(() => nn.record({ 'a.b': nn.relu }, (_layers, y) => y)).toThrow('text without dots')
    expect(() => nn.record({ a: nn.relu }, undefined as never)).toThrow('record: forward must be a function; got undefined')
    expect(() => gated.apply(gated.init(key, [3]), zeros([2, 3], 'int32') as never)).toThrow('record: the input must be float')
    expect(() => gated.apply({} as never, x)).toThrow('linear: parameters must hold the tensors weight, bias; got {  }')
  })
})
