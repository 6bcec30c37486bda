// Polynomials from points, and from their roots.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { DType, FloatDType, InexactDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { vander } from '../creation/spaced.js'
import { lstsq } from '../linalg/solve.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkInteger, checkKind, commonDType, floatKind, inexactKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `polyfit` takes. */
export interface PolyfitOptions<D extends DType = DType> {
  /** floats[n]: what each residual is multiplied with before it is squared. Default 1. */
  readonly weights?: Tensor<Shape, D> | undefined
}

/**
 * The polynomial that fits points best: of least `Σ_i (w_i (y_i - p(x_i)))²`.
 * @param x floats[n]
 * @param y floats[n], or floats[n, k] for k polynomials; dtypes promote
 * @param degree the highest power, at least 0
 * @param options weights: floats[n], default 1
 * @returns floats[degree + 1], or floats[degree + 1, k], the highest power first
 * @throws ShapeError when the sizes do not fit, ArgumentError unless the degree is a non-negative integer, DTypeError unless float
 * @example
 * ```
 * polyfit(tensor([0, 1, 2], 'float64'), tensor([1, 3, 5], 'float64'), 1).mul(1e9).round().div(1e9).toArray() // [2, 1]
 * ```
 * @deviation from NumPy: powers that the points do not determine are not left out by a tolerance of one's own.
 */
export function polyfit<DX extends FloatDType, DY extends FloatDType>(
  x: Tensor<Shape, DX>,
  y: PromoteArgument<DX, DY, Tensor<Shape, DY>>,
  degree: number,
  options?: PolyfitOptions,
): Tensor<Shape, PromoteResult<DX, DY>>
export function polyfit(x: unknown, y: unknown, degree: number, options?: PolyfitOptions): Tensor {
  checkKind('polyfit', x, floatKind)
  checkKind('polyfit', y, floatKind)
  checkInteger('polyfit', 'degree', degree, 0)
  const { weights } = optionsOf('polyfit', options, { weights: undefined })
  const [count] = x.shape
  if (count === undefined || x.shape.length !== 1 || y.shape.length > 2 || y.shape[0] !== count)
    throw new ShapeError(`polyfit: needs a vector of places, and as many values (rows of values); got x ${showType(x)}, y ${showType(y)}`)
  const dtype = commonDType('polyfit', [x, y])
  const [places, values] = [computed(p.cast(x, dtype)), computed(p.cast(y, dtype))]
  let [matrix, right]: [Tensor, Tensor] = [vander(places as Tensor<[number]>, degree + 1), reshape(values, [count, y.shape[1] ?? 1])]
  if (weights !== undefined) {
    checkKind('polyfit', weights, floatKind, 'weights')
    if (!sameShape(weights.shape, x.shape))
      throw new ShapeError(`polyfit: needs a weight for each point; expected [${count}], got ${showType(weights)}`)
    const w = p.cast(weights, matrix.dtype)
    ;[matrix, right] = [p.mul(matrix, broadcast(w, matrix.shape, [0])), p.mul(right, broadcast(w, right.shape, [0]))]
  }
  // Columns of length 1 are better conditioned; a column of zeros stays one.
  const squares = p.sqrt(reduceSum(p.mul(p.stopGradient(matrix), p.stopGradient(matrix)), [0]))
  const lengths = p.select(p.eq(squares, full(0, squares)), full(1, squares), squares)
  const scaled = p.div(matrix, broadcast(lengths, matrix.shape, [1]))
  const { solution } = lstsq(typed<[number, number], FloatDType>(scaled), typed<[number, number], FloatDType>(right))
  const found = p.div(solution, broadcast(lengths, solution.shape, [0]))
  return rounded(y.shape.length === 1 ? reshape(found, [degree + 1]) : found, dtype)
}

/**
 * The polynomial with these roots and the leading coefficient 1: `Π_i (x - roots[i])`.
 * @param roots floats[n] or complex[n]
 * @returns numbers[n + 1], the highest power first
 * @throws ShapeError unless a vector, DTypeError unless float or complex
 * @example
 * ```
 * poly(tensor([1, -2])).toArray() // [1, 1, -2]
 * ```
 * @deviation from NumPy: of roots alone; the characteristic polynomial of a matrix is that of its eigenvalues. Complex roots give complex
 *   coefficients, conjugate pairs or not.
 */
export function poly<D extends InexactDType>(roots: Tensor<Shape, D>): Tensor<[number], D>
export function poly(roots: Tensor): Tensor {
  checkKind('poly', roots, inexactKinds)
  const [count] = roots.shape
  if (count === undefined || roots.shape.length !== 1) throw new ShapeError(`poly: needs a vector of roots; got ${showType(roots)}`)
  const at = computed(roots)
  let product = full(1, { shape: [1], dtype: at.dtype })
  const zero = full(0, { shape: [1], dtype: at.dtype })
  for (let i = 0; i < count; i++) {
    const root = broadcast(reshape(part(at, 0, i, i + 1), []), product.shape, [])
    product = p.sub(concat([product, zero], 0), concat([zero, p.mul(product, root)], 0))
  }
  return rounded(product, roots.dtype)
}
