// Orders and samples of what is there: permutation, choice. As JAX: by sorting along with random words, by the Gumbel trick, or by
// searching running sums of probabilities.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { cumSum } from '../../primitives/cumulative/index.js'
import * as p from '../../primitives/elementwise/index.js'
import { gatherAlong } from '../../primitives/gather/along.js'
import { searchSorted, sort } from '../../primitives/sorting/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims, normalizeAxis, showShape, sizeOf } from '../../support/shape.js'
import type { Argument, DType, FloatDType, IntDType, Mut, Shape, ShapeResult } from '../../types/index.js'
import { type Take, take } from '../indexing/take.js'
import { checkInteger, checkKind, checkTensor, floatKind, stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import type { AlongAxis } from '../sorting/sort.js'
import { fractions, wordsAt } from './bits.js'
import { randint } from './discrete.js'
import { checkKey, type Key, split } from './key.js'
import { gumbelOf } from './standard.js'

/** What `permutation` takes. */
export interface PermutationOptions<Axis extends number = number> {
  /** Which axis; negative ones count from the end. Default 0. */
  readonly axis?: Axis
  /** Whether each line along the axis gets an order of its own. Default false: slices stay together. */
  readonly independent?: boolean
}

/**
 * A random order along an axis: `sort` by random words, as often as makes equal words in all rounds unlikely.
 * @param key uint32[2]
 * @param x any[…], or a number n for the integers below n
 * @param options axis, default 0; independent: each line gets its own order
 * @returns the same shape and dtype; int32[n] for a number
 * @throws ArgumentError unless given a key, ShapeError when the axis does not exist
 * @example
 * ```
 * random.permutation(random.key(0), 5).sort().toArray() // [0, 1, 2, 3, 4]
 * random.permutation(random.key(0), tensor([7, 7])).toArray() // [7, 7]
 * ```
 */
export function permutation<N extends number>(key: Key, x: N): Tensor<[N], 'int32'>
export function permutation<S extends Shape, D extends DType, const Axis extends number = 0>(
  key: Key,
  x: Tensor<S, D>,
  options?: PermutationOptions<Argument<AlongAxis<S, Axis>, Axis> & number>,
): Tensor<S, D>
export function permutation(key: Key, x: Tensor | number, options?: PermutationOptions): Tensor {
  const operation = 'random.permutation'
  const { axis, independent } = optionsOf(operation, options, { axis: 0, independent: false })
  checkKey(operation, key)
  if (!isTensor(x)) return shuffled(operation, key, integersBelow(operation, 'x', x), 0)
  const at = normalizeAxis(axis, x.shape.length, operation)
  if (independent || x.shape.length === 1) return shuffled(operation, key, x, at)
  return take(x, order(operation, key, x.shape[at] ?? 0), at, { mode: 'clip' })
}

/** The integers from 0 to n - 1. */
function integersBelow(operation: string, name: string, n: unknown): Tensor {
  checkInteger(operation, name, n, 0)
  return iota({ shape: [n as number], axis: 0, dtype: 'int32' })
}

const order = (operation: string, key: Key, n: number): Tensor<[number], 'int32'> =>
  typed(shuffled(operation, key, integersBelow(operation, 'size', n), 0))

/** Words below 2³² may be equal; after this many rounds it is unlikely that two elements never had different ones. */
const rounds = (size: number): number => Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1))

function shuffled(operation: string, key: Key, x: Tensor, axis: number): Tensor {
  let [rest, result] = [key, x]
  for (let round = rounds(sizeOf(x.shape)); round > 0; round--) {
    const [next, words] = split(rest)
    const [, positions] = sort(wordsAt(operation, words, x.shape), axis, false)
    result = gatherAlong(result, positions, axis)
    rest = next
  }
  return result
}

/** What `choice` takes. */
export interface ChoiceOptions<Axis extends number = number> {
  /** Whether an element may be drawn again. Default true. */
  readonly replace?: boolean
  /** Probabilities of the elements, floats[n] that sum to 1; equal ones unless given. */
  readonly p?: Tensor<[number], FloatDType> | undefined
  /** Along which axis slices are drawn; negative ones count from the end. Default 0. */
  readonly axis?: Axis
}

