// Bessel's and Airy's functions and the orthogonal polynomials against 50 digits; the differential equations that they solve.

import { readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { grad, jit, type Tensor, tensor, vmap } from 'tenet'
import { describe, expect, test } from 'vitest'
import { messageOf } from './setup.js'

type Doubles = Tensor<[number], 'float64'>
type Of = (x: Doubles) => Doubles

// The file is ours: test/golden/special/bessel.py wrote it.
const golden = JSON.parse(readFileSync(new URL('../golden/special/bessel.json', import.meta.url), 'utf8')) as {
  readonly rows: Readonly<Record<string, readonly (readonly [x: number, value: number, slope: number])[]>>
  readonly polynomials: Readonly<Record<string, readonly (readonly [n: number, x: number, value: number])[]>>
}

const functions: Readonly<Record<string, Of>> = {
  j0: tenet.j0,
  j1: tenet.j1,
  y0: tenet.y0,
  y1: tenet.y1,
  k0: tenet.k0,
  k1: tenet.k1,
  k0e: tenet.k0e,
  k1e: tenet.k1e,
  sphericalJ0: tenet.sphericalJ0,
  airyAi: tenet.airyAi,
}

const unit = 2 ** -52

/** What oscillates is exact to its amplitude; what does not, to itself. Airy's phase and exponent are 2/3·|x|^(3/2), whose rounding tells. */
function allowed(name: string, x: number, value: number, slope: number): readonly [value: number, slope: number] {
  const size = Math.max(1, Math.abs(x))
  if (name === 'airyAi') {
    const growth = 4 + 2 * size ** 1.5
    const [amplitude, steepness] = x < 0 ? [size ** -0.25, size ** 0.25] : [0, 0]
    return [growth * Math.max(Math.abs(value), amplitude), growth * Math.max(Math.abs(slope), steepness)]
  }
  // The derivatives of the scaled functions are differences of them.
  if (name.startsWith('k')) return [2 * Math.abs(value), 4 * Math.max(Math.abs(slope), Math.abs(value))]
  const amplitude = Math.sqrt(2 / (Math.PI * size))
  return [2 * Math.max(Math.abs(value), amplitude), 4 * Math.max(Math.abs(slope), amplitude)]
}

describe.each(Object.entries(functions))('%s', (name, f) => {
  const rows = golden.rows[name] ?? []
  const x: Doubles = tensor(
    rows.map(([at]) => at),
    'float64',
  )
  const slopeOf: Of = at => grad((v: Doubles) => f(v).sum())(at)

  test('values and derivatives', () => {
    const [values, slopes] = [f(x).dataSync(), slopeOf(x).dataSync()]
    for (const [i, [at, value, slope]] of rows.entries()) {
      const [ofValue, ofSlope] = allowed(name, at, value, slope)
      expect(Math.abs((values[i] as number) - value), `${name}(${at}) = ${value}`).toBeLessThanOrEqual(ofValue * unit)
      expect(Math.abs((slopes[i] as number) - slope), `${name}'(${at}) = ${slope}`).toBeLessThanOrEqual(ofSlope * unit)
    }
  })

  test('the same bits inside jit and mapped, and rounded once to float32', () => {
    const bits = (y: Tensor): number[] => [...y.dataSync()].map(Number)
    expect(bits(jit(f)(x))).toEqual(bits(f(x)))
    expect(bits(vmap(f as unknown as (v: Tensor) => Tensor)(x))).toEqual(bits(f(x)))
    const narrow = tenet.cast(x, 'float32')
    expect(bits(f(narrow as unknown as Doubles))).toEqual(bits(f(narrow.cast('float64')).cast('float32')))
  })

  test('NaN stays, and nothing overflows on the way', () => {
    const ends = tensor([Number.NaN, Number.POSITIVE_INFINITY, 1e300], 'float64') as Doubles
    const [nan, infinite, great] = f(ends).toArray() as number[]
    expect([nan, infinite]).toEqual([Number.NaN, 0])
    expect(Math.abs(great as number)).toBeLessThan(1e-100)
  })
})

describe('differential equations', () => {
  const x = tensor([0.3, 1.7, 2.5, 5, 7.9, 8.2, 13], 'float64') as Doubles
  const slope =
    (f: Of): Of =>
    at =>
      grad((v: Doubles) => f(v).sum())(at)
  // Second derivatives are quotients of differences: exact to some ulps of terms of size 1.
  const isZero = (residual: Tensor): void => {
    for (const value of residual.dataSync()) expect(Math.abs(Number(value))).toBeLessThan(1e-12)
  }

  test.each([
    ['j0', 0, 1],
    ['j1', 1, 1],
    ['y0', 0, 1],
    ['y1', 1, 1],
    ['k0', 0, -1],
    ['k1', 1, -1],
  ] as const)("%s solves x²y'' + xy' ± x²y = n²y", (name, n, sign) => {
    const f = functions[name] as Of
    const terms = x
      .square()
      .mul(slope(slope(f))(x))
      .add(x.mul(slope(f)(x)))
    const residual = terms.add(
      x
        .square()
        .mul(sign)
        .sub(n * n)
        .mul(f(x)),
    )
    isZero(residual.div(x.square().mul(f(x).abs().add(1)).add(1)))
  })

  test("airyAi solves y'' = xy", () => {
    const wide = tensor([-12, -7.3, -1, 0, 0.4, 2, 6, 9], 'float64') as Doubles
    isZero(slope(slope(tenet.airyAi))(wide).sub(wide.mul(tenet.airyAi(wide))))
  })
})

describe('polynomials', () => {
  type Polynomial = (n: number | Tensor, x: Tensor) => Tensor
  const all = tenet as unknown as Readonly<Record<string, Polynomial>>

  test.each(Object.entries(golden.polynomials))('%s', (name, rows) => {
    const f = all[name] as Polynomial
    const places = tensor(
      rows.map(([, x]) => x),
      'float64',
    )
    const together = f(
      tensor(
        rows.map(([n]) => n),
        'int32',
      ),
      places,
    ).dataSync()
    for (const [i, [n, x, value]] of rows.entries()) {
      const alone = Number(f(n, tensor(x, 'float64')).item())
      // Each of n steps rounds, and errors grow with the steps left.
      expect(Math.abs(alone - value), `${name}(${n}, ${x})`).toBeLessThanOrEqual(4 * (n + 1) ** 2 * unit * Math.max(1, Math.abs(value)))
      expect(together[i]).toBe(alone)
    }
  })

  test('their derivatives are those of the recurrence', () => {
    const x = tensor([-0.6, 0.2, 0.9], 'float64') as Doubles
    const slope = grad((v: Doubles) => tenet.chebyshevT(5, v).sum())(x).toArray() as number[]
    const expected = tenet.chebyshevU(4, x).mul(5).toArray() as number[]
    for (const [i, value] of slope.entries()) expect(value).toBeCloseTo(expected[i] as number, 12)
  })

  test('of negative degrees they are 0, and what does not fit is said', () => {
    expect(tenet.hermiteH(tensor([-1, 0], 'int32'), tensor([2, 2])).toArray()).toEqual([0, 1])
    expect(messageOf(() => tenet.legendreP(-1, tensor([1])))).toBe('ArgumentError: legendreP: n must be an integer of at least 0; got -1')
    expect(messageOf(() => jit((n: Tensor<[1], 'int32'>) => tenet.legendreP(n, tensor([1])))(tensor([1], 'int32')))).toMatch(
      /^TraceError: legendreP: .* say n as a number/,
    )
    expect(messageOf(() => tenet.j0(tensor([1], 'int32') as unknown as Doubles))).toBe(
      'DTypeError: j0: elements must be float; got int32[1]; cast it first',
    )
  })
})
