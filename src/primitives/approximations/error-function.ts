// erf and its inverse in plain float64, by methods that share nothing with the polynomials they are the measure of.
// erf: the series e^(-x²)·2/√π·Σ 2^n·x^(2n+1)/(1·3·5…(2n+1)), whose terms are all positive; erfc: Laplace's continued fraction.
// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.6 and 7.1.14. The inverse is found by Newton's method.

/** e^(-factor·x²): the square of the first half of the digits is exact, and the rest is small. */
function gaussian(x: number, factor: 1 | 0.5 = 1): number {
  if (Math.abs(x) > 40) return 0
  const first = Math.fround(x)
  return Math.exp(-factor * first * first) * Math.exp(-factor * (x - first) * (x + first))
}

const slope = (x: number): number => (2 / Math.sqrt(Math.PI)) * gaussian(x)

function series(x: number): number {
  let [term, sum] = [x, x]
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return slope(x) * sum
}

/** erfc(x)·√π·e^(x²) for x from about a third on. */
function fraction(x: number): number {
  let tail = x
  for (let n = Math.ceil(40 + 200 / (x * x)); n > 0; n--) tail = x + n / 2 / tail
  return 1 / tail
}

export function erfOf(x: number): number {
  const magnitude = Math.abs(x)
  if (!(magnitude > 1)) return x === 0 ? x : series(x)
  return Math.sign(x) * (1 - (slope(magnitude) / 2) * fraction(magnitude))
}

export function erfcOf(x: number): number {
  // From here on 1 - erf x would lose digits.
  if (x >= 0.3) return (slope(x) / 2) * fraction(x)
  return x < -1 ? 2 - erfcOf(-x) : 1 - series(x)
}

/** e^(x²)·erfc x */
export function erfcxOf(x: number): number {
  if (x > 1) return fraction(x) / Math.sqrt(Math.PI)
  return x < -27 ? Number.POSITIVE_INFINITY : erfcOf(x) / gaussian(x)
}

/** The normal distribution function, erfc(-x/√2)/2. */
export function ndtrOf(x: number): number {
  const scaled = -x * Math.SQRT1_2
  // In the tail the rounding of x/√2 would count x² times, so the Gaussian is taken of x itself.
  return scaled > 0.3 ? (gaussian(x, 0.5) * fraction(scaled)) / (2 * Math.sqrt(Math.PI)) : erfcOf(scaled) / 2
}

export function erfInvOf(y: number): number {
  const magnitude = Math.abs(y)
  if (y === 0 || magnitude > 1) return y === 0 ? y : Number.NaN
  if (magnitude === 1) return y * Number.POSITIVE_INFINITY
  const sign = Math.sign(y)
  if (magnitude <= erfOf(1)) {
    let x = magnitude
    for (let i = 0; i < 8; i++) x -= (series(x) - magnitude) / slope(x)
    return sign * x
  }
  // On a logarithmic scale erfc is nearly a parabola: log(erfc x) = log(1 - |y|), where 1 - |y| is exact.
  const target = Math.log(1 - magnitude)
  let x = Math.max(1, Math.sqrt(-target) - 0.3)
  for (let i = 0; i < 12; i++) {
    const scaled = fraction(x)
    x += (scaled / 2) * (Math.log(scaled / Math.sqrt(Math.PI)) - x * x - target)
    x = Math.max(x, 0.9)
  }
  return sign * x
}
