// Random vectors and matrices made by linear algebra, as JAX makes them.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import type { FloatDType, LastBox, Mut, Shape, ShapeResult } from '../../types/index.js'
import { matmul } from '../contraction/matmul.js'
import { diagonal } from '../indexing/diagonal.js'
import { cholesky, eigh, qr, svd } from '../linalg/index.js'
import { checkInteger, checkTensor, show, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import type { Key } from './key.js'
import { type DistributionOptions, dtypeOf, finite } from './parameters.js'
import { normalOf } from './standard.js'

type Floats = Tensor<Shape, FloatDType>

/** A matrix whose product with its own transpose is the given one. */
const factors = {
  cholesky: (covariance: Floats): Tensor => cholesky(covariance),
  svd: (covariance: Floats): Tensor => {
    const { u, s } = svd(covariance)
    return scaledColumns(u, s)
  },
  eigh: (covariance: Floats): Tensor => {
    const { eigenvalues, eigenvectors } = eigh(covariance)
    return scaledColumns(eigenvectors, eigenvalues)
  },
} as const

/** Each column times the square root of its number. */
function scaledColumns(columns: Tensor, squares: Tensor): Tensor {
  const rank = columns.shape.length
  const axes = columns.shape.map((_, axis) => axis).filter(axis => axis !== rank - 2)
  return p.mul(columns, broadcast(p.sqrt(squares), columns.shape, axes))
}

/** What `multivariateNormal` takes. */
export interface MultivariateNormalOptions<D extends FloatDType = FloatDType> extends DistributionOptions<D> {
  /** How the covariance is factored: 'cholesky', the default, needs it positive definite; 'svd' and 'eigh' do with semidefinite ones. */
  readonly method?: keyof typeof factors
}

/**
 * Normally distributed vectors: `mean + F·z` of standard normal z, where `F·Fᵀ` is the covariance.
 * @param key uint32[2]
 * @param shape how many vectors
 * @param mean floats[…, n]; the axes in front stretch to the shape
 * @param covariance floats[…, n, n], symmetric and positive definite; likewise
 * @param options method, how the covariance is factored, default 'cholesky'; dtype
 * @returns dtype[…shape, n]; NaN where the covariance cannot be factored
 * @throws ArgumentError unless given a key and a method that there is, ShapeError unless mean and covariance fit together and to the shape
 * @example
 * ```
 * random.multivariateNormal(random.key(0), [5], tensor([1, 2]), eye(2)).shape // [5, 2]
 * ```
 */
export function multivariateNormal<const S extends Shape, M extends Shape, C extends Shape, D extends FloatDType>(
  key: Key,
  shape: S,
  mean: Tensor<M, D>,
  covariance: Tensor<C, D>,
  options?: MultivariateNormalOptions<D>,
): Tensor<ShapeResult<[...Mut<S>, ...LastBox<M>]>, D> {
  const operation = 'random.multivariateNormal'
  checkShape(shape, operation)
  checkTensor(operation, mean)
  checkTensor(operation, covariance)
  const { method, dtype: asked } = optionsOf(operation, options, { method: 'cholesky', dtype: undefined })
  if (!Object.hasOwn(factors, method))
    throw new ArgumentError(`${operation}: method must be ${Object.keys(factors).join(', ')}; got ${show(method)}`)
  const dtype = dtypeOf(operation, [['mean', mean, finite] as const, ['covariance', covariance, finite] as const], asked)
  const n = mean.shape.at(-1)
  const [rows, columns] = covariance.shape.slice(-2)
  if (n === undefined || rows !== n || columns !== n)
    throw new ShapeError(
      `${operation}: mean and covariance must have one size n; expected mean […,n] and covariance […,n,n], got ${showType(mean)} and ${showType(covariance)}`,
    )
  const size: Dims = [...shape, n]
  const centre = stretchTo(operation, 'mean', p.cast(mean, dtype), size)
  const factor = stretchTo(operation, 'covariance', factors[method](typed(p.cast(covariance, dtype))), [...size, n])
  const z = reshape(normalOf(operation, key, size, dtype), [...size, 1])
  return typed(p.add(centre, reshape(matmul(factor, z), size)))
}

/** What `orthogonal` takes. */
export interface OrthogonalOptions<M extends number = number, D extends FloatDType = FloatDType> extends DistributionOptions<D> {
  /** The number of columns, that of rows unless given. The shorter of rows and columns are orthonormal. */
  readonly columns?: M
}

/**
 * Orthogonal matrices, uniformly distributed: the orthogonal factors of normally distributed matrices, with signs that make them unique.
 * @param key uint32[2]
 * @param shape how many matrices
 * @param rows of each
 * @param options columns, as many as rows unless given; dtype, default float32
 * @returns dtype[…shape, rows, columns]
 * @throws ArgumentError unless given a key and non-negative sizes
 * @example
 * ```
 * random.orthogonal(random.key(0), [5], 3).shape // [5, 3, 3]
 * ```
 * @source F. Mezzadri, "How to generate random matrices from the classical compact groups", 2007
 */
export function orthogonal<const S extends Shape, N extends number, M extends number = N, D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  rows: N,
  options?: OrthogonalOptions<M, D>,
): Tensor<[...Mut<S>, N, M], D> {
  const operation = 'random.orthogonal'
  checkShape(shape, operation)
  checkInteger(operation, 'rows', rows, 0)
  const given = optionsOf<OrthogonalOptions>(operation, options, { columns: rows, dtype: undefined })
  const { columns } = given
  checkInteger(operation, 'columns', columns, 0)
  const dtype = dtypeOf(operation, [], given.dtype)
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)]
  const { q, r } = qr(typed<Shape, FloatDType>(normalOf(operation, key, [...shape, long, short], dtype)))
  const axis = shape.length
  const signs = broadcast(p.sign(diagonal(r as Tensor, { axis1: -2, axis2: -1 })), q.shape, [...shape.map((_, i) => i), axis + 1])
  const tall = p.mul(q, signs)
  return typed(rows < columns ? moveAxis(tall, axis, axis + 1) : tall)
}
