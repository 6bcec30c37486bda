// Attention: each query gets the mean of values, weighted by how well their keys fit it.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { matmul } from '../../ops/contraction/matmul.js'
import { arange } from '../../ops/creation/creation.js'
import { add, div, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { equal, greaterEqual } from '../../ops/elementwise/comparison.js'
import { exp } from '../../ops/elementwise/float-functions.js'
import type { Key } from '../../ops/random/index.js'
import { max, sum } from '../../ops/reductions/reduce.js'
import { swapAxes } from '../../ops/shape/permute.js'
import { repeat } from '../../ops/shape/repeat.js'
import { reshape } from '../../ops/shape/reshape.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { broadcastShapes, sameShape } from '../../support/shape.js'
import { stopGradient } from '../../transforms/index.js'
import type { Argument, AttentionResult, AttentionScores, FloatDType, Shape, ShapeResult } from '../../types/index.js'
import { drop } from '../dropout/drop.js'
import type { FloatTensor } from '../layer/layer.js'
import { checkRate } from '../layer/options.js'

export interface AttentionOptions {
  /** bool[…, L, S], true where a query may look at a key; or floats, which are added to the scores. It must broadcast to the scores. */
  readonly attnMask?: Tensor
  /** Query i looks at keys 0 to i alone. Default false. */
  readonly isCausal?: boolean
  /** What scores are multiplied by. Default 1/√features. */
  readonly scale?: number
  /** The rate of dropout of weights; needs its key. Default 0. */
  readonly dropout?: number
  readonly dropoutKey?: Key
  /** Fewer heads of keys and values than of queries: each serves as many in a row. Default false. */
  readonly enableGqa?: boolean
}

/** Whether query i may look at key j: bool[queries, keys]. */
export const causalMask = (queries: number, keys: number): Tensor<Shape, 'bool'> =>
  greaterEqual(reshape(arange(queries, 'int32'), [queries, 1]), reshape(arange(keys, 'int32'), [1, keys]))

/** Scores where the mask allows them. @throws ShapeError, DTypeError, ArgumentError */
export function masked(operation: string, scores: FloatTensor, mask: unknown): FloatTensor {
  if (mask === undefined) return scores
  if (!isTensor(mask)) throw new ArgumentError(`${operation}: a mask must be a tensor; got ${mask === null ? 'null' : typeof mask}`)
  if (mask.dtype !== 'bool' && mask.dtype !== scores.dtype)
    throw new DTypeError(`${operation}: a mask must be bool or ${scores.dtype}; got ${showType(mask)}; cast it first`)
  const common = broadcastShapes(mask.shape, scores.shape)
  if (common === undefined || !sameShape(common, scores.shape))
    throw new ShapeError(`${operation}: a mask must broadcast to the scores ${showType(scores)}; got ${showType(mask)}`)
  return mask.dtype === 'bool' ? where(mask as Tensor<Shape, 'bool'>, scores, Number.NEGATIVE_INFINITY) : add(scores, mask as FloatTensor)
}

/** Softmax over the last axis; zeros where every score is -∞, nothing where there are no keys. */
export function weightsOf(scores: FloatTensor): FloatTensor {
  if (scores.shape.at(-1) === 0) return scores
  const largest = stopGradient(max(scores, -1, { keepDims: true }))
  const exponentials = exp(sub(scores, where(equal(largest, Number.NEGATIVE_INFINITY), 0, largest)))
  const total = sum(exponentials, -1, { keepDims: true })
  return div(exponentials, where(equal(total, 0), 1, total))
}

/** The scores of queries for keys, scaled. */
export const scoresOf = (query: FloatTensor, key: FloatTensor, scale: number): FloatTensor =>
  mul(matmul(query, swapAxes(key, -1, -2)), scale) as FloatTensor

/** Key or value heads, each as often as queries share it. @throws ShapeError */
function shared(name: string, x: FloatTensor, query: FloatTensor): FloatTensor {
  const [heads, wanted] = [x.shape.at(-3), query.shape.at(-3)]
  if (heads === undefined || wanted === undefined || heads === 0 || wanted % heads !== 0)
    throw new ShapeError(
      `scaledDotProductAttention: heads of ${name} must divide those of query; got ${showType(query)} (query), ${showType(x)} (${name})`,
    )
  return repeat(x, wanted / heads, -3) as FloatTensor
}

/**
 * `softmax(query · keyᵀ · scale + mask) · value`, the softmax over keys.
 * @param query floats[…, L, E]
 * @param key floats[…, S, E]
 * @param value floats[…, S, V]; the axes before the last two broadcast
 * @returns floats[…, L, V]; zeros for a query that may look at nothing
 * @throws ShapeError when features or lengths differ, or the mask does not broadcast; DTypeError, ArgumentError
 * @example
 * ```
 * scaledDotProductAttention(query, key, value, { isCausal: true })   // float32[batch, heads, time, features] each
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017; grouped queries: Ainslie et al., 2023; the options as in PyTorch
 */
export function scaledDotProductAttention<Q extends Shape, K extends Shape, V extends Shape, D extends FloatDType>(
  query: Tensor<Q, D>,
  key: Argument<AttentionScores<Q, K>, Tensor<K, D>>,
  value: Argument<AttentionResult<Q, K, V>, Tensor<V, D>>,
  options?: AttentionOptions & { readonly enableGqa?: false },
): Tensor<ShapeResult<AttentionResult<Q, K, V>>, D>
export function scaledDotProductAttention<D extends FloatDType>(
  query: Tensor<Shape, D>,
  key: Tensor<Shape, D>,
  value: Tensor<Shape, D>,
  options: AttentionOptions,
): Tensor<Shape, D>
export function scaledDotProductAttention(query: unknown, key: unknown, value: unknown, options: AttentionOptions = {}): Tensor {
  const operation = 'scaledDotProductAttention'
  checkOptions(operation, options, ['attnMask', 'isCausal', 'scale', 'dropout', 'dropoutKey', 'enableGqa'])
  const { attnMask, isCausal = false, dropout = 0, dropoutKey, enableGqa = false } = options
  checkRate(operation, 'dropout', dropout)
  if (dropout > 0 && dropoutKey === undefined) throw new ArgumentError(`${operation}: dropout needs a key; give dropoutKey`)
  const [q, k, v] = checkedOperands(query, key, value)
  const features = q.shape.at(-1) as number
  const { scale = 1 / Math.sqrt(features) } = options
  if (!Number.isFinite(scale)) throw new ArgumentError(`${operation}: scale must be a finite number; got ${scale}`)
  const [keys, values] = enableGqa ? [shared('key', k, q), shared('value', v, q)] : [k, v]
  const scores = masked(operation, scoresOf(q, keys, scale), attnMask)
  const causal = isCausal ? masked(operation, scores, causalMask(q.shape.at(-2) as number, k.shape.at(-2) as number)) : scores
  return matmul(drop(operation, weightsOf(causal), dropout, dropoutKey), values)
}

/** @throws ArgumentError, DTypeError, ShapeError */
function checkedOperands(...operands: readonly [unknown, unknown, unknown]): readonly [FloatTensor, FloatTensor, FloatTensor] {
  const names = ['query', 'key', 'value']
  const tensors = operands.map((x, i) => {
    if (!isTensor(x))
      throw new ArgumentError(`scaledDotProductAttention: ${names[i]} must be a tensor; got ${x === null ? 'null' : typeof x}`)
    if (!isFloat(x.dtype)) throw new DTypeError(`scaledDotProductAttention: ${names[i]} must be float; got ${showType(x)}; cast it first`)
    if (x.shape.length < 2) throw new ShapeError(`scaledDotProductAttention: ${names[i]} must be [...,length,features]; got ${showType(x)}`)
    return x as FloatTensor
  })
  const [q, k, v] = tensors as [FloatTensor, FloatTensor, FloatTensor]
  const got = `got ${showType(q)} (query), ${showType(k)} (key), ${showType(v)} (value)`
  if (q.dtype !== k.dtype || k.dtype !== v.dtype) throw new DTypeError(`scaledDotProductAttention: dtypes must be equal; ${got}`)
  if (q.shape.at(-1) !== k.shape.at(-1))
    throw new ShapeError(`scaledDotProductAttention: queries and keys must have the same features; ${got}`)
  if (k.shape.at(-2) !== v.shape.at(-2)) throw new ShapeError(`scaledDotProductAttention: there must be a value for each key; ${got}`)
  return [q, k, v]
}
