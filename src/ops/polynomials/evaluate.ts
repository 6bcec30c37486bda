// Polynomials at places.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { DType, PromoteResult, Shape } from '../../types/index.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkKind, commonDType, literalOf, show, stretch } from '../signatures/operands.js'

/**
 * A polynomial at places, by Horner's rule: `Σ_i c[i] · x^(n - 1 - i)`.
 * @param coefficients numbers[n], the highest power first; or JavaScript numbers
 * @param x numbers[…]; dtypes promote
 * @returns numbers, of the shape of x, of the promoted dtype; 0 without coefficients
 * @throws ShapeError unless the coefficients are a vector, DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * polyval([1, 0, -2], tensor([0, 1, 3])).toArray() // [-2, -1, 7]
 * ```
 */
export function polyval<X extends Shape, DX extends DType, D extends DType = never>(
  coefficients: readonly number[] | Tensor<Shape, D>,
  x: Tensor<X, DX>,
): Tensor<X, PromoteResult<D, DX>>
export function polyval(coefficients: readonly number[] | Tensor, x: Tensor): Tensor {
  checkKind('polyval', x, arithmeticKinds)
  if (!isTensor(coefficients)) {
    if (!Array.isArray(coefficients))
      throw new ArgumentError(`polyval: coefficients must be a tensor or an array of numbers; got ${show(coefficients)}`)
    const given = coefficients.map(value => computed(full(literalOf('polyval', value, x.dtype), x)))
    return rounded(horner(given, computed(x)), x.dtype)
  }
  checkKind('polyval', coefficients, arithmeticKinds, 'coefficients')
  const [count] = coefficients.shape
  if (count === undefined || coefficients.shape.length !== 1)
    throw new ShapeError(`polyval: coefficients must be a vector; got ${showType(coefficients)}`)
  const dtype = commonDType('polyval', [coefficients, x])
  const [c, at] = [computed(p.cast(coefficients, dtype)), computed(p.cast(x, dtype))]
  const each = Array.from({ length: count }, (_, i) => stretch(reshape(part(c, 0, i, i + 1), []), at.shape))
  return rounded(horner(each, at), dtype)
}

const horner = ([first, ...rest]: readonly Tensor[], x: Tensor): Tensor =>
  first === undefined ? full(0, x) : rest.reduce((sum, c) => p.add(p.mul(sum, x), c), first)
