// The expressions of transcendental functions are within 2 ulp of the exact values, in float32 and float64, at special values too; and
// erfInv in float32 has the bits that JAX gives, which makes normal random numbers agree.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type FloatName, ulp } from '../../laws/predicate/exact-float.js'
import { compiled, errorIn } from './compiled-function.js'

const formats = ['float32', 'float64'] as const

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../golden/elementwise/${name}`, import.meta.url), 'utf8'))
// The files are ours: test/golden/elementwise/make.py wrote them.
const functions = read('functions.json') as Readonly<Record<string, readonly (readonly (number | string)[])[]>>
const jax = read('jax.json') as Readonly<Record<'uniform' | 'erfInv' | 'normal', readonly number[]>>

/** erfInv in float32 rounds x² as JAX does: 1 - x² keeps one digit of its 24 where x is next to 1. */
const likeJax = 2 ** 20

describe.each(Object.entries(functions))('%s', (key, rows) => {
  const [name, type] = key.split(' ') as [string, FloatName]
  const f = compiled(name, type)
  const arity = name === 'pow' ? 2 : 1
  const tolerance = key === 'erfInv float32' ? likeJax : 2

  it(`is within ${tolerance} ulp of exact values`, () => {
    const errors = rows
      .filter(row => row.length === arity + 2)
      .map(row => row.map(Number))
      .map(row => ({ args: row.slice(0, arity), error: errorIn(type, f(...row.slice(0, arity)), row[arity] ?? 0, row[arity + 1] ?? 0) }))
    expect(errors.length).toBeGreaterThan(20)
    const worst = errors.reduce((a, b) => (b.error > a.error ? b : a))
    expect(worst.error, `${key} at ${worst.args}`).toBeLessThanOrEqual(tolerance)
  })

  it('has the values of IEC 60559 at zeros, infinities, NaN and outside of its domain', () => {
    const special = rows.filter(row => row.length === arity + 1).map(row => row.map(Number))
    expect(special.length).toBeGreaterThan(3)
    for (const row of special) expect(f(...row.slice(0, arity)), `${key} at ${row.slice(0, arity)}`).toBe(row[arity])
  })
})

// Math's functions are right to about 1 ulp of float64, which is nothing in float32.
const mathFunctions = {
  exp: [Math.exp, -104, 89],
  expm1: [Math.expm1, -20, 89],
  log: [Math.log, 1e-3, 10],
  log1p: [Math.log1p, -0.999, 10],
  sin: [Math.sin, -100, 100],
  cos: [Math.cos, -100, 100],
  tanh: [Math.tanh, -10, 10],
} as const

describe('densely, float32 is within 2 ulp', () => {
  it.each(Object.entries(mathFunctions))('%s', (name, [exact, low, high]) => {
    const f = compiled(name, 'float32')
    const count = 5000
    let worst = 0
    for (let i = 0; i < count; i++) {
      const x = Math.fround(low + ((high - low) * (i + 0.5)) / count)
      worst = Math.max(worst, errorIn('float32', f(x), exact(x), 0))
    }
    expect(worst).toBeLessThanOrEqual(2)
  })
})

describe('erfInv in float32', () => {
  const floats = (bits: readonly number[]): Float32Array => new Float32Array(Uint32Array.from(bits).buffer)
  const [x, y, normal] = [floats(jax.uniform), floats(jax.erfInv), floats(jax.normal)]
  const f = compiled('erfInv', 'float32')

  it('has the bits of JAX', () => {
    expect(x.length).toBeGreaterThan(300)
    expect(Array.from(x, v => f(v))).toEqual(Array.from(y))
  })

  it('makes the normal numbers of JAX', () => {
    const root = Math.fround(Math.SQRT2)
    expect(Array.from(normal, (_, i) => Math.fround(root * f(x[i] ?? 0)))).toEqual(Array.from(normal))
  })

  it('is within 5 ulp of exact values on the inner nine tenths, where x² has not yet lost digits', () => {
    for (const [at, high, low] of (functions['erfInv float32'] ?? []).map(row => row.map(Number)))
      if (at !== undefined && high !== undefined && low !== undefined && Math.abs(at) < 0.9)
        expect(errorIn('float32', f(at), high, low), `at ${at}`).toBeLessThanOrEqual(5)
  })
})

describe.each(formats)('%s', type => {
  it('sin and cos of one argument are on the unit circle, however large it is', () => {
    const [sin, cos] = [compiled('sin', type), compiled('cos', type)]
    for (let exponent = 0; exponent < (type === 'float32' ? 128 : 1024); exponent += 3) {
      const x = Math.fround(1.2345678) * 2 ** exponent
      // Two squares, each off by twice the relative error of at most 2 ulp.
      expect(Math.abs(sin(x) ** 2 + cos(x) ** 2 - 1)).toBeLessThan(4 * ulp(type, 1))
    }
  })

  it('odd functions are odd to the bit', () => {
    for (const name of ['sin', 'tanh', 'erf', 'erfInv']) {
      const f = compiled(name, type)
      for (const x of [0, 0.1, 0.55, 0.57, 0.93, 0.9990234375]) expect(f(-x)).toBe(-f(x))
    }
  })
})
