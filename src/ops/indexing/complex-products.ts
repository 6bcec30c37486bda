// Scattered products of complex numbers: those that meet at one place are multiplied in their order, next to each other, by a scan that begins anew at
// each place; so a scatter that multiplies pairs of parts is not needed, and derivatives are those of products, zeros among them.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather, type Scatter } from '../../primitives/gather/gather.js'
import { scatterSet } from '../../primitives/gather/scatter.js'
import { sort } from '../../primitives/sorting/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { sizeOf } from '../../support/shape.js'
import { associativeScan } from '../../transforms/index.js'
import { part } from '../shape/along.js'
import { alongAxis, vectors } from './positions.js'

/** A product so far, and whether it has begun anew. */
interface Run {
  readonly anew: Tensor
  readonly product: Tensor
}

/** The operand with the updates of each place multiplied onto it. */
export const complexProducts: Scatter = (operand, indices, updates, params) => {
  const [size, count] = [sizeOf(operand.shape), sizeOf(updates.shape)]
  // Places by their numbers from 1; 0 is where updates go that leave the operand.
  const numbers = p.add(iota({ shape: [size], axis: 0, dtype: 'int32' }), full(1, { shape: [size], dtype: 'int32' }))
  const target = reshape(gather(reshape(numbers, operand.shape), indices, params), [count])
  const [place, order] = sort(target, 0, false) as readonly [Tensor, Tensor]
  const values = gather(reshape(updates, [count]), vectors(order), alongAxis([count], [count], 0, 'clip'))
  const differs = count > 1 ? p.ne(part(place, 0, 1, count), part(place, 0, 0, count - 1)) : full(0, { shape: [0], dtype: 'bool' })
  const isEnd = full(1, { shape: [1], dtype: 'bool' })
  const { product } = associativeScan(
    (before: Run, after: Run): Run => ({
      anew: p.or(before.anew, after.anew),
      product: p.select(after.anew, after.product, p.mul(before.product, after.product)),
    }),
    { anew: concat([isEnd, differs], 0), product: values },
  )
  // Only the last product of a place has all of its factors; the others are put where there is nothing.
  const beyond = full(size + 1, { shape: [count], dtype: 'int32' })
  const last = p.select(concat([differs, isEnd], 0), place, beyond)
  const ones = full(1, { shape: [size + 1], dtype: operand.dtype })
  const factors = scatterSet(ones, vectors(last), product, alongAxis([size + 1], [count], 0, 'fill'))
  return p.mul(operand, reshape(part(factors, 0, 1, size + 1), operand.shape))
}
