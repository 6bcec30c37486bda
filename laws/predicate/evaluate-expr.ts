// What scalar expressions mean, in plain TypeScript: the oracle of lowerings. Every operation rounds or wraps at once to its type, fma
// rounds once, 64-bit integers are bigints, positions are whole numbers.
// Everything is computed, as a machine with lanes does: only a read whose guard is false does not happen. It checks what compiled code
// relies on: reads in bounds, no integer division by zero, shifts in range, and positions that are never negative where they matter: a
// difference below zero may only end up in a read that does not happen or a branch that is not taken (it is carried along as NaN).

import type { BinaryOp, Expr, Predicate, ScalarType, UnaryOp } from '../../src/core/expr.js'
import { isFloatType, operands } from '../../src/core/expr.js'
import { dtypeInfo, isDType, isHalf, isWide } from '../../src/support/dtype.js'
import type { HalfFormat } from '../../src/support/half-formats.js'
import { exactFma, type FloatName, fromBigInt } from './exact-float.js'

/** bool is 0 or 1; int64 and uint64 are bigints. */
export type Scalar = number | bigint

/** What the leaves stand for at one point. */
export interface Point {
  readonly argument: (index: number) => Scalar
  readonly variable: (variable: Expr) => number
  /** An element of an input. @throws when the place is not one of its places */
  readonly element: (source: number, at: readonly number[]) => Scalar
}

class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

const fail = (message: string): never => {
  throw new ExpressionError(message)
}

type Kind = 'bool' | 'uint' | 'int' | 'float' | 'complex' | 'index'
const kindOf = (type: ScalarType): Kind => (isDType(type) ? dtypeInfo(type).kind : 'index')
const bitsOf = (type: ScalarType): number => (isDType(type) ? dtypeInfo(type).bits : 64)

/** A whole number modulo 2^bits, in the range of the type; positions are not reduced. */
function wrap(type: ScalarType, value: bigint): Scalar {
  if (type === 'int64') return BigInt.asIntN(64, value)
  if (type === 'uint64') return BigInt.asUintN(64, value)
  const kind = kindOf(type)
  if (kind === 'index') return Number(value)
  return Number(kind === 'int' ? BigInt.asIntN(bitsOf(type), value) : BigInt.asUintN(bitsOf(type), value))
}

const floatName = (type: ScalarType): FloatName =>
  type === 'float16' || type === 'bfloat16' || type === 'float32' || type === 'float64' ? type : fail(`${type} is no float`)

const roundTo = (type: ScalarType): ((x: number) => number) => (type !== 'index' && isFloatType(type) ? dtypeInfo(type).store : x => x)

const roundEven = (x: number): number => {
  const floor = Math.floor(x)
  const rest = x - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  const rounded = up ? floor + 1 : floor
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}

const floatUnary: Readonly<Record<Exclude<UnaryOp, 'not'>, (x: number) => number>> = {
  neg: x => -x,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  roundEven,
  sqrt: Math.sqrt,
}

function unary(name: UnaryOp, type: ScalarType): (a: Scalar) => Scalar {
  if (isHalf(type)) return fail(`no ${name} of ${type}`)
  const kind = kindOf(type)
  if (kind === 'float' && name !== 'not') {
    const [f, round] = [floatUnary[name], roundTo(type)]
    return a => round(f(Number(a)))
  }
  if (name === 'not') {
    if (kind === 'bool') return a => 1 - Number(a)
    if (kind === 'int' || kind === 'uint') return a => wrap(type, ~BigInt(a))
  }
  if (name === 'neg' && kind !== 'bool') return a => wrap(type, -BigInt(a))
  if (name === 'abs' && kind === 'int') return a => wrap(type, BigInt(a) < 0n ? -BigInt(a) : BigInt(a))
  return fail(`no ${name} of ${type}`)
}

const floatBinary: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  rem: (a, b) => a % b,
}

