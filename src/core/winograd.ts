// Winograd's minimal filtering algorithms in two dimensions, as part of the lowering vocabulary: what the sums of a contraction by 'winograd' are.
// F(2 × 2, 3 × 3) takes 16 products for 36, and so does what is dual to it. The linear maps below are its transforms, over scalar expressions.
// Source: A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", 2016; S. Winograd, "Arithmetic complexity of computations", 1980.

// Note [Winograd]
// out[m, y, x] = Σ_c Σ_{i, j} left[m, c, i, j] · right[c, y + i, x + j], where the channels c are what `depth` has before [i, j].
// - Windows of 3 × 3: the image is cut into squares of 2 × 2 from [0, 0] on, the last of which may reach past its end. Each needs 4 × 4 of the right
//   operand. With U = G left Gᵀ and V = Bᵀ right B, each of the 16 elements of M is one fma chain of U · V from 0, over all channels in order, and the
//   square is Aᵀ M A.
// - Images of 3 × 3, as in the gradient of such a convolution's weights: here the window is cut into squares of 2 × 2, and U = A left Aᵀ.
//   M is summed over squares and channels: as many rows of squares as have at most `squaresOfBlock` squares together, but at least one, are a block: one
//   fma chain from 0 over its squares, row by row. The block results are added one after the other, channel by channel, within
//   each strand of channels; the strands' Gᵀ M G are added one after the other. Of S strands the s-th has the channels from ⌊s · channels / S⌋ on.
// Elements past the end of an operand count as 0. All transforms go along the first index first, then along the second.
// What is infinite or NaN spreads to its whole square. Rounding errors are on average those of the direct sum: the transforms round too, but chains are
// shorter (0.8 to 0.95 times, of normal numbers). Sums of small integers are exact, as they are directly.

import { add, constant, type Expr, mul, neg, sub } from './expr.js'

type Line = readonly Expr[]
/** Rows of elements. */
export type Square = readonly Line[]

const zero = constant('float32', 0)
const half = (e: Expr): Expr => mul(e, constant('float32', 0.5))

/** Bᵀ: four neighbours of the right operand. */
const image = ([a = zero, b = zero, c = zero, d = zero]: Line): Line => [sub(a, c), add(b, c), sub(c, b), sub(b, d)]
/** G: three of a window. */
const window = ([a = zero, b = zero, c = zero]: Line): Line => {
  const [even, odd] = [half(add(a, c)), half(b)]
  return [a, add(even, odd), sub(even, odd), c]
}
/** Aᵀ: to two of the image. */
const toImage = ([a = zero, b = zero, c = zero, d = zero]: Line): Line => [add(add(a, b), c), sub(sub(b, c), d)]
/** A: two of a window that is an image's cotangent. */
const pair = ([a = zero, b = zero]: Line): Line => [a, add(a, b), sub(a, b), neg(b)]
/** Gᵀ: to three of a window's cotangent. */
const toWindow = ([a = zero, b = zero, c = zero, d = zero]: Line): Line => {
  const even = half(add(b, c))
  return [add(a, even), half(sub(b, c)), add(even, d)]
}

const turned = (square: Square): Square => (square[0] ?? []).map((_, j) => square.map(line => line[j] ?? zero))

/** Along the first index, then along the second. */
const both =
  (along: (line: Line) => Line) =>
  (square: Square): Square =>
    turned(turned(square).map(along)).map(along)

/** 4 × 4 → 4 × 4 */
export const ofImage = both(image)
/** 3 × 3 → 4 × 4 */
export const ofWindow = both(window)
/** 4 × 4 → 2 × 2 */
export const toImageSquare = both(toImage)
/** 2 × 2 → 4 × 4 */
export const ofPairs = both(pair)
/** 4 × 4 → 3 × 3 */
export const toWindowSquare = both(toWindow)

/** A contraction by 'winograd' whose window is cut into squares: what a chain of fma is at most. */
export const squaresOfBlock = 64

/** The rows of squares of a block. @param width squares in a row */
export const rowsOfBlock = (width: number): number => Math.max(1, Math.floor(squaresOfBlock / width))
