// Devices in one process: values and compiled functions outlive a change of device.

import { currentDevice, full, jit, type Tensor, tensor, useDevice } from 'tenet'
import { describe, expect, test } from 'vitest'

describe('devices', () => {
  test('compute the same', () => {
    const sums = (['cpu', 'reference'] as const).map(device => {
      useDevice(device)
      return full([100], 0.5)
        .add(full([100], 1))
        .sum()
        .item()
    })
    useDevice('cpu')
    expect(sums).toEqual([150, 150])
  })

  test('may change between making a value and reading it, and between calls of a compiled function', () => {
    const f = jit((x: Tensor<[2], 'float32'>) => x.mul(x).add(1))
    const seen = (['cpu', 'reference', 'cpu', 'reference'] as const).map(device => {
      const pending = tensor([1, 2]).add(tensor([3, 4]))
      useDevice(device)
      const called = f(pending)
      return [currentDevice(), called.toArray(), pending.toArray(), called.sub(pending).toArray()]
    })
    useDevice('cpu')
    const values = [
      [17, 37],
      [4, 6],
      [13, 31],
    ]
    expect(seen).toEqual([
      ['cpu', ...values],
      ['reference', ...values],
      ['cpu', ...values],
      ['reference', ...values],
    ])
  })

  test('that do not exist are refused', () => {
    // @ts-expect-error: no such device
    expect(() => useDevice('abacus')).toThrow(`useDevice: expected 'cpu' or 'reference'; got "abacus"`)
  })
})
