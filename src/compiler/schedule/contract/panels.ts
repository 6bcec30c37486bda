// Panels: rows of a contraction that register tiles take together. They have one height, and none reaches from one run of rows into the next: where the
// rows of a run lie at fixed distances from each other, one register is enough to find those of a tile.

import { add, div, type Expr, index, mul, rem, sub } from '../../../core/expr.js'
import { minimum } from '../loops.js'

export interface Panels {
  readonly count: number
  /** The rows of a tile. */
  readonly height: number
  /** The first row of panel `p`. */
  readonly from: (p: Expr) => Expr
  /** How many rows it has. */
  readonly rows: (p: Expr) => Expr
  /** Where a tile of whole height begins that has them all and stays in the run: at the first, or at rows of the panel before. */
  readonly whole: (p: Expr) => Expr
}

/** The height of panels of a run, of at most so many rows each: 16 rows are three panels of 6, 10 are two of 5. */
const heightOf = (run: number, most: number, groups: number): number => {
  const fewest = Math.ceil(run / most)
  return Math.ceil(run / Math.min(run, Math.ceil(fewest / groups) * groups))
}

/** Tiles of runs may compute so many rows for each that is wanted, and leave so many registers unused. */
const mostExcess = 1.1
const leastHeight = 0.5

/** Whether panels of a run do about as well as those of all rows would. */
export function fillsPanels(run: number, most: number): boolean {
  const height = heightOf(run, most, 1)
  return Math.ceil(run / height) * height <= mostExcess * run && height >= leastHeight * most
}

/**
 * @param rows of the contraction: so many whole runs
 * @param most the rows of the largest tile
 * @param groups into how many parts the panels of a single run are dealt, as equal ones as can be
 */
export function panelsOf(rows: number, run: number, most: number, groups: number): Panels {
  const single = run === rows
  const height = heightOf(run, most, single ? groups : 1)
  const each = Math.ceil(run / height)
  const even = run % height === 0
  const within = (p: Expr): Expr => mul(single ? p : rem(p, index(each)), index(height))
  const inRun = (p: Expr, row: Expr): Expr => (single ? row : add(mul(div(p, index(each)), index(run)), row))
  return {
    count: (rows / run) * each,
    height,
    from: p => (even ? mul(p, index(height)) : inRun(p, within(p))),
    rows: p => (even ? index(height) : minimum(index(height), sub(index(run), within(p)))),
    whole: p => (even ? mul(p, index(height)) : inRun(p, minimum(within(p), index(run - height)))),
  }
}
