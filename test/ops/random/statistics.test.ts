// What is drawn has the distribution it is named for. Seeds are fixed, so that nothing is left to chance in a run; the bounds are those
// that a right sampler exceeds once in a thousand seeds.

import { eye, random, type Tensor, tensor, vmap } from 'tenet'
import { describe, expect, test } from 'vitest'
import { chisquareCdf, gammaCdf, normalCdf } from './distribution-functions.js'

const count = 20_000
const key = random.key(2024)

/** Kolmogorov's bound on √n · sup |F - Fₙ|, exceeded with probability 2·exp(-2·1.95²) = 0.001. */
const kolmogorov = 1.95 / Math.sqrt(count)

function distanceTo(cdf: (x: number) => number, drawn: Tensor): number {
  const sorted = Float64Array.from(drawn.dataSync()).sort()
  let worst = 0
  for (const [i, x] of sorted.entries()) worst = Math.max(worst, cdf(x) - i / count, (i + 1) / count - cdf(x))
  return worst
}

const n = [count] as const
const erf = (x: number): number => 2 * normalCdf(x * Math.SQRT2) - 1
const continuous: readonly (readonly [string, Tensor, (x: number) => number])[] = [
  ['uniform', random.uniform(key, n, { min: -1, max: 3 }), x => (x + 1) / 4],
  ['normal', random.normal(key, n), normalCdf],
  ['truncatedNormal', random.truncatedNormal(key, n, -0.5, 2), x => (normalCdf(x) - normalCdf(-0.5)) / (normalCdf(2) - normalCdf(-0.5))],
  ['exponential', random.exponential(key, n), x => 1 - Math.exp(-x)],
  ['gumbel', random.gumbel(key, n), x => Math.exp(-Math.exp(-x))],
  ['laplace', random.laplace(key, n), x => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2)],
  ['logistic', random.logistic(key, n), x => 1 / (1 + Math.exp(-x))],
  ['cauchy', random.cauchy(key, n), x => 0.5 + Math.atan(x) / Math.PI],
  ['maxwell', random.maxwell(key, n), x => erf(x / Math.SQRT2) - Math.sqrt(2 / Math.PI) * x * Math.exp((-x * x) / 2)],
  ['lognormal', random.lognormal(key, n, 0.7), x => normalCdf(Math.log(x) / 0.7)],
  ['pareto', random.pareto(key, n, 2.5), x => 1 - x ** -2.5],
  ['rayleigh', random.rayleigh(key, n, 1.5), x => 1 - Math.exp((-x * x) / (2 * 1.5 ** 2))],
  ['weibullMin', random.weibullMin(key, n, 2, 1.5), x => 1 - Math.exp(-((x / 2) ** 1.5))],
  ['triangular', random.triangular(key, n, 0, 1, 4), x => (x < 1 ? x ** 2 / 4 : 1 - (4 - x) ** 2 / 12)],
  [
    'wald',
    random.wald(key, n, 1.5),
    x => normalCdf(Math.sqrt(1 / x) * (x / 1.5 - 1)) + Math.exp(2 / 1.5) * normalCdf(-Math.sqrt(1 / x) * (x / 1.5 + 1)),
  ],
]

