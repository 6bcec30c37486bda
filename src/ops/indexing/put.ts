// Elements put at positions along an axis, each line with its own.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ShapeError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { normalizeAxis, sameShape, sizeOf } from '../../support/shape.js'
import type { Argument, DType, IntDType, Shape } from '../../types/index.js'
import { checkKind, checkTensor, commonDType, integerKinds, literalOf, stretchTo } from '../signatures/operands.js'
import { eachAlongAxis, fromFront, vectors } from './positions.js'
import { type Combine, combinedKinds, scatters } from './scatters.js'
import type { TakeAlongAxis } from './take.js'

/** What `putAlongAxis` takes beside positions and values. */
export interface PutAlongAxisOptions {
  /** How the values meet what is there. Default 'set'. */
  readonly combine?: Combine
}

/**
 * x with values at positions along an axis, each line with its own: `out[…, indices[…, i, …], …] = values[…, i, …]`, in row-major order;
 * positions out of range are left out.
 * @param x any[…]
 * @param indices integers[…], of the rank of x and, off the axis, its sizes; negative ones count from the end
 * @param values a number or boolean, or any, which stretches to the shape of the indices and promotes with x
 * @param axis which; negative ones count from the end
 * @param options combine: 'set', the default, where the last of several values stays; 'add', 'mul', 'min' or 'max' with what is there
 * @returns any, of the shape of x
 * @throws ShapeError when the axis does not exist or the sizes off it differ, DTypeError unless the dtypes fit, ArgumentError when there
 *   is no such way to combine
 * @example
 * ```
 * putAlongAxis(zeros([2, 2]), tensor([[1], [0]], 'int32'), 5, 1).toArray() // [[0, 5], [5, 0]]
 * putAlongAxis(zeros([2]), tensor([1, 1], 'int32'), tensor([2, 3]), 0, { combine: 'add' }).toArray() // [0, 5]
 * ```
 */
export function putAlongAxis<S extends Shape, D extends DType, I extends Shape>(
  x: Tensor<S, D>,
  indices: Argument<TakeAlongAxis<S, I>, Tensor<I, IntDType>>,
  values: number | boolean | Tensor<Shape, D>,
  axis: number,
  options?: PutAlongAxisOptions,
): Tensor<S, D>
export function putAlongAxis(x: Tensor, indices: unknown, values: unknown, axis: number, options?: PutAlongAxisOptions): Tensor {
  checkTensor('putAlongAxis', x)
  checkKind('putAlongAxis', indices, integerKinds, 'indices')
  const { combine } = optionsOf('putAlongAxis', options, { combine: 'set' })
  checkChoice('putAlongAxis', 'combine', combine, Object.keys(scatters))
  checkKind('putAlongAxis', x, combinedKinds[combine])
  const at = normalizeAxis(axis, x.shape.length, 'putAlongAxis')
  if (!sameShape(x.shape.toSpliced(at, 1), indices.shape.toSpliced(at, 1)) || x.shape.length !== indices.shape.length)
    throw new ShapeError(
      `putAlongAxis: sizes must agree off axis ${at}; expected those of x ${showType(x)}, got indices ${showType(indices)}`,
    )
  if (isTensor(values)) commonDType('putAlongAxis', [x, values])
  const updates = isTensor(values)
    ? stretchTo('putAlongAxis', 'values', cast(values, x.dtype), indices.shape)
    : full(literalOf('putAlongAxis', values, x.dtype), { shape: indices.shape, dtype: x.dtype })
  if (sizeOf(x.shape) === 0 || sizeOf(indices.shape) === 0) return x
  const positions = vectors(fromFront(indices, x.shape[at] as number))
  return scatters[combine](x, positions, updates, eachAlongAxis(x.shape, at, 'fill'))
}
