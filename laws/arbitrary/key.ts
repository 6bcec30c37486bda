// Keys of the pseudo-random number generator.

import fc from 'fast-check'
import { random } from 'tenet'

/** A key; shrinks to the key of a small seed. */
export const key = (): fc.Arbitrary<random.Key> => fc.nat({ max: 2 ** 31 - 1 }).map(seed => random.key(seed))
