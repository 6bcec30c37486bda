// The distributions that parameters begin with: their bounds and moments, and those of PyTorch's layers.

import { random } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const key = random.key(7)
const bound = (fanIn: number): number => 1 / Math.sqrt(fanIn)

/** Five standard deviations of an estimate; keys are fixed, so nothing fails by chance. */
function expectUniform(values: ArrayLike<number>, limit: number): void {
  const all = Float64Array.from(values)
  const [mean, square] = [all.reduce((a, b) => a + b) / all.length, all.reduce((a, b) => a + b * b) / all.length]
  // The bound itself is rounded to float32.
  expect(all.every(x => Math.abs(x) <= Math.fround(limit))).toBe(true)
  expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * all.length))
  expect(Math.abs((3 * square) / limit ** 2 - 1)).toBeLessThan(5 * Math.sqrt(0.8 / all.length))
}

describe('layers begin uniform in ±1/√fanIn', () => {
  test('linear', () => {
    const { weight, bias } = nn.linear(200).init(key, [100])
    expectUniform(weight.dataSync(), bound(100))
    expectUniform(bias.dataSync(), bound(100))
    expect(weight.dataSync().slice(0, 200)).not.toEqual(bias.dataSync())
  })

  test('conv2d, in groups', () => {
    const { weight, bias } = nn.conv2d(128, [3, 5], { groups: 4 }).init(key, [16, 9, 9])
    expectUniform(weight.dataSync(), bound(4 * 15))
    expectUniform(bias.dataSync(), bound(4 * 15))
  })
})

describe('init', () => {
  test('uniform', () => expectUniform(nn.init.uniform(key, [50, 100], 0.3).dataSync(), 0.3))
  test('kaimingUniform', () => {
    expectUniform(nn.init.kaimingUniform(key, [60, 10, 3, 3]).dataSync(), bound(90))
    expectUniform(nn.init.kaimingUniform(key, [60, 90], { negativeSlope: 0 }).dataSync(), Math.sqrt(6) * bound(90))
  })
  test('xavierUniform', () => expectUniform(nn.init.xavierUniform(key, [20, 10, 3, 3]).dataSync(), Math.sqrt(6 / (90 + 180))))
  test('normal', () => {
    const values = Float64Array.from(nn.init.normal(key, [100, 100], 0.02).dataSync())
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)
    // Five standard deviations of the estimate from 10,000 draws.
    expect(Math.abs(deviation / 0.02 - 1)).toBeLessThan(0.036)
  })
  test('the same key gives the same numbers', () => {
    expect(nn.init.normal(key, [3], 1).toArray()).toEqual(nn.init.normal(key, [3], 1).toArray())
    expect(nn.init.normal(key, [3], 1).toArray()).not.toEqual(nn.init.normal(random.key(8), [3], 1).toArray())
  })
})
