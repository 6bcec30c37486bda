// Winograd's minimal filtering algorithms in two dimensions, as part of the lowering vocabulary: what the sums of a contraction by 'winograd' are.
// F(2 × 2, 3 × 3) takes 16 products for 36, and so does what is dual to it. The linear maps below are its transforms, of expressions or of numbers.
// Source: A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", 2016; S. Winograd, "Arithmetic complexity of computations", 1980.

// Note [Winograd]
// out[m, y, x] = Σ_c Σ_{i, j} left[m, c, i, j] · right[c, y + i, x + j], where the channels c are what `depth` has before [i, j].
// - Windows of 3 × 3: the image is cut into squares of 2 × 2 from [0, 0] on, the last of which may reach past its end. Each needs 4 × 4 of the right
//   operand. With U = G left Gᵀ and V = Bᵀ right B, each of the 16 elements of M is a sum of U · V over all channels: one fma chain from 0 for each
//   `chain` channels, in order, the chains added one after the other. The square is Aᵀ M A.
// - Images of 3 × 3, as in the gradient of such a convolution's weights: here the window is cut into squares of 2 × 2, and U = A left Aᵀ.
//   M is summed over squares and channels. A block is as many channels as have `chain` squares together at most; of a channel that has more, as many rows of
//   squares; and one at least. Its sums are fma chains from 0, channel by channel and row by row. The blocks are added one after the other within each
//   strand of channels; the strands' Gᵀ M G are added one after the other. Of S strands the s-th has the channels from ⌊s · channels / S⌋ on.
// Elements past the end of an operand count as 0. All transforms go along the first index first, then along the second.
// NaN reaches what it reaches directly; so does what is infinite, but as NaN where other terms are subtracted from it. Rounding errors are about those of the direct sum:
// the transforms round too, but chains are shorter. Sums of small integers are exact, as they are directly.

/** What is added up in one fma chain, at most. */
export const chain = 64

/** Of a window that is cut into squares: the channels of a block, or the rows of squares of one channel's blocks. */
export function blockOf(height: number, width: number): { readonly channels: number; readonly rows: number } {
  const channels = Math.max(1, Math.floor(chain / (height * width)))
  return { channels, rows: channels > 1 ? height : Math.min(height, Math.max(1, Math.floor(chain / width))) }
}

/** What the transforms are made of. */
export interface Arithmetic<T> {
  readonly add: (a: T, b: T) => T
  readonly sub: (a: T, b: T) => T
  readonly neg: (a: T) => T
  readonly half: (a: T) => T
}

type Line<T> = readonly T[]
/** Rows of elements. */
export type Square<T> = readonly Line<T>[]

/** `size × size` elements. */
export const square = <T>(size: number, element: (i: number, j: number) => T): Square<T> =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => element(i, j)))

export interface Transforms<T> {
  /** Bᵀ · B: 4 × 4 → 4 × 4 of the right operand. */
  readonly ofImage: (elements: Square<T>) => Square<T>
  /** G · Gᵀ: 3 × 3 → 4 × 4 of a window. */
  readonly ofWindow: (elements: Square<T>) => Square<T>
  /** Aᵀ · A: 4 × 4 → 2 × 2 of the image. */
  readonly toImage: (elements: Square<T>) => Square<T>
  /** A · Aᵀ: 2 × 2 → 4 × 4 of a window that is an image's cotangent. */
  readonly ofPairs: (elements: Square<T>) => Square<T>
  /** Gᵀ · G: 4 × 4 → 3 × 3 of a window's cotangent. */
  readonly toWindow: (elements: Square<T>) => Square<T>
}

export function transforms<T>({ add, sub, neg, half }: Arithmetic<T>): Transforms<T> {
  type Two = readonly [T, T]
  type Three = readonly [T, T, T]
  type Four = readonly [T, T, T, T]
  const turned = (elements: Square<T>): Square<T> => (elements[0] ?? []).map((_, j) => elements.map(line => line[j] as T))
  const both =
    <L extends Line<T>>(along: (line: L) => Line<T>) =>
    (elements: Square<T>): Square<T> =>
      turned(turned(elements).map(line => along(line as L))).map(line => along(line as L))
  return {
    ofImage: both<Four>(([a, b, c, d]) => [sub(a, c), add(b, c), sub(c, b), sub(b, d)]),
    ofWindow: both<Three>(([a, b, c]) => {
      const [even, odd] = [half(add(a, c)), half(b)]
      return [a, add(even, odd), sub(even, odd), c]
    }),
    toImage: both<Four>(([a, b, c, d]) => [add(add(a, b), c), sub(sub(b, c), d)]),
    ofPairs: both<Two>(([a, b]) => [a, add(a, b), sub(a, b), neg(b)]),
    toWindow: both<Four>(([a, b, c, d]) => {
      const even = half(add(b, c))
      return [add(a, even), half(sub(b, c)), add(even, d)]
    }),
  }
}
