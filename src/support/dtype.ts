// The element types, as one table: a new dtype is a new row.
// Invariant: `store` maps any JavaScript number to the nearest value of the dtype the way a C cast saturating at the ends would.

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

export type Kind = 'bool' | 'uint' | 'int' | 'float'

interface Row {
  readonly kind: Kind
  readonly bits: number
  /** Bytes of one element in memory; a bool is a byte that is 0 or 1. */
  readonly bytes: number
  /** Smallest and largest finite value. */
  readonly min: number
  readonly max: number
  readonly create: (length: number) => TypedArray
  readonly view: (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArray
  readonly store: (value: number) => number
}

/** Casts to an integer range: truncates towards zero, saturates, NaN becomes 0. */
const saturate = (min: number, max: number) => (value: number) =>
  Number.isNaN(value) ? 0 : value <= min ? min : value >= max ? max : Math.trunc(value) + 0

export const dtypes = {
  bool: {
    kind: 'bool',
    bits: 1,
    bytes: 1,
    min: 0,
    max: 1,
    create: n => new Uint8Array(n),
    view: (b, o, n) => new Uint8Array(b, o, n),
    store: x => (x !== 0 ? 1 : 0),
  },
  uint8: {
    kind: 'uint',
    bits: 8,
    bytes: 1,
    min: 0,
    max: 255,
    create: n => new Uint8Array(n),
    view: (b, o, n) => new Uint8Array(b, o, n),
    store: saturate(0, 255),
  },
  uint32: {
    kind: 'uint',
    bits: 32,
    bytes: 4,
    min: 0,
    max: 4294967295,
    create: n => new Uint32Array(n),
    view: (b, o, n) => new Uint32Array(b, o, n),
    store: saturate(0, 4294967295),
  },
  int32: {
    kind: 'int',
    bits: 32,
    bytes: 4,
    min: -2147483648,
    max: 2147483647,
    create: n => new Int32Array(n),
    view: (b, o, n) => new Int32Array(b, o, n),
    store: saturate(-2147483648, 2147483647),
  },
  float32: {
    kind: 'float',
    bits: 32,
    bytes: 4,
    min: -3.4028234663852886e38,
    max: 3.4028234663852886e38,
    create: n => new Float32Array(n),
    view: (b, o, n) => new Float32Array(b, o, n),
    store: Math.fround,
  },
  float64: {
    kind: 'float',
    bits: 64,
    bytes: 8,
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    create: n => new Float64Array(n),
    view: (b, o, n) => new Float64Array(b, o, n),
    store: x => x,
  },
} as const satisfies Record<string, Row>

export type DTypeName = keyof typeof dtypes

export const dtypeNames = Object.keys(dtypes) as readonly DTypeName[]

export const dtypeInfo = (dtype: DTypeName): Row => dtypes[dtype]

export const isDType = (name: unknown): name is DTypeName => typeof name === 'string' && Object.hasOwn(dtypes, name)

export const isFloat = (dtype: DTypeName): boolean => dtypes[dtype].kind === 'float'

export const isInteger = (dtype: DTypeName): boolean => dtypes[dtype].kind === 'int' || dtypes[dtype].kind === 'uint'

/** The dtype two tensors promote to by the Array API's table, or `undefined` across kinds (the user must cast). */
export function promoteDTypes(a: DTypeName, b: DTypeName): DTypeName | undefined {
  if (a === b) return a
  const [p, q] = [dtypes[a], dtypes[b]]
  if (p.kind === q.kind) return p.bits >= q.bits ? a : b
  const [signed, unsigned] = p.kind === 'int' ? [p, q] : [q, p]
  if (signed.kind !== 'int' || unsigned.kind !== 'uint' || unsigned.bits >= signed.bits) return undefined
  return p.kind === 'int' ? a : b
}
