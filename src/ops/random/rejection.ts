// What loops share that go on until every element has ended.

import type { Tensor } from '../../core/tensor.js'
import { reduceAny } from '../../primitives/reduction/reduce.js'
import { typed } from '../signatures/signatures.js'

/** Whether any element is still open. */
export const anyOpen = (open: Tensor): Tensor<[], 'bool'> =>
  typed(
    reduceAny(
      open,
      open.shape.map((_, axis) => axis),
    ),
  )
