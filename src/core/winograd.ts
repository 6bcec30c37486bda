// Winograd's minimal filtering algorithms in two dimensions, as part of the lowering vocabulary: what the sums of a contraction by 'winograd' are.
// F(2 × 2, 3 × 3) takes 16 products for 36, and so does what is dual to it; F(2 × 2, 2 × 2) takes 9 for 16. The linear maps below are their transforms, of
// expressions or of numbers.
// Source: A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", 2016; S. Winograd, "Arithmetic complexity of computations", 1980.

// Note [Winograd]
// out[m, y, x] = Σ_c Σ_{i, j} left[m, c, i, j] · right[c, y + i, x + j], where the channels c are what `depth` has before [i, j].
// - Windows of n × n, 3 × 3 or 2 × 2: the image is cut into squares of 2 × 2 from [0, 0] on, the last of which may reach past its end. Each needs
//   (n + 1) × (n + 1) of the right operand. With U = G left Gᵀ and V = Bᵀ right B, each of the (n + 1)² elements of M is a sum of U · V over all channels: one
//   fma chain from 0 for each `chain` channels, in order, the chains added one after the other. The square is Aᵀ M A.
// - Images of 3 × 3 under other windows, as in the gradient of the weights of a convolution with windows of 3 × 3: here the window is cut into squares of 2 × 2, and U = A left Aᵀ.
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

type Two<T> = readonly [T, T]
type Three<T> = readonly [T, T, T]
type Four<T> = readonly [T, T, T, T]
type Map2<T> = (elements: Square<T>) => Square<T>

const turned = <T>(elements: Square<T>): Square<T> => (elements[0] ?? []).map((_, j) => elements.map(line => line[j] as T))

/** A map of lines, along the first index and then along the second. */
const both =
  <T, L extends Line<T>>(along: (line: L) => Line<T>): Map2<T> =>
  elements =>
    turned(turned(elements).map(line => along(line as L))).map(line => along(line as L))

/** Sides of windows that go by squares. */
export type WindowSide = 2 | 3

export const isWindowSide = (side: number): side is WindowSide => side === 2 || side === 3

/** Of windows of n × n. */
export interface WindowTransforms<T> {
  /** Bᵀ · B: (n + 1) × (n + 1), of the right operand, to as many. */
  readonly ofImage: Map2<T>
  /** G · Gᵀ: n × n → (n + 1) × (n + 1) of a window. */
  readonly ofWindow: Map2<T>
  /** Aᵀ · A: (n + 1) × (n + 1) → 2 × 2 of the image. */
  readonly toImage: Map2<T>
}

/** Of images of 3 × 3. */
export interface ImageTransforms<T> {
  /** Bᵀ · B: 4 × 4 → 4 × 4 of the right operand. */
  readonly ofImage: Map2<T>
  /** A · Aᵀ: 2 × 2 → 4 × 4 of a window that is an image's cotangent. */
  readonly ofPairs: Map2<T>
  /** Gᵀ · G: 4 × 4 → 3 × 3 of a window's cotangent. */
  readonly toWindow: Map2<T>
}

const ofFour = <T>({ add, sub }: Arithmetic<T>): Map2<T> => both<T, Four<T>>(([a, b, c, d]) => [sub(a, c), add(b, c), sub(c, b), sub(b, d)])

export function windowTransforms<T>(side: WindowSide, arithmetic: Arithmetic<T>): WindowTransforms<T> {
  const { add, sub, half } = arithmetic
  if (side === 2)
    return {
      ofImage: both<T, Three<T>>(([a, b, c]) => [sub(a, b), b, sub(b, c)]),
      ofWindow: both<T, Two<T>>(([a, b]) => [a, add(a, b), b]),
      toImage: both<T, Three<T>>(([a, b, c]) => [add(a, b), sub(b, c)]),
    }
  return {
    ofImage: ofFour(arithmetic),
    ofWindow: both<T, Three<T>>(([a, b, c]) => {
      const [even, odd] = [half(add(a, c)), half(b)]
      return [a, add(even, odd), sub(even, odd), c]
    }),
    toImage: both<T, Four<T>>(([a, b, c, d]) => [add(add(a, b), c), sub(sub(b, c), d)]),
  }
}

export function imageTransforms<T>(arithmetic: Arithmetic<T>): ImageTransforms<T> {
  const { add, sub, neg, half } = arithmetic
  return {
    ofImage: ofFour(arithmetic),
    ofPairs: both<T, Two<T>>(([a, b]) => [a, add(a, b), sub(a, b), neg(b)]),
    toWindow: both<T, Four<T>>(([a, b, c, d]) => {
      const even = half(add(b, c))
      return [add(a, even), half(sub(b, c)), add(even, d)]
    }),
  }
}
