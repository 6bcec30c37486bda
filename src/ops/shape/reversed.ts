// The shape of `x.T`. An accessor has no `this` parameter to be generic in, so its type mentions the S of `Tensor<out S, out D>` and must
// not make S invariant: no conditional type, only a table looked up by rank, whose entries are covariant in S.
// Transposing with `transpose(x)` gives the same shape by ReverseAxes.

import type { Shape } from '../../types/index.js'

interface ReversedByRank<S extends Shape> {
  readonly [rank: number]: Shape
  readonly 0: []
  readonly 1: [S[0]]
  readonly 2: [S[1], S[0]]
  readonly 3: [S[2], S[1], S[0]]
  readonly 4: [S[3], S[2], S[1], S[0]]
  readonly 5: [S[4], S[3], S[2], S[1], S[0]]
  readonly 6: [S[5], S[4], S[3], S[2], S[1], S[0]]
  readonly 7: [S[6], S[5], S[4], S[3], S[2], S[1], S[0]]
  readonly 8: [S[7], S[6], S[5], S[4], S[3], S[2], S[1], S[0]]
}

/** The sizes in reverse order; unknown where the rank is. */
export type Reversed<S extends Shape> = ReversedByRank<S>[S['length']]
