// Same program, same bits: a random graph gives one result, however it is computed.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { graphOf } from './random-graphs.js'
import { recipe } from './random-recipes.js'
import { sameBits } from './same-bits.js'

describe('random graphs', () => {
  test('give the same bits however they are computed', () => {
    fc.assert(
      fc.property(recipe(24), fc.nat(), (made, seed) => sameBits(graphOf(made), seed)),
      { numRuns: 25, seed: 1 },
    )
  })
})
