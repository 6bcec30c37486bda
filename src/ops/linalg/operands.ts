// What operations on matrices do with their arguments first: floats or complex numbers, at least two axes, square where they must be.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { matrixDTypes } from '../../primitives/linalg/matrices.js'
import { complexDType, type DTypeName } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { broadcastShapes, type Dims } from '../../support/shape.js'
import { checkTensor, commonDType, showOperands, stretch } from '../signatures/operands.js'

/** What matrices are made of. */
const elementDTypes: readonly DTypeName[] = [...matrixDTypes, ...matrixDTypes.map(complexDType)]

/** @throws DTypeError unless elements are float32, float64 or complex, ArgumentError unless it is a tensor */
export function checkElements(operation: string, x: unknown): asserts x is Tensor {
  checkTensor(operation, x)
  if (!elementDTypes.includes(x.dtype))
    throw new DTypeError(
      `${operation}: elements must be ${elementDTypes.slice(0, -1).join(', ')} or ${elementDTypes.at(-1)}; got ${showType(x)}; cast it first`,
    )
}

/** @throws ShapeError unless it is a matrix or a stack of them */
export function checkMatrix(operation: string, x: unknown): asserts x is Tensor {
  checkElements(operation, x)
  if (x.shape.length < 2)
    throw new ShapeError(`${operation}: needs a matrix, or a stack of them along the last two axes; got ${showType(x)}`)
}

/** @throws ShapeError unless it is a square matrix or a stack of them */
export function checkSquare(operation: string, x: unknown): asserts x is Tensor {
  checkMatrix(operation, x)
  if (x.shape.at(-1) !== x.shape.at(-2)) throw new ShapeError(`${operation}: matrices must be square; got ${showType(x)}`)
}

/** Stacks of matrices of one dtype with equal batch axes. @throws ShapeError, DTypeError when they do not broadcast or promote */
export function aligned(operation: string, a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  const dtype = commonDType(operation, [a, b])
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2))
  if (batch === undefined) throw new ShapeError(`${operation}: batch axes must broadcast; got ${showOperands([a, b])}`)
  const over = (x: Tensor): Tensor => stretch(cast(x, dtype), [...(batch as Dims), ...x.shape.slice(-2)])
  return [over(a), over(b)]
}
