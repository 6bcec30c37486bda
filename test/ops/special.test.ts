// Special functions against values and derivatives of 50 digits, in float64 and rounded to float32; their ends; transforms.

import { readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { grad, jit, jvp, type Tensor, tensor, vmap } from 'tenet'
import { describe, expect, test } from 'vitest'

type Doubles = Tensor<[number], 'float64'>
type Value = number | 'Infinity' | '-Infinity' | null

// The file is ours: test/golden/special/generate.py wrote it.
const { rows } = JSON.parse(readFileSync(new URL('../golden/special/special.json', import.meta.url), 'utf8')) as {
  readonly rows: Readonly<Record<string, readonly (readonly Value[])[]>>
}

const functions: Readonly<Record<string, (...args: readonly Doubles[]) => Doubles>> = {
  ndtri: x => tenet.ndtri(x as Doubles),
  logNdtr: x => tenet.logNdtr(x as Doubles),
  zeta: (s, q) => tenet.zeta(s as Doubles, q as Doubles),
  gammainc: (a, x) => tenet.gammainc(a as Doubles, x as Doubles),
  gammaincc: (a, x) => tenet.gammaincc(a as Doubles, x as Doubles),
}

/**
 * Relative errors in units of 2^-52, as the doc comments promise them. Terms of a gamma density are of the size of a·ln a, whose rounding
 * the exponential makes relative; where P or Q is a difference from 1, of 1.
 */
const valueBound = (name: string, args: readonly number[]): number =>
  name === 'ndtri' ? 6 : name === 'logNdtr' ? 4 : name === 'zeta' ? 16 : 8 * (1 + Math.max(...args))
/**
 * Densities are exponentials of x²/2, whose rounding becomes relative: x² is up to 1400 for a probability of 1e-300. Those of zeta in q are
 * differences of terms that are 1/(s - 1) as large; those in a of two series.
 */
const slopeBound = (name: string, [first = 0, second = 0]: readonly number[]): number => {
  if (name === 'ndtri') return 4096
  if (name === 'logNdtr') return 8 + first ** 2
  return name === 'zeta' ? 256 * (1 + 1 / (first - 1)) : 256 * (1 + Math.max(first, second))
}

const unit = 2 ** -52
const columns = (name: string): { readonly args: readonly Doubles[]; readonly numbers: readonly (readonly Value[])[] } => {
  const numbers = rows[name] ?? []
  const arity = functions[name]?.length ?? 0
  return {
    args: Array.from(
      { length: arity },
      (_, i) =>
        tensor(
          numbers.map(row => Number(row[i])),
          'float64',
        ) as Doubles,
    ),
    numbers,
  }
}

describe.each(Object.entries(functions))('%s', (name, f) => {
  const { args, numbers } = columns(name)
  const of = (row: readonly Value[]): number[] => row.slice(0, args.length).map(Number)
  /** Of P and Q one is computed, and the other its difference from 1. */
  const sizeOf = (expected: number, [a = 0, x = 0]: readonly number[]): number =>
    name === (x < a + 1 ? 'gammaincc' : 'gammainc') ? 1 : Math.abs(expected)

  test('has the values, rounded once to float32 too', () => {
    const got = f(...args).toArray()
    expect(got.length).toBeGreaterThan(30)
    for (const [i, row] of numbers.entries()) {
      const expected = Number(row[args.length])
      const bound = valueBound(name, of(row)) * unit * sizeOf(expected, of(row))
      expect(Math.abs((got[i] as number) - expected), `${name}(${of(row)}): ${got[i]} against ${expected}`).toBeLessThanOrEqual(bound)
    }
    const narrow = f(...args.map(x => x.cast('float32').cast('float64') as Doubles)).cast('float32')
    expect(f(...(args.map(x => x.cast('float32')) as unknown as Doubles[])).toArray()).toEqual(narrow.toArray())
  })

  test.each(args.map((_, k) => k))('has the derivative in argument %i', k => {
    const slope = grad((x: Doubles) => f(...args.with(k, x)).sum())(args[k] as Doubles).toArray()
    for (const [i, row] of numbers.entries()) {
      const value = row[args.length + 1 + k]
      if (value === null || value === undefined) continue
      const expected = Number(value)
      const bound = slopeBound(name, of(row)) * unit * Math.max(Math.abs(expected), name.startsWith('gamma') ? 1 : 0)
      expect(Math.abs((slope[i] as number) - expected), `∂${name}(${of(row)})/∂${k}: ${slope[i]} against ${expected}`).toBeLessThanOrEqual(
        bound,
      )
    }
  })

  test('has the same bits under jit and mapped, and differentiates forwards as backwards', () => {
    const bits = [...f(...args).dataSync()]
    expect([...jit(f)(...args).dataSync()]).toEqual(bits)
    expect([...vmap(f as unknown as (...all: readonly Tensor[]) => Tensor)(...args).dataSync()]).toEqual(bits)
    const [first, ...rest] = args as [Doubles, ...Doubles[]]
    const along = (x: Doubles): Doubles => f(x, ...rest)
    const [, forward] = jvp(along, [first], [tenet.ones([first.shape[0]], 'float64') as Doubles])
    const backward = grad((x: Doubles) => along(x).sum())(first)
    expect(tenet.allClose(forward, backward, { rtol: 1e-12, equalNaN: true }).item()).toBe(true)
  })
})

test.each([
  ['ndtri', tenet.ndtri(tensor([0, 1, -0.1, 1.1, NaN])), [-Infinity, Infinity, NaN, NaN, NaN]],
  ['logNdtr', tenet.logNdtr(tensor([-Infinity, Infinity, NaN])), [-Infinity, -0, NaN]],
  [
    'zeta',
    tenet.zeta(tensor([1, 0.5, 2, 2, 2.5, 2, NaN]), tensor([1, 1, 0, -3, -0.5, -40.5, 1])),
    [Infinity, NaN, Infinity, Infinity, NaN, NaN, NaN],
  ],
  ['gammainc', tenet.gammainc(tensor([1, 0, 0, -1, 1, Infinity, NaN]), tensor([0, 2, 0, 1, Infinity, 1, 1])), [0, 1, NaN, NaN, 1, 0, NaN]],
  ['gammaincc', tenet.gammaincc(tensor([1, 0, 0, 1, 1, Infinity]), tensor([0, 2, 0, -1, Infinity, 1])), [1, 0, NaN, NaN, 0, 1]],
  ['multigammaln', tenet.multigammaln(tensor([1, 0.5, NaN]), 3), [NaN, NaN, NaN]],
] as const)('%s at its ends', (_, got: Tensor, expected) => expect([...got.dataSync()]).toEqual([...expected]))

test('lower and upper incomplete gamma functions sum to 1', () => {
  const [a, x] = columns('gammainc').args as [Doubles, Doubles]
  const sum = tenet.gammainc(a, x).add(tenet.gammaincc(a, x))
  expect(sum.sub(1).abs().max().item()).toBeLessThanOrEqual(unit)
})

test('multigammaln is the sum of its definition, as SciPy has it', () => {
  // SciPy 1.17.1, scipy.special.multigammaln
  expect(
    tenet
      .multigammaln(tensor([3.5, 10], 'float64'), 3)
      .toArray()
      .map(v => (v as number).toFixed(10)),
  ).toEqual(['3.8958984822', '36.8128586324'])
})
