// Operations on constants, computed as every machine computes them: integers wrap, floats round once. What machines disagree on
// (the bits of a NaN) or the language leaves undefined (division by zero) is not computed here: the result is then `null`.

import type { Expr, Predicate, ScalarType } from '../../core/expr.js'
import { isFloatType } from '../../core/expr.js'
import { dtypeInfo, isWide } from '../../support/dtype.js'

type Value = number | bigint
type Operation = Expr & { op: 'unary' | 'binary' | 'compare' | 'convert' | 'bitcast' }

const wrapWide = (type: 'int64' | 'uint64', value: bigint): bigint =>
  type === 'int64' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)

/** The exact result brought into an integer type, or a position. */
function wrapInteger(type: ScalarType, value: bigint): Value | null {
  if (isWide(type)) return wrapWide(type, value)
  if (type === 'index') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : null
  if (isFloatType(type)) return null
  const { kind, bits } = dtypeInfo(type)
  return Number(kind === 'int' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value))
}

/** A float computed in float64 and rounded to its type: one correct rounding, since 53 digits are more than twice 24 and two. */
const roundFloat = (type: ScalarType, value: number): number | null => {
  const rounded = type === 'index' ? Number.NaN : dtypeInfo(type).store(value)
  return Number.isNaN(rounded) ? null : rounded
}

const roundEven = (x: number): number => {
  const floor = Math.floor(x)
  const up = x - floor > 0.5 || (x - floor === 0.5 && floor % 2 !== 0)
  const rounded = up ? floor + 1 : floor
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}

function unaryFloat(name: (Expr & { op: 'unary' })['name'], a: number): number | null {
  switch (name) {
    case 'neg':
      return -a
    case 'abs':
      return Math.abs(a)
    case 'floor':
      return Math.floor(a)
    case 'ceil':
      return Math.ceil(a)
    case 'trunc':
      return Math.trunc(a)
    case 'roundEven':
      return roundEven(a)
    case 'sqrt':
      return Math.sqrt(a)
    case 'not':
      return null
  }
}

function unaryInteger(name: (Expr & { op: 'unary' })['name'], type: ScalarType, a: bigint): Value | null {
  switch (name) {
    case 'neg':
      return wrapInteger(type, -a)
    case 'abs':
      return wrapInteger(type, a < 0n ? -a : a)
    case 'not':
      return wrapInteger(type, type === 'bool' ? 1n - a : ~a)
    case 'floor':
    case 'ceil':
    case 'trunc':
    case 'roundEven':
      return wrapInteger(type, a)
    case 'sqrt':
      return null
  }
}

function binaryFloat(name: (Expr & { op: 'binary' })['name'], a: number, b: number): number | null {
  switch (name) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
      return a / b
    case 'rem':
      return a % b
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftLeft':
    case 'shiftRight':
      return null
  }
}

function binaryInteger(name: (Expr & { op: 'binary' })['name'], type: ScalarType, a: bigint, b: bigint): Value | null {
  switch (name) {
    case 'add':
      return wrapInteger(type, a + b)
    case 'sub':
      return wrapInteger(type, a - b)
    case 'mul':
      return wrapInteger(type, a * b)
    case 'div':
      return b === 0n || b === -1n ? null : wrapInteger(type, a / b)
    case 'rem':
      return b === 0n || b === -1n ? null : wrapInteger(type, a % b)
    case 'and':
      return wrapInteger(type, a & b)
    case 'or':
      return wrapInteger(type, a | b)
    case 'xor':
      return wrapInteger(type, a ^ b)
    case 'shiftLeft':
      return b < 0n || b > 63n ? null : wrapInteger(type, a << b)
    case 'shiftRight':
      return b < 0n || b > 63n ? null : wrapInteger(type, a >> b)
  }
}

function holds(name: Predicate, a: Value, b: Value): boolean {
  switch (name) {
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'lt':
      return a < b
    case 'le':
      return a <= b
    case 'gt':
      return a > b
    case 'ge':
      return a >= b
  }
}

function converted(from: ScalarType, to: ScalarType, value: Value): Value | null {
  if (to === 'bool') return Number(value) !== 0 ? 1 : 0
  if (isFloatType(to)) {
    const exact = Number(value)
    return isFloatType(from) || Number.isSafeInteger(exact) ? roundFloat(to, exact) : null
  }
  if (!isFloatType(from)) return wrapInteger(to, BigInt(value))
  const x = Number(value)
  if (to !== 'index') return dtypeInfo(to).store(x)
  return Number.isSafeInteger(Math.trunc(x)) ? Math.trunc(x) + 0 : null
}

function bitsAs(from: ScalarType, to: ScalarType, value: Value): Value | null {
  const view = new DataView(new ArrayBuffer(8))
  if (Number.isNaN(Number(value))) return null
  if (from === 'float32') view.setFloat32(0, Number(value))
  else if (from === 'float64') view.setFloat64(0, Number(value))
  else if (isWide(from)) view.setBigUint64(0, BigInt.asUintN(64, BigInt(value)))
  else if (from === 'int32' || from === 'uint32') view.setUint32(0, Number(BigInt.asUintN(32, BigInt(value))))
  else return null
  if (to === 'float32') return roundFloat(to, view.getFloat32(0))
  if (to === 'float64') return roundFloat(to, view.getFloat64(0))
  if (isWide(to)) return wrapWide(to, view.getBigUint64(0))
  return to === 'int32' ? view.getInt32(0) : to === 'uint32' ? view.getUint32(0) : null
}

/** The value of an operation whose operands are constants, or `null`. */
export function foldScalar(e: Operation): Value | null {
  const { a } = e
  if (a.op !== 'constant') return null
  switch (e.op) {
    case 'unary':
      if (!isFloatType(e.type)) return unaryInteger(e.name, e.type, BigInt(a.value))
      return nullable(unaryFloat(e.name, Number(a.value)), e.type)
    case 'binary':
      if (e.b.op !== 'constant') return null
      if (!isFloatType(e.type)) return binaryInteger(e.name, e.type, BigInt(a.value), BigInt(e.b.value))
      return nullable(binaryFloat(e.name, Number(a.value), Number(e.b.value)), e.type)
    case 'compare': {
      if (e.b.op !== 'constant') return null
      const exact = (value: Value): Value => (isFloatType(a.type) ? Number(value) : BigInt(value))
      return holds(e.name, exact(a.value), exact(e.b.value)) ? 1 : 0
    }
    case 'convert':
      return converted(a.type, e.type, a.value)
    case 'bitcast':
      return bitsAs(a.type, e.type, a.value)
  }
}

const nullable = (value: number | null, type: ScalarType): number | null => (value === null ? null : roundFloat(type, value))
