// Slices made no longer than a bound.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ArgumentError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, show, stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { vectorNorm } from './norms.js'

/** What `renorm` takes. */
export interface RenormOptions {
  /** The axis along which the slices lie; negative ones count from the end. */
  readonly axis: number
  /** The norm that no slice exceeds. */
  readonly maxNorm: number
  /** The order of the norm, positive. Default 2. */
  readonly ord?: number
}

/**
 * The slices along an axis, each scaled to a norm of at most `maxNorm`: those that are longer by `maxNorm / (‖slice‖ + 1e-7)`.
 * @param x floats[…]
 * @param options axis, along which the slices lie; maxNorm; ord, the order of the norm, default 2
 * @returns floats, of the shape of x
 * @throws ShapeError when the axis does not exist, ArgumentError unless maxNorm is at least 0 and ord positive, DTypeError unless float
 * @example
 * ```
 * renorm(tensor([[3, 4], [0, 1]]), { axis: 0, maxNorm: 1, ord: Infinity }).toArray() // [[0.75, 1], [0, 1]]
 * ```
 */
export function renorm<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options: RenormOptions): Tensor<S, D> {
  checkKind('renorm', x, floatKind)
  checkGivenOptions('renorm', options, ['axis', 'maxNorm', 'ord'])
  const { axis, maxNorm, ord = 2 } = options
  const at = normalizeAxis(axis, x.shape.length, 'renorm')
  if (typeof maxNorm !== 'number' || !(maxNorm >= 0))
    throw new ArgumentError(`renorm: maxNorm must be a number of at least 0; got ${show(maxNorm)}`)
  if (typeof ord !== 'number' || !(ord > 0)) throw new ArgumentError(`renorm: ord must be a positive number; got ${show(ord)}`)
  const values = computed(x)
  const others = values.shape.map((_, i) => i).filter(i => i !== at)
  const norms = others.length === 0 ? p.abs(values) : vectorNorm(typed<Shape, FloatDType>(values), others, { ord, keepDims: true })
  const bound = full(maxNorm, norms)
  const factor = p.select(p.gt(norms, bound), p.div(bound, p.add(norms, full(1e-7, norms))), full(1, norms))
  return typed(rounded(p.mul(values, stretch(factor, values.shape)), x.dtype))
}
