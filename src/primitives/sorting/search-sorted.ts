// searchSorted: where values belong in sorted lines, by bisection. Ordered as by sort: NaN comes after every number.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { add, compare, convert, div, index, unary } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import { loop, store, when } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import type { DTypeName } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { anyDType } from '../linear-map.js'
import { three, two } from '../operands.js'
import { bindOne, only } from '../single.js'
import { mappedAt } from '../structure/regroup.js'
import { compareInOrder, precedes } from './order.js'

/** 'left': the first place that keeps the line sorted; 'right': the last. */
export type SearchParams = { readonly side: 'left' | 'right' }

const sample = (sorted: Dims, values: Dims, side: 'left' | 'right', dtype: DTypeName = 'float32'): Sample<SearchParams> => ({
  inputs: [
    // Bisection does the same on any line: unsorted ones are as good as sorted ones here.
    { shape: sorted, dtype },
    { shape: values, dtype },
  ],
  params: { side },
})

/** Halvings until an interval of n + 1 places is one. */
const halvings = (n: number): number => Math.ceil(Math.log2(n + 1))

function check([sorted, values]: readonly [ArrayType, ArrayType], { side }: SearchParams): void {
  const from = `from sorted ${showType(sorted)}, values ${showType(values)}`
  if (side !== 'left' && side !== 'right') throw new ArgumentError(`searchSorted: side must be 'left' or 'right'; got ${String(side)}`)
  if (sorted.dtype !== values.dtype)
    throw new DTypeError(`searchSorted: dtypes must be equal; expected ${sorted.dtype}, got ${values.dtype} ${from}`)
  if (sorted.shape.length === 0 || !sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)) || values.shape.length === 0)
    throw new ShapeError(`searchSorted: all axes but the last must agree, and there must be one ${from}`)
}

export const searchSortedP: Primitive<SearchParams> = Object.freeze({
  name: 'searchSorted',
  domain: [
    sample([5], [4], 'left'),
    sample([8], [9], 'right'),
    sample([2, 3], [2, 4], 'left'),
    sample([0], [2], 'left'),
    sample([3], [0], 'right'),
    sample([1], [3], 'right'),
    ...anyDType.filter(dtype => dtype !== 'float32').map(dtype => sample([7], [6], 'left', dtype)),
  ],
  typeOf(inputs, params) {
    const operands = two(inputs)
    check(operands, params)
    return [arrayType(operands[1].shape, 'int32')]
  },
  reference(inputs, { side }, outputs) {
    const [[sorted, values], output] = [two(inputs), only(outputs)]
    const [n, m] = [sorted.shape.at(-1) ?? 0, values.shape.at(-1) ?? 0]
    for (const [i, value] of values.data.entries()) {
      const start = Math.floor(i / m) * n
      let [low, high] = [0, n]
      while (low < high) {
        const middle = (low + high) >> 1
        const order = compareInOrder(sorted.data[start + middle] as number, value)
        if (order < 0 || (order === 0 && side === 'right')) low = middle + 1
        else high = middle
      }
      output.data[i] = low
    }
  },
  jvp: () => [null],
  transpose: 'nonlinear',
  batch(inputs, [sortedAxis = null, valuesAxis = null], size, params) {
    const [sorted, values] = two(inputs)
    return { outputs: [searchSorted(mappedAt(sorted, sortedAxis, 0, size), mappedAt(values, valuesAxis, 0, size), params.side)], axes: [0] }
  },
  lower(inputs, { side }) {
    const [sorted, values] = two(inputs)
    const n = sorted.shape.at(-1) ?? 0
    return {
      kind: 'procedure',
      batch: values.shape,
      scratch: [],
      cells: ['index', 'index', 'index'],
      body(w) {
        const [low, high, middle] = three(w.cells)
        const output = only(w.outputs)
        const value = w.input(1, ...w.batch)
        const element = w.input(0, ...w.batch.slice(0, -1), middle.value)
        const goesRight = side === 'left' ? precedes(element, value) : unary('not', precedes(value, element))
        return [
          low.set(index(0)),
          high.set(index(n)),
          loop('halving', 0, halvings(n), halvings(n), () => [
            when(compare('lt', low.value, high.value), [
              middle.set(div(add(low.value, high.value), index(2))),
              when(goesRight, [low.set(add(middle.value, index(1)))], [high.set(middle.value)]),
            ]),
          ]),
          store(output.put(w.batch, convert('int32', low.value))),
        ]
      },
      cost: 2 + 4 * halvings(n),
    }
  },
  complex: 'none',
} satisfies Primitive<SearchParams>)

/**
 * For each value the number of elements of its line that come before it (before or equal to it, on the right side), int32.
 * @param sorted any[…, n], sorted along the last axis
 * @param values of the same dtype[…, m]
 * @throws ShapeError, DTypeError
 */
export const searchSorted = (sorted: Tensor, values: Tensor, side: 'left' | 'right'): Tensor =>
  bindOne(searchSortedP, [sorted, values], { side })
