// Functions of whole numbers: the greatest common divisor and the number of bits that are set.

import type { Expr, ScalarType } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { binaryOf, commonDType, elementwise, given, integers, samples, unaryOf } from './family.js'

const bitsOf = (x: Expr): number => dtypeInfo(x.type as DTypeName).bits

/** The magnitude as an unsigned integer of 32 bits, or 64 where it needs them; that of the least integer is right too. */
function magnitude(x: Expr): Expr {
  const wide: ScalarType = bitsOf(x) > 32 ? 'int64' : 'int32'
  const word: ScalarType = bitsOf(x) > 32 ? 'uint64' : 'uint32'
  return dtypeInfo(x.type as DTypeName).kind === 'uint' ? e.convert(word, x) : e.bitcast(word, e.unary('abs', e.convert(wide, x)))
}

/** Euclid's algorithm for a fixed number of steps: each two take at least a factor of φ² away (Lamé, 1844). */
function euclid(a: Expr, b: Expr, bits: number, remainder: (a: Expr, b: Expr) => Expr): Expr {
  const [zero, one] = [e.constant(a.type, 0), e.constant(a.type, 1)]
  for (let step = 0; step < Math.ceil(bits * 1.4405) + 1; step++) {
    const done = e.compare('eq', b, zero)
    const rest = remainder(a, e.select(done, one, b))
    ;[a, b] = [e.select(done, a, b), e.select(done, zero, rest)]
  }
  return a
}

/** Exact for whole numbers below 2^32: a quotient that is not whole is further from the next whole number than it can be rounded. */
const remainderOfFloats = (a: Expr, b: Expr): Expr => e.fma(e.neg(e.unary('floor', e.div(a, b))), b, a)

function greatestDivisor(x: Expr, y: Expr): Expr {
  const [a, b] = [magnitude(x), magnitude(y)]
  if (bitsOf(x) > 32) return e.convert(x.type, euclid(a, b, 64, e.rem))
  const result = euclid(e.convert('float64', a), e.convert('float64', b), bitsOf(x), remainderOfFloats)
  return e.convert(x.type, e.convert('uint32', result))
}

/** Of numbers, and of bigints alike. */
function gcdOf(x: number, y: number): number {
  let [a, b] = [x < 0 ? -x : x, y < 0 ? -y : y]
  while (b) [a, b] = [b, a % b]
  return a
}

export const gcdP: Primitive = elementwise(2, {
  name: 'gcd',
  domain: [...samples(2, integers), ...samples(2, integers, { range: [0, 120] })],
  resultOf: inputs => commonDType('gcd', integers, inputs),
  value: () => gcdOf,
  body: ([x, y]) => greatestDivisor(given(x), given(y)),
  jvp: () => null,
  transpose: 'nonlinear',
})
/** The greatest common divisor of the magnitudes; of two zeros 0. */
export const gcd = binaryOf(gcdP)

/** Sums of neighbouring bits, then pairs, then fours, then bytes by a product. Source: Warren, "Hacker's delight", 2002. */
function bitCountOf(x: Expr): Expr {
  const word = magnitude(x)
  const bits = word.type === 'uint64' ? 64 : 32
  const mask = (byte: number): Expr => {
    const repeated = BigInt(byte) * ((1n << BigInt(bits)) / 255n)
    return e.constant(word.type, bits === 64 ? repeated : Number(repeated))
  }
  const down = (value: Expr, by: number): Expr => e.binary('shiftRight', value, e.constant(word.type, bits === 64 ? BigInt(by) : by))
  const pairs = e.sub(word, e.and(down(word, 1), mask(0x55)))
  const fours = e.add(e.and(pairs, mask(0x33)), e.and(down(pairs, 2), mask(0x33)))
  const bytes = e.and(e.add(fours, down(fours, 4)), mask(0x0f))
  return e.convert('uint8', down(e.mul(bytes, mask(1)), bits - 8))
}

export const bitCountP: Primitive = elementwise(1, {
  name: 'bitCount',
  domain: [...samples(1, integers), ...samples(1, integers, { range: [0, 127] })],
  resultOf: inputs => {
    commonDType('bitCount', integers, inputs)
    return 'uint8'
  },
  value: () => x => (x < 0 ? -x : x).toString(2).split('1').length - 1,
  body: ([x]) => bitCountOf(given(x)),
  jvp: () => null,
  transpose: 'nonlinear',
})
/** How many bits of the magnitude are set, as uint8. */
export const bitCount = unaryOf(bitCountP)
