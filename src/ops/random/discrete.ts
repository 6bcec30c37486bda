// Discrete distributions of numbers, computed as JAX computes them.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { type DTypeName, dtypeInfo, isInteger, isWide } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { FloatDType, IntDType, Mut, Shape, SignedIntDType } from '../../types/index.js'
import { checkDType, checkInteger, show } from '../signatures/operands.js'
import { typed, type WeakNumber } from '../signatures/signatures.js'
import { bitsAt, fractions } from './bits.js'
import { checkKey, type Key, split } from './key.js'
import { inUnitInterval, type Parameter, parameters } from './parameters.js'

/**
 * Booleans that are true with a probability.
 * @param key uint32[2]
 * @param shape what to fill
 * @param probability of true, in 0 … 1: a number, or floats that stretch to the shape. Default 0.5
 * @returns bool[shape]
 * @throws ArgumentError unless given a key and a probability, ShapeError when the probabilities do not stretch to the shape
 * @example
 * ```
 * random.bernoulli(random.key(0), [2], 1).toArray() // [true, true]
 * ```
 */
export function bernoulli<const S extends Shape, A extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  probability: Parameter<A, S, D> = 0.5,
): Tensor<Mut<S>, 'bool'> {
  const operation = 'random.bernoulli'
  const { dtype, values } = parameters(operation, shape, [['probability', probability, inUnitInterval] as const], undefined)
  return typed(p.lt(fractions(operation, key, shape, dtype), values[0]))
}

/**
 * -1 or 1, each with probability ½.
 * @param key uint32[2]
 * @param shape what to fill
 * @param dtype int32 unless given
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key, DTypeError unless the dtype has negative numbers
 * @example
 * ```
 * random.rademacher(random.key(0), [100]).abs().equal(1).all().item() // true
 * ```
 */
export function rademacher<const S extends Shape, D extends SignedIntDType | FloatDType = 'int32'>(
  key: Key,
  shape: S,
  dtype?: D,
): Tensor<Mut<S>, D>
export function rademacher(key: Key, shape: Dims, dtype: DTypeName = 'int32'): Tensor {
  checkDType('random.rademacher', dtype)
  if (dtypeInfo(dtype).min >= 0) throw new DTypeError(`random.rademacher: dtype must have negative numbers; got ${dtype}`)
  return signsOf('random.rademacher', key, shape, dtype)
}

/** The same, for other distributions too; of as many bits as the dtype has, as JAX has them in its mode for that dtype. */
export function signsOf(operation: string, key: unknown, shape: Dims, dtype: DTypeName): Tensor {
  const u = fractions(operation, key, shape, dtypeInfo(dtype).bits === 64 ? 'float64' : 'float32')
  const bit = p.cast(p.lt(u, full(0.5, u)), dtype)
  return p.sub(p.add(bit, bit), full(1, bit))
}

/**
 * Geometrically distributed integers from 1: the number of trials, each a success with a probability, up to the first success.
 * `⌊ln u / ln(1 - p)⌋ + 1` of a uniform u in (0, 1].
 * @param key uint32[2]
 * @param shape what to fill
 * @param probability of success, in 0 … 1: a number, or floats that stretch to the shape
 * @param dtype int32 unless given; what exceeds its range is its largest number
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a probability, ShapeError when the probabilities do not stretch to the shape, DTypeError unless
 * the dtype is integer
 * @example
 * ```
 * random.geometric(random.key(0), [100], 0.3).greaterEqual(1).all().item() // true
 * ```
 */
export function geometric<const S extends Shape, A extends Shape = [], F extends FloatDType = 'float32', D extends IntDType = 'int32'>(
  key: Key,
  shape: S,
  probability: Parameter<A, S, F>,
  dtype?: D,
): Tensor<Mut<S>, D>
export function geometric(key: Key, shape: Dims, probability: unknown, dtype: DTypeName = 'int32'): Tensor {
  const operation = 'random.geometric'
  checkIntegerDType(operation, dtype)
  const { dtype: float, values } = parameters(operation, shape, [['probability', probability, inUnitInterval] as const], undefined)
  const drawn = fractions(operation, key, shape, float)
  const one = full(1, drawn)
  // 0, whose logarithm is infinite, counts as 1.
  const u = p.select(p.eq(drawn, full(0, drawn)), one, drawn)
  return p.cast(p.add(p.floor(p.div(p.log(u), p.log1p(p.neg(values[0])))), one), dtype)
}

/** @throws DTypeError unless it is the name of an integer dtype */
export function checkIntegerDType(operation: string, dtype: unknown): asserts dtype is DTypeName {
  checkDType(operation, dtype)
  if (!isInteger(dtype)) throw new DTypeError(`${operation}: dtype must be integer; got ${dtype}`)
}

/**
 * Uniformly distributed integers from `low` to `high`, exclusive. Biased by less than 2⁻³² (2⁻⁶⁴ for 64 bits) unless the span is a power of two.
 * @param key uint32[2]
 * @param shape what to fill
 * @param low the smallest, a number or bigint
 * @param high above the largest
 * @param dtype int32 unless given
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and integers low < high in the range of the dtype
 * @example
 * ```
 * random.randint(random.key(0), [5], 3, 4).toArray() // [3, 3, 3, 3, 3]
 * ```
 */
export function randint<const S extends Shape, D extends IntDType = 'int32'>(
  key: Key,
  shape: S,
  low: WeakNumber,
  high: WeakNumber,
  dtype?: D,
): Tensor<Mut<S>, D>
export function randint(key: Key, shape: Dims, low: WeakNumber, high: WeakNumber, dtype: DTypeName = 'int32'): Tensor {
  const operation = 'random.randint'
  checkKey(operation, key)
  checkIntegerDType(operation, dtype)
  const [from, to] = [boundOf(operation, 'low', low), boundOf(operation, 'high', high)]
  const { min, max } = dtypeInfo(dtype)
  if (!(from < to && from >= min && to - 1n <= max))
    throw new ArgumentError(`${operation}: bounds must be in the range of ${dtype} with low < high; got ${show(low)} and ${show(high)}`)
  // Twice as many random bits as a word has modulo the span: higher · (2^bits mod span) + lower, in words that wrap. A span of all words is 0:
  // no remainder.
  const word = isWide(dtype) ? ({ dtype: 'uint64', bits: 64n } as const) : ({ dtype: 'uint32', bits: 32n } as const)
  const all = 2n ** word.bits
  const span = (to - from) % all
  const modulo = (n: bigint): bigint => (span === 0n ? n : n % span)
  const multiplier = modulo(modulo(2n ** (word.bits / 2n)) ** 2n % all)
  const [first, second] = split(key)
  const [higher, lower] = [bitsAt(operation, first, shape, word.dtype), bitsAt(operation, second, shape, word.dtype)]
  const constant = (value: bigint): Tensor => full(value, lower)
  const remainder = (x: Tensor): Tensor => p.rem(x, constant(span))
  const offset = remainder(p.add(p.mul(remainder(higher), constant(multiplier)), remainder(lower)))
  const result = p.cast(offset, dtype)
  return p.add(result, full(from, result))
}

/** @throws ArgumentError unless it is an integer */
function boundOf(operation: string, name: string, value: WeakNumber): bigint {
  if (typeof value === 'bigint') return value
  checkInteger(operation, name, value)
  return BigInt(value as number)
}
