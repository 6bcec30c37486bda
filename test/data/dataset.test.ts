// Data sets in columns, their batches, and what they refuse.

import { batch, collate, column, dataset, fromArray, generate, map, ndArray, scalar, shuffle, split, take } from 'tenet/data'
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
    expect(seven.length).toBe(7)
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

  test('gives examples as views of the columns', () => {
    const { x, y } = seven.get(6)
    expect(x).toEqual({ shape: [2, 2], dtype: 'float32', data: Float32Array.of(60, 61, 62, 63) })
    expect(x.data.buffer).toBe(seven.columns.x.data.buffer)
    expect(y.data).toEqual(Int32Array.of(6))
    const [first, rest] = split(seven, 3)
    expect([first.length, rest.length, rest.get(0).y.data[0]]).toEqual([3, 4, 3])
    expect([...take(seven, 2)]).toEqual([...take(first, 2)])
    expect(split(seven, 7)[1].length).toBe(0)
  })

  test('has no examples but its own', () => {
    for (const i of [-1, 7, 0.5, Number.NaN]) expect(() => seven.get(i)).toThrow(`positions must be integers from 0 to 6; got ${i}`)
    expect(() => generate(0, i => i).get(0)).toThrow('this data set has no examples; got position 0')
    expect(() => generate(-1, i => i)).toThrow('the length must be an integer from 0; got -1')
    expect(() => take(seven, 8)).toThrow('there are only 7 examples; got 8')
    expect(() => split(seven, 1.5)).toThrow('the count must be an integer from 0; got 1.5')
    expect(() => map([] as never, x => x)).toThrow('map: expected a data set')
  })
})

describe('batch', () => {
  const labels = (batches: Iterable<{ readonly y: Tensor<[number], 'int32'> }>) => Array.from(batches, ({ y }) => y.toArray())

  test('in order, the last one smaller, left out or filled up', () => {
    expect(labels(batch(seven, 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]])
    expect(labels(batch(seven, 3, { last: 'drop' }))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    const last = batch(seven, 3, { last: 'pad' }).get(2)
    expect([last.examples.y.toArray(), last.valid.toArray()]).toEqual([
      [6, 6, 6],
      [true, false, false],
    ])
    expect(batch(seven, 8, { last: 'drop' }).length).toBe(0)
    expect(batch(take(seven, 0), 3, { last: 'pad' }).length).toBe(0)
  })

  test('shuffled by seed and epoch, and the same when iterated again', () => {
    const shuffled = batch(shuffle(seven, { seed: 3, epoch: 2 }), 3)
    const once = labels(shuffled).flat()
    expect(once.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(labels(shuffled).flat()).toEqual(once)
    expect(labels(batch(shuffle(seven, { seed: 3, epoch: 3 }), 7))[0]).not.toEqual(once)
  })

  test('has a known size unless the last one may be smaller', () => {
    type Full = { readonly x: Tensor<[3, 2, 2], 'float32'>; readonly y: Tensor<[3], 'int32'> }
    expectTypeOf(batch(seven, 3, { last: 'drop' }).get(0)).toEqualTypeOf<Full>()
    expectTypeOf(batch(seven, 3, { last: 'pad' }).get(0).examples).toEqualTypeOf<Full>()
    expectTypeOf(batch(seven, 3, { last: 'pad' }).get(0).valid).toEqualTypeOf<Tensor<[3], 'bool'>>()
    expectTypeOf(batch(seven, 3).get(0).y).toEqualTypeOf<Tensor<[number], 'int32'>>()
  })

  test('of what has to be waited for has to be waited for', async () => {
    const later = batch(
      map(seven, async example => example),
      3,
      { last: 'drop' },
    )
    expectTypeOf(later.get(0)).toEqualTypeOf<Promise<{ readonly x: Tensor<[3, 2, 2], 'float32'>; readonly y: Tensor<[3], 'int32'> }>>()
    expect((await later.get(1)).y.toArray()).toEqual([3, 4, 5])
  })

  test('refuses a size or an option that is none', () => {
    for (const size of [0, -1, 1.5, Number.NaN]) expect(() => batch(seven, size)).toThrow('the size must be an integer from 1')
    expect(() => batch(seven, 3, { last: 'wrap' as 'pad' })).toThrow("last must be 'keep', 'drop' or 'pad'; got 'wrap'")
  })
})

describe('collate', () => {
  test('stacks arrays, numbers, booleans and bigints, and keeps strings', () => {
    const batch = collate([
      {
        image: ndArray([2], 'uint8', Uint8Array.of(1, 2)),
        score: 0.5,
        ok: true,
        id: 1n,
        name: 'a',
        pair: [scalar(1, 'int32'), 2] as const,
      },
      {
        image: ndArray([2], 'uint8', Uint8Array.of(3, 4)),
        score: 1.5,
        ok: false,
        id: 2n,
        name: 'b',
        pair: [scalar(3, 'int32'), 4] as const,
      },
    ])
    expect(batch.image.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect([batch.score.dtype, batch.score.toArray(), batch.ok.toArray(), batch.id.toArray(), batch.name]).toEqual([
      'float32',
      [0.5, 1.5],
      [true, false],
      [1n, 2n],
      ['a', 'b'],
    ])
    expect(batch.pair[0].toArray()).toEqual([1, 3])
    expectTypeOf(batch.image).toEqualTypeOf<Tensor<[number, 2], 'uint8'>>()
    expectTypeOf(batch.id).toEqualTypeOf<Tensor<[number], 'int64'>>()
    expectTypeOf(batch.pair[1]).toEqualTypeOf<Tensor<[number], 'float32'>>()
  })

  test('names the part that differs', () => {
    const image = (n: number) => ({ image: { full: ndArray([n], 'uint8', new Uint8Array(n)) } })
    expect(() => collate([image(2), image(3)])).toThrow(
      'collate: arrays must be of one type at image.full; expected uint8[2] (example 0), got uint8[3] (example 1)',
    )
    expect(() => collate<object>([{ a: 1 }, { b: 1 }])).toThrow('must have the same parts; expected a (example 0), got b (example 1)')
    expect(() => collate<unknown>([{ a: 1 }, { a: '1' }])).toThrow('expected a number at a in every example; example 1 has string')
    expect(() => collate([null])).toThrow('got null')
    expect(() => collate([])).toThrow('at least one example')
    expect(() => ndArray([3], 'uint8', new Uint8Array(2))).toThrow('ndArray: expected 3 elements for uint8[3], got 2')
    expect(() => ndArray([3], 'uint9' as 'uint8', new Uint8Array(3))).toThrow("unknown dtype; got 'uint9'")
  })

  test('of records of one data set only', () => expect(fromArray([1, 2]).get(1)).toBe(2))
})
