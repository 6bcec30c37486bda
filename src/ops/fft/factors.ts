// Lengths as products of short ones, in which a transform is done.

/** A factor up to this is one stage: a product with a matrix. Larger ones cost more multiplications, smaller ones more passes over the data. */
const longestStage = 32
/** Prime factors up to this are stages too. */
const longestPrime = 128

/** The prime factors, ascending. */
function primesOf(n: number): number[] {
  const primes: number[] = []
  let rest = n
  for (let p = 2; p * p <= rest; p++)
    while (rest % p === 0) {
      primes.push(p)
      rest /= p
    }
  if (rest > 1) primes.push(rest)
  return primes
}

/** As few factors as may be, of nearly equal size; `null` where a prime is too large for a stage. */
export function stagesOf(n: number): readonly number[] | null {
  const primes = primesOf(n)
  if ((primes.at(-1) ?? 1) > longestPrime) return null
  for (let count = Math.max(1, Math.ceil(Math.log(n) / Math.log(longestStage) - 1e-9)); ; count++) {
    const factors: number[] = Array.from({ length: count }, () => 1)
    // The largest primes first, each to the smallest factor so far.
    for (const p of primes.toReversed()) {
      const least = factors.indexOf(Math.min(...factors))
      factors[least] = (factors[least] as number) * p
    }
    if (factors.every(f => f <= longestStage) || count >= primes.length)
      return factors.filter(f => f > 1 || n === 1).toSorted((a, b) => b - a)
  }
}
