// What derivatives of complex factorisations share: tangents of pairs, and vectors whose direction in the complex plane is chosen.

import { pairOf, partsOf } from '../../../core/complex.js'
import type { Tangent } from '../../../core/primitive.js'
import type { Tensor } from '../../../core/tensor.js'
import { div as over, mul as times } from '../../elementwise/arithmetic.js'
import { select } from '../../elementwise/choose.js'
import { eq } from '../../elementwise/logic.js'
import { argmax } from '../../reduction/arg-extremum.js'
import { broadcast, full, reduceSum } from '../../structure/broadcast.js'
import { iota } from '../../structure/constant.js'
import { squaredMagnitude } from '../matrices.js'

/** The tangent of a complex matrix from those of its parts, or null where nothing flows. */
export function tangentPair([re = null, im = null]: readonly Tangent[]): Tensor | null {
  if (re === null && im === null) return null
  const zeros = full(0, (re ?? im) as Tensor)
  return pairOf(re ?? zeros, im ?? zeros)
}

/**
 * How fast each column of the vectors would leave the direction in which its largest element is positive: `Im(dv_k) / v_k`, k being the
 * first place of the largest. Turning the column back by as much gives the derivative of the vectors as they are normalised.
 */
export function turning(vectors: Tensor, tangent: Tensor): Tensor {
  const rank = vectors.shape.length
  const batch = vectors.shape.slice(0, -2).map((_, i) => i)
  if (vectors.shape[rank - 2] === 0) return full(0, { shape: vectors.shape.toSpliced(rank - 2, 1), dtype: partsOf(vectors)[0].dtype })
  const best = argmax(squaredMagnitude(vectors), rank - 2)
  const isBest = eq(iota({ shape: vectors.shape, axis: rank - 2, dtype: 'int32' }), broadcast(best, vectors.shape, [...batch, rank - 1]))
  const [re] = partsOf(vectors)
  const [, im] = partsOf(tangent)
  const zeros = full(0, re)
  const at = (x: Tensor): Tensor => reduceSum(select(isBest, x, zeros), [rank - 2])
  return over(at(im), at(re))
}

/** `i·θ·x` for real angles θ, one for each column. */
export function turnedBy(angles: Tensor, x: Tensor): Tensor {
  const batch = x.shape.slice(0, -2).map((_, i) => i)
  const by = broadcast(angles, x.shape, [...batch, x.shape.length - 1])
  const [re, im] = partsOf(x)
  return pairOf(times(full(-1, im), times(by, im)), times(by, re))
}
