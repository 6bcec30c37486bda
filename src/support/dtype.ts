// The element types, as one table: a new dtype is a new row.
// Invariant: `store` maps any JavaScript number, or bigint, to the nearest value of the dtype the way a C cast saturating at the ends would.

import type { Complex } from './complex.js'
import { bfloat16, float16, type HalfFormat } from './half-formats.js'

/** Elements in plain memory. A complex one is its real part followed by its imaginary part. Those of int64 and uint64 are bigints, which this type does not say: see Note [Wide integers].
 * Those of float16 and bfloat16 are numbers that are exact in the format, in a Float32Array. */
export type TypedArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array

export type Kind = 'bool' | 'uint' | 'int' | 'float' | 'complex'

interface Row {
  readonly kind: Kind
  readonly bits: number
  /** Bytes of one element in memory; a bool is a byte that is 0 or 1. */
  readonly bytes: number
  /** Smallest and largest finite value, as elements; of a complex dtype those of the parts. */
  readonly min: number
  readonly max: number
  readonly create: (length: number) => TypedArray
  /** What native memory and files hold where it is not what plain memory holds. */
  readonly half: HalfFormat | null
  readonly store: (value: number | bigint) => number
}

interface ArrayConstructor<A> {
  new (length: number): A
}

/** Casts to an integer range: truncates towards zero, saturates, NaN becomes 0. */
const saturate = (min: number, max: number) => (value: number | bigint) => {
  const x = Number(value)
  return Number.isNaN(x) ? 0 : x <= min ? min : x >= max ? max : Math.trunc(x) + 0
}

function integer(kind: 'int' | 'uint', bits: number, array: ArrayConstructor<TypedArray>): Row {
  const [min, max] = kind === 'int' ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
  return {
    kind,
    bits,
    bytes: bits / 8,
    min,
    max,
    create: n => new array(n),
    half: null,
    store: saturate(min, max),
  }
}

/** A bigint as an element, which is passed around as if it were a number: see Note [Wide integers]. */
export const wideElement = (value: bigint): number => value as unknown as number

function wideInteger(kind: 'int' | 'uint', array: ArrayConstructor<BigInt64Array | BigUint64Array>): Row {
  const [min, max] = kind === 'int' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n]
  const clamped = (x: bigint): bigint => (x < min ? min : x > max ? max : x)
  const ofNumber = (x: number): bigint => (Number.isNaN(x) ? 0n : x <= min ? min : x >= max ? max : BigInt(Math.trunc(x)))
  return {
    kind,
    bits: 64,
    bytes: 8,
    min: wideElement(min),
    max: wideElement(max),
    create: n => new array(n) as unknown as TypedArray,
    half: null,
    store: value => wideElement(typeof value === 'bigint' ? clamped(value) : ofNumber(value)),
  }
}

/**
 * A bigint as a float64 that rounds to a narrower float as the bigint itself does: digits beyond the 53rd are dropped, and leave a 1 in the
 * last place if there were any ("rounding to odd", Boldo and Melquiond, 2008).
 */
function roundedToOdd(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  const surplus = magnitude.toString(2).length - 53
  if (surplus <= 0) return Number(value)
  const kept = magnitude >> BigInt(surplus)
  const exact = kept << BigInt(surplus) === magnitude
  const odd = Number(exact ? kept : kept | 1n) * 2 ** surplus
  return value < 0n ? -odd : odd
}

const half = (format: HalfFormat, max: number): Row => ({
  kind: 'float',
  bits: 16,
  bytes: 2,
  min: -max,
  max,
  create: n => new Float32Array(n),
  half: format,
  store: x => format.round(typeof x === 'bigint' ? roundedToOdd(x) : x),
})

const float32Range = { min: -3.4028234663852886e38, max: 3.4028234663852886e38 } as const
const float64Range = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE } as const

/** Pairs of floats, side by side; a real number is stored as the real part. See core/complex.ts. */
const complex = (bits: number, range: Pick<Row, 'min' | 'max'>, array: ArrayConstructor<TypedArray>, store: Row['store']): Row => ({
  kind: 'complex',
  bits,
  bytes: bits / 8,
  ...range,
  create: n => new array(2 * n),
  half: null,
  store,
})

