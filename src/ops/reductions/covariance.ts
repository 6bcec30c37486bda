// How variables vary together.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { FloatDType, List, Shape, ShapeResult } from '../../types/index.js'
import { contract } from '../contraction/contract.js'
import { lastDiagonal } from '../indexing/diagonal.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, show, stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { keepAxes, meanOver } from './reduce.js'

/** Where the variables stand. */
export interface CorrelationOptions<V extends 'rows' | 'columns' = 'rows' | 'columns'> {
  /** Whether each row is a variable ('rows', the default) or each column. */
  readonly variables?: V
}

/** How covariances are counted. */
export interface CovarianceOptions<V extends 'rows' | 'columns' = 'rows' | 'columns'> extends CorrelationOptions<V> {
  /** What is subtracted from the number of observations before dividing by it. Default 1. */
  readonly ddof?: number
}

/** The shape of `cov(x)`: a matrix of the variables, a scalar for one. */
export type Covariance<S extends List, V> = number extends S['length']
  ? Shape
  : S extends readonly [infer Rows, infer Columns]
    ? V extends 'columns'
      ? [Columns, Columns]
      : [Rows, Rows]
    : []

/** The covariances of halves are left in float32: what they are for may go on. */
function covariance(operation: string, operand: Tensor, ddof: number, variables: unknown): Tensor {
  checkKind(operation, operand, floatKind)
  const x = computed(operand)
  if (variables !== 'rows' && variables !== 'columns')
    throw new ArgumentError(`${operation}: variables must be 'rows' or 'columns'; got ${show(variables)}`)
  if (!Number.isFinite(ddof)) throw new ArgumentError(`${operation}: ddof must be a finite number; got ${show(ddof)}`)
  const [count] = x.shape
  if (count === undefined || x.shape.length > 2) throw new ShapeError(`${operation}: needs a vector or a matrix; got ${showType(operand)}`)
  const rows = x.shape.length === 1 ? reshape(x, [1, count]) : variables === 'rows' ? x : transpose(x, [1, 0])
  const mean = keepAxes(meanOver(rows, [1]), rows, [1])
  const centred = p.sub(rows, stretch(mean, rows.shape))
  const products = contract({ tensor: centred, labels: ['i', 'k'] }, { tensor: centred, labels: ['j', 'k'] }, ['i', 'j'])
  const scaled = p.div(products, full(Math.max(0, (rows.shape[1] as number) - ddof), products))
  return x.shape.length === 1 ? reshape(scaled, []) : scaled
}

/**
 * The covariances of variables: `out[i, j] = 1/(n - ddof) · Σ_k (x[i, k] - mean x[i]) · (x[j, k] - mean x[j])`.
 * @param x floats[variables, observations], or floats[observations] of one variable
 * @param options ddof: subtracted from the number of observations, default 1; variables: 'rows' (default) or 'columns'
 * @returns floats[variables, variables], or a scalar for one
 * @throws ShapeError unless a vector or a matrix, DTypeError unless float, ArgumentError on illegal options
 * @example
 * ```
 * cov(tensor([[1, 2, 3], [3, 2, 1]])).toArray() // [[1, -1], [-1, 1]]
 * ```
 */
export function cov<S extends Shape, D extends FloatDType, V extends 'rows' | 'columns' = 'rows'>(
  x: Tensor<S, D>,
  options?: CovarianceOptions<V>,
): Tensor<ShapeResult<Covariance<S, V>>, D> {
  const { ddof, variables } = optionsOf<CovarianceOptions>('cov', options, { ddof: 1, variables: 'rows' })
  return typed(rounded(covariance('cov', x, ddof, variables), x.dtype))
}

/**
 * The correlations of variables: their covariances over their standard deviations, between -1 and 1.
 * @param x floats[variables, observations], or floats[observations] of one variable
 * @param options variables: 'rows' (default) or 'columns'
 * @returns floats[variables, variables], or a scalar for one; NaN for a variable that does not vary
 * @throws ShapeError unless a vector or a matrix, DTypeError unless float, ArgumentError on illegal options
 * @example
 * ```
 * corrcoef(tensor([[1, 2, 3], [3, 2, 1]])).toArray() // [[1, -1], [-1, 1]]
 * ```
 */
export function corrcoef<S extends Shape, D extends FloatDType, V extends 'rows' | 'columns' = 'rows'>(
  x: Tensor<S, D>,
  options?: CorrelationOptions<V>,
): Tensor<ShapeResult<Covariance<S, V>>, D> {
  const { variables } = optionsOf<CorrelationOptions>('corrcoef', options, { variables: 'rows' })
  const c = covariance('corrcoef', x, 1, variables)
  if (c.shape.length === 0) return typed(rounded(p.div(c, c), x.dtype))
  const deviations = p.sqrt(lastDiagonal(c, 0))
  const scaled = p.div(p.div(c, broadcast(deviations, c.shape, [0])), broadcast(deviations, c.shape, [1]))
  // Rounding may carry it a little beyond.
  return typed(rounded(p.clamp(full(-1, scaled), scaled, full(1, scaled)), x.dtype))
}
