// Derivatives of functions of float64 trees: jvp against differences, and reverse against forward.
// Bounds are scaled by the size of what is summed; a wrong derivative is off by its own size, millions of times more than they allow.

import { jvp, vjp } from 'tenet'
import { innerProduct, type Violation } from './compare-arrays.js'
import { directionLike, type Elements, isFloatArray, leavesOf, mapElements, nameOf, sameBits, treeDifference } from './trees.js'

/** A power of two, so that scaling a direction by it is exact. Near the third root of the precision: both kinds of error are small. */
const step = 2 ** -17

/**
 * An evaluation is off by at most K · 2⁻⁵³ times its size, K for all the roundings in a row; 2¹⁰ are enough for any sum that laws draw.
 * The quotient divides this by the step of 2⁻¹⁷.
 */
const rounding = 2 ** (10 - 53 + 17)

/** One-sided slopes that differ by more than this, relative to the size of the values, are those of a kink: a smooth function's differ by about the step. */
const kink = 2 ** -8

function largest({ data }: Elements): number {
  let most = 0
  // What is no number says nothing of the size of the others.
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value))
  return most
}

/** `primals + amount · directions`, elements that are not float untouched. */
function moved<A>(primals: A, directions: ReadonlyMap<string, Elements>, amount: number): A {
  const rest = [...directions.values()]
  return mapElements(primals, leaf => {
    const direction = rest.shift()
    return isFloatArray(leaf) ? { ...leaf, data: leaf.data.map((value, i) => value + amount * (direction?.data[i] ?? 0)) } : leaf
  })
}

/** The leaf at five places along the direction, -2 … 2 steps away. */
type Stencil = readonly [Elements, Elements, Elements, Elements, Elements]

/** The slope of one leaf must be what differences say. */
function slopeViolation(name: string, slope: Elements, [y2m, ym, y, yp, y2p]: Stencil): Violation {
  if (!isFloatArray(slope)) return null
  const size = 1 + Math.max(largest(y), largest(slope))
  for (const [i, got] of slope.data.entries()) {
    const at = (values: Elements): number => values.data[i] ?? Number.NaN
    const central = (at(yp) - at(ym)) / (2 * step)
    // Twice the step gives four times the error of truncation.
    const truncation = Math.abs(central - (at(y2p) - at(y2m)) / (4 * step))
    const jump = Math.abs(at(yp) - 2 * at(y) + at(ym)) / step
    // At a kink (relu at 0, max at a tie) any slope between the one-sided ones is right.
    const allowed = rounding * size + truncation + (jump > kink * size ? jump / 2 : 0)
    if (Number.isNaN(central) || Math.abs(got - central) <= allowed) continue
    return `the derivative of ${name}, element ${i}, must be ${central} by differences; jvp gives ${got}, and ${allowed} may be between them`
  }
  return null
}

/**
 * `jvp` gives the value to the bit, and the slope that central differences give.
 * @param primals float64 where they are float
 * @param seed of the direction
 */
export function agreesWithDifferences<A extends readonly unknown[]>(f: (...args: A) => unknown, primals: A, seed: number): Violation {
  const tangents = directionLike(primals, seed)
  const directions = leavesOf(tangents)
  const [value, tangent] = jvp(f, primals, tangents)
  const wrongValue = sameBits('the value that jvp gives', value, f(...primals))
  if (wrongValue !== null) return wrongValue
  const at = (steps: number): ReadonlyMap<string, Elements> => leavesOf(f(...moved(primals, directions, steps * step)))
  const places = [at(-2), at(-1), leavesOf(value), at(1), at(2)] as const
  for (const [path, slope] of leavesOf(tangent)) {
    const [y2m, ym, y, yp, y2p] = places.map(leaves => leaves.get(path))
    if (y2m === undefined || ym === undefined || y === undefined || yp === undefined || y2p === undefined)
      return `the result must have the same leaves in every call; ${path} is missing in one`
    const violation = slopeViolation(nameOf('the result', path), slope, [y2m, ym, y, yp, y2p])
    if (violation !== null) return violation
  }
  return null
}

/** `Σ a·b` over the float leaves of two trees, and the product of their norms. */
function treeProduct(a: ReadonlyMap<string, Elements>, b: ReadonlyMap<string, Elements>): readonly [sum: number, size: number] {
  let [sum, aa, bb] = [0, 0, 0]
  for (const [path, leaf] of a) {
    const other = b.get(path)
    if (other === undefined || !isFloatArray(leaf)) continue
    sum += innerProduct(leaf, other)[0]
    aa += innerProduct(leaf, leaf)[1]
    bb += innerProduct(other, other)[1]
  }
  return [sum, Math.sqrt(aa * bb)]
}

/** float64 has 53 bits; 17 of them are left to the sums and to what cancels in them. */
const adjointPrecision = 2 ** -36

/**
 * Reverse is the transpose of forward: `⟨Jv, w⟩ = ⟨v, Jᵀw⟩`, up to rounding scaled by the norms, and pulling back has the value to the bit.
 * @param primals float64 where they are float
 * @param seed of v and w
 */
export function isAdjoint<A extends readonly unknown[]>(f: (...args: A) => unknown, primals: A, seed: number): Violation {
  const v = directionLike(primals, seed)
  const [value, jv] = jvp(f, primals, v)
  const w = directionLike(value, seed + 1)
  const [pulled, pullback] = vjp(f, ...primals)
  const wrongValue = sameBits('the value that vjp gives', pulled, value)
  if (wrongValue !== null) return wrongValue
  const transposed = pullback(w)
  const typed = treeDifference('the cotangents', leavesOf(transposed), leavesOf(primals), (name, got, expected) =>
    String(got.shape) === String(expected.shape) && got.dtype === expected.dtype
      ? null
      : `${name} must be ${expected.dtype}[${expected.shape}]; got ${got.dtype}[${got.shape}]`,
  )
  if (typed !== null) return typed
  const [forward, forwardSize] = treeProduct(leavesOf(jv), leavesOf(w))
  const [backward, backwardSize] = treeProduct(leavesOf(v), leavesOf(transposed))
  const allowed = adjointPrecision * (forwardSize + backwardSize)
  return Math.abs(forward - backward) <= allowed || (Number.isNaN(forward) && Number.isNaN(backward))
    ? null
    : `⟨Jv, w⟩ must be ⟨v, Jᵀw⟩; got ${forward} and ${backward}, and ${allowed} may be between them`
}
