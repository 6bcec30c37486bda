// Bottom-up merge sort as a procedure: O(n log n) whatever the input, in scratch of twice its size. For short lines.

import { add, and, compare, convert, div, type Expr, index, mul, or, select, sub, unary } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import { each, loop, type Step, store, type Workplace } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { nth, two } from '../operands.js'
import { precedes, type SortParams } from './order.js'

const atMost = (a: Expr, bound: Expr): Expr => select(compare('lt', a, bound), a, bound)

/** The number of passes that merge runs of 1, 2, 4, … into one of n. */
const passesFor = (n: number): number => Math.ceil(Math.log2(Math.max(1, n)))

const mergeCells = ({ cells }: Workplace) => [nth(cells, 0), nth(cells, 1), nth(cells, 2), nth(cells, 3), nth(cells, 4)] as const

/** One pass: neighbouring runs of the width become one, from side `from` of the scratch to the other. */
function mergePass(w: Workplace, n: number, descending: boolean): readonly Step[] {
  const [keys, order] = two(w.scratch)
  const [from, width, left, right, takesLeft] = mergeCells(w)
  const end = index(n)
  const to = sub(index(1), from.value)
  const pairs = div(sub(add(end, mul(width.value, index(2))), index(1)), mul(width.value, index(2)))
  return [
    loop('pair', 0, pairs, n, pair => {
      const start = mul(pair, mul(width.value, index(2)))
      const middle = atMost(add(start, width.value), end)
      const stop = atMost(add(start, mul(width.value, index(2))), end)
      return [
        left.set(start),
        right.set(middle),
        loop('k', start, stop, n, k => {
          // What is past its run is read from somewhere inside, and not taken.
          const [i, j] = [atMost(left.value, index(n - 1)), atMost(right.value, index(n - 1))]
          const [a, b] = [keys.at(from.value, i), keys.at(from.value, j)]
          const rightFirst = descending ? precedes(a, b) : precedes(b, a)
          const taken = select(takesLeft.value, i, j)
          return [
            takesLeft.set(and(compare('lt', left.value, middle), or(compare('ge', right.value, stop), unary('not', rightFirst)))),
            store(keys.put([to, k], keys.at(from.value, taken)), order.put([to, k], order.at(from.value, taken))),
            left.set(add(left.value, convert('index', takesLeft.value))),
            right.set(add(right.value, sub(index(1), convert('index', takesLeft.value)))),
          ]
        }),
      ]
    }),
    from.set(to),
    width.set(mul(width.value, index(2))),
  ]
}

/** Outputs: the sorted elements, and the position each had. */
export function mergeSort(shape: Dims, dtype: DTypeName, { axis, descending }: SortParams): ProcedureLowering {
  const n = shape[axis] as number
  const passes = passesFor(n)
  return {
    kind: 'procedure',
    batch: shape.toSpliced(axis, 1),
    scratch: [
      { dtype, shape: [2, n] },
      { dtype: 'int32', shape: [2, n] },
    ],
    cells: ['index', 'index', 'index', 'index', 'bool'],
    body(w) {
      const [keys, order] = two(w.scratch)
      const [sorted, positions] = two(w.outputs)
      const [from, width] = mergeCells(w)
      const at = (k: Expr): Expr[] => w.batch.toSpliced(axis, 0, k)
      return [
        each('k', 0, n, n, k => [keys.put([0, k], w.input(0, ...at(k))), order.put([0, k], convert('int32', k))]),
        from.set(index(0)),
        width.set(index(1)),
        loop('pass', 0, passes, passes, () => mergePass(w, n, descending)),
        each('k', 0, n, n, k => [sorted.put(at(k), keys.at(from.value, k)), positions.put(at(k), order.at(from.value, k))]),
      ]
    },
    cost: n * (2 + 4 * passes),
  }
}
