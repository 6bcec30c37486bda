// Tensors of elements that are computed in JavaScript: indices, weights.

import { held } from '../../core/held.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'

/** A tensor of numbers, row-major, which are elements of the dtype. */
export function table(values: ArrayLike<number>, shape: Dims, dtype: DTypeName): Tensor {
  const { create, store } = dtypeInfo(dtype)
  const data = create(values.length)
  for (let i = 0; i < data.length; i++) data[i] = store(values[i] as number)
  return held({ shape, dtype, data })
}