/**
 * Elements, or slices along an axis, drawn at random.
 * @param key uint32[2]
 * @param shape how many: it takes the place of the axis
 * @param from any[…], or a number n for the integers below n
 * @param options replace, default true; p, the probabilities; axis, default 0
 * @returns the dtype of `from`; int32[shape] for a number
 * @throws ArgumentError unless given a key, or when there are too few elements; ShapeError when the axis does not exist or p is not floats[n]
 * @example
 * ```
 * random.choice(random.key(0), [3], tensor([7, 7])).toArray() // [7, 7, 7]
 * random.choice(random.key(0), [3], 3, { replace: false }).sort().toArray() // [0, 1, 2]
 * random.choice(random.key(0), [2], 3, { p: tensor([0, 0, 1]) }).toArray() // [2, 2]
 * ```
 */
export function choice<const N extends Shape>(key: Key, shape: N, from: number, options?: ChoiceOptions<0>): Tensor<Mut<N>, 'int32'>
export function choice<const N extends Shape, S extends Shape, D extends DType, const Axis extends number = 0>(
  key: Key,
  shape: N,
  from: Tensor<S, D>,
  options?: ChoiceOptions<Argument<Take<S, Mut<N>, Axis>, Axis> & number>,
): Tensor<ShapeResult<Take<S, Mut<N>, Axis>>, D>
export function choice(key: Key, shape: Dims, from: Tensor | number, options?: ChoiceOptions): Tensor {
  const operation = 'random.choice'
  const given = optionsOf(operation, options, { replace: true, p: undefined, axis: 0 })
  checkKey(operation, key)
  checkShape(shape, operation)
  if (!isTensor(from)) checkInteger(operation, 'from', from, 0)
  const axis = isTensor(from) ? normalizeAxis(given.axis, from.shape.length, operation) : 0
  const size = isTensor(from) ? (from.shape[axis] ?? 0) : from
  const positions = typed<Shape, IntDType>(reshape(drawn(operation, key, shape, size, given), shape))
  return isTensor(from) ? take(from, positions, axis, { mode: 'clip' }) : positions
}

interface Chances {
  readonly replace: boolean
  readonly p: Tensor | undefined
}

/** Positions below the size. */
function drawn(operation: string, key: Key, shape: Dims, size: number, { replace, p: chances }: Chances): Tensor {
  const count = sizeOf(shape)
  if (chances !== undefined) {
    checkTensor(operation, chances)
    checkKind(operation, chances, floatKind, 'p')
    if (chances.shape.length !== 1 || chances.shape[0] !== size)
      throw new ShapeError(
        `${operation}: p must hold one probability for each element; expected [${size}], got ${showShape(chances.shape)}`,
      )
  }
  if (count === 0) return full(0, { shape, dtype: 'int32' })
  if (size === 0) throw new ArgumentError(`${operation}: nothing to choose from; expected at least one element`)
  if (!replace && count > size)
    throw new ArgumentError(`${operation}: without replacement no more can be drawn than there are; expected at most ${size}, got ${count}`)
  if (chances === undefined) return replace ? randint(key, shape, 0, size) : slice(order(operation, key, size), [0], [count])
  if (!replace) return largest(p.add(gumbelOf(operation, key, [size], chances.dtype), p.log(chances)), count)
  const running = cumSum(chances, { axis: 0, reverse: false })
  const u = fractions(operation, key, [count], chances.dtype)
  const total = stretch(slice(running, [size - 1], [size]), [count])
  return searchSorted(running, p.mul(total, p.sub(full(1, u), u)), 'left')
}

/** The positions of the largest elements along the last axis, the largest first. */
export function largest(x: Tensor, count: number): Tensor {
  const [, positions] = sort(x, x.shape.length - 1, true)
  return slice(
    positions,
    x.shape.map(() => 0),
    [...x.shape.slice(0, -1), count],
  )
}
