// The laws of combinators: map is a functor, parts are a partition, orders lose nothing.

import * as fc from 'fast-check'
import { random } from 'tenet'
import {
  augment,
  bucketByLength,
  concat,
  type Dataset,
  draws,
  exampleKey,
  filter,
  fromArray,
  generate,
  group,
  map,
  ndArray,
  padded,
  randomSplit,
  repeat,
  shuffle,
  split,
  splitByKey,
  stratifiedSplit,
  subset,
  take,
  windows,
  zip,
} from 'tenet/data'
import { describe, expect, expectTypeOf, test } from 'vitest'

const integers = fc.array(fc.integer(), { maxLength: 40 })
const positive = fc.integer({ min: 1, max: 9 })
const seed = fc.nat(1000)
const numbered = (length: number): Dataset<number> => generate(length, i => i)
const check = (...args: Parameters<typeof fc.assert>) => fc.assert(...args)

describe('laws', () => {
  test('map is a functor, and zip and concat go with it', () => {
    const f = (x: number): number => 3 * x + 1
    const g = (x: number): string => `${x}`
    check(
      fc.property(integers, integers, (list, other) => {
        const examples = fromArray(list)
        expect([...map(examples, x => x)]).toEqual(list)
        expect([...map(map(examples, f), g)]).toEqual([...map(examples, x => g(f(x)))])
        expect([...concat(examples, fromArray(other))]).toEqual([...list, ...other])
        expect([...zip(examples, map(examples, f))]).toEqual(list.map(x => [x, f(x)]))
        expect([...map(concat(examples, fromArray(other)), f)]).toEqual([...concat(map(examples, f), map(fromArray(other), f))])
      }),
    )
  })

  test('shuffle, repeat, subset, take, split, group and windows are those of lists', () => {
    check(
      fc.property(integers, positive, positive, seed, fc.nat(5), (list, n, m, s, epoch) => {
        const examples = fromArray(list)
        expect([...shuffle(examples, { seed: s, epoch })].toSorted()).toEqual(list.toSorted())
        expect([...repeat(examples, n)]).toEqual(Array.from({ length: n }, () => list).flat())
        expect([...group(examples, n)].flat()).toEqual(list)
        expect([...group(examples, n, { last: 'drop' })].flat()).toEqual(list.slice(0, list.length - (list.length % n)))
        for (const full of group(examples, n, { last: 'pad' })) expect(full.length).toBe(n)
        const cut = Math.min(n, list.length)
        expect([...take(examples, cut)]).toEqual(list.slice(0, cut))
        expect(split(examples, cut).map(part => [...part])).toEqual([list.slice(0, cut), list.slice(cut)])
        const starts = Array.from({ length: list.length }, (_, i) => i * m).filter(start => start + n <= list.length)
        expect([...windows(examples, { size: n, stride: m })]).toEqual(starts.map(start => list.slice(start, start + n)))
      }),
    )
  })

  test('filter keeps what the predicate holds for, once each', async () => {
    await check(
      fc.asyncProperty(integers, async list => {
        const kept = await filter(fromArray(list), (x, i) => (x + i) % 2 === 0)
        expect([...kept]).toEqual(list.filter((x, i) => (x + i) % 2 === 0))
      }),
    )
  })

  test('parts are a partition, of sizes near their shares', () => {
    const shares = [0.6, 0.3, 0.1] as const
    check(
      fc.property(fc.nat(80), fc.array(fc.nat(3), { minLength: 80, maxLength: 80 }), seed, (length, labels, s) => {
        const examples = numbered(length)
        const names = labels.slice(0, length)
        const partitions = [
          randomSplit(examples, shares, { seed: s }),
          stratifiedSplit(examples, names, shares, { seed: s }),
          splitByKey(examples, names, shares, { seed: s }),
        ]
        for (const parts of partitions) expect(parts.flatMap(part => [...part]).toSorted((a, b) => a - b)).toEqual([...examples])
        for (const [k, part] of (partitions[0] ?? []).entries()) expect(Math.abs(part.length - (shares[k] ?? 0) * length)).toBeLessThan(1)
        // Every class has its share of it to within one example, in every part.
        for (const name of new Set(names))
          for (const [k, part] of (partitions[1] ?? []).entries()) {
            const all = names.filter(other => other === name).length
            const here = [...part].filter(i => names[i] === name).length
            expect(Math.abs(here - (shares[k] ?? 0) * all)).toBeLessThan(1)
          }
        // What has one key is in one part.
        for (const name of new Set(names))
          expect((partitions[2] ?? []).filter(part => [...part].some(i => names[i] === name)).length).toBe(1)
        expect(randomSplit(examples, shares, { seed: s }).map(part => [...part])).toEqual((partitions[0] ?? []).map(part => [...part]))
      }),
    )
  })

  test('buckets hold every example once, and only what is of their length', () => {
    const boundaries = [5, 12]
    const bucketOf = (length: number): number => boundaries.filter(boundary => length > boundary).length
    check(
      fc.property(fc.array(fc.nat(20), { maxLength: 40 }), positive, fc.option(seed, { nil: undefined }), (lengths, size, s) => {
        const order = s === undefined ? {} : { shuffle: { seed: s } }
        const groups = bucketByLength(numbered(lengths.length), lengths, { size, boundaries, ...order })
        expect([...groups].flat().toSorted((a, b) => a - b)).toEqual([...numbered(lengths.length)])
        for (const each of groups) {
          expect(each.length).toBeLessThanOrEqual(size)
          expect(new Set(each.map(i => bucketOf(lengths[i] ?? 0))).size).toBe(1)
        }
      }),
    )
  })

  test('sequences come back from padded batches', () => {
    const sequence = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 6 })
    check(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 5 }), positive, (lists, multiple) => {
        const examples = lists.map(list => ({ tokens: ndArray([list.length], 'int32', Int32Array.from(list)), label: list.length }))
        const { tokens, label } = padded({ tokens: 7 }, { multiple })(examples)
        const [values, mask, lengths] = [tokens.values.toArray(), tokens.mask.toArray(), tokens.lengths.toArray()]
        expect(tokens.values.shape[1] % multiple).toBe(0)
        expect(label.toArray()).toEqual(lengths)
        expect(values.map((row, i) => row.filter((_, t) => mask[i]?.[t]))).toEqual(lists)
        for (const [i, row] of values.entries()) for (const [t, value] of row.entries()) if (mask[i]?.[t] === false) expect(value).toBe(7)
      }),
    )
  })
})

