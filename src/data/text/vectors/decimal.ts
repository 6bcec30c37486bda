// Numbers in text, read from bytes: several times as fast as through strings. A number of at most 15 digits, and so of no more decimals, is the
// quotient of two that are exact in float64, so one division gives the nearest (Clinger, "How to read floating point numbers accurately", 1990);
// all others go through the language's own.

const powers = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))

const [space, zero, dot, minus, plus] = [32, 48, 46, 45, 43]
/** Digits whose number is an integer of 31 bits whatever they are, and an integer that float64 has. */
const [shortDigits, exactDigits] = [9, 15]

/** The number that is all of these bytes; NaN where it is none. */
function slowDecimal(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end)
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}

/** The integer of the digits between two places, a point among them left out. */
function exactInteger(bytes: Buffer, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) if (bytes[i] !== dot) value = value * 10 + (bytes[i] as number) - zero
  return value
}

/**
 * Reads as many numbers as `into` holds, with one space between two.
 * @param stop where they end: the end of the bytes, or a byte that is no part of a number
 * @returns whether they are there, and nothing else up to `stop`
 */
export function readDecimals(bytes: Buffer, start: number, stop: number, into: Float32Array | Float64Array): boolean {
  let i = start
  for (let n = 0; n < into.length; n++) {
    const first = i
    let byte = bytes[i] as number
    const negative = byte === minus
    if (negative || byte === plus) byte = bytes[++i] as number
    const whole = i
    let mantissa = 0
    let digit = byte - zero
    for (; digit >= 0 && digit <= 9; digit = (bytes[++i] as number) - zero) mantissa = (Math.imul(mantissa, 10) + digit) | 0
    let [digits, decimals] = [i - whole, 0]
    if (digit === dot - zero) {
      const point = i
      digit = (bytes[++i] as number) - zero
      for (; digit >= 0 && digit <= 9; digit = (bytes[++i] as number) - zero) mantissa = (Math.imul(mantissa, 10) + digit) | 0
      decimals = i - point - 1
      digits += decimals
    }
    if (digits > 0 && digits <= exactDigits && (i >= stop || digit === space - zero)) {
      const magnitude = (digits <= shortDigits ? mantissa : exactInteger(bytes, whole, i)) / (powers[decimals] as number)
      into[n] = negative ? -magnitude : magnitude
    } else {
      const next = bytes.indexOf(space, first)
      i = next === -1 || next > stop ? stop : next
      const value = slowDecimal(bytes, first, i)
      if (Number.isNaN(value)) return false
      into[n] = value
    }
    // The space, or the end after the last.
    i++
  }
  return i === stop + 1
}
