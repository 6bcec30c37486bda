// Cotangents of complex numbers are JAX's: that of z = x + iy is `∂L/∂x - i·∂L/∂y`. Transposition knows parts alone, for which it is `∂L/∂x` and
// `∂L/∂y`: at the borders of reverse transforms the imaginary parts change their signs, on the way in and on the way out.

import type { Tensor } from '../core/tensor.js'
import { neg } from '../primitives/elementwise/index.js'
import type { Structure } from '../support/tree.js'

/** Whether each leaf is an imaginary part. */
function imaginary(structure: Structure): readonly boolean[] {
  if (structure === '*') return [false]
  if ('parts' in structure) return structure.parts.map((_, i) => i > 0)
  if ('list' in structure) return structure.list.flatMap(imaginary)
  return 'record' in structure ? structure.record.flatMap(([, child]) => imaginary(child)) : []
}

/** The leaves of a tree of cotangents from users' to ours, or back. */
export function conjugated(structure: Structure, leaves: readonly Tensor[]): readonly Tensor[] {
  const flips = imaginary(structure)
  return leaves.map((leaf, i) => (flips[i] ? neg(leaf) : leaf))
}
