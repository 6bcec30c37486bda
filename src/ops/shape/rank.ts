// At least so many axes.

import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../primitives/structure/reshape.js'
import type { Dims } from '../../support/shape.js'
import type { DType, List, Shape, ShapeResult } from '../../types/index.js'
import { checkTensor } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** The shape of `atLeast1d(x)`. */
export type AtLeast1d<S extends List> = number extends S['length'] ? Shape : S['length'] extends 0 ? [1] : S
/** The shape of `atLeast2d(x)`. */
export type AtLeast2d<S extends List> = number extends S['length']
  ? Shape
  : S['length'] extends 0
    ? [1, 1]
    : S['length'] extends 1
      ? [1, ...S]
      : S
/** The shape of `atLeast3d(x)`. */
export type AtLeast3d<S extends List> = number extends S['length']
  ? Shape
  : S['length'] extends 0
    ? [1, 1, 1]
    : S['length'] extends 1
      ? [1, ...S, 1]
      : S['length'] extends 2
        ? [...S, 1]
        : S

function atLeast(operation: string, x: Tensor, shapeOf: (shape: Dims) => Dims): Tensor {
  checkTensor(operation, x)
  return reshape(x, shapeOf(x.shape))
}

/**
 * A scalar as a vector of one element; anything else as it is.
 * @param x any[…]
 * @returns any, of at least one axis
 * @example
 * ```
 * atLeast1d(tensor(3)).toArray() // [3]
 * ```
 */
export const atLeast1d = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<ShapeResult<AtLeast1d<S>>, D> =>
  typed(atLeast('atLeast1d', x, shape => (shape.length === 0 ? [1] : shape)))

/**
 * A vector as a row, a scalar as a matrix of one element; anything else as it is.
 * @param x any[…]
 * @returns any, of at least two axes
 * @example
 * ```
 * atLeast2d(tensor([1, 2])).toArray() // [[1, 2]]
 * ```
 */
export const atLeast2d = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<ShapeResult<AtLeast2d<S>>, D> =>
  typed(atLeast('atLeast2d', x, shape => (shape.length < 2 ? [1, shape[0] ?? 1] : shape)))

/**
 * A matrix with a third axis of size 1, a vector as a row of such; anything of more axes as it is.
 * @param x any[…]
 * @returns any, of at least three axes
 * @example
 * ```
 * atLeast3d(tensor([1, 2])).shape // [1, 2, 1]
 * ```
 */
export const atLeast3d = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<ShapeResult<AtLeast3d<S>>, D> =>
  typed(atLeast('atLeast3d', x, shape => (shape.length < 2 ? [1, shape[0] ?? 1, 1] : shape.length === 2 ? [...shape, 1] : shape)))
