// The oracle itself: exactly rounded arithmetic against identities that hold without rounding, sums against orders written out by hand,
// and what it must refuse.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluator, type Point } from '../../laws/predicate/evaluate-expr.js'
import { evaluateLowering } from '../../laws/predicate/evaluate-lowering.js'
import { exactFma, fromBigInt, ulp } from '../../laws/predicate/exact-float.js'
import type { HostArray } from '../../src/core/array-type.js'
import { binary, bitcast, compare, constant, convert, type Expr, index, read, select, sub, unary } from '../../src/core/expr.js'
import { direct, type Lowering } from '../../src/core/lowering.js'

const moderate = fc.double({ min: -1e100, max: 1e100, noNaN: true })
const single = fc.float({ noNaN: true, noDefaultInfinity: true })

/** Veltkamp's splitting and Dekker's product: `a·b = p + e` without error, away from the ends of the range. */
function dekker(a: number, b: number): readonly [number, number] {
  const split = (x: number): readonly [number, number] => {
    const c = 134217729 * x
    const high = c - (c - x)
    return [high, x - high]
  }
  const [p, [ah, al], [bh, bl]] = [a * b, split(a), split(b)]
  return [p, al * bl - (p - ah * bh - al * bh - ah * bl)]
}

describe('fma', () => {
  it('with a factor or addend that does nothing is one rounded operation', () => {
    fc.assert(
      fc.property(moderate, moderate, (x, y) => {
        expect(exactFma('float64', 1, x, y)).toBe(x + y)
        expect(exactFma('float64', x, 1, y)).toBe(x + y)
        expect(exactFma('float64', x, y, 0) + 0).toBe(x * y + 0)
      }),
    )
    fc.assert(
      fc.property(single, single, (x, y) => {
        expect(exactFma('float32', 1, x, y)).toBe(Math.fround(x + y))
        expect(exactFma('float32', x, y, 0) + 0).toBe(Math.fround(x * y) + 0)
      }),
    )
  })
  it('gives the error of a product exactly', () => {
    const away = fc.double({ min: 1e-60, max: 1e60, noNaN: true })
    fc.assert(
      fc.property(away, away, (a, b) => {
        const [p, e] = dekker(a, b)
        expect(exactFma('float64', a, b, -p) + 0).toBe(e + 0)
      }),
    )
  })
  it('rounds once where rounding twice would go wrong', () => {
    // 1 + 2^-24 + 2^-60 lies just above the midpoint of two float32; in float64 the last bit is lost and the tie goes to even.
    const [a, b] = [2 ** -30, 2 ** -30]
    expect(exactFma('float32', a, b, Math.fround(1))).toBe(1)
    const c = Math.fround(1 + 2 ** -23)
    expect(exactFma('float32', 2 ** -24 * (1 + 2 ** -23), 1, 1)).toBe(c)
    expect(exactFma('float32', Math.fround(2 ** -12 * (1 + 2 ** -20)), Math.fround(2 ** -12 * (1 - 2 ** -20)), 1)).toBe(1)
    expect(exactFma('float32', Math.fround(2 ** -12 * (1 + 2 ** -20)), Math.fround(2 ** -12 * (1 + 2 ** -20)), 1)).toBe(c)
  })
  it('knows subnormals, overflow, infinities, NaN and signed zeros', () => {
    expect(exactFma('float64', 3, 2 ** -1074, 0)).toBe(3 * 2 ** -1074)
    expect(exactFma('float64', 3 * 2 ** -1074, 0.5, 0)).toBe(2 * 2 ** -1074)
    expect(exactFma('float32', 2 ** 127, 2, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(exactFma('float32', 2 ** 127, 2, -(2 ** 127))).toBe(2 ** 127)
    expect(exactFma('float64', Number.POSITIVE_INFINITY, 0, 1)).toBeNaN()
    expect(exactFma('float64', 1e300, 1e300, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY)
    expect(exactFma('float64', -0, 1, -0)).toBe(-0)
    expect(exactFma('float64', 1, 1, -1)).toBe(0)
    expect(exactFma('float64', -(2 ** -1000), 2 ** -1000, 0)).toBe(-0)
  })
})

it('whole numbers round to the nearest float', () => {
  expect(fromBigInt('float32', (1n << 24n) + 1n)).toBe(2 ** 24)
  expect(fromBigInt('float32', (1n << 62n) + (1n << 38n) + 1n)).toBe(2 ** 62 + 2 ** 39)
  fc.assert(fc.property(fc.bigInt({ min: -(1n << 63n), max: 1n << 64n }), n => fromBigInt('float64', n) === Number(n)))
})

it('an ulp is the distance to the next float', () => {
  expect([ulp('float64', 1), ulp('float32', 1), ulp('float32', -3), ulp('float32', 0), ulp('float64', 5e-324)]).toEqual([
    2 ** -52,
    2 ** -23,
    2 ** -22,
    2 ** -149,
    2 ** -1074,
  ])
})

const nowhere: Point = { argument: () => 0, variable: () => 0, element: () => 7 }
const resultOf = (e: Expr) => evaluator([e])(nowhere)[0]

describe('expressions', () => {
  const i32 = (value: number) => constant('int32', value)
  it('round and wrap at every step', () => {
    expect(resultOf(binary('add', constant('float32', 1), constant('float32', 2 ** -24)))).toBe(1)
    expect(resultOf(binary('mul', i32(65536), i32(65537)))).toBe(65536)
    expect(resultOf(binary('sub', constant('uint8', 3), constant('uint8', 5)))).toBe(254)
    expect(resultOf(unary('not', constant('uint32', 0)))).toBe(4294967295)
    expect(resultOf(unary('not', constant('bool', 1)))).toBe(0)
    expect(resultOf(binary('shiftRight', i32(-8), i32(1)))).toBe(-4)
    expect(resultOf(binary('shiftRight', constant('uint32', 2 ** 31), constant('uint32', 31)))).toBe(1)
    expect(resultOf(unary('roundEven', constant('float64', -0.5)))).toBe(-0)
    expect(resultOf(unary('roundEven', constant('float64', 2.5)))).toBe(2)
  })
  it('convert', () => {
    expect(resultOf(convert('uint8', i32(-1)))).toBe(255)
    expect(resultOf(convert('int32', constant('float64', 3e9)))).toBe(2147483647)
    expect(resultOf(convert('int64', constant('float64', Number.NaN)))).toBe(0n)
    expect(resultOf(convert('float32', constant('uint64', (1n << 62n) + (1n << 38n) + 1n)))).toBe(2 ** 62 + 2 ** 39)
    expect(resultOf(bitcast('uint64', constant('float64', -0)))).toBe(1n << 63n)
    expect(resultOf(bitcast('float32', constant('uint32', 0x7f800000)))).toBe(Number.POSITIVE_INFINITY)
  })
  it('refuse what compiled code must not meet', () => {
    expect(() => resultOf(binary('div', i32(1), i32(0)))).toThrow('an integer divided by zero')
    expect(() => resultOf(binary('div', i32(-2147483648), i32(-1)))).toThrow('the most negative integer divided by -1')
    expect(() => resultOf(binary('shiftLeft', i32(1), i32(32)))).toThrow('a shift by 32 of 32 bits')
    expect(() => resultOf(binary('rem', index(1), index(0)))).toThrow('a position divided by zero')
    expect(() => resultOf(constant('float32', 0.1))).toThrow('the constant 0.1 is no float32')
  })
  it('may compute a position below zero, but not use it', () => {
    const below = sub(index(1), index(2))
    expect(resultOf(read('float32', 0, [below], constant('bool', 0)))).toBe(0)
    expect(resultOf(select(compare('lt', index(1), index(2)), index(5), below))).toBe(5)
    expect(() => resultOf(compare('lt', below, index(2)))).toThrow('a position below zero is used')
    expect(() => resultOf(convert('int32', below))).toThrow('a position below zero is used')
  })
  it('read nothing where the guard is false', () => {
    expect(resultOf(read('float32', 0, [index(0)], compare('lt', index(1), index(0))))).toBe(0)
    expect(resultOf(read('float32', 0, [index(0)], compare('lt', index(0), index(1))))).toBe(7)
  })
})

const f32 = (data: readonly number[]): HostArray => ({ shape: [data.length], dtype: 'float32', data: Float32Array.from(data) })
const total = (lowering: Lowering, ...inputs: HostArray[]) =>
  evaluateLowering(lowering, inputs, [{ shape: [], dtype: 'float32' }])[0]?.array.data[0]
const plus = (a: number, b: number): number => Math.fround(a + b)
/** Values of very different sizes, so that every order gives another sum. */
const uneven = (n: number): number[] => Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i * 12.9898) * 10 ** ((i * 7) % 9)))

