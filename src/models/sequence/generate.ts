// Tokens drawn one after the other, each from the logits after those before it: one loop, compiled once.

import type { Tensor } from '../../core/tensor.js'
import type { FloatTensor } from '../../nn/layer/layer.js'
import { checkSize } from '../../nn/layer/options.js'
import { where } from '../../ops/elementwise/choose.js'
import { less } from '../../ops/elementwise/comparison.js'
import { slice } from '../../ops/indexing/slice.js'
import { categorical, type Key, keys } from '../../ops/random/index.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { swapAxes } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { topK as largest } from '../../ops/sorting/sort.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { scan } from '../../transforms/index.js'

export interface GenerateOptions<N extends number = number> {
  /** How many tokens. */
  readonly steps: N
  /** What logits are divided by: below 1 for the likely ones, 0 for the likeliest alone. Default 1. */
  readonly temperature?: number
  /** Only so many of the likeliest tokens may be drawn. Default: all. */
  readonly topK?: number
}

/** Draws a token of each row. @param logits floats[batch, vocabulary] @returns int32[batch] */
function drawn(key: Key, logits: FloatTensor, temperature: number, topK: number | undefined): Tensor {
  if (temperature === 0) return argmax(logits, -1)
  const least = topK === undefined ? undefined : (slice(largest(logits, topK)[0] as Tensor, [], [topK - 1]) as FloatTensor)
  const left = least === undefined ? logits : where(less(logits, least), Number.NEGATIVE_INFINITY, logits)
  return categorical(key, left.div(temperature as never) as FloatTensor)
}

/**
 * @param step the logits of each place, and the cache afterwards
 * @param cache a tree of tensors
 * @returns int32[batch, steps]
 */
export function generated<C>(
  model: string,
  step: (tokens: Tensor, cache: C) => readonly [Tensor, C],
  cache: C,
  key: Key,
  prompt: Tensor,
  options: GenerateOptions,
  { vocabulary, context }: { readonly vocabulary: number; readonly context: number },
): Tensor {
  checkOptions(`${model}.generate`, options, ['steps', 'temperature', 'topK'])
  const { steps, temperature = 1, topK } = options
  checkSize(`${model}.generate`, 'steps', steps)
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`${model}.generate: temperature must be a finite number of at least 0; got ${temperature}`)
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1 && topK <= vocabulary))
    throw new ArgumentError(`${model}.generate: topK must be an integer from 1 to ${vocabulary}; got ${topK}`)
  const [batch, time] = prompt.shape as [number, number]
  // The last token drawn is not looked at any more.
  if (time + steps - 1 > context)
    throw new ShapeError(
      `${model}.generate: prompt and steps must fit into the context; expected at most ${context}, got ${time} and ${steps}`,
    )
  const [logits, seen] = step(prompt, cache)
  const first = reshape(slice(logits, [], [time - 1]) as Tensor, [batch, vocabulary])
  const [, tokens] = scan(
    ([last, so]: readonly [Tensor, C], own: Key) => {
      const token = drawn(own, last as FloatTensor, temperature, topK)
      const [after, next] = step(reshape(token, [batch, 1]), so)
      return [[reshape(after, [batch, vocabulary]), next] as readonly [Tensor, C], token]
    },
    [first, seen] as readonly [Tensor, C],
    keys(key, steps),
  )
  return swapAxes(tokens as Tensor, 0, 1)
}
