// Numbers in few characters.

import type { Spread } from '../spread.js'

/** At most four significant digits, and no more characters than it needs: `0.9123`, `12.5`, `1.2e-7`, `12,400`. */
export function shortNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e9))
    return value
      .toExponential(digits - 1)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e')
  const whole = size >= 1 ? Math.floor(Math.log10(size)) + 1 : size === 0 ? 1 : Math.floor(Math.log10(size)) + 1
  const fixed = value.toFixed(Math.max(0, digits - whole))
  const plain = fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
  return size >= 10_000 ? Number(plain).toLocaleString('en', { maximumFractionDigits: 0 }) : plain
}

/** How many decimals numbers beside each other are written with: so many that the deviation in the middle has two digits. */
export function decimalsOf(spreads: readonly Spread[]): number | undefined {
  const deviations = spreads.map(({ deviation }) => deviation).filter(deviation => deviation > 0 && Number.isFinite(deviation))
  const middle = deviations.sort((a, b) => a - b)[Math.floor(deviations.length / 2)]
  if (middle === undefined) return undefined
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(middle)))
  const largest = Math.max(...spreads.map(({ mean }) => Math.abs(mean) || 0))
  return decimals > 6 || largest >= 1e6 ? undefined : decimals
}

/** A mean and the deviation around it: `0.912 ± 0.004`, `0.912`, `– (3 not finite)`. @param decimals as `decimalsOf` gives them for what stands beside it */
export function meanAndDeviation(spread: Spread, decimals = decimalsOf([spread])): string {
  const { count, notFinite, mean, deviation } = spread
  const written = (value: number, digits: number): string => (decimals === undefined ? shortNumber(value, digits) : value.toFixed(decimals))
  const lost = notFinite === 0 ? '' : ` (${notFinite} not finite)`
  if (count === 0) return `–${lost}`
  return `${written(mean, 4)}${Number.isNaN(deviation) ? '' : ` ± ${written(deviation, 2)}`}${lost}`
}
