// What is put on a device is computed there, and stays there; what is not goes along; two devices do not mix.

import {
  availableDevices,
  cond,
  currentDevice,
  device,
  deviceOf,
  devices,
  grad,
  jit,
  ones,
  put,
  scan,
  type Tensor,
  tensor,
  useDevice,
  vmap,
  zeros,
} from 'tenet'
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest'

const names = availableDevices()
const usual = currentDevice()
const hasTwo = names.length > 1

afterEach(() => useDevice(usual))

describe('devices', () => {
  test('takes complex tensors, both parts of them', () => {
    const z = tensor([{ re: 1, im: 2 }], 'complex64')
    const onReference = put(z, 'reference')
    expect(deviceOf(onReference)).toBe('reference')
    expect(deviceOf(onReference.mul(onReference))).toBe('reference')
    expect(onReference.mul(onReference).toArray()).toEqual([{ re: -3, im: 4 }])
  })

  test('are those that can be had, and say what they are', () => {
    expect(devices().map(({ name }) => name)).toEqual(names)
    expect(devices()[0]?.name).toBe(names[0])
    for (const { name, description } of devices()) {
      expect(device(name)).toEqual({ name, description })
      expect(description).toMatch(name === 'cpu' ? /^native kernels for \S+ through LLVM \d+\.\d+\.\d+, \d+ threads$/ : /^plain TypeScript/)
    }
  })

  test('one may be told by itself or by its name', () => {
    useDevice(device('reference'))
    expect(currentDevice()).toBe('reference')
  })

  test('that are not there are errors that say so', () => {
    const missing = 'there is no backend for CUDA yet; the devices are cpu and reference'
    expect(() => device('cuda')).toThrow(`device: ${missing}`)
    // @ts-expect-error: not to be had
    expect(() => put(ones([1]), 'cuda')).toThrow(`put: ${missing}`)
    // @ts-expect-error: not to be had
    expect(() => useDevice('cuda')).toThrow(`useDevice: ${missing}`)
    // @ts-expect-error: no such device
    expect(() => device('abacus')).toThrow(`device: expected 'cpu' or 'reference'; got 'abacus'`)
    // @ts-expect-error: no device
    expect(() => put(ones([1]), null)).toThrow(`put: expected 'cpu' or 'reference'; got null`)
  })
})

describe.each(names)('put on %s', name => {
  test('a tree stays a tree of its type, and computation follows', () => {
    const tree = { weight: ones([2, 3]), layers: [zeros([4], 'float16')], steps: [tensor([1n, 2n])], note: 'x', none: null }
    const placed = put(tree, name)
    expectTypeOf(placed).toEqualTypeOf(tree)
    expect([placed.note, placed.none]).toEqual(['x', null])
    expect(placed.steps[0]?.toArray()).toEqual([1n, 2n])
    expect(deviceOf(tree.weight)).toBe(null)
    expect(deviceOf(placed.weight)).toBe(name)
    const sum = placed.weight.add(tree.weight).sum()
    expect(deviceOf(sum)).toBe(name)
    expect(sum.item()).toBe(12)
    expect(deviceOf(sum)).toBe(name)
  })

  test('the default device does not matter', () => {
    for (const other of names) {
      useDevice(other)
      const x = put(tensor([1, 2, 3]), device(name))
      const f = (v: Tensor<[3], 'float32'>) => v.mul(v).sum()
      expect(deviceOf(jit(f)(x))).toBe(name)
      expect(jit(f)(x).item()).toBe(14)
      expect(deviceOf(grad(f)(x))).toBe(name)
      expect(grad(f)(x).toArray()).toEqual([2, 4, 6])
      expect(deviceOf(vmap((v: Tensor<[], 'float32'>) => v.add(1))(x))).toBe(name)
      const [last, all] = scan((h: Tensor<[], 'float32'>, v: Tensor<[], 'float32'>) => [h.add(v), h] as const, tensor(0), x)
      expect([deviceOf(last), deviceOf(all), last.item()]).toEqual([name, name, 6])
      expect(
        deviceOf(
          cond(
            x.sum().greater(1),
            () => x,
            () => x.mul(2),
          ),
        ),
      ).toBe(name)
    }
  })

  test('pending values are computed first, and moving is a copy of the same elements', () => {
    const pending = tensor([1, 2]).add(tensor([3, 4]))
    expect(put(pending, name).toArray()).toEqual([4, 6])
    for (const other of names) expect(deviceOf(put(put(pending, other), name))).toBe(name)
    expect(put(put(pending, 'reference'), name).toArray()).toEqual([4, 6])
  })

  test('a compiled function that has captured what was put there runs there', () => {
    const weight = put(tensor([1, 2, 3]), name)
    const f = jit((x: Tensor<[3], 'float32'>) => x.mul(weight))
    for (const other of names) {
      useDevice(other)
      expect(deviceOf(f(ones([3])))).toBe(name)
      expect(f(ones([3])).toArray()).toEqual([1, 2, 3])
    }
  })
})

test('inside of a transform there is nothing to put', () => {
  expect(() => jit((x: Tensor<[2], 'float32'>) => put(x, 'reference'))(ones([2]))).toThrow('put: a value inside jit has no elements yet')
})

describe.runIf(hasTwo)('two devices', () => {
  const onCpu = () => put(ones([2]), 'cpu')
  const onReference = () => put(ones([2]), 'reference')

  test('do not mix in an operation, nor in what follows from one', () => {
    const message =
      'tensors that were put somewhere must be on one device; got float32[2] on cpu, float32[2] on reference: bring them together with put(tree, device)'
    expect(() => onCpu().add(onReference())).toThrow(`add: ${message}`)
    expect(() => onCpu().mul(2).add(1).add(onReference().neg())).toThrow(`add: ${message}`)
    expect(onCpu().add(put(onReference(), 'cpu')).toArray()).toEqual([2, 2])
  })

  test('do not mix in a compiled function', () => {
    const f = jit((x: Tensor<[2], 'float32'>, y: Tensor<[2], 'float32'>) => x.add(y))
    expect(() => f(onCpu(), onReference())).toThrow(
      'jit: tensors that were put somewhere must be on one device; got float32[2] on cpu, float32[2] on reference',
    )
    expect(deviceOf(f(onCpu(), ones([2])))).toBe('cpu')
    expect(deviceOf(f(ones([2]), onReference()))).toBe('reference')
    expect(deviceOf(f(ones([2]), ones([2])))).toBe(null)
    const weight = onCpu()
    expect(() => jit((x: Tensor<[2], 'float32'>) => x.add(weight))(onReference())).toThrow('jit: tensors that were put somewhere')
  })

  test('are read together', () => {
    const shared = ones([2]).add(1)
    const [a, b] = [onCpu().add(shared), onReference().mul(shared)]
    expect([a.toArray(), b.toArray(), shared.toArray()]).toEqual([
      [3, 3],
      [2, 2],
      [2, 2],
    ])
  })
})
