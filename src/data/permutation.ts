// Random orders as a pure function of a seed and an epoch: the same on every machine, in every run, and at any epoch without the ones before.
// Fisher and Yates' shuffle, its random numbers the encryption of (position, epoch) under the seed.
// Sources: Durstenfeld, "Algorithm 235: Random permutation" (1964); Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011).

import { ArgumentError } from '../support/errors.js'
import { given } from '../support/options.js'
import { show } from '../support/show.js'
import { threefry } from './example-key.js'

export interface ShuffleOptions {
  /** A non-negative integer below 2^53. */
  readonly seed: number
  /** A non-negative integer below 2^32; each gives an order of its own. Default 0. */
  readonly epoch?: number
}

const isWord = (value: unknown, limit: number): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) < limit

/**
 * A random order of `0 … size - 1`.
 * @throws ArgumentError when size, seed or epoch is not a non-negative integer in its range
 * @example
 * ```
 * permutation(4, { seed: 0, epoch: 3 })   // the same four indices, in the same order, always
 * ```
 * @source Durstenfeld, 1964; Salmon et al., 2011
 */
export function permutation(size: number, options: ShuffleOptions): Uint32Array {
  const { seed, epoch = 0 } = given('permutation', options, ['seed', 'epoch'])
  if (!isWord(size, 2 ** 32)) throw new ArgumentError(`permutation: the size must be an integer from 0 to 2^32 - 1; got ${show(size)}`)
  if (!isWord(seed, 2 ** 53)) throw new ArgumentError(`permutation: the seed must be an integer from 0 to 2^53 - 1; got ${show(seed)}`)
  if (!isWord(epoch, 2 ** 32)) throw new ArgumentError(`permutation: the epoch must be an integer from 0 to 2^32 - 1; got ${show(epoch)}`)
  const order = Uint32Array.from({ length: size }, (_, i) => i)
  const key = [Math.floor(seed / 2 ** 32), seed % 2 ** 32] as const
  for (let i = size - 1; i > 0; i--) {
    const [high, low] = threefry(key, i, epoch)
    // 53 bits over at most 2^32 places: no place is favoured by more than 2^-21.
    const j = Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * (i + 1))
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}
