// Random changes of examples, as a function of (seed, epoch, position) alone.

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { type ExampleKey, exampleKey } from '../example-key.js'
import type { ShuffleOptions } from '../permutation.js'
import { map } from './combine.js'
import type { After, Dataset } from './dataset.js'

/**
 * f of every example and a key of its own, another in every epoch. Put it before `shuffle`: the key then belongs to the example, not to its turn.
 * @param f a pure function: the same key and example give the same result
 * @example
 * ```
 * data.augment(train, { seed: 0, epoch }, (key, { image, label }) => ({ image: flip(key, image), label }))
 * ```
 */
export function augment<A, B>(
  examples: Dataset<A>,
  options: ShuffleOptions,
  f: (key: ExampleKey, example: Awaited<A>) => B,
): Dataset<After<A, B>> {
  const { seed, epoch = 0 } = given('augment', options, ['seed', 'epoch'])
  if (typeof f !== 'function') throw new ArgumentError(`augment: expected a function of a key and the example; got ${typeof f}`)
  return map(examples, (example, i) => f(exampleKey(seed, epoch, i), example))
}
