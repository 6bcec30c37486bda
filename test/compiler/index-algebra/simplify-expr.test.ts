// Simplified scalar expressions mean what they meant: rules one by one, then random expressions evaluated at every point.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInterner, simplifyExpr } from '../../../src/compiler/index-algebra/index.js'
import { showExpr, showExprs } from '../../../src/compiler/show-expr.js'
import {
  add,
  and,
  argument,
  bitcast,
  compare,
  constant,
  convert,
  div,
  type Expr,
  fma,
  index,
  mul,
  neg,
  or,
  read,
  rem,
  select,
  sub,
  unary,
  variable,
} from '../../../src/core/expr.js'
import { evaluate, forAllPoints } from './evaluate.js'

const shown = (e: Expr): string => showExpr(simplifyExpr(e))
const f32 = (value: number): Expr => constant('float32', value)
const inside = (x: Expr, size: number): Expr => and(compare('ge', x, index(0)), compare('lt', x, index(size)))

describe('guards', () => {
  const [h, w, kh] = [variable('h', 30), variable('w', 30), variable('k', 3)]

  test('of padding, in the fewest words', () => {
    const [y, x] = [sub(h, index(1)), sub(w, index(1))]
    const e = read('float32', 0, [y, x], and(inside(y, 28), inside(x, 28)))
    expect(shown(e)).toBe('read0[h - 1, w - 1 if h >= 1 & h < 29 & w >= 1 & w < 29]')
  })

  test('of a convolution', () => {
    const y = sub(add(mul(variable('o', 14), index(2)), kh), index(1))
    expect(shown(read('float32', 0, [y], inside(y, 28)))).toBe('%0 = o * 2 + k\nread0[%0 - 1 if %0 >= 1]')
  })

  test('of interior padding: nothing but the parity is left of the remainder', () => {
    const y = sub(h, index(2))
    const e = read('float32', 0, [div(y, index(2))], and(inside(y, 26), compare('eq', rem(y, index(2)), index(0))))
    expect(shown(e)).toBe('read0[h div 2 - 1 if h >= 2 & h < 28 & h rem 2 == 0]')
  })

  test('let the positions inside assume them', () => {
    const y = sub(h, index(1))
    const flat = add(mul(y, index(28)), sub(w, index(1)))
    const guard = and(inside(y, 28), inside(sub(w, index(1)), 28))
    expect(shown(read('float32', 0, [div(flat, index(28)), rem(flat, index(28))], guard))).toBe(
      'read0[h - 1, w - 1 if h >= 1 & h < 29 & w >= 1 & w < 29]',
    )
    const conv = sub(add(mul(variable('o', 14), index(2)), kh), index(1))
    const across = sub(add(mul(variable('p', 14), index(2)), variable('l', 3)), index(1))
    const place = add(mul(conv, index(28)), across)
    const at = [div(place, index(28)), rem(place, index(28))]
    expect(shown(read('float32', 0, at, and(inside(conv, 28), inside(across, 28))))).toBe(
      '%0 = o * 2 + k\n%1 = p * 2 + l\nread0[%0 - 1, %1 - 1 if %0 >= 1 & %1 >= 1]',
    )
  })

  test('that always or never hold', () => {
    expect(shown(read('float32', 0, [h], inside(h, 30)))).toBe('read0[h]')
    expect(shown(read('float32', 0, [h], compare('ge', h, index(30))))).toBe('0')
    expect(shown(read('float32', 0, [h], and(compare('lt', h, index(3)), compare('gt', h, index(4)))))).toBe('0')
    expect(shown(read('float32', 0, [h], or(compare('lt', h, index(3)), compare('lt', h, index(40)))))).toBe('read0[h]')
    expect(shown(read('float32', 0, [h], compare('eq', mul(h, index(2)), index(7))))).toBe('0')
  })

  test('divide by common factors without rounding', () => {
    // 49 · (1 / 49) is less than 1.
    expect(shown(read('float32', 0, [w], compare('lt', sub(index(0), w), mul(w, index(48)))))).toBe('read0[w if w >= 1]')
  })

  test('of slices of joined axes compare the axis alone', () => {
    const flat = add(mul(h, index(30)), w)
    expect(shown(read('float32', 0, [flat], compare('lt', flat, index(300))))).toBe('read0[h * 30 + w if h < 10]')
    expect(shown(read('float32', 0, [flat], compare('lt', div(variable('f', 99), index(4)), index(7))))).toBe('read0[h * 30 + w if f < 28]')
  })

  test('do not reach into what is read regardless', () => {
    const clamped = select(compare('lt', h, index(5)), h, index(0))
    const at = convert('index', read('int32', 1, [clamped]))
    expect(shown(read('float32', 0, [at], compare('lt', h, index(5))))).toBe('%0 = h < 5\nread0[index(read1[select(%0, h, 0)]) if %0]')
  })

  test('already in the read', () => {
    const y = sub(h, index(1))
    const e = read('float32', 0, [y], and(inside(y, 28), compare('lt', w, index(4))))
    expect(shown(select(inside(y, 28), e, f32(0)))).toBe('read0[h - 1 if h >= 1 & h < 29 & w < 4]')
    expect(shown(select(inside(y, 28), e, f32(-0)))).toContain('select')
  })
})

