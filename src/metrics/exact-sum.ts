// Sums of float64 without rounding: a sum is kept as a few numbers that do not overlap, whose exact sum it is. Adding is then associative,
// and the order of batches does not change a bit of what is read in the end. Plain data.
// Sources: Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates" (1997); Dekker (1971), exact products.

/** An exact number: its parts ascend in magnitude; `special` collects what is not finite (0 if nothing is). */
export interface ExactSum {
  readonly parts: readonly number[]
  readonly special: number
}

export const zero: ExactSum = { parts: [], special: 0 }

/** Adds one number to parts in place. */
function grow(parts: number[], x: number): void {
  let n = 0
  let high = x
  for (const part of parts) {
    const [big, small] = Math.abs(high) < Math.abs(part) ? [part, high] : [high, part]
    const sum = big + small
    const rest = small - (sum - big)
    if (rest !== 0) parts[n++] = rest
    high = sum
  }
  parts.length = n
  if (high !== 0) parts.push(high)
}

/** The exact sum of these numbers. */
export function exactSum(values: Iterable<number>): ExactSum {
  const parts: number[] = []
  let special = 0
  for (const x of values)
    if (Number.isFinite(x)) grow(parts, x)
    else special += x
  return { parts, special }
}

export function add(a: ExactSum, b: ExactSum): ExactSum {
  const parts = [...a.parts]
  for (const part of b.parts) grow(parts, part)
  return { parts, special: a.special + b.special }
}

const splitter = 2 ** 27 + 1

function halves(x: number): readonly [high: number, low: number] {
  const c = splitter * x
  const high = c - (c - x)
  return [high, x - high]
}

/** x·y as a rounded product and what rounding took away; exact where neither overflows nor underflows. */
export function exactProduct(x: number, y: number): readonly [product: number, rest: number] {
  const product = x * y
  if (!Number.isFinite(product)) return [product, 0]
  const [xh, xl] = halves(x)
  const [yh, yl] = halves(y)
  const rest = xl * yl - (product - xh * yh - xl * yh - xh * yl)
  return [product, Number.isFinite(rest) ? rest : 0]
}

/** The exact sum of x·y over pairs. */
export const exactDot = (xs: ArrayLike<number>, ys: ArrayLike<number>): ExactSum =>
  exactSum(
    (function* () {
      for (let i = 0; i < xs.length; i++) yield* exactProduct(xs[i] as number, ys[i] as number)
    })(),
  )

export function multiply(a: ExactSum, b: ExactSum): ExactSum {
  if (a.special !== 0 || b.special !== 0) return { parts: [], special: value(a) * value(b) }
  const products = a.parts.flatMap(x => b.parts.flatMap(y => exactProduct(x, y)))
  return exactSum(products)
}

export const subtract = (a: ExactSum, b: ExactSum): ExactSum => add(a, { parts: b.parts.map(part => -part), special: -b.special })

/** The float64 nearest to the exact sum, ties to even. */
export function value({ parts, special }: ExactSum): number {
  if (special !== 0) return special
  let n = parts.length - 1
  let high = parts[n] ?? 0
  let low = 0
  while (n > 0 && low === 0) {
    const next = parts[--n] as number
    const sum = high + next
    low = next - (sum - high)
    high = sum
  }
  // Half way between two numbers: what lies below decides.
  const below = n > 0 ? (parts[n - 1] as number) : 0
  if ((low < 0 && below < 0) || (low > 0 && below > 0)) {
    const doubled = 2 * low
    const sum = high + doubled
    if (doubled === sum - high) high = sum
  }
  return high
}