describe('orders of sums', () => {
  const sum = (order: 'lanes' | 'sequence', extents: readonly number[]): Lowering => ({
    kind: 'reduce',
    combiner: 'sum',
    extents,
    order,
    body: (_, over, at) => at(0, over),
  })
  it('in sequence: blocks of 1,024, one after the other', () => {
    const x = uneven(2500)
    const blocks = [x.slice(0, 1024), x.slice(1024, 2048), x.slice(2048)].map(block => block.reduce(plus, 0))
    expect(total(sum('sequence', [2500]), f32(x))).toBe(blocks.reduce(plus, 0))
    expect(total(sum('sequence', [2500]), f32(x))).not.toBe(x.reduce(plus, 0))
  })
  const halved = (accumulators: number[]): number => {
    for (let half = 16; half >= 1; half /= 2)
      for (let i = 0; i < half; i++) accumulators[i] = plus(accumulators[i] ?? 0, accumulators[i + half] ?? 0)
    return accumulators[0] ?? 0
  }
  it('along lanes: 32 accumulators, row by row, halved pairwise', () => {
    const x = uneven(3 * 50)
    const accumulators = new Array<number>(32).fill(0)
    for (let row = 0; row < 3; row++)
      for (let j = 0; j < 50; j++) accumulators[j % 32] = plus(accumulators[j % 32] ?? 0, x[row * 50 + j] ?? 0)
    const array: HostArray = { shape: [3, 50], dtype: 'float32', data: Float32Array.from(x) }
    expect(total(sum('lanes', [3, 50]), array)).toBe(halved(accumulators))
  })
  it('along lanes: a row longer than 65,536 in parts', () => {
    const x = uneven(70000)
    const parts = [x.slice(0, 65536), x.slice(65536)].map(part => {
      const accumulators = new Array<number>(32).fill(0)
      for (const [j, value] of part.entries()) accumulators[j % 32] = plus(accumulators[j % 32] ?? 0, value)
      return halved(accumulators)
    })
    expect(total(sum('lanes', [70000]), f32(x))).toBe(parts.reduce(plus, 0))
  })
  it('of products: chains of 256 fma', () => {
    const [x, y] = [uneven(300), uneven(300).toReversed()]
    const contraction: Lowering = {
      kind: 'contract',
      method: direct,
      batch: [],
      rows: [],
      columns: [],
      depth: [300],
      left: (_b, _m, k, at) => at(0, k),
      right: (_b, _n, k, at) => at(1, k),
      place: () => [],
    }
    const chain = (from: number, to: number): number => {
      let sum = 0
      for (let k = from; k < to; k++) sum = exactFma('float32', x[k] ?? 0, y[k] ?? 0, sum)
      return sum
    }
    expect(total(contraction, f32(x), f32(y))).toBe(plus(chain(0, 256), chain(256, 300)))
  })
})

describe('lowerings', () => {
  const map = (body: (at: Expr) => Expr): Lowering => ({ kind: 'index', body: ([at], readAt) => readAt(0, [body(at ?? index(0))]) })
  const evaluate = (lowering: Lowering) => evaluateLowering(lowering, [f32([1, 2, 3])], [{ shape: [3], dtype: 'float32' }])
  it('may not read out of bounds', () => {
    expect(() => evaluate(map(at => sub(at, index(1))))).toThrow('read at [NaN], outside of [3]')
    expect(() => evaluate(map(at => binary('add', at, index(1))))).toThrow('read at [3], outside of [3]')
  })
  it('must give the dtype they promise', () => {
    expect(() => evaluate({ kind: 'index', body: () => constant('int32', 1) })).toThrow('the body must be float32; got int32')
  })
})