describe('arithmetic', () => {
  const x = argument('float32', 0)
  const i = argument('int32', 1)
  const int = (value: number): Expr => constant('int32', value)

  test('changes no bit of a float', () => {
    expect(shown(mul(x, f32(1)))).toBe('arg0')
    expect(shown(add(x, f32(-0)))).toBe('arg0')
    expect(shown(sub(x, f32(0)))).toBe('arg0')
    expect(shown(div(x, f32(8)))).toBe('arg0 * 0.125')
    expect(shown(neg(neg(x)))).toBe('arg0')
    for (const kept of [add(x, f32(0)), sub(x, f32(-0)), mul(x, f32(0)), div(x, f32(3)), sub(x, x), div(x, x), compare('eq', x, x)])
      expect(simplifyExpr(kept)).toEqual(kept)
    const less = compare('lt', x, f32(1))
    expect(simplifyExpr(unary('not', less))).toEqual(unary('not', less))
    expect(simplifyExpr(div(f32(0), f32(0)))).toEqual(div(f32(0), f32(0)))
  })

  test('folds constants as machines compute them', () => {
    expect(shown(add(f32(0.1), f32(Math.fround(0.2))))).toBe(String(Math.fround(Math.fround(0.1) + Math.fround(0.2))))
    expect(shown(mul(int(123456789), int(987654321)))).toBe(String(Math.imul(123456789, 987654321)))
    expect(shown(unary('roundEven', f32(2.5)))).toBe('2')
    expect(shown(unary('roundEven', f32(-0.5)))).toBe('-0')
    expect(shown(convert('uint8', f32(300)))).toBe('255')
    expect(shown(convert('uint8', int(300)))).toBe('44')
    expect(shown(convert('int32', f32(Number.NaN)))).toBe('0')
    expect(shown(convert('uint64', f32(-1)))).toBe('0')
    expect(shown(convert('uint64', f32(2 ** 70)))).toBe(String(2n ** 64n - 1n))
    expect(shown(convert('int64', f32(-1.5)))).toBe('-1')
    expect(shown(bitcast('uint32', f32(1)))).toBe(String(0x3f800000))
    expect(shown(bitcast('int64', constant('float64', 1)))).toBe(String(0x3ff0000000000000n))
    expect(shown(bitcast('float64', constant('int64', 0x3ff0000000000000n)))).toBe('1')
  })

  test('on integers and conditions', () => {
    expect(shown(mul(i, int(0)))).toBe('0')
    expect(shown(sub(i, i))).toBe('0')
    expect(shown(compare('lt', i, i))).toBe('false')
    expect(shown(unary('not', compare('lt', i, int(3))))).toBe('arg1 >= 3')
    expect(shown(compare('ge', argument('uint8', 0), constant('uint8', 0)))).toBe('true')
    const [row, column] = [variable('r', 8), variable('c', 8)]
    expect(shown(compare('ge', convert('int32', row), convert('int32', column)))).toBe('r >= c')
    const c = compare('lt', i, int(3))
    expect(shown(select(c, x, select(c, f32(1), f32(2))))).toBe('select(arg1 < 3, arg0, 2)')
    expect(shown(select(c, x, x))).toBe('arg0')
  })

  test('conversions that keep every value merge', () => {
    expect(shown(convert('float32', convert('float64', x)))).toBe('arg0')
    expect(shown(convert('float64', convert('int32', argument('uint8', 0))))).toBe('float64(arg0)')
    expect(shown(convert('uint8', convert('float64', i)))).toBe('uint8(float64(arg1))')
    expect(shown(convert('int32', convert('float32', i)))).toBe('int32(float32(arg1))')
  })

  test('shares what is equal', () => {
    const interner = createInterner()
    const [h, w] = [variable('h', 4), variable('w', 4)]
    const once = read('float32', 0, [add(mul(h, index(4)), w)])
    const again = read('float32', 0, [add(w, mul(index(4), h))])
    const roots = [mul(once, again), fma(once, again, x)].map(e => simplifyExpr(e, interner))
    expect(showExprs(roots)).toBe('%0 = read0[h * 4 + w]\n%0 * %0\nfma(%0, %0, arg0)')
  })
})

