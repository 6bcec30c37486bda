// log|Γ|, ψ and its derivatives in plain float64, by series that share nothing with the polynomials they are the measure of.
// Near 1 and 2, where log Γ vanishes: log Γ(2 + z) = z·(1 - γ) + Σ (ζ(k) - 1)·(-z)^k/k (Abramowitz and Stegun, 1964, 6.1.33); elsewhere
// the asymptotic series at an argument moved up to 16 or more.

const eulerGamma = 0.5772156649015329

/** ζ(s) - 1 by Euler and Maclaurin's formula. */
function zetaLessOne(s: number): number {
  const n = 30
  const corrections = s / 12 - (s * (s + 1) * (s + 2)) / (720 * n ** 2) + (s * (s + 1) * (s + 2) * (s + 3) * (s + 4)) / (30240 * n ** 4)
  let sum = n ** (1 - s) / (s - 1) + n ** -s / 2 + n ** (-s - 1) * corrections
  for (let k = n - 1; k > 1; k--) sum += k ** -s
  return sum
}
const zetas = Array.from({ length: 60 }, (_, i) => zetaLessOne(i + 2))

/** log Γ(2 + z) for |z| ≤ ½. */
function lgammaNearTwo(z: number): number {
  const series = zetas.reduceRight((sum, c, i) => sum * -z + c / (i + 2), 0)
  return z * (1 - eulerGamma) + z * z * series
}

const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]
const inPowers = (w: number, coefficients: readonly number[]): number => coefficients.reduceRight((sum, c) => sum * w + c, 0)

function lgammaOfPositive(x: number): number {
  if (x < 0.5) return lgammaOfPositive(x + 1) - Math.log(x)
  if (x < 1.5) return lgammaNearTwo(x - 1) - Math.log1p(x - 1)
  if (x <= 2.5) return lgammaNearTwo(x - 2)
  if (x < 16) return lgammaOfPositive(x - 1) + Math.log(x - 1)
  return x * (Math.log(x) - 1) - Math.log(x) / 2 + Math.log(2 * Math.PI) / 2 + inPowers(1 / (x * x), stirling) / x
}

/** The distance to the nearest whole number, with its sign. */
const fractionOf = (x: number): number => x - Math.round(x)

export function lgammaOf(x: number): number {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x) || x === 0) return Number.POSITIVE_INFINITY
  if (x > 0) return lgammaOfPositive(x)
  const fraction = fractionOf(x)
  if (fraction === 0) return Number.POSITIVE_INFINITY
  return Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * fraction))) - lgammaOfPositive(-x)
}

/** ψ(2 + z) for |z| ≤ ½. */
const digammaNearTwo = (z: number): number => 1 - eulerGamma + z * zetas.reduceRight((sum, c) => sum * -z + c, 0)

export function digammaOf(x: number): number {
  if (x === 0) return -1 / x
  if (x < 0) {
    const fraction = fractionOf(x)
    return fraction === 0 ? Number.NaN : digammaOf(1 - x) - Math.PI / Math.tan(Math.PI * fraction)
  }
  if (x < 1.5) return digammaOf(x + 1) - 1 / x
  if (x <= 2.5) return digammaNearTwo(x - 2)
  if (x < 16) return digammaOf(x - 1) + 1 / (x - 1)
  return Math.log(x) - 0.5 / x - inPowers(1 / (x * x), [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12]) / (x * x)
}

/** Σ 1/(x + i)ˢ over all i ≥ 0 for positive x; the terms from 30 on by Euler and Maclaurin's formula. */
function hurwitz(s: number, x: number): number {
  const terms = Math.max(0, Math.ceil(30 + s - x))
  let sum = 0
  for (let i = terms - 1; i >= 0; i--) sum += 1 / (x + i) ** s
  const z = x + terms
  // B₂ₖ/(2k)!·(s + 1)…(s + 2k - 2) in powers of 1/z².
  let [correction, factors] = [0, 1]
  for (const [k, b] of [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160].entries()) {
    correction += (b * factors) / z ** (2 * k)
    factors *= (s + 2 * k + 1) * (s + 2 * k + 2)
  }
  return sum + (1 / (s - 1) + 1 / (2 * z) + (s / (z * z)) * correction) / z ** (s - 1)
}

/** ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹·n!·Σ 1/(x + i)ⁿ⁺¹. Below 0 the sum is that over all whole numbers less those further left. */
export function polygammaOf(n: number, x: number): number {
  const even = n % 2 === 0
  let factor = even ? -1 : 1
  for (let k = 2; k <= n; k++) factor *= k
  if (!(x < 0)) return factor * hurwitz(n + 1, x)
  const fraction = x - Math.floor(x)
  if (!(fraction > 0)) return even || Number.isNaN(fraction) ? Number.NaN : Number.POSITIVE_INFINITY
  const mirrored = (z: number): number => (even ? -1 : 1) * hurwitz(n + 1, 1 - z)
  return factor * (hurwitz(n + 1, fraction) + mirrored(fraction) - mirrored(x))
}
