// The products of a contraction by Winograd's algorithms: for each of the 16 elements of the transformed squares a small product of matrices,
// one register tile of it at a time.

import { add, argument, constant, type Expr, fma, index, type ScalarType, variable } from '../../../core/expr.js'
import { lanes, type Statement, set } from '../../kernel/ir.js'
import type { Draft } from '../draft.js'

/** A register tile: rows, and vectors side by side. */
export interface Tile {
  readonly rows: number
  readonly sides: number
  readonly vector: number
}

interface Products {
  readonly tile: Tile
  readonly type: ScalarType
  /** Loops along the chain. */
  readonly along: (body: readonly Statement[]) => Statement
  readonly left: (row: number) => Expr
  /** A vector along a lane variable in `column`. */
  readonly right: (column: Expr) => Expr
  /** What becomes of a sum; a vector. */
  readonly keep: (row: number, column: Expr, sum: Expr) => Statement
}

/** `Σ_k left(row) · right(column)`, one fma chain from 0 for each element of the tile. */
export function products(d: Draft): (p: Products) => readonly Statement[] {
  const known = new Map<string, number>()
  const cell = (type: ScalarType, vector: number, row: number, side: number): number => {
    const name = `${row} ${side}`
    const found = known.get(name) ?? d.cell(type, vector)
    known.set(name, found)
    return found
  }
  return ({ tile: { rows, sides, vector }, type, along, left, right, keep }) => {
    const lane = variable('lane', vector)
    const places = Array.from({ length: rows }, (_, row) => Array.from({ length: sides }, (_, side) => [row, side] as const)).flat()
    const cellAt = (row: number, side: number): number => cell(type, vector, row, side)
    const column = (side: number): Expr => add(index(side * vector), lane)
    const tiled = (statement: (row: number, side: number) => Statement): Statement =>
      lanes(
        lane,
        index(0),
        vector,
        places.map(([row, side]) => statement(row, side)),
      )
    const lefts = Array.from({ length: rows }, (_, row) => left(row))
    const rights = Array.from({ length: sides }, (_, side) => right(column(side)))
    const zero = constant(type, 0)
    return [
      ...places.map(([row, side]) => set(cellAt(row, side), zero)),
      along([
        tiled((row, side) => set(cellAt(row, side), fma(lefts[row] ?? zero, rights[side] ?? zero, argument(type, cellAt(row, side))))),
      ]),
      tiled((row, side) => keep(row, column(side), argument(type, cellAt(row, side)))),
    ]
  }
}
