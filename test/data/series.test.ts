// Series: windows are views of consecutive steps, and what is fitted is fitted on the past.

import * as fc from 'fast-check'
import { fitNormalization, ndArray, seriesWindows, splitSeries } from 'tenet/data'
import { describe, expect, test } from 'vitest'

const numbered = (time: number) =>
  ndArray(
    [time, 2],
    'float32',
    Float32Array.from({ length: 2 * time }, (_, i) => i),
  )

describe('seriesWindows', () => {
  test('are consecutive, followed by what they foretell', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 6 }), fc.nat(4), fc.integer({ min: 1, max: 5 }), (time, input, horizon, stride) => {
        const series = numbered(time)
        const windows = [...seriesWindows(series, { input, horizon, stride })]
        expect(windows.length).toBe(
          Array.from({ length: time }, (_, t) => t).filter(t => t % stride === 0 && t + input + horizon <= time).length,
        )
        for (const [i, window] of windows.entries()) {
          expect([window.input.shape, window.target.shape]).toEqual([
            [input, 2],
            [horizon, 2],
          ])
          const first = 2 * i * stride
          expect([...window.input.data, ...window.target.data]).toEqual(Array.from({ length: 2 * (input + horizon) }, (_, k) => first + k))
          expect(window.input.data.buffer).toBe(series.data.buffer)
        }
      }),
    )
  })

  test('refuse what is no series', () => {
    expect(() => seriesWindows(numbered(3), { input: 0, horizon: 1 })).toThrow('input must be an integer from 1; got 0')
    expect(() => seriesWindows(ndArray([], 'float32', new Float32Array(1)) as never, { input: 1, horizon: 1 })).toThrow(
      'expected a series, an array with an axis of time; got float32[]',
    )
    expect(() => splitSeries(numbered(3), 4)).toThrow('there are only 3 steps in float32[3,2]; got 4')
  })
})

describe('fitNormalization', () => {
  test('knows the past alone, and can be undone', () => {
    const [past, future] = splitSeries(ndArray([5, 2], 'float32', Float32Array.of(1, 7, 2, 7, 3, 7, 100, 0, -50, 9)), 3)
    const { mean, std, normalize, restore } = fitNormalization(past)
    expect([mean, std]).toEqual([
      [2, 7],
      [Math.sqrt(2 / 3), 1],
    ])
    expect([...normalize(past).data].filter((_, i) => i % 2 === 0).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6)
    const again = restore(normalize(future))
    // Two float32 roundings of numbers up to 100.
    for (const [i, value] of future.data.entries()) expect(again.data[i]).toBeCloseTo(value, 4)
  })

  test('refuses what cannot be fitted', () => {
    expect(() => fitNormalization(numbered(0))).toThrow('the training part has no steps')
    expect(() => fitNormalization(ndArray([2, 1], 'float32', Float32Array.of(1, Number.NaN)))).toThrow(
      'elements must be finite; got NaN at step 1',
    )
    const { normalize } = fitNormalization(numbered(2))
    expect(() => normalize(ndArray([1, 3], 'float32', new Float32Array(3)) as never)).toThrow(
      'expected the quantities that were fitted, [2] a step; got [3]',
    )
  })
})
