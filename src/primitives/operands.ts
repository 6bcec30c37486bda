// The inputs of a rule by number: rules are given lists, and know how long they are.

import { InternalError } from '../support/errors.js'

const missing = (count: number): never => {
  throw new InternalError(`a rule of a primitive of ${count} inputs was called with fewer`)
}

export const one = <T>([a]: readonly T[]): T => a ?? missing(1)

export const two = <T>([a, b]: readonly T[]): readonly [T, T] => [a ?? missing(2), b ?? missing(2)]

export const three = <T>([a, b, c]: readonly T[]): readonly [T, T, T] => [a ?? missing(3), b ?? missing(3), c ?? missing(3)]

export const four = <T>([a, b, c, d]: readonly T[]): readonly [T, T, T, T] => [
  a ?? missing(4),
  b ?? missing(4),
  c ?? missing(4),
  d ?? missing(4),
]

/** The input (or cell, or array) number i of a list that is known to have it. */
export function nth<T>(list: readonly T[], i: number): T {
  const found = list[i]
  if (found === undefined) throw new InternalError(`a rule asked for number ${i} of ${list.length}`)
  return found
}
