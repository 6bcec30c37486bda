// Positions on diagonals and in triangles of matrices, as lists of rows and of columns: what `at` chooses by.

import type { Tensor } from '../../core/tensor.js'
import type { Shape } from '../../types/index.js'
import { checkInteger } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { table } from './table.js'

/** int32[n] rows and int32[n] columns. */
export type Places2d = readonly [rows: Tensor<[number], 'int32'>, columns: Tensor<[number], 'int32'>]

function triangle(
  operation: string,
  rows: number,
  columns: number,
  offset: number,
  holds: (difference: number, offset: number) => boolean,
): Places2d {
  checkInteger(operation, 'rows', rows, 0)
  checkInteger(operation, 'columns', columns, 0)
  checkInteger(operation, 'offset', offset)
  const places: [row: number, column: number][] = []
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (holds(j - i, offset)) places.push([i, j])
  const list = (values: readonly number[]): Tensor<[number], 'int32'> => typed(table(values, [values.length], 'int32'))
  return [list(places.map(([i]) => i)), list(places.map(([, j]) => j))]
}

/**
 * The positions of the lower triangle of a matrix, row by row: those with `column - row ≤ offset`.
 * @param rows how many
 * @param columns as many as rows unless given
 * @param offset how far above the main diagonal it reaches; below it if negative. Default 0
 * @returns the rows and the columns, int32[n] each
 * @throws ArgumentError when a size is not a non-negative integer or the offset not an integer
 * @example
 * ```
 * trilIndices(2).map(x => x.toArray()) // [[0, 1, 1], [0, 0, 1]]
 * at(zeros([2, 2]), ...trilIndices(2)).set(1).toArray() // [[1, 0], [1, 1]]
 * ```
 */
export const trilIndices = (rows: number, columns = rows, offset = 0): Places2d =>
  triangle('trilIndices', rows, columns, offset, (difference, bound) => difference <= bound)

/**
 * The positions of the upper triangle of a matrix, row by row: those with `column - row ≥ offset`.
 * @param rows how many
 * @param columns as many as rows unless given
 * @param offset how far above the main diagonal it begins; below it if negative. Default 0
 * @returns the rows and the columns, int32[n] each
 * @throws ArgumentError when a size is not a non-negative integer or the offset not an integer
 * @example
 * ```
 * triuIndices(2).map(x => x.toArray()) // [[0, 0, 1], [0, 1, 1]]
 * ```
 */
export const triuIndices = (rows: number, columns = rows, offset = 0): Places2d =>
  triangle('triuIndices', rows, columns, offset, (difference, bound) => difference >= bound)

/**
 * The positions of the main diagonal of a tensor of equal sizes: 0 … size - 1 along each axis.
 * @param size how many
 * @param rank of how many axes. Default 2
 * @returns as many lists as axes, int32[size] each
 * @throws ArgumentError unless size and rank are integers, at least 0 and 1
 * @example
 * ```
 * at(zeros([2, 2]), ...diagIndices(2)).set(1).toArray() // [[1, 0], [0, 1]]
 * ```
 */
export function diagIndices<N extends number>(size: N, rank = 2): readonly Tensor<[N], 'int32'>[] {
  checkInteger('diagIndices', 'size', size, 0)
  checkInteger('diagIndices', 'rank', rank, 1)
  const shape: Shape = [size]
  return Array.from({ length: rank }, () =>
    typed(
      table(
        Array.from({ length: size }, (_, i) => i),
        shape,
        'int32',
      ),
    ),
  )
}
