// Blocks of the right operand that are packed where the micro-kernel finds them in a level-2 cache.

import { add, type Expr, index, mul, sub, variable } from '../../../core/expr.js'
import { affineIn } from '../../index-algebra/index.js'
import { loop, prefetch, type Statement } from '../../kernel/ir.js'
import { delinearize, extent, minimum, simplifyAll, substitute } from '../loops.js'
import { depthBlock } from './blocks.js'
import { packRight } from './pack.js'
import { type Block, columnsFrom, nothing, type Right } from './right.js'

/** An operand of more elements is in no cache, and of few panels packing would take as long as products. */
const nearElements = 2 ** 20
const fewPanels = 10

/**
 * Asks, while a tile is multiplied, for what will be packed next of its columns: the next block of depth. Of a matrix in order, in memory that answers slowly;
 * nothing elsewhere.
 */
function askAhead(x: Block, panels: number, bound: (depth: Expr) => Map<Expr, Expr>): (k: Expr, column: Expr) => readonly Statement[] {
  const { rows, inner, value } = x.columns.runs
  const [offset] = value.op === 'read' && value.guard === null ? value.at : []
  const [depth, elements] = [extent(x.depth), extent(x.batch) * extent(x.depth) * inner.extent]
  if (value.op !== 'read' || offset === undefined || rows.length > 0 || panels > fewPanels || elements < nearElements) return nothing
  if (depth <= depthBlock || affineIn(offset, inner, x.d.interner)?.coefficient !== 1) return nothing
  const vectors = Array.from({ length: x.tileColumns / x.vector }, (_, side) => index(side * x.vector))
  return (k, column) => {
    const next = minimum(add(add(x.k0, index(depthBlock)), k), index(depth - 1))
    const at = (n: Expr): Expr[] =>
      simplifyAll(substitute([offset], new Map([...bound(next), [inner, add(add(x.from, column), n)]])), x.d.interner)
    return vectors.flatMap(n => at(n).map(place => prefetch(value.source, place)))
  }
}

/**
 * Blocks of the right operand copied to scratch, `[k][column]`.
 * @param panels how often the micro-kernel uses each element
 */
export function packedRight(x: Block, panels: number): Right {
  const { columnBlock, runs, outer } = x.columns
  const padded = Math.ceil(columnBlock / x.tileColumns) * x.tileColumns
  // An odd number of cache lines from row to row, so that the rows of a panel do not fall on the same sets.
  const stride = padded + (((padded / 16) & 1) === 0 ? 16 : 0)
  const right = x.d.scratch(x.type, Math.min(extent(x.depth), depthBlock) * stride + x.tileColumns)
  const bound = (depth: Expr): Map<Expr, Expr> =>
    new Map([...delinearize(x.batch, x.b), ...delinearize(outer, x.o), ...delinearize(x.depth, depth)])
  const { kCount, from, count, block } = x
  const ahead = askAhead(x, panels, bound)
  const j = variable('j', columnBlock)
  const [first, here] = [add(from, j), minimum(index(x.tileColumns), sub(count, j))]
  return {
    packs: true,
    setup: [],
    prepare: packRight({
      runs,
      bound,
      depth: extent(x.depth),
      k0: x.k0,
      right,
      stride,
      kCount,
      from,
      count,
      block,
      columnBlock,
      width: x.type === 'float32' ? 16 : 8,
      interner: x.d.interner,
    }),
    tiles: micro => [
      loop(
        j,
        index(0),
        count,
        x.tileColumns,
        micro({
          at: (k, columns) => ({
            op: 'read',
            type: x.type,
            source: right,
            at: [add(mul(k, index(stride)), add(j, columns))],
            guard: null,
          }),
          ahead: k => ahead(k, j),
          wanted: columnsFrom(x.columns, first, here),
        }),
      ),
    ],
  }
}
