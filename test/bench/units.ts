// Numbers as people read them: three digits and a unit.

const threeDigits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

interface Unit {
  readonly factor: number
  readonly symbol: string
}

/** The largest unit that the value reaches once it is rounded; else the smallest. Units ascend. */
function withUnit(value: number, units: readonly Unit[]): string {
  const [smallest] = units
  const reached = units.findLast(({ factor }) => value / factor >= 0.9995) ?? smallest
  return reached === undefined ? String(value) : `${threeDigits(value / reached.factor)} ${reached.symbol}`
}

/** `1.23 ms` */
export const showSeconds = (seconds: number): string =>
  withUnit(seconds, [
    { factor: 1e-9, symbol: 'ns' },
    { factor: 1e-6, symbol: 'µs' },
    { factor: 1e-3, symbol: 'ms' },
    { factor: 1, symbol: 's' },
  ])

/** `123 MB` */
export const showBytes = (bytes: number): string =>
  withUnit(bytes, [
    { factor: 1e3, symbol: 'kB' },
    { factor: 1e6, symbol: 'MB' },
    { factor: 1e9, symbol: 'GB' },
  ])

/** `1.23×` */
export const showRatio = (ratio: number): string => `${threeDigits(ratio)}×`

/** `45%` */
export const showShare = (share: number): string => `${(100 * share).toFixed(0)}%`

/** `123 G`, to be followed by what is counted. */
export const showRate = (rate: number): string =>
  withUnit(rate, [
    { factor: 1e6, symbol: 'M' },
    { factor: 1e9, symbol: 'G' },
    { factor: 1e12, symbol: 'T' },
  ])
