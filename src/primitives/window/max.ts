// windowMax: the largest element under every position of a sliding window over all axes; windowArgmax: where in the window it stands.
// Padding counts as -∞ (the least value of an integer dtype); NaN is larger than everything, so it propagates.
// The derivative follows the first maximum. In a window without an element above -∞ that may be in the padding, whose derivative is 0.

import { arrayType } from '../../core/array-type.js'
import { constant, type Expr, select, widened } from '../../core/expr.js'
import type { Combiner, Read } from '../../core/lowering.js'
import type { Batched, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo, isFloat } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { checkNumbers } from '../contraction/bilinear.js'
import { numberDTypes } from '../linear-map.js'
import { bindOne, only } from '../single.js'
import { pads } from './axis.js'
import { forEachWindow, readTap, tapAt, tapExtents, type WindowParams, windowAxes, windowedShape, withWindowAxis } from './geometry.js'
import { windowTake } from './take.js'

const lowest = (dtype: DTypeName): number => (isFloat(dtype) ? Number.NEGATIVE_INFINITY : dtypeInfo(dtype).min)

function sample(shape: Dims, window: Dims, given: Partial<WindowParams> = {}, dtype: DTypeName = 'float32'): Sample<WindowParams> {
  const ones = shape.map(() => 1)
  const padding = shape.map((): [number, number] => [0, 0])
  return { inputs: [{ shape, dtype, distinct: true }], params: { window, strides: ones, padding, windowDilation: ones, ...given } }
}

const domain: readonly Sample<WindowParams>[] = [
  sample([], []),
  sample([6], [3]),
  ...numberDTypes.slice(1).map(dtype => sample([6], [3], { padding: pads([1, 1]) }, dtype)),
  sample([2, 2, 4, 6], [1, 1, 2, 2], { strides: [1, 1, 2, 2] }),
  sample([1, 2, 7, 7], [1, 1, 3, 3], { strides: [1, 1, 2, 2], padding: pads([0, 0], [0, 0], [1, 1], [1, 1]) }),
  sample([7, 8], [3, 2], { padding: pads([-1, 0], [1, -2]) }),
  sample([7, 8], [3, 2], { windowDilation: [2, 3], strides: [1, 2] }),
  sample([2, 3, 2], [2, 3, 2], { padding: pads([0, 1], [1, 0], [0, 0]) }),
  sample([5], [1], { strides: [2] }),
  sample([2, 1], [1, 3], { padding: pads([0, 0], [1, 1]) }),
  sample([3], [4]),
  sample([0, 4], [1, 2]),
]

const lowerAs =
  (combiner: Combiner): Primitive<WindowParams>['lower'] =>
  (inputs, params) => {
    const x = only(inputs)
    const axes = windowAxes(x.shape, params)
    return {
      kind: 'reduce',
      combiner,
      extents: tapExtents(axes),
      order: 'sequence',
      body(at: readonly Expr[], over: readonly Expr[], read: Read): Expr {
        const tap = tapAt(axes, at, over)
        const element = widened(readTap(read, 0, tap))
        return tap.guard === null ? element : select(tap.guard, element, constant(element.type, lowest(x.dtype)))
      },
    }
  }

const batchAs =
  (operation: (x: Tensor, params: WindowParams) => Tensor) =>
  (inputs: readonly Tensor[], [axis = null]: readonly (number | null)[], _size: number, params: WindowParams): Batched => {
    const grown = axis === null ? params : withWindowAxis(params, axis)
    return { outputs: [operation(only(inputs), grown)], axes: [axis] }
  }

/** The best element of each window, and its position. NaN is best of all; the first of equals wins. */
function walk(
  x: { readonly data: ArrayLike<number>; readonly shape: Dims; readonly dtype: DTypeName },
  params: WindowParams,
  found: (window: number, best: number, position: number) => void,
): void {
  const padding = lowest(x.dtype)
  forEachWindow(windowAxes(x.shape, params), (window, positions) => {
    let [best, where] = [padding, 0]
    positions((element, position) => {
      const value = element < 0 ? padding : (x.data[element] as number)
      if (value > best || (Number.isNaN(value) && !Number.isNaN(best))) [best, where] = [value, position]
    })
    found(window, best, where)
  })
}

export const windowArgmaxP: Primitive<WindowParams> = Object.freeze({
  name: 'windowArgmax',
  domain,
  typeOf(inputs, params) {
    checkNumbers('windowArgmax', ['x'], inputs)
    return [arrayType(windowedShape('windowArgmax', only(inputs), params), 'int32')]
  },
  reference(inputs, params, [output]) {
    walk(only(inputs), params, (window, _best, position) => {
      if (output !== undefined) output.data[window] = position
    })
  },
  jvp: () => [null],
  transpose: 'nonlinear',
  batch: batchAs((x, params) => windowArgmax(x, params)),
  lower: lowerAs('argmax'),
  complex: 'none',
} satisfies Primitive<WindowParams>)

export const windowMaxP: Primitive<WindowParams> = Object.freeze({
  name: 'windowMax',
  domain,
  typeOf: (inputs, params) => [arrayType(windowedShape('windowMax', only(inputs), params), checkNumbers('windowMax', ['x'], inputs))],
  reference(inputs, params, [output]) {
    walk(only(inputs), params, (window, best) => {
      if (output !== undefined) output.data[window] = best
    })
  },
  jvp: (primals, [tangent], params) => [tangent == null ? null : windowTake(tangent, windowArgmax(only(primals), params), params)],
  transpose: 'nonlinear',
  batch: batchAs((x, params) => windowMax(x, params)),
  lower: lowerAs('max'),
  complex: 'none',
} satisfies Primitive<WindowParams>)

/**
 * `out[o] = max_k x[o·stride + k·windowDilation - low]`, over all axes; padding counts as -∞, NaN propagates.
 * @param params one entry for each axis of x
 * @throws ArgumentError when the parameters do not fit the rank, DTypeError on bool
 */
export const windowMax = (x: Tensor, params: WindowParams): Tensor => bindOne(windowMaxP, [x], params)

/**
 * The row-major number, within each window, of its first maximum.
 * @returns int32, one for each window
 * @throws ArgumentError when the parameters do not fit the rank, DTypeError on bool
 */
export const windowArgmax = (x: Tensor, params: WindowParams): Tensor => bindOne(windowArgmaxP, [x], params)