const gammas: readonly (readonly [string, Tensor, (x: number) => number])[] = [
  ['gamma', random.gamma(key, n, 2.5), x => gammaCdf(x, 2.5)],
  ['gamma below 1', random.gamma(key, n, 0.3), x => gammaCdf(x, 0.3)],
  ['loggamma', random.loggamma(key, n, 0.3), x => gammaCdf(Math.exp(x), 0.3)],
  ['chisquare', random.chisquare(key, n, 3), x => chisquareCdf(x, 3)],
  ['beta', random.beta(key, n, 2, 3), x => 6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4],
  ['t', random.t(key, n, 2), x => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  ['f', random.f(key, n, 2, 5), x => 1 - (1 + (2 * x) / 5) ** -2.5],
  ['dirichlet', random.dirichlet(key, n, tensor([1, 1, 1])).slice([], 0), x => 1 - (1 - x) ** 2],
  ['generalizedNormal', random.generalizedNormal(key, n, 2), x => normalCdf(x * Math.SQRT2)],
  ['ball', random.ball(key, n, 3).square().sum(1).sqrt(), x => x ** 3],
]

describe('Kolmogorov and Smirnov find no difference', () => {
  test.each([...continuous, ...gammas])('%s', (_, drawn, cdf) => {
    expect(distanceTo(cdf, drawn)).toBeLessThan(kolmogorov)
  })
})

/** Pearson's statistic of counts against what is expected of them is exceeded with probability 0.001. */
function probabilityOf(drawn: Tensor, expected: ReadonlyMap<number, number>): number {
  const counts = new Map<number, number>()
  const elements = drawn.dataSync()
  for (const x of elements) counts.set(x, (counts.get(x) ?? 0) + 1)
  let statistic = 0
  let rest = 1
  let unseen = elements.length
  for (const [value, probability] of expected) {
    const seen = counts.get(value) ?? 0
    statistic += (seen - probability * elements.length) ** 2 / (probability * elements.length)
    rest -= probability
    unseen -= seen
  }
  if (rest < 1e-9) expect(unseen).toBe(0)
  else statistic += (unseen - rest * elements.length) ** 2 / (rest * elements.length)
  return 1 - chisquareCdf(statistic, expected.size - (rest < 1e-9 ? 1 : 0))
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const discrete: readonly (readonly [string, Tensor, ReadonlyMap<number, number>])[] = [
  ['bernoulli', random.bernoulli(key, n, 0.3), new Map([[1, 0.3], [0, 0.7]])], // biome-ignore format: a table
  ['rademacher', random.rademacher(key, n), new Map([[1, 0.5], [-1, 0.5]])], // biome-ignore format: a table
  ['randint', random.randint(key, n, -3, 7), new Map(range(-3, 7).map(i => [i, 0.1]))],
  ['geometric', random.geometric(key, n, 0.3), new Map(range(1, 15).map(i => [i, 0.3 * 0.7 ** (i - 1)]))],
  [
    'categorical',
    random.categorical(key, tensor([0.1, 0.2, 0.7]).log(), 0, { shape: n }),
    new Map([0.1, 0.2, 0.7].map((probability, i) => [i, probability])),
  ],
]

/** Probabilities of whole numbers from the first one's and the ratios of each to the one before. */
function probabilities(first: number, ratio: (k: number) => number, from: number, to: number): ReadonlyMap<number, number> {
  const all = new Map<number, number>()
  let probability = first
  for (let k = 0; k < to; k++) {
    if (k > 0) probability *= ratio(k)
    if (k >= from) all.set(k, probability)
  }
  return all
}

const counts: readonly (readonly [string, Tensor, ReadonlyMap<number, number>])[] = [
  ['poisson of a small rate', random.poisson(key, n, 2.5), probabilities(Math.exp(-2.5), k => 2.5 / k, 0, 9)],
  ['poisson of a large rate', random.poisson(key, n, 30), probabilities(Math.exp(-30), k => 30 / k, 16, 46)],
  ['binomial of few trials', random.binomial(key, n, 10, 0.3), probabilities(0.7 ** 10, k => ((11 - k) / k) * (3 / 7), 0, 8)],
  ['binomial of many trials', random.binomial(key, n, 100, 0.6), probabilities(0.4 ** 100, k => ((101 - k) / k) * 1.5, 46, 74)],
]

/** The numbers of the orders of three elements, each drawn with a key of its own. */
const orders = (draw: (key: random.Key) => Tensor): Tensor =>
  vmap((k: random.Key) =>
    draw(k)
      .mul(tensor([9, 3, 1], 'int32'))
      .sum(),
  )(random.keys(key, count))
const sixth = new Map([5, 7, 11, 15, 19, 21].map(number => [number, 1 / 6]))

const sampled: readonly (readonly [string, Tensor, ReadonlyMap<number, number>])[] = [
  ['permutation', orders(k => random.permutation(k, 3)), sixth],
  ['choice of all without replacement', orders(k => random.choice(k, [3], 3, { replace: false })), sixth],
  ['choice', random.choice(key, n, 5), new Map(range(0, 5).map(i => [i, 0.2]))],
  ['choice with probabilities', random.choice(key, n, 3, { p: tensor([0.2, 0.5, 0.3]) }), new Map([0.2, 0.5, 0.3].map((q, i) => [i, q]))],
  [
    'choice without replacement, with probabilities',
    // The second of two: Σ over the first of p(first) · p(second) / (1 - p(first)).
    vmap((k: random.Key) => random.choice(k, [2], 3, { p: tensor([0.2, 0.5, 0.3]), replace: false }).slice(1))(random.keys(key, count)),
    new Map([0.2, 0.5, 0.3].map((q, i, all) => [i, all.reduce((sum, first, j) => sum + (i === j ? 0 : (first * q) / (1 - first)), 0)])),
  ],
]

describe('Pearson finds no difference', () => {
  test.each([...sampled, ...counts])('%s', (_, drawn, expected) => {
    expect(probabilityOf(drawn, expected)).toBeGreaterThan(0.001)
  })

  test.each(discrete)('%s', (_, drawn, expected) => {
    expect(probabilityOf(drawn, expected)).toBeGreaterThan(0.001)
  })
})

test('vectors have the mean and the covariance that they should', () => {
  const [mean, covariance] = [tensor([1, -2]), tensor([[2, 0.6], [0.6, 1]])] // biome-ignore format: a matrix
  for (const method of ['cholesky', 'svd', 'eigh'] as const) {
    const x = random.multivariateNormal(key, n, mean, covariance, { method }).sub(mean)
    // Five standard deviations of means of that many numbers, whose variances are 2 and 2 · 2².
    for (const m of x.mean(0).dataSync()) expect(Math.abs(Number(m))).toBeLessThan(5 * Math.sqrt(2 / count))
    const found = [...x.T.matmul(x).div(count).dataSync()]
    for (const [i, value] of [...covariance.dataSync()].entries())
      expect(Math.abs((found[i] ?? 0) - value)).toBeLessThan(5 * Math.sqrt(8 / count))
  }
})

test('orthogonal matrices are, and have no preferred direction', () => {
  const q = random.orthogonal(key, [500], 3)
  const products = q.matmul(q.swapAxes(-1, -2)).sub(eye(3)).abs().max().item()
  // A few ε for each of the three products.
  expect(products).toBeLessThan(1e-6)
  // Each entry has variance 1/3: five standard deviations of a mean of 500.
  expect(q.mean(0).abs().max().item()).toBeLessThan(5 * Math.sqrt(1 / 3 / 500))
})

test('distribution functions of these tests', () => {
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12)
  expect(normalCdf(-3)).toBeCloseTo(0.0013498980316300933, 14)
  expect(gammaCdf(2, 2)).toBeCloseTo(1 - 3 * Math.exp(-2), 12)
  expect(gammaCdf(30, 0.5)).toBeCloseTo(1, 12)
})