const position: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => (a >= b ? a - b : Number.NaN),
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0 ? fail('a position divided by zero') : Math.trunc(a / b)),
  rem: (a, b) => (b === 0 ? fail('a position divided by zero') : a % b),
}

const integerBinary: Readonly<Record<BinaryOp, (a: bigint, b: bigint, bits: number, signed: boolean) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b, bits, signed) => a / divisor(a, b, bits, signed),
  rem: (a, b, bits, signed) => a % divisor(a, b, bits, signed),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shiftLeft: (a, b, bits) => a << shift(b, bits),
  // Values are in range, so that this fills with the sign where there is one and with zeros otherwise.
  shiftRight: (a, b, bits) => a >> shift(b, bits),
}

function divisor(a: bigint, b: bigint, bits: number, signed: boolean): bigint {
  if (b === 0n) return fail('an integer divided by zero')
  return signed && b === -1n && a === -(1n << BigInt(bits - 1)) ? fail('the most negative integer divided by -1') : b
}

const shift = (b: bigint, bits: number): bigint => (b < 0n || b >= BigInt(bits) ? fail(`a shift by ${b} of ${bits} bits`) : b)

function binary(name: BinaryOp, type: ScalarType): (a: Scalar, b: Scalar) => Scalar {
  if (isHalf(type)) return fail(`no ${name} of ${type}`)
  const kind = kindOf(type)
  if (kind === 'float' || kind === 'index') {
    const [f, round] = [(kind === 'float' ? floatBinary : position)[name] ?? fail(`no ${name} of ${type}`), roundTo(type)]
    return (a, b) => round(f(Number(a), Number(b)))
  }
  if (kind === 'bool' && name !== 'and' && name !== 'or' && name !== 'xor') return fail(`no ${name} of bool`)
  const [f, bits, signed] = [integerBinary[name], bitsOf(type), kind === 'int']
  return (a, b) => wrap(type, f(BigInt(a), BigInt(b), bits, signed))
}

const compare: Readonly<Record<Predicate, (a: Scalar, b: Scalar) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

/** The value of one type in another. */
export function convertScalar(from: ScalarType, to: ScalarType, value: Scalar): Scalar {
  const [source, target] = [kindOf(from), kindOf(to)]
  if (target === 'bool') return Number(value) !== 0 ? 1 : 0
  if (target === 'float') {
    return typeof value === 'bigint' ? fromBigInt(floatName(to), value) : roundTo(to)(value)
  }
  if (source !== 'float') return wrap(to, BigInt(value))
  return isDType(to) ? dtypeInfo(to).store(value) : fail(`a float ${value} as a position`)
}

const word = new DataView(new ArrayBuffer(8))

/** A position that is used. */
const settled = (position: Scalar): Scalar => (Number.isNaN(position) ? fail('a position below zero is used') : position)

const half = (dtype: 'float16' | 'bfloat16'): HalfFormat => dtypeInfo(dtype).half ?? fail(`${dtype} has no format`)

/** How a value of the type is laid out in memory. */
const layout: Readonly<Record<string, { readonly get: () => Scalar; readonly set: (value: Scalar) => void }>> = {
  float16: { get: () => half('float16').decode(word.getUint16(0)), set: v => word.setUint16(0, half('float16').encode(Number(v))) },
  bfloat16: { get: () => half('bfloat16').decode(word.getUint16(0)), set: v => word.setUint16(0, half('bfloat16').encode(Number(v))) },
  float32: { get: () => word.getFloat32(0), set: v => word.setFloat32(0, Number(v)) },
  float64: { get: () => word.getFloat64(0), set: v => word.setFloat64(0, Number(v)) },
  int32: { get: () => word.getInt32(0), set: v => word.setInt32(0, Number(v)) },
  uint32: { get: () => word.getUint32(0), set: v => word.setUint32(0, Number(v)) },
  int16: { get: () => word.getInt16(0), set: v => word.setInt16(0, Number(v)) },
  uint16: { get: () => word.getUint16(0), set: v => word.setUint16(0, Number(v)) },
  int8: { get: () => word.getInt8(0), set: v => word.setInt8(0, Number(v)) },
  uint8: { get: () => word.getUint8(0), set: v => word.setUint8(0, Number(v)) },
  int64: { get: () => word.getBigInt64(0), set: v => word.setBigInt64(0, BigInt(v)) },
  uint64: { get: () => word.getBigUint64(0), set: v => word.setBigUint64(0, BigInt(v)) },
}

