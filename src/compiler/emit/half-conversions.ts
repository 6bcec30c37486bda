// Conversions from and to float16 and bfloat16 in integer and float32 arithmetic on their bits: exact, rounded once to nearest even, without
// the library calls that LLVM makes of its own half types where the machine has none, and with the same bits on every machine.
// Source for float16: Giesen, "float->half variants", 2012; rounding by adding, as for float32 there.

import type { Expr, ScalarType } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { isHalf } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'

type Half = 'float16' | 'bfloat16'

const word = (value: number): Expr => e.constant('uint32', value)
const single = (value: number): Expr => e.constant('float32', value)
const double = (value: number): Expr => e.constant('float64', value)
const left = (a: Expr, by: number): Expr => e.binary('shiftLeft', a, e.constant(a.type, by))
const right = (a: Expr, by: number): Expr => e.binary('shiftRight', a, e.constant(a.type, by))

/** The exponent bits move to their place; the difference of the biases is a factor, which subnormals need as well. */
function fromFloat16(bits: Expr): Expr {
  const magnitude = left(e.and(bits, word(0x7fff)), 13)
  const scaled = e.bitcast('uint32', e.mul(e.bitcast('float32', magnitude), single(2 ** 112)))
  // Infinities and NaN have the greatest exponent in either format.
  const special = e.compare('ge', magnitude, word(31 << 23))
  const value = e.select(special, e.or(magnitude, word(0x7f800000)), scaled)
  return e.bitcast('float32', e.or(value, left(e.and(bits, word(0x8000)), 16)))
}

const toFloat32 = (x: Expr): Expr => {
  const bits = e.convert('uint32', e.bitcast('uint16', x))
  return x.type === 'float16' ? fromFloat16(bits) : e.bitcast('float32', left(bits, 16))
}

/** Half of the last place, less one, and one more where the last digit is odd: the carry rounds. */
const roundedUp = (bits: Expr, dropped: number): Expr =>
  e.add(e.add(bits, word(2 ** (dropped - 1) - 1)), e.and(right(bits, dropped), word(1)))

function toFloat16Bits(x: Expr): Expr {
  const bits = e.bitcast('uint32', x)
  const magnitude = e.and(bits, word(0x7fffffff))
  const sign = e.binary('xor', bits, magnitude)
  const normal = right(e.sub(roundedUp(magnitude, 13), word(112 << 23)), 13)
  // Adding 1/2 leaves a subnormal, in units of 2⁻²⁴, in the low bits.
  const shifted = e.add(e.bitcast('float32', magnitude), single(0.5))
  const subnormal = e.sub(e.bitcast('uint32', shifted), word(126 << 23))
  const finite = e.select(e.compare('lt', magnitude, word(113 << 23)), subnormal, normal)
  const special = e.select(e.compare('ne', x, x), word(0x7e00), word(0x7c00))
  const rounded = e.select(e.compare('lt', magnitude, word(143 << 23)), finite, special)
  return e.or(rounded, right(sign, 16))
}

const toBfloat16Bits = (x: Expr): Expr => e.select(e.compare('ne', x, x), word(0x7fc0), right(roundedUp(e.bitcast('uint32', x), 16), 16))

const fromFloat32 = (x: Expr, to: Half): Expr => e.bitcast(to, e.convert('uint16', to === 'float16' ? toFloat16Bits(x) : toBfloat16Bits(x)))

/** How many bits of a float64's significand are kept, its least normal exponent, and an exponent beyond the greatest. */
const formats = {
  float16: { fraction: 10, least: -14, beyond: 17 },
  bfloat16: { fraction: 7, least: -126, beyond: 130 },
} as const

/**
 * A float64 rounded to the digits of the half, so that going through float32 rounds no further: adding a number whose last place is that of
 * the half rounds there.
 */
function roundedFloat64(x: Expr, to: Half): Expr {
  const { fraction, least, beyond } = formats[to]
  const bits = e.bitcast('uint64', x)
  const wide = (value: bigint): Expr => e.constant('uint64', value)
  const sign = e.and(bits, wide(1n << 63n))
  const magnitude = e.bitcast('float64', e.binary('xor', bits, sign))
  const power = e.bitcast('float64', e.and(bits, wide(0x7ff0000000000000n)))
  const atLeast = e.select(e.compare('lt', power, double(2 ** least)), double(2 ** least), power)
  const limited = e.select(e.compare('gt', atLeast, double(2 ** beyond)), double(2 ** beyond), atLeast)
  const shifter = e.mul(limited, double(1.5 * 2 ** (52 - fraction)))
  const rounded = e.sub(e.add(magnitude, shifter), shifter)
  return e.bitcast('float64', e.or(e.bitcast('uint64', rounded), sign))
}

/** An integer of 64 bits as a float64 that rounds to a half as the integer does: what is dropped leaves a last digit that is odd. */
function oddFloat64(x: Expr): Expr {
  const isSigned = x.type === 'int64'
  const negative = e.compare('lt', x, e.constant(x.type, 0))
  const magnitude = e.bitcast('uint64', isSigned ? e.select(negative, e.neg(x), x) : x)
  const wide = (value: number): Expr => e.constant('uint64', value)
  const lost = e.compare('ne', e.and(magnitude, wide(0x7ff)), wide(0))
  const kept = e.or(right(magnitude, 11), e.convert('uint64', lost))
  const large = e.compare('ne', right(magnitude, 53), wide(0))
  const value = e.mul(e.convert('float64', e.select(large, kept, magnitude)), e.select(large, double(2 ** 11), double(1)))
  return isSigned ? e.select(negative, e.neg(value), value) : value
}

/** Types whose values float32 holds, and so rounds nothing of. */
const narrow: ReadonlySet<ScalarType> = new Set(['float16', 'bfloat16', 'float32', 'bool', 'uint8', 'uint16', 'int8', 'int16'])

function toHalf(x: Expr, to: Half): Expr {
  if (narrow.has(x.type)) return fromFloat32(e.convert('float32', x), to)
  const value = x.type === 'int64' || x.type === 'uint64' ? oddFloat64(x) : e.convert('float64', x)
  return fromFloat32(e.convert('float32', roundedFloat64(value, to)), to)
}

/** The conversion in other words. `convert` of a half is said in words that `halfConversion` knows as well. */
export function halfConversion(conversion: Expr & { op: 'convert' }): Expr {
  const { a, type } = conversion
  if (isHalf(type)) return toHalf(a, type)
  if (isHalf(a.type)) return e.convert(type, toFloat32(a))
  throw new InternalError(`emit: the conversion from ${a.type} to ${type} is not one of halves`)
}
