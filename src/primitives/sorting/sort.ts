// sort: the elements along an axis in order, and where each stood. Stable: equal elements keep their order, also when descending.
// NaN counts as greater than every number, as in NumPy: last in ascending order, first in descending.
// Bottom-up merge sort: O(n log n) whatever the input, in scratch of twice its size.

import { arrayType, showType } from '../../core/array-type.js'
import { add, and, compare, convert, div, type Expr, index, mul, or, select, sub, unary } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import { each, loop, type Step, store, type Workplace } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sizeOf, stridesOf } from '../../support/shape.js'
import { gatherAlong } from '../gather/along.js'
import { anyDType } from '../linear-map.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { compareInOrder, precedes } from './order.js'

export type SortParams = { readonly axis: number; readonly descending: boolean }

const sample = (shape: Dims, axis: number, descending = false, dtype: DTypeName = 'float32'): Sample<SortParams> => ({
  inputs: [{ shape, dtype, distinct: true }],
  params: { axis, descending },
})

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

function lower(shape: Dims, dtype: DTypeName, { axis, descending }: SortParams): ProcedureLowering {
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

export const sortP: Primitive<SortParams> = Object.freeze({
  name: 'sort',
  domain: [
    sample([5], 0),
    sample([2, 3], 1, true),
    sample([3, 2], 0),
    sample([2, 4, 3], 1),
    sample([2, 17], 1),
    sample([1], 0),
    sample([0], 0),
    sample([2, 0, 3], 1),
    sample([0, 3], 1, true),
    // Ties everywhere.
    ...anyDType.filter(dtype => dtype !== 'float32').map(dtype => sample([2, 13], 1, dtype === 'int32', dtype)),
  ],
  typeOf(inputs, { axis, descending }) {
    const x = only(inputs)
    if (x.shape[axis] === undefined)
      throw new ShapeError(`sort: axis must exist; expected 0 … ${x.shape.length - 1}, got ${axis} from x ${showType(x)}`)
    if (typeof descending !== 'boolean') throw new ArgumentError(`sort: descending must be true or false; got ${String(descending)}`)
    return [x, arrayType(x.shape, 'int32')]
  },
  reference(inputs, { axis, descending }, outputs) {
    const x = only(inputs)
    const [sorted, positions] = two(outputs)
    const n = x.shape[axis] as number
    const stride = stridesOf(x.shape)[axis] as number
    const sign = descending ? -1 : 1
    for (let line = 0; line < sizeOf(x.shape) / Math.max(1, n); line++) {
      const start = Math.floor(line / stride) * stride * n + (line % stride)
      const value = (k: number): number => x.data[start + k * stride] as number
      const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => sign * compareInOrder(value(a), value(b)))
      for (const [k, from] of order.entries()) {
        sorted.data[start + k * stride] = value(from)
        positions.data[start + k * stride] = from
      }
    }
  },
  jvp: (_primals, [tangent], { axis }, [, order]) => [
    tangent == null || order === undefined ? null : gatherAlong(tangent, order, axis),
    null,
  ],
  transpose: 'nonlinear',
  batch(inputs, [mapped], _size, { axis, descending }) {
    const at = mapped ?? 0
    const outputs = bind(sortP, inputs, { axis: axis < at ? axis : axis + 1, descending })
    return { outputs, axes: [at, at] }
  },
  lower: (inputs, params) => lower(only(inputs).shape, only(inputs).dtype, params),
  complex: 'none',
} satisfies Primitive<SortParams>)

/** The elements along the axis in order, and the position each had, int32. @throws ShapeError when the axis does not exist */
export const sort = (x: Tensor, axis: number, descending: boolean): readonly [sorted: Tensor, positions: Tensor] =>
  two(bind(sortP, [x], { axis, descending }))
