// The sums of a contraction in the order that its method says, with how far rounding may carry each: roundings, each of a sum not larger than a magnitude.

import { laneSums } from '../../src/core/lane-sums.js'
import type { ContractLowering } from '../../src/core/lowering.js'
import { type Factors, type Rounded, winogradSums } from '../../src/core/winograd-sums.js'
import { type Dims, forEachIndex, sizeOf } from '../../src/support/shape.js'

export type WriteSum = (batch: Dims, row: Dims, column: Dims, sum: number, roundings: number, magnitude: number) => void

interface Sums extends Rounded {
  readonly zero: number
}

/** Writes the sum of every batch, row and column. */
export function contractionSums(lowering: ContractLowering, factors: Factors, sums: Sums, write: WriteSum): void {
  switch (lowering.method.name) {
    case 'winograd':
      bySquares(lowering, lowering.method.strands, factors, sums, write)
      return
    case 'lanes':
      inLanes(lowering, factors, sums, write)
      return
    case 'direct':
      direct(lowering, factors, sums, write)
  }
}

/** Adds up sizes. */
const sizes: Rounded = { add: (a, b) => a + b, sub: (a, b) => a + b, neg: a => a, half: a => a / 2, fma: (a, b, c) => a * b + c }

const absolute = ({ left, right }: Factors): Factors => ({
  left: (...at) => Math.abs(left(...at)),
  right: (...at) => Math.abs(right(...at)),
})

function bySquares(lowering: ContractLowering, strands: number, factors: Factors, rounded: Rounded, write: WriteSum): void {
  // How large a sum were if all that is added up, on the way to it too, were positive.
  const magnitudes = new Map<string, number>()
  const name = (...at: readonly Dims[]): string => at.map(String).join(' ')
  winogradSums(lowering, strands, absolute(factors), sizes, (b, row, column, size) => magnitudes.set(name(b, row, column), size))
  // Beside the chains there are sums of up to three terms, along two indices, for each operand and for the result; and the strands.
  const roundings = sizeOf(lowering.depth) + 12 + strands
  winogradSums(lowering, strands, factors, rounded, (b, row, column, sum) =>
    write(b, row, column, sum, roundings, magnitudes.get(name(b, row, column)) ?? 0),
  )
}

function inLanes(lowering: ContractLowering, factors: Factors, rounded: Rounded, write: WriteSum): void {
  const magnitudes: number[] = []
  laneSums(lowering, absolute(factors), sizes, (_, __, ___, size) => magnitudes.push(size))
  const largest = magnitudes.values()
  // Each product is in a chain; 16 chains are added up, and blocks of them, of which there are no more than products.
  const roundings = 2 * sizeOf(lowering.depth) + 4
  laneSums(lowering, factors, rounded, (b, row, column, sum) => write(b, row, column, sum, roundings, largest.next().value ?? 0))
}

const depthBlock = 256

function direct(
  { batch, rows, columns, depth }: ContractLowering,
  { left, right }: Factors,
  { add, fma, zero }: Sums,
  write: WriteSum,
): void {
  forEachIndex([...batch, ...rows, ...columns], at => {
    const row = at.slice(batch.length, batch.length + rows.length)
    const [b, column] = [at.slice(0, batch.length), at.slice(batch.length + rows.length)]
    // The first is not added to zero: of products too small to be anything a chain may come to -0.
    const blocks: number[] = []
    let [block, count, magnitude] = [zero, 0, 0]
    forEachIndex(depth, k => {
      const [p, q] = [left(b, row, k), right(b, column, k)]
      block = fma(p, q, block)
      magnitude += Math.abs(Number(p) * Number(q))
      count++
      if (count % depthBlock !== 0) return
      blocks.push(block)
      block = zero
    })
    if (count % depthBlock !== 0) blocks.push(block)
    const [first = zero, ...others] = blocks
    const total = others.reduce((sum, next) => add(sum, next), first)
    write(b, row, column, total, count + 1, magnitude)
  })
}
