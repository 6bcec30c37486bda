// Spectra of real numbers, of which the second half mirrors the first: `X[n - k] = conj X[k]`.

import type { Tensor } from '../../core/tensor.js'
import { concat } from '../../primitives/structure/join.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { slice } from '../../primitives/structure/slice.js'
import { conjugate } from '../complex/parts.js'
import { type Norm, resized, transformAlong } from './transform.js'

/** How many frequencies say all. */
export const halfOf = (n: number): number => Math.floor(n / 2) + 1

/** The first half of the spectrum of real numbers. */
export const realTransform = (x: Tensor, axis: number, norm: Norm): Tensor =>
  transformAlong(x, axis, -1, norm, { frequencies: halfOf(x.shape[axis] as number) })

/** Real numbers, n of them, from the first half of their spectrum. */
export function realInverse(x: Tensor, axis: number, n: number, norm: Norm): Tensor {
  const half = resized(x, axis, halfOf(n))
  const from = half.shape.map((_, i) => (i === axis ? 1 : 0))
  const mirrored = conjugate(reverse(slice(half, from, half.shape.with(axis, 1 + n - halfOf(n))), [axis]))
  return transformAlong(n - halfOf(n) > 0 ? concat([half, mirrored], axis) : half, axis, 1, norm, { to: 1 })
}
