// Random numbers against JAX's: words and uniform floats bit for bit, the others up to the last bits of transcendental functions.

import { readFileSync } from 'node:fs'
import { jit, random, repeat, type Tensor, tensor, vmap } from 'tenet'
import { describe, expect, test } from 'vitest'

type Words = readonly number[]
interface Golden {
  readonly key: Readonly<Record<string, Words>>
  readonly foldIn: Readonly<Record<string, Words>>
  readonly [name: string]: Words | Readonly<Record<string, Words>>
}

const golden = JSON.parse(readFileSync(new URL('../golden/random/random.json', import.meta.url), 'utf8')) as Golden
const wordsOf = (name: string): Words => golden[name] as Words
const elements = (x: Tensor): number[] => [...x.dataSync()]
/** The bits of float32 elements. */
const bitsOf = (x: Tensor): number[] => [...new Uint32Array(x.dataSync().buffer)]

const key = random.key(42)

/**
 * Logarithms and the inverse error function are within 2 ulp each here and in JAX, and a Gumbel number takes a logarithm of a logarithm:
 * 2^-24 is half an ulp, times 2 ulp, times 2 libraries, times 4 for what the outer function magnifies.
 */
const relativeTolerance = 2 ** -24 * 2 * 2 * 2 * 4
/** In float64 JAX's inverse error function is a rational approximation good to about 1e-15 only where it is not steep. */
const relativeTolerance64 = 1e-13

/** Integers of 64 bits, in decimal. */
const decimals = (name: string): readonly string[] => golden[name] as unknown as readonly string[]

