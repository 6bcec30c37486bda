// cumSum and cumProduct: running sums and products along an axis. Floats are carried in float64 and rounded at each place, so that a
// float32 result is within one rounding of the exact one; integers wrap. The first element is left as it is, also a negative zero.
// The adjoint of a running sum is the running sum from the other end; the tangent of a running product is a recurrence, without division.

import { type ArrayType, showType } from '../../core/array-type.js'
import { add, convert, type Expr, mul } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, isFloat, isWide } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { mul as times } from '../elementwise/arithmetic.js'
import { linearMap, numberDTypes } from '../linear-map.js'
import { nth } from '../operands.js'
import { bindOne, only } from '../single.js'
import { recurrence } from './recurrence.js'
import { accumulatorOf, besideMapped, type CumulativeParams, checkCumulative, forEachLine, lowerWalk, neighbour } from './running.js'

const sample = (
  shape: Dims,
  axis: number,
  reverse = false,
  input: { readonly dtype?: DTypeName; readonly range?: readonly [number, number] } = {},
): Sample<CumulativeParams> => ({ inputs: [{ shape, dtype: 'float32', ...input }], params: { axis, reverse } })

const cases: readonly (readonly [shape: Dims, axis: number, reverse: boolean])[] = [
  [[2, 5], 1, false],
  [[5], 0, true],
  [[1], 0, false],
  [[4, 3], 0, false],
  [[2, 3, 2, 5], 1, true],
  // Lines next to each other: more than one vector, and more than one instance.
  [[3, 70], 0, false],
  // Lines after each other, some in step and some left over.
  [[3, 6, 5], 2, true],
  [[19, 4, 2], 1, false],
  [[0, 3], 0, false],
  [[3, 0], 0, true],
]

function checkNumbers(operation: string, x: ArrayType, params: CumulativeParams): void {
  checkCumulative(operation, x, params)
  if (!numberDTypes.includes(x.dtype))
    throw new DTypeError(`${operation}: elements must be numbers; got ${x.dtype} from x ${showType(x)}; convert with cast`)
}

/** A walk that combines the carried value with each element. */
function lowerCombining(x: ArrayType, params: CumulativeParams, combine: (a: Expr, b: Expr) => Expr): ProcedureLowering {
  const wide = accumulatorOf(x.dtype)
  const element = (elements: readonly Expr[]): Expr => convert(wide, nth(elements, 0))
  return lowerWalk(x.shape, 1, params, {
    accumulators: [wide],
    first: elements => [element(elements)],
    next: ([carried], elements) => [carried === undefined ? element(elements) : combine(carried, element(elements))],
    results: accumulators => accumulators.map(a => convert(x.dtype, a)),
  })
}

export const cumSumP: Primitive<CumulativeParams> = linearMap<CumulativeParams>({
  name: 'cumSum',
  domain: [
    ...cases.map(([shape, axis, reverse]) => sample(shape, axis, reverse)),
    ...numberDTypes.filter(dtype => dtype !== 'float32').map(dtype => sample([2, 5], 1, false, { dtype })),
    sample([3, 6], 0, false, { dtype: 'uint8', range: [0, 255] }),
  ],
  resultOf(x, params) {
    checkNumbers('cumSum', x, params)
    return x
  },
  reference(x, params, output) {
    const plus: (a: number, b: number) => number = isFloat(x.dtype) || isWide(x.dtype) ? (a, b) => a + b : (a, b) => (a + b) | 0
    forEachLine(x.shape, params, offsets => {
      let sum = 0
      for (const [k, offset] of offsets.entries()) {
        const value = x.data[offset] as number
        sum = k === 0 ? value : plus(sum, value)
        output.data[offset] = sum
      }
    })
  },
  tangent: (t, params) => cumSum(t, params),
  adjoint: (ct, _x, { axis, reverse }) => cumSum(ct, { axis, reverse: !reverse }),
  batch: (x, at, _size, params) => [cumSum(x, besideMapped(params, at)), at],
  lower: (x, params) => lowerCombining(x, params, add),
})

export const cumProductP: Primitive<CumulativeParams> = Object.freeze({
  name: 'cumProduct',
  // Around 1, so that long products stay in range.
  domain: [
    ...cases.map(([shape, axis, reverse]) => sample(shape, axis, reverse, { range: [-1.5, 1.5] })),
    ...numberDTypes.filter(dtype => dtype !== 'float32').map(dtype => sample([2, 5], 1, false, { dtype })),
  ],
  typeOf(inputs, params) {
    checkNumbers('cumProduct', only(inputs), params)
    return [only(inputs)]
  },
  reference(inputs, params, outputs) {
    const [x, output] = [only(inputs), only(outputs)]
    const product: (a: number, b: number) => number = isFloat(x.dtype) || isWide(x.dtype) ? (a, b) => a * b : Math.imul
    forEachLine(x.shape, params, offsets => {
      let carried = 1
      for (const [k, offset] of offsets.entries()) {
        const value = x.data[offset] as number
        carried = k === 0 ? value : product(carried, value)
        output.data[offset] = carried
      }
    })
  },
  // y_i = y_{i-1} · x_i, so that dy_i = x_i · dy_{i-1} + y_{i-1} · dx_i.
  jvp([x], [t], params, [y]) {
    if (x === undefined || y === undefined || t == null) return [null]
    if (x.shape[params.axis] === 0) return [t]
    return [recurrence(x, times(neighbour(y, params, 'behind', 1), t), params)]
  },
  transpose: 'nonlinear',
  batch: (inputs, [at], _size, params) => ({
    outputs: [cumProduct(only(inputs), besideMapped(params, at ?? 0))],
    axes: [at ?? 0],
  }),
  lower: (inputs, params) => lowerCombining(only(inputs), params, mul),
  complex: 'none',
} satisfies Primitive<CumulativeParams>)

/** The running sum along the axis, from its end if reverse. @throws ShapeError, DTypeError on bool */
export const cumSum = (x: Tensor, params: CumulativeParams): Tensor => bindOne(cumSumP, [x], params)
/** The running product along the axis, from its end if reverse. @throws ShapeError, DTypeError on bool */
export const cumProduct = (x: Tensor, params: CumulativeParams): Tensor => bindOne(cumProductP, [x], params)
