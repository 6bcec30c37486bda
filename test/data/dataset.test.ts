// Columns, parts of data sets, and batches of them.

import { batches, column, dataset, examplesAt, permutation, split, take } from 'tenet/data'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'

/** Seven examples: example i holds 10i … 10i+3 and the label i. */
const seven = dataset({
  x: column(
    [2, 2],
    'float32',
    Float32Array.from({ length: 28 }, (_, i) => Math.floor(i / 4) * 10 + (i % 4)),
  ),
  y: column(
    [],
    'int32',
    Int32Array.from({ length: 7 }, (_, i) => i),
  ),
})

describe('dataset', () => {
  test('has as many examples as its columns', () => {
    expect(seven.size).toBe(7)
    expect(() => dataset({ a: column([2], 'uint8', new Uint8Array(6)), b: column([], 'uint8', new Uint8Array(4)) })).toThrow(
      'dataset: columns must have as many examples each; expected 3 (a), got 4 (b)',
    )
    expect(() => dataset({})).toThrow('at least one column')
  })

  test('takes whole examples of the stated dtype only', () => {
    expect(() => column([2, 2], 'float32', new Float32Array(6))).toThrow('expected a multiple of 4 for float32[2,2], got 6')
    expect(() => column([2], 'float32', new Float64Array(6))).toThrow('expected Float32Array for float32, got Float64Array')
    expect(() => column([-1], 'float32', new Float32Array(6))).toThrow('sizes must be non-negative')
    expect(() => column([0], 'float32', new Float32Array())).toThrow('whole examples')
  })

  test('splits into views', () => {
    const [first, rest] = split(seven, 3)
    expect([first.size, rest.size]).toEqual([3, 4])
    expect([...rest.columns.y.data]).toEqual([3, 4, 5, 6])
    expect(rest.columns.x.data.buffer).toBe(seven.columns.x.data.buffer)
    expect(take(seven, 2).columns).toEqual(take(first, 2).columns)
    expect(split(seven, 7)[1].size).toBe(0)
    expect(() => take(seven, 8)).toThrow('from 0 to the 7 examples there are; got 8')
  })

  test('gives examples as tensors', () => {
    const { x, y } = examplesAt(seven, [6, 0, 6])
    expect(x.shape).toEqual([3, 2, 2])
    expect(x.toArray()).toEqual([
      [
        [60, 61],
        [62, 63],
      ],
      [
        [0, 1],
        [2, 3],
      ],
      [
        [60, 61],
        [62, 63],
      ],
    ])
    expect(y.toArray()).toEqual([6, 0, 6])
    expect(() => examplesAt(seven, [7])).toThrow('from 0 to 6; got 7')
    expectTypeOf(x).toEqualTypeOf<Tensor<[number, 2, 2], 'float32'>>()
    expectTypeOf(y).toEqualTypeOf<Tensor<[number], 'int32'>>()
  })
})

describe('batches', () => {
  const labels = (options: Parameters<typeof batches>[1]) => [...batches(seven, options)].map(({ y }) => y.toArray())

  test('in order, the last one smaller or left out', () => {
    expect(labels({ batchSize: 3 })).toEqual([[0, 1, 2], [3, 4, 5], [6]])
    expect(labels({ batchSize: 3, dropLast: true })).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(batches(seven, { batchSize: 3 }).count).toBe(3)
    expect(batches(seven, { batchSize: 8, dropLast: true }).count).toBe(0)
  })

  test('shuffled by seed and epoch, and the same when iterated again', () => {
    const shuffle = { seed: 3, epoch: 2 }
    const shuffled = batches(seven, { batchSize: 3, shuffle })
    const once = [...shuffled].flatMap(({ y }) => y.toArray())
    expect(once).toEqual([...permutation(7, shuffle)])
    expect([...shuffled].flatMap(({ y }) => y.toArray())).toEqual(once)
    expect(labels({ batchSize: 7, shuffle: { seed: 3, epoch: 3 } })[0]).not.toEqual(once)
  })

  test('have a known size when the last one is left out', () => {
    const [full] = batches(seven, { batchSize: 3, dropLast: true })
    expectTypeOf(full).toEqualTypeOf<{ readonly x: Tensor<[3, 2, 2], 'float32'>; readonly y: Tensor<[3], 'int32'> } | undefined>()
    const [any] = batches(seven, { batchSize: 3 })
    expectTypeOf(any?.y).toEqualTypeOf<Tensor<[number], 'int32'> | undefined>()
  })

  test('refuse a size that is none', () => {
    for (const batchSize of [0, -1, 1.5, Number.NaN])
      expect(() => batches(seven, { batchSize })).toThrow('batchSize must be a positive integer')
  })
})
