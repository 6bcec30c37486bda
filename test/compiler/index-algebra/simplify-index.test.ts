// Simplified positions mean what they meant and lose the divisions that reshapes brought in: cases one by one, then random ones.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { affineIn, createInterner, dependsOn, range, simplifyIndex } from '../../../src/compiler/index-algebra/index.js'
import { showExpr } from '../../../src/compiler/show-expr.js'
import { add, compare, convert, div, type Expr, index, mul, read, rem, select, sub, variable } from '../../../src/core/expr.js'
import { stridesOf } from '../../../src/support/shape.js'
import { evaluate, forAllPoints } from './evaluate.js'

/** Row-major place of a multi-index. */
const linearize = (at: readonly Expr[], shape: readonly number[]): Expr =>
  at.map((e, i) => mul(e, index(stridesOf(shape)[i] ?? 1))).reduce(add, index(0))

/** The multi-index of a row-major place. */
const delinearize = (flat: Expr, shape: readonly number[]): Expr[] =>
  stridesOf(shape).map((stride, i) => rem(div(flat, index(stride)), index(shape[i] ?? 1)))

const reshape = (at: readonly Expr[], from: readonly number[], to: readonly number[]): Expr[] => delinearize(linearize(at, to), from)

const variables = (shape: readonly number[]): (Expr & { op: 'variable' })[] =>
  shape.map((extent, i) => variable('abcdefgh'[i] ?? `v${i}`, extent))

const shown = (at: readonly Expr[]): string => {
  const interner = createInterner()
  return at.map(e => showExpr(simplifyIndex(e, interner))).join(', ')
}

describe('reshapes', () => {
  const cases: readonly (readonly [from: readonly number[], to: readonly number[], expected: string])[] = [
    [[2, 3, 4, 5], [2, 60], 'a, b div 20, b div 5 rem 4, b rem 5'],
    [[2, 60], [2, 3, 4, 5], 'a, b * 20 + c * 5 + d'],
    [[24], [2, 3, 4], 'a * 12 + b * 4 + c'],
    [[2, 3, 4], [24], 'a div 12, a div 4 rem 3, a rem 4'],
    [[6, 4], [24], 'a div 4, a rem 4'],
    [[6, 4], [3, 2, 4], 'a * 2 + b, c'],
    [[3, 2, 4], [6, 4], 'a div 2, a rem 2, b'],
    [[3, 8], [6, 4], 'a div 2, a rem 2 * 4 + b'],
    [[8, 3], [6, 4], '(a * 4 + b) div 3, (a * 4 + b) rem 3'],
    [[4, 1, 5], [4, 5], 'a, 0, b'],
    [[4, 5], [1, 4, 1, 5, 1], 'b, d'],
    [[2, 2, 2, 2], [4, 4], 'a div 2, a rem 2, b div 2, b rem 2'],
    [[64, 32, 28, 28], [64, 32, 28, 28], 'a, b, c, d'],
  ]
  test.each(cases)('%j as %j', (from, to, expected) => {
    expect(shown(reshape(variables(to), from, to))).toBe(expected)
  })

  const shapes: readonly (readonly number[])[] = [[60, 4], [2, 30, 4], [2, 3, 40], [240], [2, 3, 5, 2, 4], [8, 30], [16, 15]]
  test.each(shapes)('through any shape and back is nothing', (...via) => {
    const here = [10, 3, 8]
    const at = variables(here)
    expect(shown(reshape(reshape(at, via, here), here, via))).toBe('a, b, c')
  })
})

describe('patterns', () => {
  test('tiles of a matrix put together again', () => {
    const flat = variable('i', 1024)
    const outer = div(flat, index(32))
    const inner = rem(flat, index(32))
    expect(showExpr(simplifyIndex(add(mul(outer, index(32)), inner)))).toBe('i')
    const lane = variable('l', 8)
    const tile = variable('t', 4)
    const place = add(mul(tile, index(8)), lane)
    expect(shown([div(place, index(16)), rem(place, index(16)), div(place, index(4))])).toBe('t div 2, t rem 2 * 8 + l, t * 2 + l div 4')
  })

  test('space to depth and back', () => {
    const [h, w] = [variable('h', 8), variable('w', 8)]
    const outer = [div(h, index(2)), div(w, index(2))]
    const inner = [rem(h, index(2)), rem(w, index(2))]
    const back = outer.map((o, i) => add(mul(o, index(2)), inner[i] ?? index(0)))
    expect(shown(back)).toBe('h, w')
  })

  test('sizes of one are constant', () => {
    expect(shown([add(mul(variable('o', 1), index(9)), variable('w', 3))])).toBe('w')
  })

  test('positions that came through int32', () => {
    const i = variable('i', 10)
    expect(shown([convert('index', convert('int32', i))])).toBe('i')
    expect(shown([convert('index', add(convert('int32', i), convert('int32', mul(i, index(3)))))])).toBe('i * 4')
  })

  test('negative positions are not divided as if they were not', () => {
    const x = sub(variable('x', 10), index(3))
    expect(shown([div(x, index(4)), rem(x, index(4)), div(add(x, index(4)), index(4))])).toBe('(x - 3) div 4, (x - 3) rem 4, (x + 1) div 4')
  })
})

