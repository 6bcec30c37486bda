// Devices in one process: values and compiled functions outlive a change of device.

import { availableDevices, currentDevice, full, jit, type Tensor, tensor, useDevice } from 'tenet'
import { afterEach, describe, expect, test } from 'vitest'

const devices = availableDevices()
const usual = currentDevice()

describe('devices', () => {
  afterEach(() => useDevice(usual))

  test.each(devices)('%s computes what all do', device => {
    useDevice(device)
    const sum = full([100], 0.5)
      .add(full([100], 1))
      .sum()
    expect(sum.item()).toBe(150)
  })

  test('may change between making a value and reading it, and between calls of a compiled function', () => {
    const f = jit((x: Tensor<[2], 'float32'>) => x.mul(x).add(1))
    const order = [...devices, ...devices]
    const seen = order.map(device => {
      const pending = tensor([1, 2]).add(tensor([3, 4]))
      useDevice(device)
      const called = f(pending)
      return [currentDevice(), called.toArray(), pending.toArray(), called.sub(pending).toArray()]
    })
    expect(seen).toEqual(order.map(device => [device, [17, 37], [4, 6], [13, 31]]))
  })

  test('that do not exist are refused', () => {
    // @ts-expect-error: no such device
    expect(() => useDevice('abacus')).toThrow(`useDevice: expected 'cpu' or 'reference'; got 'abacus'`)
  })
})
