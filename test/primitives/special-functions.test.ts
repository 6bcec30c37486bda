// Inverse, hyperbolic and special functions are within 2 ulp of exact values in float32 and float64, on arguments of all sizes, dense where
// the method changes, and next to zeros and poles. Where they cannot be they say so: below 0 lgamma and digamma are differences.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FloatName } from '../../laws/predicate/exact-float.js'
import { compiled, errorIn } from './compiled-function.js'

const file = readFileSync(new URL('../golden/elementwise/special.json', import.meta.url), 'utf8')
// The file is ours: test/golden/elementwise/special.py wrote it.
const functions = JSON.parse(file) as Readonly<Record<string, readonly (readonly number[])[]>>

const arity = (name: string): number => (name === 'atan2' || name === 'hypot' ? 2 : 1)

/** 2 ulp; of differences 4 ulp of the larger part; of an (n+1)-th power one ulp more for each factor. */
const boundOf = (name: string, detail: string): number => (detail === 'below 0' ? 4 : name === 'polygamma' ? 2 + Number(detail) : 2)

describe.each(Object.entries(functions))('%s', (key, rows) => {
  const [name = '', type = '', ...rest] = key.split(' ')
  const detail = rest.join(' ')
  const f = compiled(name, type as FloatName, name === 'polygamma' ? { order: Number(detail) } : {})
  const bound = boundOf(name, detail)

  it(`is within ${bound} ulp of exact values`, () => {
    const n = arity(name)
    const errors = rows.map(row => {
      const [high = 0, low = 0, size = high] = row.slice(n)
      return { args: row.slice(0, n), error: errorIn(type as FloatName, f(...row.slice(0, n)), high, low, size) }
    })
    expect(errors.length).toBeGreaterThan(20)
    const worst = errors.reduce((a, b) => (b.error > a.error ? b : a))
    expect(worst.error, `${key} at ${worst.args}`).toBeLessThanOrEqual(bound)
  })
})

describe.each(['float32', 'float64'] as const)('%s', type => {
  const points = [0, 1e-30, 0.1, 0.25, 0.39, 0.41, 0.5, 0.55, 0.75, 0.93, 1, 1.5, 3, 9.5, 10.5, 30].map(x =>
    type === 'float32' ? Math.fround(x) : x,
  )

  it.each(['tan', 'asin', 'atan', 'sinh', 'asinh', 'atanh', 'cbrt', 'i1', 'i1e'])('%s is odd to the bit', name => {
    const f = compiled(name, type)
    for (const x of points) expect(f(-x), `at ${x}`).toBe(-f(x))
  })

  it.each(['cosh', 'sinc', 'i0', 'i0e'])('%s is even to the bit', name => {
    const f = compiled(name, type)
    for (const x of points) expect(f(-x), `at ${x}`).toBe(f(x))
  })

  it('hypot is symmetric, atan2 turns with the sign of y', () => {
    const [hypot, atan2] = [compiled('hypot', type), compiled('atan2', type)]
    for (const x of points)
      for (const y of points) {
        expect(hypot(x, y)).toBe(hypot(-y, x))
        expect(atan2(-y, x)).toBe(-atan2(y, x))
      }
  })
})

it('powers of two and of ten have whole logarithms, cubes whole roots, and powers of two are exact', () => {
  for (const type of ['float32', 'float64'] as const) {
    const [log2, log10, cbrt, exp2] = [compiled('log2', type), compiled('log10', type), compiled('cbrt', type), compiled('exp2', type)]
    for (let k = -40; k <= 40; k++) {
      expect(log2(2 ** k)).toBe(k)
      expect(exp2(k)).toBe(2 ** k)
      expect(cbrt(k ** 3)).toBe(k)
    }
    for (let k = 0; k <= (type === 'float32' ? 10 : 22); k++) expect(log10(10 ** k)).toBe(k)
  }
})
