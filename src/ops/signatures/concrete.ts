// Elements that must be known now, because a shape depends on them.

import { showType } from '../../core/array-type.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import type { TypedArray } from '../../support/dtype.js'
import { TraceError } from '../../support/errors.js'

/** @throws TraceError when the tensor is traced: its elements are not known while a transform traces; `instead` says what to do */
export function elementsOf(operation: string, x: Tensor, instead: string): TypedArray {
  const content = contentOf(x)
  if (content.kind === 'traced')
    throw new TraceError(
      `${operation}: the shape of the result depends on elements of ${showType(x)}, a traced value inside ${content.trace.name} that has none yet; ${instead}`,
    )
  return x.dataSync()
}
