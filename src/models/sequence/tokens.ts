// Token embeddings: a vector for each token of a vocabulary.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { type EmbeddingSettings, lookUp } from '../../nn/embedding/embedding.js'
import type { FloatTensor } from '../../nn/layer/layer.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { less } from '../../ops/elementwise/comparison.js'
import { isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import type { IntDType, Shape } from '../../types/index.js'

type Integers = Tensor<Shape, IntDType>

/** @throws ArgumentError, DTypeError, ShapeError unless they are integers [batch, time], with at least one step */
export function checkTokens(model: string, tokens: unknown): asserts tokens is Integers {
  if (!isTensor(tokens)) throw new ArgumentError(`${model}: tokens must be a tensor; got ${tokens === null ? 'null' : typeof tokens}`)
  if (!isInteger(tokens.dtype)) throw new DTypeError(`${model}: tokens must be integers; got ${showType(tokens)}; cast them first`)
  if (tokens.shape.length !== 2 || tokens.shape[1] === 0)
    throw new ShapeError(`${model}: tokens must be [batch,time], of at least one step; got ${showType(tokens)}`)
}

/**
 * The vectors of tokens, by `nn.embedding`: floats[batch, time, features]. Those of a token that is not in the vocabulary are NaN, which `checkFinite` reports;
 * there is none that counts from the end.
 */
export const embedded = (settings: EmbeddingSettings, weight: Tensor, tokens: Integers): Tensor => {
  const wide = cast(tokens, 'int64')
  return lookUp(settings, { weight: weight as FloatTensor }, where(less(wide, 0), settings.count, wide) as Integers)
}