describe('keys of examples', () => {
  test('have the words of random.foldIn', () => {
    check(
      fc.property(fc.maxSafeInteger(), fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), (s, epoch, index) => {
        const key = random.foldIn(random.foldIn(random.key(s), epoch), index)
        expect(exampleKey(s, epoch, index)).toEqual(key.toArray())
      }),
      { numRuns: 30 },
    )
  })

  test('belong to the example, not to its turn', () => {
    const drawn = (epoch: number) => augment(numbered(20), { seed: 5, epoch }, (key, x) => [x, draws(key).uniform()] as const)
    const byExample = [...drawn(3)]
    const shuffled = [...shuffle(drawn(3), { seed: 1 })]
    expect(shuffled.toSorted(([a], [b]) => a - b)).toEqual(byExample)
    expect([...drawn(4)]).not.toEqual(byExample)
    expect(new Set(byExample.map(([, u]) => u)).size).toBe(20)
  })

  test('give numbers of their distributions', () => {
    const { uniform, integer, bernoulli, normal } = draws(exampleKey(1, 2, 3))
    const count = 20_000
    const mean = (draw: () => number): number => Array.from({ length: count }, draw).reduce((a, b) => a + b, 0) / count
    // Five standard errors of a mean; the key is fixed, so these cannot fail by chance.
    const near = (value: number, expected: number, deviation: number) =>
      expect(Math.abs(value - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count))
    near(
      mean(() => uniform(2, 4)),
      3,
      2 / Math.sqrt(12),
    )
    near(
      mean(() => integer(-1, 3)),
      0.5,
      Math.sqrt(15 / 12),
    )
    near(
      mean(() => Number(bernoulli(0.3))),
      0.3,
      Math.sqrt(0.21),
    )
    near(mean(normal), 0, 1)
    near(
      mean(() => normal() ** 2),
      1,
      Math.sqrt(2),
    )
    expect(() => draws([1] as never)).toThrow('draws: expected a key')
    expect(() => exampleKey(0, -1, 0)).toThrow('epoch and index must be integers')
  })
})

describe('types and mistakes', () => {
  test('what has to be waited for is in the types', async () => {
    const later = map(numbered(3), async x => `${x}`)
    expectTypeOf(later).toEqualTypeOf<Dataset<Promise<string>>>()
    expectTypeOf(map(later, s => s.length)).toEqualTypeOf<Dataset<Promise<number>>>()
    expectTypeOf(zip(later, numbered(3))).toEqualTypeOf<Dataset<Promise<[string, number]>>>()
    expectTypeOf(zip(numbered(3), numbered(3))).toEqualTypeOf<Dataset<[number, number]>>()
    expect(await zip(later, numbered(3)).get(1)).toEqual(['1', 1])
    expect([...(await filter(later, s => s !== '1'))].length).toBe(2)
    expect(await group(later, 2).get(1)).toEqual(['2'])
  })

  test('a class may have more examples than a call has arguments', () => {
    const many = generate(300_000, i => i)
    const [train, rest] = stratifiedSplit(many, new Uint8Array(many.length), [0.9, 0.1], { seed: 0 })
    expect([train?.length, rest?.length]).toEqual([270_000, 30_000])
  })

  test('are refused in words', () => {
    const three = numbered(3)
    expect(() => zip(three, numbered(4))).toThrow('zip: data sets must be equally long; expected 3 (data set 0), got 4 (data set 1)')
    expect(() => zip()).toThrow('at least one data set')
    expect(() => subset(three, [3])).toThrow('subset: positions must be integers from 0 to 2; got 3')
    expect(() => repeat(three, -1)).toThrow('times must be an integer from 0; got -1')
    expect(() => windows(three, { size: 0 })).toThrow('size must be an integer from 1; got 0')
    expect(() => randomSplit(three, [0.5, 0.4], { seed: 0 })).toThrow('shares must be non-negative and add up to 1; got [0.5, 0.4]')
    expect(() => stratifiedSplit(three, ['a'], [1], { seed: 0 })).toThrow('expected a name for each of 3 examples, got 1')
    expect(() => bucketByLength(three, [1, 2, 3], { size: 1, boundaries: [2, 1] })).toThrow('boundaries must ascend; got [2, 1]')
    const sequence = (n: number) => ({ x: ndArray([n], 'int32', new Int32Array(n)) })
    expect(() => padded({ x: 0 }, { length: 2 })([sequence(1), sequence(3)])).toThrow('x must have at most 2 steps; example 1 has 3')
    expect(() => padded({ z: 0 })([sequence(1) as never])).toThrow('examples have no part z; they have x')
    expect(() => padded({ x: 0 })([{ x: 1 }])).toThrow('x must be an array with an axis of time in every example; example 0 has none')
  })
})
