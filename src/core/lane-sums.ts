// The order of sums 'lanes' of contractions, and their meaning in plain numbers: for depths of many images and few results, such as the gradient of a
// depthwise convolution's weights, whose last axis must run along the lanes of vectors for there is nothing else to fill them with.

import { InternalError } from '../support/errors.js'
import { type Dims, forEachIndex, sizeOf } from '../support/shape.js'
import type { Contraction, Factors, Rounded } from './winograd-sums.js'

/** Accumulators of a sum: lanes of one vector of the widest machine, of more elsewhere. */
export const laneCount = 16
/** Rows that are treated together, so that what windows share of an image is read once. */
export const bandRows = 4
/** So many positions to a block, as far as they are whole images. */
const blockPositions = 16_384

/** What the axes of depth are to this order. */
export interface LaneDepth {
  readonly images: number
  /** Axes between images and rows. */
  readonly planes: Dims
  readonly rows: number
  readonly positions: number
  readonly imagesOfBlock: number
}

/** @throws InternalError unless depth has an axis of images and one of positions */
export function laneDepth(depth: Dims): LaneDepth {
  const [images, ...image] = depth
  const positions = image.at(-1)
  if (images === undefined || positions === undefined) throw new InternalError(`contract: no lanes along a depth of [${depth}]`)
  const imagesOfBlock = Math.max(1, Math.floor(blockPositions / Math.max(1, sizeOf(image))))
  return { images, planes: image.slice(0, -2), rows: image.at(-2) ?? 1, positions, imagesOfBlock }
}

/** Writes the sum of every batch, row and column. See Note [Order of sums] in lowering.ts. */
export function laneSums(
  { batch, rows, columns, depth }: Contraction,
  { left, right }: Factors,
  { add, fma }: Pick<Rounded, 'add' | 'fma'>,
  write: (batch: Dims, row: Dims, column: Dims, sum: number) => void,
): void {
  const d = laneDepth(depth)
  const hasRows = depth.length > 2
  forEachIndex([...batch, ...rows, ...columns], at => {
    const [b, row, column] = [at.slice(0, batch.length), at.slice(batch.length, batch.length + rows.length), at.slice(batch.length + rows.length)] // biome-ignore format: one line reads best
    let total = 0
    for (let first = 0; first < d.images; first += d.imagesOfBlock) {
      const lanes = Array.from({ length: laneCount }, () => 0)
      const multiply = (place: Dims, x: number): void => {
        const k = [...place, x]
        const inside = x < d.positions
        const lane = x % laneCount
        lanes[lane] = fma(inside ? left(b, row, k) : 0, inside ? right(b, column, k) : 0, lanes[lane] as number)
      }
      for (let image = first; image < Math.min(d.images, first + d.imagesOfBlock); image++)
        forEachIndex(d.planes, plane => {
          for (let band = 0; band < d.rows; band += bandRows)
            for (let from = 0; from < d.positions; from += laneCount)
              for (let y = band; y < Math.min(d.rows, band + bandRows); y++)
                for (let x = from; x < from + laneCount; x++) multiply(hasRows ? [image, ...plane, y] : [image], x)
        })
      for (let half = laneCount / 2; half >= 1; half /= 2)
        for (let i = 0; i < half; i++) lanes[i] = add(lanes[i] as number, lanes[i + half] as number)
      total = add(total, lanes[0] as number)
    }
    write(b, row, column, total)
  })
}
