// Randomness on the host: the keys of `random`, as two plain words, and numbers from them, for code that runs once an example and on worker
// threads, where a tensor for each number would cost more than the number. The same words as random.key, random.foldIn give.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011 (Threefry-2x32, 20 rounds).

import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'

/** Two words of 32 bits. Never used for two purposes: fold something in for each. */
export type ExampleKey = readonly [number, number]

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** The cipher of a pair of words under a key. */
export function threefry([k0, k1]: ExampleKey, c0: number, c1: number): ExampleKey {
  const keys = [k0, k1, (k0 ^ k1 ^ 0x1bd11bda) >>> 0] as const
  let x = (c0 + k0) >>> 0
  let y = (c1 + k1) >>> 0
  for (let round = 0; round < 5; round++) {
    for (const r of rotations[(round % 2) as 0 | 1]) {
      x = (x + y) >>> 0
      y = ((y << r) | (y >>> (32 - r))) >>> 0
      y = (y ^ x) >>> 0
    }
    x = (x + keys[((round + 1) % 3) as 0 | 1 | 2]) >>> 0
    y = (y + keys[((round + 2) % 3) as 0 | 1 | 2] + round + 1) >>> 0
  }
  return [x, y]
}

/** The same words as `random.foldIn(key, data)`. */
export const foldInWord = (key: ExampleKey, data: number): ExampleKey => threefry(key, 0, data)

/** The same words as `random.key(seed)`. */
const seedKey = (seed: number): ExampleKey => [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0]

const isWord = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32

/**
 * The key of an example in an epoch: of nothing else, so that neither the order nor the number of workers changes what is drawn.
 * The words of `random.foldIn(random.foldIn(random.key(seed), epoch), index)`.
 * @throws ArgumentError unless seed is a safe integer, epoch and index integers from 0 to 2³² - 1
 */
export function exampleKey(seed: number, epoch: number, index: number): ExampleKey {
  if (!Number.isSafeInteger(seed)) throw new ArgumentError(`exampleKey: the seed must be a safe integer; got ${show(seed)}`)
  if (!isWord(epoch) || !isWord(index))
    throw new ArgumentError(`exampleKey: epoch and index must be integers from 0 to 2³² - 1; got ${show(epoch)} and ${show(index)}`)
  return foldInWord(foldInWord(seedKey(seed), epoch), index)
}

/** Numbers from one key, one after the other. */
export interface Draws {
  /** In [low, high); 53 bits. */
  readonly uniform: (low?: number, high?: number) => number
  /** An integer in [low, high). */
  readonly integer: (low: number, high: number) => number
  /** True with this probability. */
  readonly bernoulli: (probability: number) => boolean
  /** Mean 0, deviation 1. */
  readonly normal: () => number
}

/** The numbers of a key. Whoever calls this again for the same key draws the same numbers. */
export function draws(key: ExampleKey): Draws {
  if (!Array.isArray(key) || key.length !== 2 || !key.every(isWord))
    throw new ArgumentError(`draws: expected a key, two words of 32 bits as exampleKey(seed, epoch, index) gives; got ${show(key)}`)
  let drawn = 0
  const unit = (): number => {
    const [high, low] = threefry(key, drawn++, 1)
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53
  }
  return {
    uniform: (low = 0, high = 1) => low + (high - low) * unit(),
    integer: (low, high) => low + Math.floor(unit() * (high - low)),
    bernoulli: probability => unit() < probability,
    // Box and Muller, 1958: one of the two normal numbers.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  }
}
