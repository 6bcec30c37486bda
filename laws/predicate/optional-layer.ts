// What holds of some layers, for those who want it checked. In float64; equalities of different computations are bounded by the size of
// what is summed.

import type { Tensor } from 'tenet'
import { bitDifferenceOf, differenceOf, type Violation } from './compare-arrays.js'
import type { LayerCase } from './layer.js'
import { type Elements, inFloat64, leavesOf, mapElements, sameBits, treeDifference } from './trees.js'

/** float64 has 53 bits; 17 of them are left to the sums. */
const precision = 2 ** -36

/** `layer.apply` in float64, and two batches for it. */
function inPrecise({ layer, input, key, x, other }: LayerCase) {
  const params = inFloat64(layer.init(key, input))
  return { f: (batch: Tensor): Tensor => layer.apply(params, batch), x: inFloat64(x), other: inFloat64(other) }
}

const largest = (...tensors: readonly Tensor[]): number => Math.max(1, ...tensors.flatMap(tensor => [...tensor.dataSync()].map(Math.abs)))

/** Equal up to rounding, relative to a size. */
const isClose = (what: string, got: Tensor, expected: Tensor, size: number): Violation =>
  treeDifference(what, leavesOf(got), leavesOf(expected), (name, a, b) => differenceOf(name, a, b, () => precision * size))

/** `f(2x - 3y) = 2f(x) - 3f(y)`. */
export function linear(subject: LayerCase): Violation {
  const { f, x, other } = inPrecise(subject)
  const [fx, fy] = [f(x), f(other)]
  return isClose('the result for 2x - 3y', f(x.mul(2).sub(other.mul(3))), fx.mul(2).sub(fy.mul(3)), largest(fx, fy, x, other))
}

/** `f(3x - 2y) = 3f(x) - 2f(y)`: linear up to a constant. */
export function affine(subject: LayerCase): Violation {
  const { f, x, other } = inPrecise(subject)
  const [fx, fy] = [f(x), f(other)]
  return isClose('the result for 3x - 2y', f(x.mul(3).sub(other.mul(2))), fx.mul(3).sub(fy.mul(2)), largest(fx, fy, x, other))
}

/** `f(2x) = 2f(x)`, as for relu; to the bit, for doubling is exact. */
export function positivelyHomogeneous(subject: LayerCase): Violation {
  const { f, x } = inPrecise(subject)
  return sameBits('the result for 2x', f(x.mul(2)), f(x).mul(2))
}

/** `f(f(x)) = f(x)`, to the bit. */
export function idempotent(subject: LayerCase): Violation {
  const { f, x } = inPrecise(subject)
  const once = f(x)
  return sameBits('the result of the result', f(once), once)
}

/** `f(f(x)) = f(x)` up to rounding, as for the logarithm of a softmax, whose numbers sum to 1 but for a rounding. */
export function nearlyIdempotent(subject: LayerCase): Violation {
  const { f, x } = inPrecise(subject)
  const once = f(x)
  return isClose('the result of the result', f(once), once, largest(once))
}

/** Rows in reverse order. */
function reversed(leaf: Elements): Elements {
  const count = leaf.shape[0] ?? 0
  const size = count === 0 ? 0 : leaf.data.length / count
  const data = leaf.data.slice()
  for (let row = 0; row < count; row++) data.set(leaf.data.subarray(row * size, (row + 1) * size), (count - 1 - row) * size)
  return { ...leaf, data }
}

/** The order of examples in a batch does not matter: each gets its own result, to the bit. */
export function batchPermutationEquivariant({ layer, input, key, x }: LayerCase): Violation {
  const params = layer.init(key, input)
  const turned = layer.apply(params, mapElements(x, reversed))
  const expected = mapElements(layer.apply(params, x), reversed)
  return treeDifference('the batch in reverse order', leavesOf(turned), leavesOf(expected), bitDifferenceOf)
}
