// Where values belong in what is sorted.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { searchSorted as search } from '../../primitives/sorting/index.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape, sizeOf } from '../../support/shape.js'
import type { DType, PromoteArgument, Shape } from '../../types/index.js'
import { checkTensor, commonDType, show } from '../signatures/operands.js'

/** What `searchSorted` takes. */
export interface SearchOptions {
  /** Before elements equal to the value ('left', the default) or behind them ('right'). */
  readonly side?: 'left' | 'right'
}

/**
 * Where values belong in sorted lines, so that they stay sorted: the number of elements less than the value, or on the right side, not
 * greater. Found by bisection; NaN comes after every number. What is not sorted gives some position, as in NumPy.
 * @param sorted any[n], or any[…, n] with lines of its own for values[…, m]
 * @param values any; dtypes promote
 * @param options side: 'left' (default) or 'right'
 * @returns int32, of the shape of the values
 * @throws ShapeError unless sorted is a vector or agrees with the values off the last axis, DTypeError when the dtypes do not promote
 * @example
 * ```
 * searchSorted(tensor([1, 3, 5]), tensor([0, 3, 4])).toArray() // [0, 1, 2]
 * searchSorted(tensor([1, 3, 5]), tensor([0, 3, 4]), { side: 'right' }).toArray() // [0, 2, 2]
 * ```
 */
export function searchSorted<S extends Shape, D extends DType, V extends Shape, DV extends DType>(
  sorted: Tensor<S, D>,
  values: PromoteArgument<D, DV, Tensor<V, DV>>,
  options?: SearchOptions,
): Tensor<V, 'int32'>
export function searchSorted(sorted: unknown, values: unknown, options?: SearchOptions): Tensor {
  const { side } = optionsOf('searchSorted', options, { side: 'left' })
  checkTensor('searchSorted', sorted)
  checkTensor('searchSorted', values)
  if (side !== 'left' && side !== 'right') throw new ArgumentError(`searchSorted: side must be 'left' or 'right'; got ${show(side)}`)
  const dtype = commonDType('searchSorted', [sorted, values])
  const [lines, wanted] = [cast(sorted, dtype), cast(values, dtype)]
  const rank = sorted.shape.length
  if (rank === 1) return reshape(search(lines, reshape(wanted, [sizeOf(wanted.shape)]), side), values.shape)
  if (rank === 0 || values.shape.length !== rank || !sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)))
    throw new ShapeError(
      `searchSorted: sorted must be a vector, or agree with the values off the last axis; got sorted ${showType(sorted)}, values ${showType(values)}`,
    )
  return search(lines, wanted, side)
}
