// Keys: explicit randomness. A key is a value like any other; the same key gives the same numbers, in every run, on every device and
// under every transform. Never use one twice: split it. After JAX's threefry2x32 with `jax_threefry_partitionable`, bit for bit.
// Source of the cipher: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.

import { showType } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import { isTensor, Tensor } from '../../core/tensor.js'
import { cast, threefry2x32 } from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { isInteger } from '../../support/dtype.js'
import { ArgumentError, LimitationError } from '../../support/errors.js'
import { checkShape, type Dims, sizeOf } from '../../support/shape.js'
import type { IntDType } from '../../types/index.js'
import { checkInteger, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import type { TupleOf } from '../signatures/tuple.js'

/** The state of a random generator: two words. */
export type Key = Tensor<[2], 'uint32'>

/** @throws ArgumentError unless it is a key */
export function checkKey(operation: string, value: unknown): asserts value is Key {
  if (isTensor(value) && value.dtype === 'uint32' && value.shape.length === 1 && value.shape[0] === 2) return
  throw new ArgumentError(`${operation}: expected a key, uint32[2]; got ${show(value)}; make one with random.key(seed)`)
}

const wordsOf = (shape: Dims): number => {
  const size = sizeOf(shape)
  if (size > 2 ** 32)
    throw new LimitationError(`random: at most 2³² numbers at once; got shape [${shape}]; split the key and draw in parts`)
  return size
}

/** One of the two words of a key, repeated. */
const wordOf = (key: Key, i: 0 | 1, shape: Dims): Tensor => broadcast(reshape(slice(key, [i], [i + 1]), []), shape, [])

/** The cipher of the positions in a shape under a key: two independent words for each. */
export function cipherAt(operation: string, key: unknown, shape: unknown): readonly [Tensor, Tensor] {
  checkKey(operation, key)
  checkShape(shape, operation)
  const positions = reshape(iota({ shape: [wordsOf(shape)], axis: 0, dtype: 'uint32' }), shape)
  return threefry2x32(wordOf(key, 0, shape), wordOf(key, 1, shape), full(0, positions), positions)
}

/**
 * A key from a seed.
 * @param seed any safe integer; its 64 bits in two's complement become the two words, the higher ones first
 * @returns uint32[2]
 * @throws ArgumentError unless it is a safe integer
 * @example
 * ```
 * random.key(42).toArray() // [0, 42]
 * ```
 * @deviation from JAX without jax_enable_x64, which drops the bits beyond the first 32: for seeds below 0 or from 2³² on.
 */
export function key(seed: number): Key {
  checkInteger('random.key', 'seed', seed)
  const data = Uint32Array.of(Math.floor(seed / 2 ** 32), seed)
  const type = { shape: [2], dtype: 'uint32' } as const
  return typed(new Tensor(type, { kind: 'held', buffer: new HostBuffer({ ...type, data }) }))
}

/** The new keys as one tensor uint32[count, 2]. */
function splitTensor(operation: string, from: unknown, count: number): Tensor {
  checkInteger(operation, 'count', count, 0)
  const words = cipherAt(operation, from, [count])
  return concat(
    words.map(word => reshape(word, [count, 1])),
    1,
  )
}

/**
 * New keys from one, which must not be used again.
 * @param key uint32[2]
 * @param count how many; 2 unless given
 * @returns that many keys
 * @throws ArgumentError unless given a key and a non-negative integer
 * @example
 * ```
 * const [a, b] = random.split(random.key(0))
 * a.toArray() // [1797259609, 2579123966]
 * random.split(random.key(0), 5).length // 5
 * ```
 */
export function split(key: Key): [Key, Key]
export function split<N extends number>(key: Key, count: N): TupleOf<N, Key>
export function split(key: Key, count = 2): Key[] {
  const all = splitTensor('random.split', key, count)
  return Array.from({ length: count }, (_, i) => typed(reshape(slice(all, [i, 0], [i + 1, 2]), [2])))
}

/**
 * New keys as one tensor, to be mapped over with `vmap`: the same keys as `split` gives.
 * @param key uint32[2], which must not be used again
 * @param count how many
 * @returns uint32[count, 2]
 * @throws ArgumentError unless given a key and a non-negative integer
 * @example
 * ```
 * random.keys(random.key(0), 3).shape // [3, 2]
 * ```
 */
export const keys = <N extends number>(key: Key, count: N): Tensor<[N, 2], 'uint32'> => typed(splitTensor('random.keys', key, count))

/**
 * A new key for one number of a series: of a step, a layer, an example.
 * @param key uint32[2], which may be used for other numbers of the series
 * @param data a non-negative integer below 2³², or an integer tensor []
 * @returns uint32[2]
 * @throws ArgumentError unless given a key and such a number
 * @example
 * ```
 * random.foldIn(random.key(0), 1).shape // [2]
 * ```
 */
export function foldIn(key: Key, data: number | Tensor<[], IntDType>): Key {
  checkKey('random.foldIn', key)
  const scalar = { shape: [], dtype: 'uint32' } as const
  let word: Tensor
  if (isTensor(data)) {
    if (!isInteger(data.dtype) || data.shape.length > 0)
      throw new ArgumentError(`random.foldIn: data must be an integer or an integer scalar; got ${showType(data)}`)
    word = cast(data, 'uint32')
  } else {
    checkInteger('random.foldIn', 'data', data, 0)
    if (data >= 2 ** 32) throw new ArgumentError(`random.foldIn: data must be below 2³²; got ${data}`)
    word = full(data, scalar)
  }
  const [a, b] = threefry2x32(wordOf(key, 0, []), wordOf(key, 1, []), full(0, scalar), word)
  return typed(concat([reshape(a, [1]), reshape(b, [1])], 0))
}
