// A stream of random numbers from a seed: the same on every machine, so that a failure is found again by its seed.

/** Numbers in 0 … 1, the end excluded. */
export type Random = () => number

/** @source "mulberry32": a 32-bit counter through an avalanche of multiplications and shifts. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from `min` to `max`, both included. */
export const wholeNumber = (random: Random, min: number, max: number): number => min + Math.floor(random() * (max - min + 1))
