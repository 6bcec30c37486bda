// What a transpose rule says of an operation that is not linear in what it is transposed by.

import { ArgumentError } from '../support/errors.js'

/** @throws ArgumentError always */
export function notLinear(operation: string): never {
  throw new ArgumentError(
    `transpose: the function must be linear; ${operation} is not linear in its operands here. What linearTranspose is given, and the tangents ` +
      'that a rule of customJvp computes, must be sums and multiples of the tangents.',
  )
}
