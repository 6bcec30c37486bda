// Token embeddings: a vector for each token of a vocabulary.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { where } from '../../ops/elementwise/choose.js'
import { less } from '../../ops/elementwise/comparison.js'
import { take } from '../../ops/indexing/take.js'
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

/** The vectors of tokens: floats[batch, time, features]. Those of a token that is not in the vocabulary are NaN. */
export const embedded = (weight: Tensor, tokens: Integers): Tensor =>
  take(weight, where(less(tokens, 0), weight.shape[0] as number, tokens) as Integers, 0)
