// Exactly rounded floating arithmetic that JavaScript lacks: fused multiply-add, and a big integer as a float32.
// A finite double is mantissa · 2^exponent with whole numbers, so sums of products are exact in BigInt and are rounded once at the end.
// Rounding is to nearest, ties to even, subnormals included.

interface Format {
  /** Bits of the significand, the hidden one included. */
  readonly digits: number
  /** The least exponent of a unit in the last place: that of the subnormals. */
  readonly leastExponent: number
  readonly max: number
}

const formats = {
  float16: { digits: 11, leastExponent: -24, max: 65504 },
  bfloat16: { digits: 8, leastExponent: -133, max: 3.3895313892515355e38 },
  float32: { digits: 24, leastExponent: -149, max: 3.4028234663852886e38 },
  float64: { digits: 53, leastExponent: -1074, max: Number.MAX_VALUE },
} as const satisfies Record<string, Format>

export type FloatName = keyof typeof formats

const bits = new DataView(new ArrayBuffer(8))

/** `mantissa · 2^exponent`, of a finite double. */
function decompose(x: number): readonly [mantissa: bigint, exponent: number] {
  bits.setFloat64(0, x)
  const word = bits.getBigUint64(0)
  const stored = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xfffffffffffffn
  const magnitude = stored === 0 ? fraction : fraction | 0x10000000000000n
  return [x < 0 ? -magnitude : magnitude, Math.max(stored, 1) - 1075]
}

const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length)

/** `mantissa · 2^exponent` rounded to a format; zero is +0. */
function round(mantissa: bigint, exponent: number, { digits, leastExponent, max }: Format): number {
  const negative = mantissa < 0n
  const magnitude = negative ? -mantissa : mantissa
  const drop = Math.max(bitLength(magnitude) - digits, leastExponent - exponent, 0)
  let kept = magnitude >> BigInt(drop)
  const [rest, half] = [magnitude - (kept << BigInt(drop)), drop === 0 ? 1n : 1n << BigInt(drop - 1)]
  if (drop > 0 && (rest > half || (rest === half && (kept & 1n) === 1n))) kept += 1n
  // `kept` has at most 53 digits. Two steps, as 2^-1074 times it must not pass through an exponent that is out of range.
  const scale = exponent + drop
  const result =
    scale < -1000
      ? Number(kept) * 2 ** (scale + 60) * 2 ** -60
      : scale > 1000
        ? Number(kept) * 2 ** (scale - 60) * 2 ** 60
        : Number(kept) * 2 ** scale
  const limited = result > max ? Number.POSITIVE_INFINITY : result
  return negative ? -limited : limited
}

/** `a · b + c`, rounded once. */
export function exactFma(type: FloatName, a: number, b: number, c: number): number {
  const product = a * b
  // NaN and infinities need no exactness; neither does a product that is zero because a factor is.
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return product + c
  if (!Number.isFinite(c)) return c
  const [[ma, ea], [mb, eb], [mc, ec]] = [decompose(a), decompose(b), decompose(c)]
  const exponent = Math.min(ea + eb, ec)
  const sum = ((ma * mb) << BigInt(ea + eb - exponent)) + (mc << BigInt(ec - exponent))
  if (sum === 0n) return c === 0 ? product + c : 0
  return round(sum, exponent, formats[type])
}

/** A whole number as a float, rounded once. */
export const fromBigInt = (type: FloatName, n: bigint): number => round(n, 0, formats[type])

/** The distance from |x| to the next larger float. */
export function ulp(type: FloatName, x: number): number {
  const { digits, leastExponent } = formats[type]
  const magnitude = Math.abs(x)
  if (!Number.isFinite(magnitude)) return Number.POSITIVE_INFINITY
  if (magnitude === 0) return 2 ** leastExponent
  const [mantissa, exponent] = decompose(magnitude)
  return 2 ** Math.max(leastExponent, exponent + bitLength(mantissa) - digits)
}
