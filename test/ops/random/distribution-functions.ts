// Cumulative distribution functions in plain TypeScript, independent of the library: series, good to about 1e-13.

/** `ln Γ(x)` for x > 0, by Stirling's series after shifting x above 20. */
function logGamma(x: number): number {
  if (x < 20) return logGamma(x + 1) - Math.log(x)
  const z = 1 / (x * x)
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / x
}

/** The regularised lower incomplete gamma function: of x under Gamma(a), by its power series. */
export function gammaCdf(x: number, a: number): number {
  if (x <= 0) return 0
  let term = 1 / a
  let sum = term
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a))
}

export const chisquareCdf = (x: number, degrees: number): number => gammaCdf(x / 2, degrees / 2)

export const normalCdf = (x: number): number => {
  const tail = gammaCdf((x * x) / 2, 0.5) / 2
  return x < 0 ? 0.5 - tail : 0.5 + tail
}