describe('ranges', () => {
  test('clamps are understood', () => {
    const x = convert('index', read('int32', 0, [variable('i', 4)]))
    const low = select(compare('lt', x, index(0)), index(0), x)
    expect(range(low)).toEqual([0, 2147483647])
    expect(range(select(compare('gt', low, index(9)), index(9), low))).toEqual([0, 9])
    expect(range(select(compare('lt', x, index(0)), index(0), select(compare('gt', x, index(9)), index(9), x)))).toEqual([0, 9])
  })

  test('wrapping arithmetic takes the whole type', () => {
    const i = convert('uint8', variable('i', 200))
    expect(range(i)).toEqual([0, 199])
    expect(range(add(i, i))).toEqual([0, 255])
  })
})

describe('affineIn', () => {
  const [h, w] = [variable('h', 28), variable('w', 28)]
  const e = add(mul(h, index(28)), add(w, index(3)))
  const show = (v: Expr & { op: 'variable' }, of: Expr) => {
    const affine = affineIn(of, v)
    return affine && [affine.coefficient, showExpr(affine.rest)]
  }
  test('strides', () => {
    expect(show(w, e)).toEqual([1, 'h * 28 + 3'])
    expect(show(h, e)).toEqual([28, 'w + 3'])
    expect(show(variable('c', 3), e)).toEqual([0, 'h * 28 + w + 3'])
    expect(show(w, sub(h, w))).toEqual([-1, 'h'])
  })
  test('none under a division or a read', () => {
    expect(show(w, div(w, index(3)))).toBeNull()
    expect(show(w, add(w, rem(w, index(3))))).toBeNull()
    expect(show(w, convert('index', read('int32', 0, [w])))).toBeNull()
    expect(dependsOn(div(h, index(3)), w)).toBe(false)
    expect(dependsOn(read('float32', 0, [h], compare('lt', w, index(3))), w)).toBe(true)
  })
})

test('equal positions become one object', () => {
  const interner = createInterner()
  const [i, j] = [variable('i', 8), variable('j', 8)]
  const once = simplifyIndex(add(mul(i, index(8)), j), interner)
  expect(simplifyIndex(add(j, mul(index(4), add(i, i))), interner)).toBe(once)
})

// Laws: any expression keeps its value everywhere, stays in its range, and simplifying again changes nothing.
const vars = [variable('x', 7), variable('y', 4), variable('z', 1), variable('w', 12)] as const
const position: fc.Arbitrary<Expr> = fc.letrec<{ e: Expr }>(tie => ({
  e: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<Expr>(...vars),
    fc.integer({ min: -13, max: 40 }).map(index),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => add(a, b)),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => sub(a, b)),
    fc.tuple(tie('e'), fc.constantFrom(-2, 2, 3, 4, 6, 8, 12, 24)).map(([a, k]) => mul(a, index(k))),
    fc.tuple(tie('e'), fc.constantFrom(1, 2, 3, 4, 6, 8, 12, 24)).map(([a, k]) => div(a, index(k))),
    fc.tuple(tie('e'), fc.constantFrom(1, 2, 3, 4, 6, 8, 12, 24)).map(([a, k]) => rem(a, index(k))),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => select(compare('lt', a, b), a, b)),
    tie('e').map(a => convert('index', convert('int32', a))),
  ),
})).e

describe('laws', () => {
  const neverRead = () => {
    throw new Error('nothing to read')
  }
  test('values and ranges', () => {
    fc.assert(
      fc.property(position, e => {
        const interner = createInterner()
        const simple = simplifyIndex(e, interner)
        const [lo, hi] = range(simple)
        forAllPoints(vars, neverRead, point => {
          const expected = evaluate(e, point)
          if (evaluate(simple, point) !== expected) throw new Error(`${showExpr(e)}\nbecame\n${showExpr(simple)}`)
          if (expected < lo || expected > hi) throw new Error(`${expected} is not in the range ${lo} … ${hi} of ${showExpr(simple)}`)
        })
        if (simplifyIndex(simple, interner) !== simple) throw new Error(`not simple yet: ${showExpr(simple)}`)
      }),
      { numRuns: 2000 },
    )
  })

  const shapes24 = [[24], [2, 12], [12, 2], [3, 8], [8, 3], [4, 6], [2, 3, 4], [4, 3, 2], [2, 2, 2, 3], [6, 1, 4]]
  test('chains of reshapes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...shapes24), { minLength: 2, maxLength: 5 }), shapes => {
        const [first = [24], ...rest] = shapes
        const at = variables(first)
        let places: Expr[] = at
        let here = first
        for (const next of rest) {
          places = reshape(places, next, here)
          here = next
        }
        const flat = linearize(places, here)
        const interner = createInterner()
        expect(showExpr(simplifyIndex(flat, interner))).toBe(showExpr(simplifyIndex(linearize(at, first), interner)))
      }),
      { numRuns: 300 },
    )
  })
})
