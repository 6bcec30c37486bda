// float16 and bfloat16 in JavaScript, which has neither: rounding to them, and their bit patterns. In plain memory their elements are float32
// numbers that are exact in the format; in native memory and in files they are the 16 bits themselves.
// Source: IEEE 754-2019 (binary16); bfloat16 is the upper half of a float32.

/** A format by its parameters. */
export interface HalfFormat {
  /** The nearest number of the format, ties to even, beyond the greatest an infinity. */
  readonly round: (x: number) => number
  /** The bits of a number of the format; all NaNs are one. */
  readonly encode: (x: number) => number
  readonly decode: (bits: number) => number
}

const double = new Float64Array(1)
const doubleWords = new Uint32Array(double.buffer)
const single = new Float32Array(1)
const singleWord = new Uint32Array(single.buffer)

const highWord = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0

/** `⌊log₂|x|⌋` of a normal number; less of a smaller one. */
function exponentOf(x: number): number {
  double[0] = x
  return (((doubleWords[highWord] as number) >>> 20) & 0x7ff) - 1023
}

/** To an integer below 2⁵¹, ties to even: the shifted sum has no room for a fraction. */
const nearestInteger = (x: number): number => x + 1.5 * 2 ** 52 - 1.5 * 2 ** 52

/** @param digits of the significand @param least the exponent of the smallest number @param max the greatest number */
function rounding(digits: number, least: number, max: number): (x: number) => number {
  return x => {
    const magnitude = Math.abs(x)
    if (!(magnitude > 0 && magnitude < Number.POSITIVE_INFINITY)) return x
    // Beyond the greatest number any unit will do.
    const unit = 2 ** Math.max(least, Math.min(exponentOf(magnitude), 200) - digits + 1)
    const rounded = magnitude < 2 ** 200 ? nearestInteger(magnitude / unit) * unit : Number.POSITIVE_INFINITY
    const limited = rounded > max ? Number.POSITIVE_INFINITY : rounded
    return x < 0 ? -limited : limited
  }
}

function bitsOfSingle(x: number): number {
  single[0] = x
  return singleWord[0] as number
}

function singleOfBits(bits: number): number {
  singleWord[0] = bits
  return single[0] as number
}

const roundFloat16 = rounding(11, -24, 65504)

/** Exponents move by the difference of the biases; subnormals are counted in units of 2⁻²⁴. */
function encodeFloat16(x: number): number {
  if (Number.isNaN(x)) return 0x7e00
  const bits = bitsOfSingle(x)
  const sign = (bits >>> 16) & 0x8000
  const magnitude = Math.abs(x)
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00
  return sign | (magnitude < 2 ** -14 ? magnitude * 2 ** 24 : ((bits & 0x7fffffff) >>> 13) - (112 << 10))
}

function decodeFloat16(bits: number): number {
  const [sign, exponent, fraction] = [(bits & 0x8000) << 16, (bits >> 10) & 31, bits & 0x3ff]
  if (exponent === 0) return sign === 0 ? fraction * 2 ** -24 : -fraction * 2 ** -24
  return singleOfBits(sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13))
}

export const float16: HalfFormat = { round: roundFloat16, encode: encodeFloat16, decode: decodeFloat16 }

export const bfloat16: HalfFormat = {
  round: rounding(8, -133, 3.3895313892515355e38),
  encode: x => (Number.isNaN(x) ? 0x7fc0 : bitsOfSingle(x) >>> 16),
  decode: bits => singleOfBits(bits << 16),
}
