// The keys and values of the steps so far, so that the next step of a sequence does not compute them again. Of one shape whatever the number of steps: a
// jitted step is compiled once.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange, zeros } from '../../ops/creation/creation.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { lessEqual } from '../../ops/elementwise/comparison.js'
import { dynamicUpdateSlice } from '../../ops/indexing/dynamic.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { Shape } from '../../types/index.js'

export interface AttentionCache<Batch extends number = number, Heads extends number = number, Capacity extends number = number> {
  /** Of each head, step by step; zeros from `length` on. */
  readonly key: Tensor<readonly [Batch, Heads, Capacity, number], 'float32'>
  readonly value: Tensor<readonly [Batch, Heads, Capacity, number], 'float32'>
  /** How many steps there have been. */
  readonly length: Tensor<[], 'int32'>
}

type Held = AttentionCache['key']

export const emptyCache = (shape: Dims): AttentionCache => ({
  key: zeros(shape) as Tensor as Held,
  value: zeros(shape) as Tensor as Held,
  length: zeros([], 'int32'),
})

/** The cache with more steps. @param key floats[batch, heads, steps, size] @throws ShapeError when it is a cache of other sizes */
export function extended(layer: string, cache: AttentionCache, key: Tensor, value: Tensor): AttentionCache {
  const fits = [0, 1, 3].every(axis => cache.key.shape[axis] === key.shape[axis]) && (key.shape[2] as number) <= cache.key.shape[2]
  if (!fits)
    throw new ShapeError(`${layer}: the cache must be for such steps; got ${showType(cache.key)} (cache) and ${showType(key)} (keys)`)
  const starts = [0, 0, cache.length, 0] as const
  return {
    key: dynamicUpdateSlice(cache.key, key as Held, starts),
    value: dynamicUpdateSlice(cache.value, value as Held, starts),
    length: add(cache.length, key.shape[2] as number),
  }
}

/** Which places of the cache each of the next steps may look at: bool[steps, capacity]. */
export const placesUpTo = ({ key, length }: AttentionCache, steps: number): Tensor<Shape, 'bool'> =>
  lessEqual(reshape(arange(key.shape[2], 'int32'), [1, key.shape[2]]), add(reshape(arange(steps, 'int32'), [steps, 1]), length))

/** NaN where there have been more steps than the cache holds. */
export const unlessFull = (y: Tensor, { key, length }: AttentionCache): Tensor =>
  where(lessEqual(length, key.shape[2]), y as Tensor<Shape, 'float32'>, Number.NaN)