const storeFloat32 = (x: number | bigint): number => Math.fround(typeof x === 'bigint' ? roundedToOdd(x) : x)

export const dtypes = {
  bool: {
    kind: 'bool',
    bits: 1,
    bytes: 1,
    min: 0,
    max: 1,
    create: n => new Uint8Array(n),
    half: null,
    store: x => (Number(x) !== 0 ? 1 : 0),
  },
  uint8: integer('uint', 8, Uint8Array),
  uint16: integer('uint', 16, Uint16Array),
  uint32: integer('uint', 32, Uint32Array),
  uint64: wideInteger('uint', BigUint64Array),
  int8: integer('int', 8, Int8Array),
  int16: integer('int', 16, Int16Array),
  int32: integer('int', 32, Int32Array),
  int64: wideInteger('int', BigInt64Array),
  float32: {
    kind: 'float',
    bits: 32,
    bytes: 4,
    ...float32Range,
    create: n => new Float32Array(n),
    half: null,
    store: storeFloat32,
  },
  float64: {
    kind: 'float',
    bits: 64,
    bytes: 8,
    ...float64Range,
    create: n => new Float64Array(n),
    half: null,
    store: Number,
  },
  float16: half(float16, 65504),
  bfloat16: half(bfloat16, 3.3895313892515355e38),
  complex64: complex(64, float32Range, Float32Array, storeFloat32),
  complex128: complex(128, float64Range, Float64Array, Number),
} as const satisfies Record<string, Row>

export type DTypeName = keyof typeof dtypes

export const dtypeNames = Object.keys(dtypes) as readonly DTypeName[]

export const dtypeInfo = (dtype: DTypeName): Row => dtypes[dtype]

export const isDType = (name: unknown): name is DTypeName => typeof name === 'string' && Object.hasOwn(dtypes, name)

/** Those whose elements are one value: what graphs and kernels compute with. */
export const realDTypes: readonly DTypeName[] = dtypeNames.filter(dtype => dtypes[dtype].kind !== 'complex')

export const isFloat = (dtype: DTypeName): boolean => dtypes[dtype].kind === 'float'

export const isInteger = (dtype: DTypeName): boolean => dtypes[dtype].kind === 'int' || dtypes[dtype].kind === 'uint'

export type ComplexDTypeName = 'complex64' | 'complex128'

export const isComplexDType = (dtype: string): dtype is ComplexDTypeName => dtype === 'complex64' || dtype === 'complex128'

/** The dtype of the real and the imaginary parts. */
export const partDType = (dtype: ComplexDTypeName): 'float32' | 'float64' => (dtype === 'complex64' ? 'float32' : 'float64')

/** The bytes of the numbers that an element is made of: of a complex one, its parts. */
export const partWidth = (dtype: DTypeName): number => dtypes[dtype].bytes / (isComplexDType(dtype) ? 2 : 1)

/** The complex dtype whose parts hold numbers of a float dtype. */
export const complexDType = (dtype: DTypeName): ComplexDTypeName =>
  dtype === 'float64' || dtype === 'complex128' ? 'complex128' : 'complex64'

/** An element of an array of complex ones. */
export const complexElement = (data: TypedArray, i: number): Complex => ({ re: data[2 * i] as number, im: data[2 * i + 1] as number })

export interface FloatFormat {
  /** Binary digits of the significand, the leading one included. */
  readonly digits: number
  /** The exponent of the smallest number. */
  readonly least: number
}

/** The format of a float dtype. */
export const floatFormat = (dtype: DTypeName): FloatFormat => {
  switch (dtype) {
    case 'float16':
      return { digits: 11, least: -24 }
    case 'bfloat16':
      return { digits: 8, least: -133 }
    case 'float32':
      return { digits: 24, least: -149 }
    default:
      return { digits: 53, least: -1074 }
  }
}

/** Whether the dtype is a float of 16 bits, which is computed with in float32 and rounded after every operation. */
export const isHalf = (dtype: string): dtype is 'float16' | 'bfloat16' => dtype === 'float16' || dtype === 'bfloat16'