describe('laws', () => {
  const vars = [variable('x', 9), variable('y', 5)] as const
  const atoms = fc.constantFrom<Expr>(...vars)
  const position = fc
    .tuple(atoms, atoms, fc.integer({ min: -3, max: 3 }), fc.integer({ min: -6, max: 6 }), fc.constantFrom(1, 2, 3, 4))
    .map(([a, b, k, c, d]) => {
      const sum = add(add(a, mul(b, index(k))), index(c))
      return d === 1 ? sum : d === 4 ? rem(sum, index(3)) : div(sum, index(d))
    })
  const predicate = fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge') satisfies fc.Arbitrary<string>
  const condition = fc.letrec<{ c: Expr }>(tie => ({
    c: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.tuple(predicate, position, position).map(([name, a, b]) => compare(name, a, b)),
      fc.tuple(predicate, position, fc.integer({ min: -3, max: 12 })).map(([name, a, b]) => compare(name, a, index(b))),
      fc.tuple(tie('c'), tie('c')).map(([a, b]) => and(a, b)),
      fc.tuple(tie('c'), tie('c')).map(([a, b]) => or(a, b)),
      tie('c').map(a => unary('not', a)),
    ),
  })).c
  const element = (source: number, at: readonly number[]): number => at.reduce((sum, p, i) => sum + p * (i + 2), source + 17)

  test('guarded reads and selects have the same values everywhere', () => {
    fc.assert(
      fc.property(condition, condition, fc.array(position, { minLength: 1, maxLength: 3 }), position, (guard, c, at, other) => {
        const e = select(c, read('int32', 0, at, guard), select(guard, read('int32', 1, [other]), constant('int32', 0)))
        const interner = createInterner()
        const simple = simplifyExpr(e, interner)
        forAllPoints(vars, element, point => {
          if (evaluate(simple, point) !== evaluate(e, point)) throw new Error(`${showExpr(e)}\nbecame\n${showExpr(simple)}`)
        })
        if (simplifyExpr(simple, interner) !== simple)
          throw new Error(`${showExpr(simple)}\nagain\n${showExpr(simplifyExpr(simple, createInterner()))}`)
      }),
      { numRuns: 500 },
    )
  })
})
