// Discrete distributions, computed as JAX computes them.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { argmax } from '../../primitives/arg-extremum.js'
import { full } from '../../primitives/broadcast.js'
import * as p from '../../primitives/elementwise.js'
import { type DTypeName, dtypeInfo, isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import { type Dims, normalizeAxis } from '../../support/shape.js'
import type { Argument, FloatDType, IntDType, Mut, Reduce, Shape, ShapeResult } from '../../types/index.js'
import { checkDType, checkInteger, checkKind, floatKind, show, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { fractions, wordsAt } from './bits.js'
import { gumbelOf } from './continuous.js'
import { checkKey, type Key, split } from './key.js'

/**
 * Booleans that are true with a probability.
 * @param key uint32[2]
 * @param shape what to fill
 * @param probability of true, in 0 … 1: a number, or floats that broadcast to the shape. Default 0.5
 * @returns bool[shape]
 * @throws ArgumentError unless given a key and a probability, ShapeError when the probabilities do not broadcast to the shape
 * @example
 * ```
 * random.bernoulli(random.key(0), [2], 1).toArray() // [true, true]
 * ```
 */
export function bernoulli<const S extends Shape>(
  key: Key,
  shape: S,
  probability: number | Tensor<Shape, FloatDType> = 0.5,
): Tensor<Mut<S>, 'bool'> {
  if (!isTensor(probability)) {
    if (!(probability >= 0 && probability <= 1))
      throw new ArgumentError(`random.bernoulli: probability must be in 0 … 1; got ${show(probability)}`)
    const u = fractions('random.bernoulli', key, shape, 'float32')
    return typed(p.lt(u, full(probability, u)))
  }
  checkKind('random.bernoulli', probability, floatKind, 'probabilities')
  const u = fractions('random.bernoulli', key, shape, probability.dtype)
  return typed(p.lt(u, stretchTo('random.bernoulli', 'probabilities', probability, u.shape)))
}

/**
 * Uniformly distributed integers from `low` to `high`, exclusive. Biased by less than 2⁻³² unless the span is a power of two.
 * @param key uint32[2]
 * @param shape what to fill
 * @param low the smallest
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
  low: number,
  high: number,
  dtype?: D,
): Tensor<Mut<S>, D>
export function randint(key: Key, shape: Dims, low: number, high: number, dtype: DTypeName = 'int32'): Tensor {
  const operation = 'random.randint'
  checkKey(operation, key)
  checkDType(operation, dtype)
  if (!isInteger(dtype)) throw new DTypeError(`${operation}: dtype must be integer; got ${dtype}`)
  checkInteger(operation, 'low', low)
  checkInteger(operation, 'high', high)
  const { min, max } = dtypeInfo(dtype)
  if (!(low < high && low >= min && high <= max + 1))
    throw new ArgumentError(`${operation}: bounds must be in the range of ${dtype} with low < high; got ${low} and ${high}`)
  // 64 random bits modulo the span: higher · (2³² mod span) + lower, in words that wrap. A span of all words is 0: no remainder.
  const span = (high - low) % 2 ** 32
  const modulo = (n: number): number => (span === 0 ? n : n % span)
  const multiplier = modulo(modulo(2 ** 16) ** 2 % 2 ** 32)
  const [first, second] = split(key)
  const [higher, lower] = [wordsAt(operation, first, shape), wordsAt(operation, second, shape)]
  const constant = (value: number): Tensor => full(value, lower)
  const remainder = (x: Tensor): Tensor => p.rem(x, constant(span))
  const offset = remainder(p.add(p.mul(remainder(higher), constant(multiplier)), remainder(lower)))
  const result = p.cast(offset, dtype)
  return p.add(result, full(low, result))
}

/**
 * Classes drawn with probabilities `softmax(logits)`, by the Gumbel trick: `argmax(logits + gumbel)`.
 * @param key uint32[2]
 * @param logits floats[…], logarithms of probabilities up to a constant
 * @param axis that of the classes; the last unless given
 * @returns int32, the other axes
 * @throws ArgumentError unless given a key, ShapeError when the axis does not exist, DTypeError unless float
 * @example
 * ```
 * random.categorical(random.key(0), tensor([-Infinity, 0])).item() // 1
 * ```
 */
export function categorical<S extends Shape, D extends FloatDType, const Axis extends number = -1>(
  key: Key,
  logits: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis>, Axis>,
): Tensor<ShapeResult<Reduce<S, Axis>>, 'int32'>
export function categorical(key: Key, logits: Tensor, axis = -1): Tensor {
  checkKind('random.categorical', logits, floatKind)
  const at = normalizeAxis(axis, logits.shape.length, 'random.categorical')
  return argmax(p.add(gumbelOf('random.categorical', key, logits.shape, logits.dtype), logits), at)
}
