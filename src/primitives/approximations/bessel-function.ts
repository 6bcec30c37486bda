// I₀ and I₁ in plain float64, by series that share nothing with the polynomials they are the measure of: the power series, whose terms are
// all positive, and from 30 on the asymptotic one. Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 9.6.10, 9.7.1.

function powerSeries(order: 0 | 1, x: number): number {
  const square = (x / 2) ** 2
  let term = order === 0 ? 1 : x / 2
  let sum = term
  for (let k = 1; term > sum * 1e-18; k++) {
    term *= square / (k * (k + order))
    sum += term
  }
  return sum
}

/** e^-x·I(x)·√(2πx) */
function asymptotic(order: 0 | 1, x: number): number {
  let [term, sum] = [1, 1]
  for (let k = 1; k < 30; k++) {
    term *= -(4 * order - (2 * k - 1) ** 2) / (8 * k * x)
    sum += term
  }
  return sum
}

export function besselScaledOf(order: 0 | 1, x: number): number {
  const magnitude = Math.abs(x)
  if (magnitude === Number.POSITIVE_INFINITY) return order === 1 && x < 0 ? -0 : 0
  const value =
    magnitude < 30
      ? powerSeries(order, magnitude) * Math.exp(-magnitude)
      : asymptotic(order, magnitude) / Math.sqrt(2 * Math.PI * magnitude)
  return order === 1 && (x < 0 || Object.is(x, -0)) ? -value : value
}

export function besselOf(order: 0 | 1, x: number): number {
  const magnitude = Math.abs(x)
  if (magnitude < 30) return order === 1 && (x < 0 || Object.is(x, -0)) ? -powerSeries(1, magnitude) : powerSeries(order, magnitude)
  // e^x may be beyond the range of floats where its product is not.
  const half = Math.exp(magnitude / 2)
  return magnitude === Number.POSITIVE_INFINITY ? (order === 1 ? x : half) : besselScaledOf(order, x) * half * half
}
