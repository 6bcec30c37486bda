// A square of values turned over: vectors of rows become vectors of columns, in as many rounds as the width has bits. Round d exchanges, between
// vectors whose numbers differ in bit d, the lanes whose numbers do: what is above the diagonal of every 2d × 2d block with what is below.
// Source: J. O. Eklundh, "A fast computer method for matrix transposing", IEEE Transactions on Computers, 1972.

import type { LlvmText } from './llvm-text.js'

/** @param type of a vector of as many lanes as there are rows, a power of two @returns the names of the columns */
export function turned(text: LlvmText, type: string, rows: readonly string[]): readonly string[] {
  const width = rows.length
  const shuffled = (a: string, b: string, lane: (j: number) => number): string => {
    const mask = Array.from({ length: width }, (_, j) => `i32 ${lane(j)}`).join(', ')
    return text.define(`shufflevector ${type} ${a}, ${type} ${b}, <${width} x i32> <${mask}>`)
  }
  let vectors = rows
  for (let d = width / 2; d >= 1; d /= 2) {
    const pair = (i: number): readonly [string, string] => [vectors[i & ~d] ?? '', vectors[i | d] ?? '']
    // Lanes from `width` on are those of the second.
    vectors = vectors.map((_, i) =>
      shuffled(...pair(i), (i & d) === 0 ? j => ((j & d) === 0 ? j : width + (j ^ d)) : j => ((j & d) === 0 ? j | d : width + j)),
    )
  }
  return vectors
}
