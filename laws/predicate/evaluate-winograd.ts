// Contractions by Winograd's algorithms in plain numbers, each rounding as Note [Winograd] in core/winograd.ts has it: the oracle of their schedules.

import type { ContractLowering } from '../../src/core/lowering.js'
import { type Dims, forEachIndex, sizeOf } from '../../src/support/shape.js'

/** How numbers are rounded, or, where their sizes are wanted, added up whatever their signs. */
export interface Arithmetic {
  readonly plus: (a: number, b: number) => number
  readonly minus: (a: number, b: number) => number
  readonly negative: (a: number) => number
  /** Half of it: exact, but for the smallest numbers. */
  readonly half: (a: number) => number
  readonly fma: (a: number, b: number, c: number) => number
}

/** The operands: of a batch, a row, a column and a place in depth. */
export interface Factors {
  readonly left: (batch: Dims, row: Dims, depth: Dims) => number
  readonly right: (batch: Dims, column: Dims, depth: Dims) => number
}

type Square = readonly (readonly number[])[]
type Line = (line: readonly number[]) => readonly number[]

const squaresOfBlock = 64

const square = (size: number, element: (i: number, j: number) => number): Square =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => element(i, j)))

function both(along: Line, elements: Square): Square {
  const turn = (rows: Square): Square => (rows[0] ?? []).map((_, j) => rows.map(row => row[j] as number))
  return turn(turn(elements).map(along)).map(along)
}

