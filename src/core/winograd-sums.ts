// The sums of a contraction by Winograd's algorithms in plain numbers: what references compute, and what compiled programs are held against.

import { type Dims, forEachIndex, sizeOf } from '../support/shape.js'
import {
  type Arithmetic,
  blockOf,
  chain,
  imageTransforms,
  isWindowSide,
  type Square,
  square,
  type WindowSide,
  windowTransforms,
} from './winograd.js'

export interface Contraction {
  readonly batch: Dims
  readonly rows: Dims
  /** The last two are the places of an image. */
  readonly columns: Dims
  /** The last two are the places of a window. */
  readonly depth: Dims
}

/** The operands: of a batch, a row or a column, and a place in depth. */
export interface Factors {
  readonly left: (batch: Dims, row: Dims, depth: Dims) => number
  readonly right: (batch: Dims, column: Dims, depth: Dims) => number
}

export interface Rounded extends Arithmetic<number> {
  /** `a · b + c` */
  readonly fma: (a: number, b: number, c: number) => number
}

type Write = (batch: Dims, row: Dims, column: Dims, sum: number) => void

/** Writes the sum of every batch, row and column. */
export function winogradSums(c: Contraction, strands: number, factors: Factors, arithmetic: Rounded, write: Write): void {
  const [height = 0, width = 0] = c.depth.slice(-2)
  if (isWindowSide(height) && height === width) windows(c, height, factors, arithmetic, write)
  else images(c, strands, factors, arithmetic, write)
}

/** The right operand at the place that image and window add up to; 0 past its end. */
function rightOf({ columns, depth }: Contraction, { right }: Factors) {
  const [height = 0, width = 0] = columns.slice(-2)
  const [windowHeight = 0, windowWidth = 0] = depth.slice(-2)
  return (b: Dims, image: Dims, channel: Dims, py: number, px: number): number => {
    if (py > height + windowHeight - 2 || px > width + windowWidth - 2) return 0
    const [y, x] = [Math.min(py, height - 1), Math.min(px, width - 1)]
    return right(b, [...image, y, x], [...channel, py - y, px - x])
  }
}

const indices = (shape: Dims): Dims[] => {
  const all: Dims[] = []
  forEachIndex(shape, at => all.push([...at]))
  return all
}

/** Windows of `side` × `side`. */
function windows(c: Contraction, side: WindowSide, factors: Factors, arithmetic: Rounded, write: Write): void {
  const { batch, rows, columns, depth } = c
  const { add, fma } = arithmetic
  const { ofImage, ofWindow, toImage } = windowTransforms(side, arithmetic)
  const zeros = square(side + 1, () => 0)
  const [height = 0, width = 0] = columns.slice(-2)
  const rightAt = rightOf(c, factors)
  const channels = indices(depth.slice(0, -2))
  const squares = [...columns.slice(0, -2), Math.ceil(height / 2), Math.ceil(width / 2)]
  for (const b of indices(batch))
    for (const row of indices(rows)) {
      const u = channels.map(channel => ofWindow(square(side, (i, j) => factors.left(b, row, [...channel, i, j]))))
      for (const place of indices(squares)) {
        const [image, [top = 0, left = 0]] = [place.slice(0, -2), place.slice(-2)]
        let [sums, links]: [Square<number> | null, Square<number>] = [null, zeros]
        for (const [k, channel] of channels.entries()) {
          const v = ofImage(square(side + 1, (i, j) => rightAt(b, image, channel, 2 * top + i, 2 * left + j)))
          links = linked(links, u[k] as Square<number>, v, fma)
          if ((k + 1) % chain !== 0 && k + 1 < channels.length) continue
          sums = sums === null ? links : added(sums, links, add)
          links = zeros
        }
        for (const [i, line] of toImage(sums ?? zeros).entries())
          for (const [j, sum] of line.entries()) {
            const [y, x] = [2 * top + i, 2 * left + j]
            if (y < height && x < width) write(b, row, [...image, y, x], sum)
          }
      }
    }
}

/** Images of 3 × 3. */
function images(c: Contraction, strands: number, factors: Factors, arithmetic: Rounded, write: Write): void {
  const { batch, rows, columns, depth } = c
  const { add, fma } = arithmetic
  const { ofImage, ofPairs, toWindow } = imageTransforms(arithmetic)
  const zeros = square(4, () => 0)
  const [windowHeight = 0, windowWidth = 0] = depth.slice(-2)
  const [height, width] = [Math.ceil(windowHeight / 2), Math.ceil(windowWidth / 2)]
  const block = blockOf(height, width)
  const rightAt = rightOf(c, factors)
  const leftAt = (b: Dims, row: Dims, channel: Dims, i: number, j: number): number =>
    i < windowHeight && j < windowWidth ? factors.left(b, row, [...channel, i, j]) : 0
  const channels = indices(depth.slice(0, -2))
  const sumOf = (b: Dims, row: Dims, image: Dims, of: readonly Dims[]): Square<number> => {
    let sums: Square<number> | null = null
    for (let first = 0; first < of.length; first += block.channels)
      for (let top = 0; top < height; top += block.rows) {
        let links = zeros
        for (const channel of of.slice(first, first + block.channels))
          for (let y = top; y < Math.min(top + block.rows, height); y++)
            for (let x = 0; x < width; x++) {
              const u = ofPairs(square(2, (i, j) => leftAt(b, row, channel, 2 * y + i, 2 * x + j)))
              const v = ofImage(square(4, (i, j) => rightAt(b, image, channel, 2 * y + i, 2 * x + j)))
              links = linked(links, u, v, fma)
            }
        sums = sums === null ? links : added(sums, links, add)
      }
    return toWindow(sums ?? zeros)
  }
  const bounds = Array.from({ length: strands + 1 }, (_, s) => Math.floor((s * sizeOf(depth.slice(0, -2))) / strands))
  for (const b of indices(batch))
    for (const row of indices(rows))
      for (const image of indices(columns.slice(0, -2))) {
        const parts = bounds.slice(1).map((end, s) => sumOf(b, row, image, channels.slice(bounds[s], end)))
        const total = parts.reduce(
          (sum, part) => added(sum, part, add),
          square(3, () => 0),
        )
        for (const [y, line] of total.entries()) for (const [x, sum] of line.entries()) write(b, row, [...image, y, x], sum)
      }
}

const linked = (links: Square<number>, u: Square<number>, v: Square<number>, fma: Rounded['fma']): Square<number> =>
  links.map((line, i) => line.map((sum, j) => fma(u[i]?.[j] as number, v[i]?.[j] as number, sum)))

const added = (a: Square<number>, b: Square<number>, add: Rounded['add']): Square<number> =>
  a.map((line, i) => line.map((sum, j) => add(sum, b[i]?.[j] as number)))
