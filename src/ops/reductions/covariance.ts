// How variables vary together.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import type { FloatDType, List, Shape, ShapeResult } from '../../types/index.js'
import { contract } from '../contraction/contract.js'
import { lastDiagonal } from '../indexing/diagonal.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, integerKinds, show, stretch } from '../signatures/operands.js'
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
  /** How often each observation was made: integers[observations]. Default once. */
  readonly counts?: Tensor | undefined
  /** How much each observation weighs: floats[observations], not negative. Default the same. */
  readonly weights?: Tensor | undefined
}

/** The shape of `cov(x)`: a matrix of the variables, a scalar for one. */
export type Covariance<S extends List, V> = number extends S['length']
  ? Shape
  : S extends readonly [infer Rows, infer Columns]
    ? V extends 'columns'
      ? [Columns, Columns]
      : [Rows, Rows]
    : []

/** Counts times weights, in the dtype of x; `null` where there are neither. @throws ShapeError unless one for each observation, DTypeError */
function importance(operation: string, x: Tensor, { counts, weights }: Weighting): Tensor | null {
  const given = [['counts', counts, integerKinds] as const, ['weights', weights, floatKind] as const].flatMap(([name, value, kinds]) => {
    if (value === undefined) return []
    checkKind(operation, value, kinds, name)
    if (!sameShape(value.shape, [x.shape[1] as number]))
      throw new ShapeError(
        `${operation}: there must be one of ${name} for each observation; expected [${x.shape[1]}], got ${showType(value)}`,
      )
    return [p.cast(value, x.dtype)]
  })
  return given.length === 0 ? null : given.reduce(p.mul)
}

interface Weighting {
  readonly counts?: Tensor | undefined
  readonly weights?: Tensor | undefined
}

/** `Σ w - ddof · Σ w·a / Σ w`, a the weights beside the counts: the observations less what the mean costs. At least 0. */
function freedom(w: Tensor, { weights }: Weighting, ddof: number): Tensor {
  const total = reduceSum(w, [0])
  const lost =
    weights === undefined ? full(ddof, total) : p.mul(full(ddof, total), p.div(reduceSum(p.mul(w, p.cast(weights, w.dtype)), [0]), total))
  return p.max(p.sub(total, lost), full(0, total))
}

/** The covariances of halves are left in float32: what they are for may go on. */
function covariance(operation: string, operand: Tensor, ddof: number, variables: unknown, weighting: Weighting = {}): Tensor {
  checkKind(operation, operand, floatKind)
  const x = computed(operand)
  if (variables !== 'rows' && variables !== 'columns')
    throw new ArgumentError(`${operation}: variables must be 'rows' or 'columns'; got ${show(variables)}`)
  if (!Number.isFinite(ddof)) throw new ArgumentError(`${operation}: ddof must be a finite number; got ${show(ddof)}`)
  const [count] = x.shape
  if (count === undefined || x.shape.length > 2) throw new ShapeError(`${operation}: needs a vector or a matrix; got ${showType(operand)}`)
  const rows = x.shape.length === 1 ? reshape(x, [1, count]) : variables === 'rows' ? x : transpose(x, [1, 0])
  const w = importance(operation, rows, weighting)
  const along = (v: Tensor): Tensor => broadcast(v, rows.shape, [1])
  const mean =
    w === null
      ? meanOver(rows, [1])
      : p.div(reduceSum(p.mul(rows, along(w)), [1]), broadcast(reduceSum(w, [0]), [rows.shape[0] as number], []))
  const centred = p.sub(rows, stretch(keepAxes(mean, rows, [1]), rows.shape))
  const weighted = w === null ? centred : p.mul(centred, along(w))
  const products = contract({ tensor: weighted, labels: ['i', 'k'] }, { tensor: centred, labels: ['j', 'k'] }, ['i', 'j'])
  const divisor =
    w === null ? full(Math.max(0, (rows.shape[1] as number) - ddof), products) : broadcast(freedom(w, weighting, ddof), products.shape, [])
  const scaled = p.div(products, divisor)
  return x.shape.length === 1 ? reshape(scaled, []) : scaled
}

/**
 * The covariances of variables: `out[i, j] = 1/(n - ddof) · Σ_k (x[i, k] - mean x[i]) · (x[j, k] - mean x[j])`.
 * @param x floats[variables, observations], or floats[observations] of one variable
 * @param options ddof: subtracted from the number of observations, default 1; variables: 'rows' (default) or 'columns'; counts, how often
 *   each observation was made, and weights, how much it weighs: NumPy's fweights and aweights
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
  const { ddof, variables, counts, weights } = optionsOf<CovarianceOptions>('cov', options, {
    ...{ ddof: 1, variables: 'rows', counts: undefined, weights: undefined },
  })
  return typed(rounded(covariance('cov', x, ddof, variables, { counts, weights }), x.dtype))
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
