// float32 operations as an interface, with two meanings: scalar expressions, and JavaScript numbers that are rounded at each step.
// An algorithm written over it has the same bits in the compiled program and in the reference.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'

export interface Float32Arithmetic<T, C> {
  readonly constant: (value: number) => T
  readonly add: (a: T, b: T) => T
  readonly sub: (a: T, b: T) => T
  readonly mul: (a: T, b: T) => T
  readonly div: (a: T, b: T) => T
  /** `a·b + c`, rounded once. */
  readonly fma: (a: T, b: T, c: T) => T
  readonly neg: (a: T) => T
  readonly abs: (a: T) => T
  readonly sqrt: (a: T) => T
  readonly less: (a: T, b: T) => C
  readonly equal: (a: T, b: T) => C
  readonly select: (condition: C, a: T, b: T) => T
  /** `x = m·2^k` with m in [½, 1), for a positive normal x. */
  readonly split: (x: T) => { readonly m: T; readonly k: T }
}

const fractionMask = 0x7fffff
const halfBits = 0x3f000000
const halfBias = 126

const integer = (value: number): Expr => e.constant('int32', value)

export const onExpressions: Float32Arithmetic<Expr, Expr> = {
  constant: value => e.constant('float32', Math.fround(value)),
  add: e.add,
  sub: e.sub,
  mul: e.mul,
  div: e.div,
  fma: e.fma,
  neg: e.neg,
  abs: a => e.unary('abs', a),
  sqrt: a => e.unary('sqrt', a),
  less: (a, b) => e.compare('lt', a, b),
  equal: (a, b) => e.compare('eq', a, b),
  select: e.select,
  split(x) {
    const bits = e.bitcast('int32', x)
    return {
      m: e.bitcast('float32', e.or(e.and(bits, integer(fractionMask)), integer(halfBits))),
      k: e.convert('float32', e.sub(e.binary('shiftRight', bits, integer(23)), integer(halfBias))),
    }
  },
}

const wide = new Float64Array(1)
const wideBits = new BigInt64Array(wide.buffer)

/** The product of two float32 is exact in float64. Their sum with c is rounded to odd there, so that rounding it again is as if once. */
function fused(a: number, b: number, c: number): number {
  const product = a * b
  const sum = product + c
  const part = sum - product
  const error = product - (sum - part) + (c - part)
  if (error === 0 || !Number.isFinite(sum)) return Math.fround(sum)
  wide[0] = sum
  const bits = wideBits[0] ?? 0n
  if ((bits & 1n) === 0n) wideBits[0] = bits + (error > 0 === sum > 0 ? 1n : -1n)
  return Math.fround(wide[0])
}

const narrow = new Float32Array(1)
const narrowBits = new Int32Array(narrow.buffer)

export const onNumbers: Float32Arithmetic<number, boolean> = {
  constant: Math.fround,
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  fma: fused,
  neg: a => -a,
  abs: Math.abs,
  sqrt: a => Math.fround(Math.sqrt(a)),
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  select: (condition, a, b) => (condition ? a : b),
  split(x) {
    narrow[0] = x
    const bits = narrowBits[0] ?? 0
    narrowBits[0] = (bits & fractionMask) | halfBits
    return { m: narrow[0], k: (bits >> 23) - halfBias }
  },
}
