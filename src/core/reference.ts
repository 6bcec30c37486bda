// The meaning of an operation, by its reference. What it has computed of halves is rounded to them here: a Float32Array does not do it.

import { dtypeInfo, isHalf } from '../support/dtype.js'
import type { HostArray } from './array-type.js'
import type { Params, Primitive } from './primitive.js'

/** Fills the outputs, which are zeroed arrays. */
export function runReference(primitive: Primitive, inputs: readonly HostArray[], params: Params, outputs: readonly HostArray[]): void {
  primitive.reference(inputs, params, outputs)
  for (const { dtype, data } of outputs) {
    if (!isHalf(dtype)) continue
    const { store } = dtypeInfo(dtype)
    for (let i = 0; i < data.length; i++) data[i] = store(data[i] as number)
  }
}