/** The bytes that native memory and files hold for elements; those of the array itself where they are the same. */
export function bytesOfElements(dtype: DTypeName, data: TypedArray): Uint8Array {
  const { half } = dtypeInfo(dtype)
  const held = half === null ? data : new Uint16Array(data.length)
  if (half !== null) for (let i = 0; i < data.length; i++) held[i] = half.encode(data[i] as number)
  return new Uint8Array(held.buffer, held.byteOffset, held.byteLength)
}

/** Room for the bytes of elements, and the elements once they are there. */
export function elementsToFill(dtype: DTypeName, length: number): { readonly bytes: Uint8Array; readonly elements: () => TypedArray } {
  const { half, create } = dtypeInfo(dtype)
  const held = half === null ? create(length) : new Uint16Array(length)
  return {
    bytes: new Uint8Array(held.buffer, held.byteOffset, held.byteLength),
    elements() {
      if (half === null) return held
      const elements = create(length)
      for (let i = 0; i < length; i++) elements[i] = half.decode(held[i] as number)
      return elements
    },
  }
}

/** The elements whose bytes `fill` writes, `length` of them. */
export function elementsOfBytes(dtype: DTypeName, length: number, fill: (bytes: Uint8Array) => void): TypedArray {
  const { bytes, elements } = elementsToFill(dtype, length)
  fill(bytes)
  return elements()
}

/** Whether elements in plain memory are bigints. */
export const isWide = (dtype: string): dtype is 'int64' | 'uint64' => dtype === 'int64' || dtype === 'uint64'

/** The exact value of an element of int64 or uint64. */
export const wideValue = (element: number): bigint => element as unknown as bigint

/** Where to accumulate `length` results before they are stored: float64 for floats, so that they round once; all digits of integers. */
export const accumulators = (dtype: DTypeName, length: number): TypedArray =>
  isWide(dtype) ? dtypeInfo(dtype).create(length) : new Float64Array(length)

/** An element as the parameter of an operation, which is plain data: integers beyond 2⁵³ in decimal. Equal elements give equal parameters. */
export type ElementParam = number | string

export function elementParam(element: number | bigint): ElementParam {
  if (typeof element !== 'bigint') return element
  const value = Number(element)
  return Number.isSafeInteger(value) ? value : String(element)
}

/** The element that a parameter stands for, of the dtype. */
export const paramElement = (param: ElementParam, dtype: DTypeName): number =>
  dtypeInfo(dtype).store(typeof param === 'string' ? BigInt(param) : param)

/** The dtype two tensors promote to by the Array API's table, or `undefined` across kinds (the user must cast). */
export function promoteDTypes(a: DTypeName, b: DTypeName): DTypeName | undefined {
  if (a === b) return a
  const [p, q] = [dtypes[a], dtypes[b]]
  if (p.kind === 'complex' && q.kind === 'float') return p.bits >= 2 * q.bits ? a : complexDType(b)
  if (q.kind === 'complex' && p.kind === 'float') return promoteDTypes(b, a)
  // Neither half holds the other.
  if (isHalf(a) && isHalf(b)) return 'float32'
  if (p.kind === q.kind) return p.bits >= q.bits ? a : b
  const [signed, unsigned] = p.kind === 'int' ? [p, q] : [q, p]
  if (signed.kind !== 'int' || unsigned.kind !== 'uint' || unsigned.bits === 64) return undefined
  // The signed integers that hold both.
  const bits = Math.max(signed.bits, 2 * unsigned.bits)
  return dtypeNames.find(dtype => dtypes[dtype].kind === 'int' && dtypes[dtype].bits === bits)
}

// Note [Wide integers]
// JavaScript numbers are exact up to 2⁵³, so the elements of int64 and uint64 are bigints, in BigInt64Array and BigUint64Array. The operators of
// the language (+ - * / % < === & | ^ ~ << >>) mean the same for both, as long as both operands are of one kind, and so does storing, which
// wraps. References are therefore written once, over `number`, with operators alone: what moves, adds or compares elements is exact in 64 bits
// without knowing it. What needs more (Math, literals, accumulators) takes literals from `store`, arrays from `accumulators`, or asks `isWide`.
// Whoever forgets meets a TypeError ("Cannot mix BigInt") in the first law that is run on it, never a wrong digit.
// Users see what is: `data()`, `item()` and `toArray()` are typed by dtype.
