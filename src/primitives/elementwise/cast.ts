// Changing the element type, by value (cast) or by bits (bitcast), and stopGradient, the identity that hides a value from derivatives.
// Casting a float to an integer truncates and saturates, NaN becomes 0; between integers it wraps; anything but 0 casts to true.

import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import * as e from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import {
  type DTypeName,
  dtypeInfo,
  isComplexDType,
  isFloat,
  isWide,
  partDType,
  realDTypes,
  wideElement,
  wideValue,
} from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import { bindOne } from '../single.js'
import { full } from '../structure/broadcast.js'
import { anything, commonDType, elementwise, floats, given, samples, unaryOf } from './family.js'

export interface CastParams extends Params {
  readonly dtype: DTypeName
}

const conversions = (allowed: (from: DTypeName, to: DTypeName) => boolean): readonly Sample<CastParams>[] =>
  realDTypes.flatMap(from =>
    realDTypes.filter(to => allowed(from, to)).map(dtype => ({ inputs: [{ shape: [2, 3], dtype: from }], params: { dtype } })),
  )

/** Between integers. Storing wraps by itself what is of one kind, number or bigint. */
function wrapped(from: DTypeName, to: DTypeName): (x: number) => number {
  if (isWide(from) === isWide(to)) return x => x
  if (isWide(from)) return x => Number(BigInt.asIntN(32, wideValue(x)))
  return x => wideElement(BigInt(x))
}

export const castP: Primitive<CastParams> = elementwise(
  1,
  {
    name: 'cast',
    domain: conversions(() => true),
    resultOf: (_, { dtype }) => dtype,
    value: (from, { dtype }) => (isFloat(from) || isFloat(dtype) || dtype === 'bool' ? dtypeInfo(dtype).store : wrapped(from, dtype)),
    body: ([x], { dtype }) => e.convert(dtype, given(x)),
    jvp: (_, [t = null], output) => (t === null || !isFloat(output.dtype) ? null : cast(t, output.dtype)),
    transpose: (ct, [x]) => [x?.linear ? cast(ct, x.type.dtype) : null],
  },
  'as they are',
)

/** The elements converted to another dtype. @throws DTypeError from complex ones to what has no imaginary part */
export function cast(x: Tensor, dtype: DTypeName): Tensor {
  if (x.dtype === dtype) return x
  if (!isComplexDType(dtype)) return bindOne(castP, [x], { dtype })
  const part = partDType(dtype)
  const [re, im] = isComplex(x) ? partsOf(x) : [x, full(0, { shape: x.shape, dtype: part })]
  return pairOf(cast(re, part), cast(im, part))
}

const sameBits = (from: DTypeName, to: DTypeName): boolean =>
  dtypeInfo(from).bits === dtypeInfo(to).bits && from !== 'bool' && to !== 'bool'

/** One element as its bytes. */
function memoryOf(dtype: DTypeName) {
  const { half, create } = dtypeInfo(dtype)
  const cell = half === null ? create(1) : new Uint16Array(1)
  return {
    bytes: new Uint8Array(cell.buffer),
    put(x: number): void {
      cell[0] = half === null ? x : half.encode(x)
    },
    get: (): number => (half === null ? (cell[0] as number) : half.decode(cell[0] as number)),
  }
}

export const bitcastP: Primitive<CastParams> = elementwise(
  1,
  {
    name: 'bitcast',
    domain: conversions(sameBits),
    resultOf: ([x], { dtype }) => {
      const from = given(x).dtype
      if (!sameBits(from, dtype))
        throw new DTypeError(`bitcast: widths must be equal; expected ${dtypeInfo(from).bits} bits as ${from}, got ${dtype}`)
      return dtype
    },
    value: (from, { dtype }) => {
      const [source, target] = [memoryOf(from), memoryOf(dtype)]
      return x => {
        source.put(x)
        target.bytes.set(source.bytes)
        return target.get()
      }
    },
    body: ([x], { dtype }) => e.bitcast(dtype, given(x)),
    jvp: () => null,
    transpose: 'nonlinear',
  },
  'as they are',
)

/** The same bits read as another dtype of the same width. */
export const bitcast = (x: Tensor, dtype: DTypeName): Tensor => bindOne(bitcastP, [x], { dtype })

export const stopGradientP: Primitive = elementwise(
  1,
  {
    name: 'stopGradient',
    domain: samples(1, floats),
    resultOf: inputs => commonDType('stopGradient', anything, inputs),
    value: () => x => x,
    body: ([x]) => given(x),
    jvp: () => null,
    transpose: 'nonlinear',
    complex: 'parts',
  },
  'as they are',
)

/** The same value, of which no derivative is taken. */
export const stopGradient = unaryOf(stopGradientP)
