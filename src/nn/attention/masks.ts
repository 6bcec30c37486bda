// Masks as PyTorch's modules take them: true where a key must NOT be looked at, or floats added to the scores.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { where } from '../../ops/elementwise/choose.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { Shape } from '../../types/index.js'
import type { FloatTensor } from '../layer/layer.js'

/** Scores [batch, heads, queries, keys] with a mask that has been laid out to broadcast to them. */
export function withMask(layer: string, name: string, scores: FloatTensor, mask: unknown, layouts: readonly Dims[], to: Dims): FloatTensor {
  if (mask === undefined) return scores
  if (!isTensor(mask)) throw new ArgumentError(`${layer}: ${name} must be a tensor; got ${mask === null ? 'null' : typeof mask}`)
  if (mask.dtype !== 'bool' && mask.dtype !== scores.dtype)
    throw new DTypeError(`${layer}: ${name} must be bool or ${scores.dtype}; got ${showType(mask)}; cast it first`)
  if (!layouts.some(layout => sameShape(layout, mask.shape)))
    throw new ShapeError(`${layer}: ${name} must be of shape ${layouts.map(showShape).join(' or ')}; got ${showType(mask)}`)
  const laid = reshape(mask as Tensor, to)
  return mask.dtype === 'bool'
    ? where(laid as Tensor<Shape, 'bool'>, Number.NEGATIVE_INFINITY, scores)
    : (scores.add(laid as FloatTensor) as FloatTensor)
}

/** Both masks of multi-head attention. @param scores floats[batch, heads, queries, keys] */
export function withMasks(
  layer: string,
  scores: FloatTensor,
  { attnMask, keyPaddingMask }: { readonly attnMask?: unknown; readonly keyPaddingMask?: unknown },
): FloatTensor {
  const [batch, heads, queries, keys] = scores.shape as [number, number, number, number]
  const shared = isTensor(attnMask) && attnMask.shape.length === 2
  const allowed = withMask(
    layer,
    'attnMask',
    scores,
    attnMask,
    [
      [queries, keys],
      [batch * heads, queries, keys],
    ],
    shared ? [1, 1, queries, keys] : [batch, heads, queries, keys],
  )
  return withMask(layer, 'keyPaddingMask', allowed, keyPaddingMask, [[batch, keys]], [batch, 1, 1, keys])
}
