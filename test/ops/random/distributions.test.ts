// Distributions against JAX's: what is discrete exactly, floats up to the last bits of transcendental functions. On both devices, under
// transforms, and with parameters that are tensors.

import { readFileSync } from 'node:fs'
import { availableDevices, type DType, grad, jit, ones, random, type Tensor, tensor, useDevice, vmap, zeros } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../setup.js'

interface Case {
  readonly name: string
  readonly arguments: readonly unknown[]
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly values: readonly (number | string)[]
}

interface Gradient {
  readonly name: string
  readonly rest: readonly number[]
  readonly alpha: readonly number[]
  readonly gradient: readonly number[]
}

const { cases, gradients } = JSON.parse(readFileSync(new URL('../../golden/random/distributions.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[]
  readonly gradients: readonly Gradient[]
}

/**
 * By how much a distribution magnifies the errors of what it is made of, beyond the 8 units in the last place that two libraries with 2 ulp each
 * may be apart, in units of max(1, |value|). Where none is named it is 1.
 */
const magnification: Readonly<Record<string, number>> = {
  // The error of σ·n, up to 20 · 2.2, becomes relative.
  lognormal: 48,
  // That of e / b, up to 16.
  pareto: 16,
  // Quotients by alpha = 0.001 of a logarithm that JAX has to some 100 ulp in float64.
  loggamma: 4,
  // Exponentials of such logarithms; and powers of gamma distributed numbers.
  chisquare: 4,
  f: 8,
  ball: 4,
  dirichlet: 4,
  // A difference of numbers of the size of mean² · n².
  wald: 2048,
}
/** In float64 JAX's inverse error function and its logarithm are good to some 20 ulp only. */
const units = { float32: 8 * 2 ** -24, float64: 64 * 2 ** -53 }

/** The arguments as JavaScript values: `{ tensor, dtype }` stands for a tensor. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(decoded)
  if ('tensor' in value && 'dtype' in value) {
    const { tensor: elements, dtype } = value as unknown as { tensor: number[]; dtype: 'float32' }
    return tensor(elements, dtype)
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, decoded(inner)]))
}

const draw = (name: string, key: random.Key, args: readonly unknown[]): Tensor => {
  const distribution = random[name as keyof typeof random] as unknown as (...all: readonly unknown[]) => Tensor
  return distribution(key, ...args)
}

const key = random.key(42)

describe.each(availableDevices())('on %s, as JAX', device => {
  beforeAll(() => useDevice(device))

  test.each(cases)('$name $dtype $arguments', ({ name, arguments: args, dtype, shape, values }) => {
    const drawn = draw(name, key, args.map(decoded))
    expect([drawn.dtype, drawn.shape]).toEqual([dtype, shape])
    const got = [...drawn.dataSync()]
    const unit = dtype === 'float32' || dtype === 'float64' ? units[dtype] * (magnification[name] ?? 1) : 0
    for (const [i, value] of values.map(Number).entries()) {
      const close = Object.is(got[i], value) || Math.abs((got[i] ?? Number.NaN) - value) <= unit * Math.max(1, Math.abs(value))
      expect(close, `element ${i}: expected ${value}, got ${got[i]}`).toBe(true)
    }
  })
})

/** Each distribution with one choice of parameters, of the shape [2, 3]. */
const distributions: Readonly<Record<string, (key: random.Key) => Tensor>> = Object.fromEntries(
  cases
    .filter(({ dtype, shape }) => dtype !== 'float64' && shape.length === 2)
    .map(c => [c.name, k => draw(c.name, k, c.arguments.map(decoded))]),
)

describe.each(Object.entries(distributions))('%s', (_, distribution) => {
  const elements = (x: Tensor): number[] => [...x.dataSync()]

  test('by jit is the same to the bit', () => {
    expect(elements(jit(distribution)(key))).toEqual(elements(distribution(key)))
  })

  test('by vmap is one key after the other', () => {
    const keys = random.split(key, 3)
    expect(elements(vmap(distribution)(random.keys(key, 3)))).toEqual(keys.flatMap(k => elements(distribution(k))))
  })
})

describe('shapes', () => {
  test('of size zero and scalars', () => {
    for (const [name, args] of [
      ['normal', []],
      ['laplace', []],
      ['maxwell', []],
      ['pareto', [2]],
      ['rayleigh', [tensor(2)]],
      ['triangular', [0, 1, 2]],
      ['geometric', [0.5]],
      ['rademacher', []],
    ] as const) {
      expect(draw(name, key, [[0, 2], ...args]).toArray()).toEqual([])
      expect(draw(name, key, [[], ...args]).shape).toEqual([])
    }
  })

  test('classes may be drawn many times', () => {
    const logits = zeros([4, 5])
    expect(random.categorical(key, logits, -1, { shape: [7, 4] }).shape).toEqual([7, 4])
    expect(random.categorical(key, logits, 0, { shape: [0, 5] }).shape).toEqual([0, 5])
    expect(messageOf(() => random.categorical(key, logits, 0, { shape: [4] }))).toBe(
      'ShapeError: random.categorical: the shape must end in the other axes of the logits; expected […,5], got [4]',
    )
  })
})

describe('derivatives with respect to parameters', () => {
  const elements = (x: Tensor): number[] => [...x.dataSync()]
  const sumOf =
    (name: string, rest: readonly unknown[] = []) =>
    (a: Tensor<[3], 'float64'>) =>
      draw(name, key, [[3], a, ...rest]).sum() as Tensor<[], 'float64'>

  test.each([
    ['lognormal', []],
    ['pareto', []],
    ['rayleigh', []],
    ['wald', []],
    ['weibullMin', [1.5]],
    ['triangular', [3, 5]],
  ] as const)('%s', (name, rest) => {
    const a = tensor([0.7, 1.3, 2.1], 'float64')
    const f = sumOf(name, rest)
    const step = 1e-6
    const numeric = [0, 1, 2].map(i => {
      const by = tensor(
        [0, 1, 2].map(j => (i === j ? step : 0)),
        'float64',
      )
      return (f(a.add(by)).item() - f(a.sub(by)).item()) / (2 * step)
    })
    // Central differences: step² and 1e-16 / step, magnified by third derivatives of some hundreds.
    for (const [i, exact] of elements(grad(f)(a)).entries())
      expect(Math.abs(exact - (numeric[i] ?? 0))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(exact)))
  })

  test('uniform', () => {
    const low = (a: Tensor<[2], 'float32'>) => random.uniform(key, [2], { min: a, max: 4 }).sum()
    const u = elements(random.uniform(key, [2]))
    expect(elements(grad(low)(zeros([2])))).toEqual(u.map(x => Math.fround(1 - x)))
    const high = (b: Tensor<[], 'float32'>) => random.uniform(key, [2], { min: -1, max: b }).sum()
    expect(grad(high)(ones([])).item()).toBeCloseTo(
      u.reduce((a, b) => a + b),
      6,
    )
  })
})

describe.each(availableDevices())('on %s, derivatives of what is drawn by rejection', device => {
  beforeAll(() => useDevice(device))

  test.each(gradients)('$name', ({ name, rest, alpha, gradient }) => {
    const weights = tensor([1, 2, 3, 4, 5], 'float64')
    const f = (a: Tensor<[number], 'float64'>) =>
      draw(name, key, [[5], a, ...rest])
        .mul(weights)
        .sum() as Tensor<[], 'float64'>
    const got = [...grad(f)(tensor(alpha as number[], 'float64') as Tensor<[number], 'float64'>).dataSync()]
    // Both stop the same series where a term is below ε of the sum; what is drawn may differ by 100 ulp.
    for (const [i, expected] of gradient.entries())
      expect(Math.abs((got[i] ?? Number.NaN) - expected), `${i}: ${got[i]} for ${expected}`).toBeLessThanOrEqual(
        1e-10 * Math.max(1, Math.abs(expected)),
      )
  })
})

test('of nothing, permutations and choices are empty', () => {
  expect(random.permutation(key, 0).toArray()).toEqual([])
  expect(random.permutation(key, zeros([0, 3])).shape).toEqual([0, 3])
  expect(random.permutation(key, zeros([3, 0]), { independent: true }).shape).toEqual([3, 0])
  expect(random.choice(key, [0], 0).toArray()).toEqual([])
  expect(random.choice(key, [2, 0], zeros([3, 4])).shape).toEqual([2, 0, 4])
  expect(random.choice(key, [], tensor([7])).item()).toBe(7)
})
