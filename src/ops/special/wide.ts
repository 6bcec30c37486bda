// Special functions are computed in float64 and rounded once, to the dtype of their arguments: what that costs is little beside their terms.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { align, checkKind, floatKind } from '../signatures/operands.js'

/** The operands of a function of floats, of one shape, in float64; and how its result is rounded. */
export function widened(
  operation: string,
  operands: readonly unknown[],
): { readonly wide: readonly Tensor[]; readonly narrow: (x: Tensor) => Tensor } {
  const tensors = align(operation, operands)
  for (const x of tensors) checkKind(operation, x, floatKind)
  const [{ dtype } = { dtype: 'float64' as const }] = tensors
  return { wide: tensors.map(x => p.cast(x, 'float64')), narrow: x => p.cast(x, dtype) }
}

export const of = (x: Tensor, value: number): Tensor => full(value, x)

/** `Σ cᵢ·xⁱ`, by Horner's rule. */
export const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients.map(c => of(x, c)).reduceRight((sum, c) => p.add(p.mul(sum, x), c))
