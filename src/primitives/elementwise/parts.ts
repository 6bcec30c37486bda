// The parts of a float: its sign bit, its exponent, its neighbours, and scaling by powers of two, all exact.

import * as e from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo, floatFormat } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import * as approximate from '../approximations/index.js'
import { bindOne } from '../single.js'
import { binaryOf, commonDType, dtypesOf, elementwise, floats, given, samples, unaryOf } from './family.js'

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0)

export const signBitP: Primitive = elementwise(1, {
  name: 'signBit',
  domain: samples(1, floats, { distinct: true }),
  resultOf: inputs => {
    commonDType('signBit', floats, inputs)
    return 'bool'
  },
  value: () => x => (isNegative(x) ? 1 : 0),
  // The sign of NaN is not the same on every machine, so it counts as positive.
  body: ([x]) => e.and(approximate.isNegative(given(x)), e.compare('eq', given(x), given(x))),
  jvp: () => null,
  transpose: 'nonlinear',
})
export const signBit = unaryOf(signBitP)

const cell = new DataView(new ArrayBuffer(8))

/** The neighbour of x in the direction of y, among the numbers of the dtype. */
function neighbour(x: number, y: number, dtype: DTypeName): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === y) return y
  const least = 2 ** floatFormat(dtype).least
  if (x === 0) return y > 0 ? least : -least
  // Patterns of either sign grow with the magnitude.
  const away = y > x === x > 0
  const { half } = dtypeInfo(dtype)
  if (half !== null) return half.decode(half.encode(x) + (away ? 1 : -1))
  if (dtype === 'float32') {
    cell.setFloat32(0, x)
    cell.setInt32(0, cell.getInt32(0) + (away ? 1 : -1))
    return cell.getFloat32(0)
  }
  cell.setFloat64(0, x)
  cell.setBigInt64(0, cell.getBigInt64(0) + (away ? 1n : -1n))
  return cell.getFloat64(0)
}

export const nextAfterP: Primitive = elementwise(
  2,
  {
    name: 'nextAfter',
    domain: samples(2, floats),
    resultOf: inputs => commonDType('nextAfter', floats, inputs),
    value: dtype => (x, y) => neighbour(x, y, dtype),
    body: ([x, y]) => approximate.nextAfter(given(x), given(y)),
    // The neighbour moves with x.
    jvp: (_, [t = null]) => t,
    transpose: 'nonlinear',
  },
  'as they are',
)
export const nextAfter = binaryOf(nextAfterP)

/** `x = m·2^k` with ½ ≤ |m| < 1; k is 0 for zeros, infinities and NaN. */
function split(x: number): { readonly m: number; readonly k: number } {
  if (x === 0 || !Number.isFinite(x)) return { m: x, k: 0 }
  const scaled = Math.abs(x) < 2 ** -1022 ? x * 2 ** 54 : x
  cell.setFloat64(0, scaled)
  const k = ((cell.getUint16(0) >> 4) & 0x7ff) - 1022
  cell.setUint16(0, (cell.getUint16(0) & 0x800f) | (1022 << 4))
  return { m: cell.getFloat64(0), k: scaled === x ? k : k - 54 }
}

export const exponentP: Primitive = elementwise(1, {
  name: 'exponent',
  domain: samples(1, floats, { distinct: true, range: [-40, 40] }),
  resultOf: inputs => {
    commonDType('exponent', floats, inputs)
    return 'int32'
  },
  value: () => x => split(x).k,
  body: ([x]) => approximate.exponent(given(x)),
  jvp: () => null,
  transpose: 'nonlinear',
})
/** The k of `x = m·2^k` with ½ ≤ |m| < 1; 0 for zeros, infinities and NaN. */
export const exponent = unaryOf(exponentP)

const scaleDomain: readonly Sample<Params>[] = dtypesOf(floats).map(dtype => ({
  inputs: [
    { shape: [2, 3], dtype },
    { shape: [2, 3], dtype: 'int32', range: [-6, 6] },
  ],
  params: {},
}))

/** The product by a power of two, rounded once. */
function scaled(x: number, by: number): number {
  const { m, k } = split(x)
  if (m === 0 || !Number.isFinite(m)) return x
  const power = k + by
  return power > 1000 ? m * 2 ** 1000 * 2 ** Math.min(power - 1000, 100) : m * 2 ** Math.max(power, -1100)
}

export const ldexpP: Primitive = elementwise(2, {
  name: 'ldexp',
  domain: scaleDomain,
  resultOf: ([x, by]) => {
    if (by?.dtype !== 'int32') throw new DTypeError(`ldexp: the exponents must be int32; got ${by?.dtype}`)
    return commonDType('ldexp', floats, [given(x)])
  },
  value: () => scaled,
  body: ([x, by]) => approximate.ldexp(given(x), given(by)),
  jvp: ([, by], [t = null]) => t && ldexp(t, given(by)),
  transpose: (ct, [x, by]) => [x?.linear && by?.linear === false ? ldexp(ct, by.value) : null, null],
})
/** `x·2^by` for int32 exponents. */
export const ldexp = (x: Tensor, by: Tensor): Tensor => bindOne(ldexpP, [x, by], {})