function expectClose(actual: Tensor, expected: Words, tolerance: number): void {
  const got = elements(actual)
  expect(got.length).toBe(expected.length)
  for (const [i, value] of expected.entries())
    expect(Math.abs((got[i] ?? Number.NaN) - value), `element ${i}: ${got[i]} against ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    )
}

describe('keys', () => {
  test.each(Object.entries(golden.key))('of the seed %s', (seed, words) => {
    expect(elements(random.key(Number(seed)))).toEqual(words)
  })

  test('split', () => {
    const [a, b] = random.split(key)
    expect([...elements(a), ...elements(b)]).toEqual(wordsOf('split2'))
    expect(random.split(key, 5).flatMap(elements)).toEqual(wordsOf('split5'))
    expect(elements(random.keys(key, 5))).toEqual(wordsOf('split5'))
    expect(random.split(key, 0)).toEqual([])
  })

  test.each(Object.entries(golden.foldIn))('foldIn %s', (data, words) => {
    expect(elements(random.foldIn(key, Number(data)))).toEqual(words)
  })

  test('chains', () => {
    expect(random.split(random.foldIn(random.key(7), 3), 3).flatMap(elements)).toEqual(wordsOf('chain'))
  })
})

describe('bit for bit', () => {
  test('bits', () => {
    expect(elements(random.bits(key, [3, 4]))).toEqual(wordsOf('bits'))
    expect(elements(random.bits(key, [9], 'uint8'))).toEqual(wordsOf('bits8'))
    expect(elements(random.bits(key, []))).toEqual(wordsOf('bitsScalar'))
  })

  test('uniform', () => {
    expect(bitsOf(random.uniform(key, [3, 5]))).toEqual(wordsOf('uniform'))
    expect(bitsOf(random.uniform(key, [7], { min: -0.3, max: 2.7 }))).toEqual(wordsOf('uniformRange'))
    expect(elements(random.uniform(key, [5], { dtype: 'float64' }))).toEqual(wordsOf('uniform64'))
    expect(elements(random.uniform(key, [5], { min: -3, max: 0.1, dtype: 'float64' }))).toEqual(wordsOf('uniform64Range'))
  })

  test('bernoulli', () => {
    expect(elements(random.bernoulli(key, [20], 0.3))).toEqual(wordsOf('bernoulli'))
  })

  test('randint', () => {
    expect(elements(random.randint(key, [10], -3, 17))).toEqual(wordsOf('randint'))
    expect(elements(random.randint(key, [6], -(2 ** 31), 2 ** 31 - 1))).toEqual(wordsOf('randintWide'))
    expect(elements(random.randint(key, [6], 0, 2 ** 32, 'uint32'))).toEqual(wordsOf('randintU32'))
    expect(elements(random.randint(key, [10], 0, 256, 'uint8'))).toEqual(wordsOf('randintU8'))
    expect(elements(random.randint(key, [10], 5, 25, 'uint8'))).toEqual(wordsOf('randintU8Range'))
  })
})

describe('up to the last bits', () => {
  test('normal', () => {
    expectClose(random.normal(key, [4, 5]), wordsOf('normal'), relativeTolerance)
    expectClose(random.normal(key, [6], { dtype: 'float64' }), wordsOf('normal64'), relativeTolerance64)
  })

  test('truncatedNormal, exponential, gumbel', () => {
    expectClose(random.truncatedNormal(key, [8], -2, 2), wordsOf('truncatedNormal'), relativeTolerance)
    expectClose(random.exponential(key, [6]), wordsOf('exponential'), relativeTolerance)
    expectClose(random.gumbel(key, [6]), wordsOf('gumbel'), relativeTolerance)
  })
})

describe('the same numbers however they are computed', () => {
  test('by jit', () => {
    const draw = (k: random.Key) => random.normal(k, [3, 2])
    expect(elements(jit(draw)(key))).toEqual(elements(draw(key)))
  })

  test('by vmap, as one key after the other', () => {
    const draw = (k: random.Key) => random.uniform(k, [3])
    const [a, b] = random.split(key)
    expect(elements(vmap(draw)(random.keys(key, 2)))).toEqual([...elements(draw(a)), ...elements(draw(b))])
    const folded = vmap((i: Tensor<[], 'int32'>) => random.foldIn(key, i))(tensor([0, 1], 'int32'))
    expect(elements(folded)).toEqual([0, 1].flatMap(i => elements(random.foldIn(key, i))))
  })
})

test('no float is drawn outside of its range', () => {
  const shape = [10_000] as const
  const inside = (x: Tensor, low: number, high: number) => elements(x).every(v => v >= low && v < high)
  expect(inside(random.uniform(key, shape), 0, 1)).toBe(true)
  expect(inside(random.uniform(key, shape, { dtype: 'float64' }), 0, 1)).toBe(true)
  expect(elements(random.normal(key, shape)).every(Number.isFinite)).toBe(true)
  expect(elements(random.gumbel(key, shape)).every(Number.isFinite)).toBe(true)
  expect(elements(random.truncatedNormal(key, shape, -0.5, 1)).every(v => v > -0.5 && v < 1)).toBe(true)
})

test('classes are drawn as JAX draws them', () => {
  const logits = tensor([
    [0.1, 0.2, 0.7],
    [0.6, 0.3, 0.1],
  ]).log()
  // The Gumbel numbers differ in their last bits, which decides a class only at a tie.
  expect(elements(random.categorical(key, repeat(logits, 8)))).toEqual(wordsOf('categorical'))
})

describe('other widths', () => {
  test("bits and integers of 64 bits are JAX's", () => {
    expect(random.bits(key, [4], 'uint64').toArray().map(String)).toEqual(decimals('bits64'))
    expect(
      random
        .randint(key, [6], -(2 ** 40), 2n ** 60n + 7n, 'int64')
        .toArray()
        .map(String),
    ).toEqual(decimals('randint64'))
    expect(
      random
        .randint(key, [6], 0, 2n ** 63n - 1n, 'uint64')
        .toArray()
        .map(String),
    ).toEqual(decimals('randintU64'))
  })

  test("integers of 16 bits are JAX's", () => {
    expect(elements(random.randint(key, [6], -300, 500, 'int16'))).toEqual(wordsOf('randint16'))
  })

  test("uniform halves are JAX's", () => {
    expect(elements(random.uniform(key, [9], { dtype: 'float16' }))).toEqual(wordsOf('uniform16'))
    expect(elements(random.uniform(key, [9], { dtype: 'bfloat16' }))).toEqual(wordsOf('uniformBfloat16'))
  })

  test("normal halves are JAX's up to the roundings of two operations, which its compiler may leave out", () => {
    expectClose(random.normal(key, [9], { dtype: 'float16' }), wordsOf('normal16'), 2 * 2 ** -10)
    expectClose(random.normal(key, [9], { dtype: 'bfloat16' }), wordsOf('normalBfloat16'), 2 * 2 ** -7)
  })
})