/** All 4 × 4 chains, from 0. */
class Chains {
  readonly #sums = new Array<number>(16).fill(0)
  readonly #fma: Arithmetic['fma']
  constructor(fma: Arithmetic['fma']) {
    this.#fma = fma
  }
  add(u: Square, v: Square): void {
    for (let e = 0; e < 16; e++) {
      const [i, j] = [e >> 2, e & 3]
      this.#sums[e] = this.#fma(u[i]?.[j] as number, v[i]?.[j] as number, this.#sums[e] as number)
    }
  }
  get sums(): Square {
    return square(4, (i, j) => this.#sums[4 * i + j] as number)
  }
}

/** Adds up sizes. */
const sizes: Arithmetic = { plus: (a, b) => a + b, minus: (a, b) => a + b, negative: a => a, half: a => a / 2, fma: (a, b, c) => a * b + c }

/**
 * The sum for every batch, row and column.
 * @param write with how large the sum were if all that is added up, on the way to it too, were positive
 */
export function winograd(
  lowering: ContractLowering,
  strands: number,
  factors: Factors,
  arithmetic: Arithmetic,
  write: (batch: Dims, row: Dims, column: Dims, sum: number, roundings: number, magnitude: number) => void,
): void {
  const magnitudes = new Map<string, number>()
  const name = (...at: readonly Dims[]): string => at.map(String).join(' ')
  const positive: Factors = { left: (...at) => Math.abs(factors.left(...at)), right: (...at) => Math.abs(factors.right(...at)) }
  sums(lowering, strands, positive, sizes, (b, row, column, magnitude) => magnitudes.set(name(b, row, column), magnitude))
  // Beside the chains there are sums of up to three terms, along two indices, for each operand and for the result; and the strands.
  const roundings = sizeOf(lowering.depth) + 12 + strands
  sums(lowering, strands, factors, arithmetic, (b, row, column, sum) =>
    write(b, row, column, sum, roundings, magnitudes.get(name(b, row, column)) ?? 0),
  )
}

function sums(
  { batch, rows, columns, depth }: ContractLowering,
  strands: number,
  { left, right }: Factors,
  { plus, minus, negative, half, fma }: Arithmetic,
  write: (batch: Dims, row: Dims, column: Dims, sum: number) => void,
): void {
  type Four = readonly [number, number, number, number]
  const ofImage: Line = line => {
    const [a, b, c, d] = line as Four
    return [minus(a, c), plus(b, c), minus(c, b), minus(b, d)]
  }
  const [images, [height = 0, width = 0]] = [columns.slice(0, -2), columns.slice(-2)]
  const [channels, [windowHeight = 0, windowWidth = 0]] = [depth.slice(0, -2), depth.slice(-2)]
  /** A sum of a place in the image and one in the window, taken apart. */
  const apart = (sum: number, image: number): readonly [number, number] => [Math.min(sum, image - 1), sum - Math.min(sum, image - 1)]
  const rightAt = (b: Dims, image: Dims, channel: Dims, py: number, px: number): number => {
    if (py > height + windowHeight - 2 || px > width + windowWidth - 2) return 0
    const [[y, i], [x, j]] = [apart(py, height), apart(px, width)]
    return right(b, [...image, y, x], [...channel, i, j])
  }

  if (windowHeight === 3 && windowWidth === 3) {
    const ofWindow: Line = line => {
      const [a, b, c] = line as unknown as readonly [number, number, number]
      const [even, odd] = [half(plus(a, c)), half(b)]
      return [a, plus(even, odd), minus(even, odd), c]
    }
    const toImage: Line = line => {
      const [a, b, c, d] = line as Four
      return [plus(plus(a, b), c), minus(minus(b, c), d)]
    }
    forEachIndex([...batch, ...rows], at => {
      const [b, row] = [at.slice(0, batch.length), at.slice(batch.length)]
      const windows: Square[] = []
      forEachIndex(channels, channel =>
        windows.push(
          both(
            ofWindow,
            square(3, (i, j) => left(b, row, [...channel, i, j])),
          ),
        ),
      )
      forEachIndex([...images, Math.ceil(height / 2), Math.ceil(width / 2)], place => {
        const [image, [sy = 0, sx = 0]] = [place.slice(0, -2), place.slice(-2)]
        const chains = new Chains(fma)
        forEachIndex(channels, (channel, k) => {
          const v = square(4, (i, j) => rightAt(b, image, channel, 2 * sy + i, 2 * sx + j))
          chains.add(windows[k] as Square, both(ofImage, v))
        })
        for (const [i, line] of both(toImage, chains.sums).entries())
          for (const [j, sum] of line.entries())
            if (2 * sy + i < height && 2 * sx + j < width) write(b, row, [...image, 2 * sy + i, 2 * sx + j], sum)
      })
    })
    return
  }

  const ofPairs: Line = line => {
    const [a, b] = line as unknown as readonly [number, number]
    return [a, plus(a, b), minus(a, b), negative(b)]
  }
  const toWindow: Line = line => {
    const [a, b, c, d] = line as Four
    const even = half(plus(b, c))
    return [plus(a, even), half(minus(b, c)), plus(even, d)]
  }
  const channelList: Dims[] = []
  forEachIndex(channels, channel => channelList.push([...channel]))
  const count = sizeOf(channels)
  const [down, across] = [Math.ceil(windowHeight / 2), Math.ceil(windowWidth / 2)]
  const rowsOfBlock = Math.max(1, Math.floor(squaresOfBlock / across))
  const leftAt = (b: Dims, row: Dims, channel: Dims, i: number, j: number): number =>
    i < windowHeight && j < windowWidth ? left(b, row, [...channel, i, j]) : 0
  forEachIndex([...batch, ...rows, ...images], at => {
    const b = at.slice(0, batch.length)
    const row = at.slice(batch.length, batch.length + rows.length)
    const image = at.slice(batch.length + rows.length)
    let total = square(3, () => 0)
    for (let strand = 0; strand < strands; strand++) {
      const blocks: Square[] = []
      const [from, to] = [strand, strand + 1].map(s => Math.floor((s * count) / strands)) as [number, number]
      for (const channel of channelList.slice(from, to))
        for (let first = 0; first < down; first += rowsOfBlock) {
          const chains = new Chains(fma)
          for (let sy = first; sy < Math.min(first + rowsOfBlock, down); sy++)
            for (let sx = 0; sx < across; sx++)
              chains.add(
                both(
                  ofPairs,
                  square(2, (i, j) => leftAt(b, row, channel, 2 * sy + i, 2 * sx + j)),
                ),
                both(
                  ofImage,
                  square(4, (i, j) => rightAt(b, image, channel, 2 * sy + i, 2 * sx + j)),
                ),
              )
          blocks.push(chains.sums)
        }
      const finished = both(
        toWindow,
        blocks.reduce((sum, block) => square(4, (i, j) => plus(sum[i]?.[j] as number, block[i]?.[j] as number))),
      )
      total = square(3, (i, j) => plus(total[i]?.[j] as number, finished[i]?.[j] as number))
    }
    for (const [y, line] of total.entries()) for (const [x, sum] of line.entries()) write(b, row, [...image, y, x], sum)
  })
}
