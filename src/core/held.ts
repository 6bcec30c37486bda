// Tensors that hold elements in plain memory.

import { isComplexDType, partDType } from '../support/dtype.js'
import { type HostArray, hostArray } from './array-type.js'
import { HostBuffer } from './buffer.js'
import { pairOf } from './complex.js'
import { Tensor } from './tensor.js'

/** A tensor that holds an array, which nobody else may write to. Complex elements are taken apart. */
export function held(array: HostArray): Tensor {
  const { shape, dtype, data } = array
  if (!isComplexDType(dtype)) return new Tensor(array, { kind: 'held', buffer: new HostBuffer(array) })
  const part = (offset: 0 | 1): Tensor => {
    const own = hostArray({ shape, dtype: partDType(dtype) })
    for (let i = 0; i < own.data.length; i++) own.data[i] = data[2 * i + offset] as number
    return held(own)
  }
  return pairOf(part(0), part(1))
}
