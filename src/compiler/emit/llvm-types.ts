// How scalar types look in LLVM IR. A bool is i1 in registers and a byte (0 or 1) in memory.

import type { ScalarType } from '../../core/expr.js'
import { type ComplexDTypeName, dtypeInfo, isComplexDType, isHalf } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'

interface Row {
  readonly register: string
  readonly memory: string
  readonly bytes: number
  readonly signed: boolean
  readonly float: boolean
  readonly bits: number
}

const rows: { readonly [T in Exclude<ScalarType, ComplexDTypeName>]: Row } = {
  bool: { register: 'i1', memory: 'i8', bytes: 1, signed: false, float: false, bits: 1 },
  uint8: { register: 'i8', memory: 'i8', bytes: 1, signed: false, float: false, bits: 8 },
  uint16: { register: 'i16', memory: 'i16', bytes: 2, signed: false, float: false, bits: 16 },
  int8: { register: 'i8', memory: 'i8', bytes: 1, signed: true, float: false, bits: 8 },
  int16: { register: 'i16', memory: 'i16', bytes: 2, signed: true, float: false, bits: 16 },
  uint32: { register: 'i32', memory: 'i32', bytes: 4, signed: false, float: false, bits: 32 },
  int32: { register: 'i32', memory: 'i32', bytes: 4, signed: true, float: false, bits: 32 },
  int64: { register: 'i64', memory: 'i64', bytes: 8, signed: true, float: false, bits: 64 },
  uint64: { register: 'i64', memory: 'i64', bytes: 8, signed: false, float: false, bits: 64 },
  index: { register: 'i64', memory: 'i64', bytes: 8, signed: true, float: false, bits: 64 },
  // Halves are moved as their bits; what is computed of them, half-conversions.ts computes in float32.
  float16: { register: 'i16', memory: 'i16', bytes: 2, signed: false, float: false, bits: 16 },
  bfloat16: { register: 'i16', memory: 'i16', bytes: 2, signed: false, float: false, bits: 16 },
  float32: { register: 'float', memory: 'float', bytes: 4, signed: true, float: true, bits: 32 },
  float64: { register: 'double', memory: 'double', bytes: 8, signed: true, float: true, bits: 64 },
}

export function llvmRow(type: ScalarType): Row {
  if (isComplexDType(type)) throw new InternalError(`${type} reached a kernel, which knows its parts alone`)
  return rows[type]
}

export const registerType = (type: ScalarType, lanes: number): string =>
  lanes === 1 ? llvmRow(type).register : `<${lanes} x ${llvmRow(type).register}>`

export const memoryType = (type: ScalarType, lanes: number): string =>
  lanes === 1 ? llvmRow(type).memory : `<${lanes} x ${llvmRow(type).memory}>`

/** The suffix of an overloaded intrinsic, e.g. `v16f32`. */
export const mangled = (type: ScalarType, lanes: number): string =>
  `${lanes === 1 ? '' : `v${lanes}`}${llvmRow(type).float ? 'f' : 'i'}${llvmRow(type).bits}`

const scratch = new DataView(new ArrayBuffer(8))

/** A literal; floats as the bits of a double, which is exact for both widths. */
export function literal(type: ScalarType, value: number | bigint): string {
  const row = llvmRow(type)
  if (row.float) {
    const rounded = type === 'float32' ? Math.fround(Number(value)) : Number(value)
    scratch.setFloat64(0, rounded)
    return `0x${scratch.getBigUint64(0).toString(16).toUpperCase().padStart(16, '0')}`
  }
  if (isHalf(type)) return String(dtypeInfo(type).half?.encode(dtypeInfo(type).store(value)))
  if (row.bits === 1) return Number(value) !== 0 ? 'true' : 'false'
  return BigInt.asIntN(row.bits, BigInt(value)).toString()
}
