// What operations on matrices do with their arguments first: floats of float32 or float64, at least two axes, square where they must be.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { matrixDTypes } from '../../primitives/linalg/matrices.js'
import { DTypeError, LimitationError, ShapeError } from '../../support/errors.js'
import { broadcastShapes, type Dims } from '../../support/shape.js'
import { checkTensor, commonDType, showOperands, stretch } from '../signatures/operands.js'

/** @throws LimitationError where elements are complex, DTypeError unless they are float32 or float64, ArgumentError unless it is a tensor */
export function checkFloats(operation: string, x: unknown): asserts x is Tensor {
  checkTensor(operation, x)
  if (isComplex(x))
    throw new LimitationError(
      `${operation}: matrices of complex numbers can be multiplied, solved and inverted only, so far; got ${showType(x)}; the real form of ` +
        'A + iB is [[A, -B], [B, A]]',
    )
  if (!matrixDTypes.includes(x.dtype))
    throw new DTypeError(`${operation}: elements must be ${matrixDTypes.join(' or ')}; got ${showType(x)}; cast it first`)
}

/** @throws ShapeError unless it is a matrix or a stack of them */
export function checkMatrix(operation: string, x: unknown): asserts x is Tensor {
  checkFloats(operation, x)
  if (x.shape.length < 2)
    throw new ShapeError(`${operation}: needs a matrix, or a stack of them along the last two axes; got ${showType(x)}`)
}

/** @throws DTypeError unless the elements are float32, float64 or complex, ArgumentError unless it is a tensor */
export function checkFloatsOrComplex(operation: string, x: unknown): asserts x is Tensor {
  checkTensor(operation, x)
  if (!isComplex(x)) checkFloats(operation, x)
}

/** @throws ShapeError unless it is a square matrix, which may be complex, or a stack of them */
export function checkSystem(operation: string, x: unknown): asserts x is Tensor {
  checkFloatsOrComplex(operation, x)
  if (!isComplex(x)) checkSquare(operation, x)
  else if (x.shape.length < 2 || x.shape.at(-1) !== x.shape.at(-2))
    throw new ShapeError(`${operation}: needs a square matrix, or a stack of them along the last two axes; got ${showType(x)}`)
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