function bitcast(from: ScalarType, to: ScalarType): (a: Scalar) => Scalar {
  const [source, target] = [layout[from], layout[to]]
  if (source === undefined || target === undefined || bitsOf(from) !== bitsOf(to)) return fail(`no bitcast from ${from} to ${to}`)
  return a => {
    source.set(a)
    return target.get()
  }
}

type Slots = Scalar[]
type Step = (slots: Slots, point: Point) => Scalar

function step(e: Expr, slotOf: (e: Expr) => number): Step {
  const [i = -1, j = -1, k = -1] = operands(e).map(slotOf)
  const at = (slots: Slots, slot: number): Scalar => slots[slot] as Scalar
  switch (e.op) {
    case 'constant': {
      const value = isWide(e.type) ? BigInt(e.value) : Number(e.value)
      if (kindOf(e.type) === 'float' && !Object.is(roundTo(e.type)(Number(value)), value))
        return fail(`the constant ${value} is no ${e.type}`)
      return () => value
    }
    case 'argument':
      return (_, point) => point.argument(e.index)
    case 'variable':
      return (_, point) => point.variable(e)
    case 'read': {
      const places = e.at.map(slotOf)
      const guard = e.guard === null ? null : slotOf(e.guard)
      return (slots, point) => {
        if (guard !== null && at(slots, guard) === 0) return isWide(e.type) ? 0n : 0
        return point.element(
          e.source,
          places.map(slot => Number(at(slots, slot))),
        )
      }
    }
    case 'unary': {
      const f = unary(e.name, e.type)
      return slots => f(at(slots, i))
    }
    case 'binary': {
      const f = binary(e.name, e.type)
      return slots => f(at(slots, i), at(slots, j))
    }
    case 'compare': {
      if (isHalf(e.a.type)) return fail(`no ${e.name} of ${e.a.type}`)
      const f = compare[e.name]
      if (e.a.type === 'index') return slots => (f(settled(at(slots, i)), settled(at(slots, j))) ? 1 : 0)
      return slots => (f(at(slots, i), at(slots, j)) ? 1 : 0)
    }
    case 'select':
      return slots => (at(slots, i) !== 0 ? at(slots, j) : at(slots, k))
    case 'fma': {
      const type = e.type
      if (type !== 'float32' && type !== 'float64') return fail(`no fma of ${type}`)
      return slots => exactFma(type, Number(at(slots, i)), Number(at(slots, j)), Number(at(slots, k)))
    }
    case 'convert':
      if (e.a.type === 'index') return slots => convertScalar('index', e.type, settled(at(slots, i)))
      return slots => convertScalar(e.a.type, e.type, at(slots, i))
    case 'bitcast': {
      const f = bitcast(e.a.type, e.type)
      return slots => f(at(slots, i))
    }
  }
}

/** Prepares expressions for many points; what they share is computed once for each. */
export function evaluator(roots: readonly Expr[]): (point: Point) => readonly Scalar[] {
  const numbers = new Map<Expr, number>()
  const steps: Step[] = []
  const slotOf = (e: Expr): number => {
    const known = numbers.get(e)
    if (known !== undefined) return known
    for (const operand of operands(e)) slotOf(operand)
    numbers.set(e, steps.length)
    return steps.push(step(e, slotOf)) - 1
  }
  const results = roots.map(slotOf)
  return point => {
    const slots: Slots = []
    for (const compute of steps) slots.push(compute(slots, point))
    return results.map(slot => slots[slot] as Scalar)
  }
}
