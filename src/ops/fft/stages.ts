// The transform of a length that is a product of short ones (Cooley and Tukey, 1965), as products with small matrices and multiplications
// by twiddle factors between them: what contractions do at the speed of the machine, and what differentiates, batches and compiles already.
// Complex numbers are stacked along a first axis here, so that a stage is one real contraction. Each stage puts the digit of the frequency that it
// has computed in front of those before it; so the digits come out in order, and what has been in front of the places comes out last.

import type { Tensor } from '../../core/tensor.js'
import { dot } from '../../primitives/contraction/dot.js'
import { add, mul } from '../../primitives/elementwise/index.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { slice } from '../../primitives/structure/slice.js'
import { type Direction, stageMatrix, twiddles } from './tables.js'

export interface Transform {
  readonly direction: Direction
  readonly scale: number
  /** Frequencies that are wanted: the first so many. */
  readonly frequencies: number
  /** Whether imaginary parts are wanted. */
  readonly to: 1 | 2
}

/**
 * @param x [parts, batch, places]; one part where it is real
 * @param factors of the number of places
 * @returns [parts, frequencies, batch]
 */
export function transformStages(x: Tensor, factors: readonly number[], { direction, scale, frequencies, to }: Transform): Tensor {
  const [, batch = 0, places = 0] = x.shape
  let [current, before, rest] = [x, batch, places]
  for (const [i, length] of factors.entries()) {
    const isLast = i === factors.length - 1
    rest /= length
    const from = current.shape[0] === 1 ? 1 : 2
    const wanted = isLast ? Math.ceil(frequencies / (places / length)) : length
    const matrix = stageMatrix(length, x.dtype, {
      direction,
      scale: isLast ? scale : 1,
      frequencies: wanted,
      from,
      to: isLast ? to : 2,
    })
    const digits = reshape(current, [from, before, length, rest])
    // [parts, frequency, before, rest]
    current = dot(matrix, digits, { contract: [[2, 3], [0, 2]], batch: [[], []] }) // biome-ignore format: pairs of axes
    if (!isLast) current = twiddled(current, length, rest, direction)
    before *= length
  }
  const { shape } = current
  const ordered = reshape(current, [to, ((shape[1] as number) * places) / (factors.at(-1) ?? 1), batch])
  return slice(ordered, [0, 0, 0], [to, frequencies, batch])
}

/** Each complex number times `e^(±2πi·frequency·place/size)`. */
function twiddled(x: Tensor, length: number, rest: number, direction: Direction): Tensor {
  const [cosines, sines] = twiddles(length, rest, x.dtype, direction)
  return add(mul(x, broadcast(cosines, x.shape, [1, 3])), mul(reverse(x, [0]), broadcast(sines, x.shape, [0, 1, 3])))
}
