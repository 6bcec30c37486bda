// Random bits, and the fractions made of them, from which all distributions are made.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { type DTypeName, dtypeInfo, floatFormat, isFloat, isHalf } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { Mut, Shape, UnsignedIntDType } from '../../types/index.js'
import { checkDType } from '../signatures/operands.js'
import { cipherAt, type Key } from './key.js'

/** 32 random bits for each position. */
export function wordsAt(operation: string, key: unknown, shape: unknown): Tensor {
  const [a, b] = cipherAt(operation, key, shape)
  return p.xor(a, b)
}

/**
 * Uniformly random bits.
 * @param key uint32[2]
 * @param shape what to fill
 * @param dtype uint32 unless given
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype is unsigned
 * @example
 * ```
 * random.bits(random.key(0), [2]).dtype // "uint32"
 * ```
 */
export function bits<const S extends Shape, D extends UnsignedIntDType = 'uint32'>(key: Key, shape: S, dtype?: D): Tensor<Mut<S>, D>
export function bits(key: Key, shape: Dims, dtype: DTypeName = 'uint32'): Tensor {
  checkDType('random.bits', dtype)
  if (dtypeInfo(dtype).kind !== 'uint') throw new DTypeError(`random.bits: dtype must be unsigned; got ${dtype}`)
  return bitsAt('random.bits', key, shape, dtype)
}

/** Random bits for each position, as elements of an unsigned dtype. */
export function bitsAt(operation: string, key: unknown, shape: unknown, dtype: DTypeName): Tensor {
  if (dtype !== 'uint64') return p.cast(wordsAt(operation, key, shape), dtype)
  const [upper, lower] = cipherAt(operation, key, shape)
  const high = p.cast(upper, dtype)
  return p.or(p.shiftLeft(high, full(32, high)), p.cast(lower, dtype))
}

/** @throws DTypeError unless it is the name of a float dtype */
export function checkFloatDType(operation: string, dtype: unknown): asserts dtype is DTypeName {
  checkDType(operation, dtype)
  if (!isFloat(dtype)) throw new DTypeError(`${operation}: dtype must be float; got ${dtype}`)
}

/** How JAX makes fractions of random bits: how many it draws, how many of them it drops, and the bits of 1. */
const drawnBits = {
  float16: { dtype: 'uint16', dropped: 6, one: 0x3c00 },
  bfloat16: { dtype: 'uint8', dropped: 1, one: 0x3f80 },
} as const

/** Floats in [0, 1), each a multiple of the distance from 1 to the next number. */
export function fractions(operation: string, key: unknown, shape: unknown, dtype: DTypeName): Tensor {
  checkFloatDType(operation, dtype)
  return fractionsOf(cipherAt(operation, key, shape), dtype)
}

/** The same, of two random words for each element. */
export function fractionsOf([high, low]: readonly [Tensor, Tensor], dtype: DTypeName): Tensor {
  if (dtypeInfo(dtype).bits === 64) {
    // The upper 52 bits of two words, put together exactly.
    const scaled = (word: Tensor, unit: number): Tensor => {
      const x = p.cast(word, dtype)
      return p.mul(x, full(unit, x))
    }
    return p.add(scaled(high, 2 ** -32), scaled(p.shiftRightLogical(low, full(12, low)), 2 ** -52))
  }
  if (isHalf(dtype)) {
    const { dtype: drawn, dropped, one } = drawnBits[dtype]
    const word = p.cast(p.cast(p.xor(high, low), drawn), 'uint16')
    const oneToTwo = p.bitcast(p.or(p.shiftRightLogical(word, full(dropped, word)), full(one, word)), dtype)
    return p.sub(oneToTwo, full(1, oneToTwo))
  }
  // 23 bits as the fraction of a number in [1, 2).
  const word = p.xor(high, low)
  const oneToTwo = p.bitcast(p.or(p.shiftRightLogical(word, full(9, word)), full(0x3f800000, word)), 'float32')
  return p.sub(oneToTwo, full(1, oneToTwo))
}

/** Floats in [min, max), computed as JAX does. */
export const between = (operation: string, key: unknown, shape: unknown, dtype: DTypeName, min: number, max: number): Tensor =>
  ranged(fractions(operation, key, shape, dtype), min, max)

/** The same, of fractions. */
export function ranged(fraction: Tensor, min: number, max: number): Tensor {
  const { store } = dtypeInfo(fraction.dtype)
  const [low, span] = [store(min), store(store(max) - store(min))]
  const scaled = span === 1 ? fraction : p.mul(fraction, full(span, fraction))
  // Rounding may fall below min, but never where min is 0.
  return low === 0 ? scaled : p.max(full(low, scaled), p.add(scaled, full(low, scaled)))
}

/** The same between bounds that are tensors of the shape of the fractions. */
export const stretched = (fraction: Tensor, min: Tensor, max: Tensor): Tensor => p.max(min, p.add(p.mul(fraction, p.sub(max, min)), min))

/** The smallest number above -1. */
export const aboveMinusOne = (dtype: DTypeName): number => -1 + dtypeEpsilon(dtype) / 2

/** The smallest normal number. */
export const tiny = (dtype: DTypeName): number => 2 ** (floatFormat(dtype).least + floatFormat(dtype).digits - 1)

/** The distance from 1 to the next number. */
export const dtypeEpsilon = (dtype: DTypeName): number => 2 ** (1 - floatFormat(dtype).digits)
