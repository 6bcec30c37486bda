// Methods are the functions of the same name; arguments of other kinds, laziness and immutability.

import * as tenet from 'tenet'
import { arange, grad, jit, ones, random, type Tensor, tensor, tree, vmap, zeros } from 'tenet'
import { describe, expect, test } from 'vitest'
import { messageOf } from './setup.js'

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
])

describe('methods', () => {
  const proto: object = Object.getPrototypeOf(x)
  const own = ['constructor', 'data', 'dataSync', 'toArray', 'item', 'toString', 'T']
  const names = Object.getOwnPropertyNames(proto).filter(name => !own.includes(name))

  test.each(names)('%s is the function of that name', name => {
    const method: unknown = Reflect.get(x, name)
    expect(typeof method).toBe('function')
    expect(typeof Reflect.get(tenet, name)).toBe('function')
    expect((method as { readonly name: string }).name).toBe(name)
  })

  test('chain', () => {
    expect(x.sub(3).relu().matmul(x.T).sum(0).toArray()).toEqual([14, 32])
    expect(x.slice([], -1).toArray()).toEqual([3, 6])
    expect(x.T.shape).toEqual([3, 2])
    expect(x.pow(2).mean().item()).toBeCloseTo(91 / 6)
  })

  test('do not enumerate', () => {
    expect(Object.keys(x)).toEqual(['shape', 'dtype'])
    for (const name in x) expect(['shape', 'dtype']).toContain(name)
  })
})

describe('tensors from JavaScript values', () => {
  test('keep no hold of a typed array', () => {
    const data = Float32Array.of(1, 2)
    const held = tensor(data)
    data[0] = 9
    expect(held.toArray()).toEqual([1, 2])
  })

  test('of every typed array, in its dtype or another', () => {
    for (const data of [new Float32Array(2), new Float64Array(2), new Int32Array(2), new Uint32Array(2), new Uint8Array(2)])
      expect(tensor(data).dtype).toBe(data.constructor.name.replace('Array', '').toLowerCase())
    expect(tensor(Uint8Array.of(0, 1), [2], 'bool').toArray()).toEqual([false, true])
    expect(tensor(Float64Array.of(1, 2), 'int32').toArray()).toEqual([1, 2])
  })

  test('without elements', () => {
    expect(tensor([]).shape).toEqual([0])
    expect(tensor([[], []]).shape).toEqual([2, 0])
    expect(arange(0).shape).toEqual([0])
  })
})

describe('under transforms', () => {
  test('numbers and creation inside of a function', () => {
    const g = jit((v: Tensor<[3], 'float32'>) => v.mul(2).add(arange(3)).sum())
    expect(g(tensor([1, 2, 3])).item()).toBe(15)
  })

  test('a power has derivatives at 0', () => {
    const derivative = grad((v: Tensor<[2], 'float32'>) => v.pow(2).add(v.pow(3)).add(v.pow(0)).sum())
    expect(derivative(tensor([0, -1])).toArray()).toEqual([0, 1])
  })

  test('take sends derivatives back to where it took', () => {
    const derivative = grad((v: Tensor<[3], 'float32'>) => v.take(tensor([2, 2, -3], 'int32')).sum())
    expect(derivative(zeros([3])).toArray()).toEqual([1, 0, 2])
  })

  test('operations of a mapped argument', () => {
    const rows = vmap((row: Tensor<[3], 'float32'>) => row.softmax().argmax())
    expect(rows(x).toArray()).toEqual([2, 2])
    const products = vmap((row: Tensor<[3], 'float32'>) => tenet.einsum('i,ji->j', row, x))
    expect(products(x).toArray()).toEqual(x.matmul(x.T).toArray())
  })

  test('a traced value has no elements to branch on', () => {
    expect(messageOf(() => jit((v: Tensor<[3], 'float32'>) => (v.sum().item() > 0 ? v : v.neg()))(tensor([1, 2, 3])))).toMatch(
      /^TraceError/,
    )
  })
})

test('trees keep their type where the function keeps shape and dtype', () => {
  const params = { weight: x, layers: [{ bias: ones([3]) }], activation: Math.tanh, count: 3 }
  const halved = tree.map(params, leaf => leaf.mul(0.5))
  expect(halved.layers[0]?.bias.toArray()).toEqual([0.5, 0.5, 0.5])
  expect([halved.activation, halved.count]).toEqual([Math.tanh, 3])
  const norms = tree.map(params, leaf => leaf.square().sum().sqrt().item())
  expect(norms.weight).toBeCloseTo(Math.sqrt(91))
  expect(tree.zipWith([params, halved], (a, b) => a.add(b)).weight.toArray()).toEqual(x.mul(1.5).toArray())
  const rebuilt = tree.unflatten(tree.structure(params), tree.leaves(params))
  expect(rebuilt).toEqual(params)
})

test('keys are tensors like others', () => {
  const keys: Tensor = random.key(1)
  expect(keys.shape).toEqual([2])
})
