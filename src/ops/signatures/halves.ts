// An operation is what users call: however many steps it takes, it computes halves in float32 and rounds them once, at its end.

import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/cast.js'
import { type DTypeName, isHalf } from '../../support/dtype.js'

/** A tensor as it is computed with. */
export const computed = (x: Tensor): Tensor => (isHalf(x.dtype) ? cast(x, 'float32') : x)

/** The float result of an operation on a tensor of the dtype: rounded where that is a half. */
export const rounded = (result: Tensor, dtype: DTypeName): Tensor =>
  isHalf(dtype) && result.dtype === 'float32' ? cast(result, dtype) : result
