// A key for each element of a tensor, as two tensors of words: for distributions whose elements draw as often as they need, each from a
// sequence of its own. The same keys as `split` gives.

import type { Tensor } from '../../core/tensor.js'
import { threefry2x32 } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { cipherAt, type Key } from './key.js'

export type ElementKeys = readonly [Tensor, Tensor]

/** As many keys as there are elements, in the shape. */
export function elementKeys(operation: string, key: Key, shape: Dims): ElementKeys {
  const [a, b] = cipherAt(operation, key, [sizeOf(shape)])
  return [reshape(a, shape), reshape(b, shape)]
}

/** The words of one draw with each key; they are the first key that it splits into, too. */
export const drawEach = (keys: ElementKeys): ElementKeys => splitEach(keys, 0)

/** The key number i of those that each key splits into. */
export const splitEach = ([a, b]: ElementKeys, i: number): ElementKeys => threefry2x32(a, b, full(0, a), full(i, a))
