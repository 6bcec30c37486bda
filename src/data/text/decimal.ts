// Numbers in text, read from bytes: several times as fast as through strings. A number of at most nine digits and 22 decimals is the quotient of
// two that are exact in float64, so one division gives the nearest (Clinger, "How to read floating point numbers accurately", 1990); all others
// go through the language's own.

const powers = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`))

const [space, zero, nine, dot, minus, plus] = [32, 48, 57, 46, 45, 43]
/** Ten times that and a digit is still an integer of 31 bits. */
const mostMantissa = 2 ** 31 / 10 - 1

/** The number that is all of these bytes; NaN where it is none. */
function slowDecimal(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end)
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}

/**
 * Reads as many numbers as `into` holds, with one space between two.
 * @returns whether they are there, and nothing else up to `stop`
 */
export function readDecimals(bytes: Buffer, start: number, stop: number, into: Float64Array): boolean {
  let i = start
  for (let n = 0; n < into.length; n++) {
    const first = i
    let byte = bytes[i] as number
    const negative = byte === minus
    if (negative || byte === plus) byte = bytes[++i] as number
    let [mantissa, decimals, digits] = [0, 0, 0]
    while (i < stop && byte >= zero && byte <= nine && mantissa < mostMantissa) {
      mantissa = (mantissa * 10 + byte - zero) | 0
      digits++
      byte = bytes[++i] as number
    }
    if (i < stop && byte === dot) {
      byte = bytes[++i] as number
      while (i < stop && byte >= zero && byte <= nine && mantissa < mostMantissa) {
        mantissa = (mantissa * 10 + byte - zero) | 0
        decimals++
        byte = bytes[++i] as number
      }
      digits += decimals
    }
    if (digits > 0 && decimals < powers.length && (i >= stop || byte === space)) {
      const magnitude = mantissa / (powers[decimals] as number)
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
