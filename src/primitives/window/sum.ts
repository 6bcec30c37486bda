// windowSum: the sum under every position of a sliding window over all axes; padding counts as 0.
// With base dilation it is closed under transposition: the adjoint exchanges stride and base dilation.
// Lowering: a reduction over the window positions that meet an element; positions over the holes of a dilated input are not visited.

import { arrayType } from '../../core/array-type.js'
import { widened } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { checkNumbers } from '../contraction/bilinear.js'
import { linearMap, numberDTypes } from '../linear-map.js'
import { bindOne } from '../single.js'
import { adjointAxis, pads } from './axis.js'
import { forEachWindow, readTap, tapAt, tapExtents, type WindowSumParams, windowAxes, windowedShape, withWindowAxis } from './geometry.js'

function sample(shape: Dims, window: Dims, given: Partial<WindowSumParams> = {}, dtype: DTypeName = 'float32'): Sample<WindowSumParams> {
  const ones = shape.map(() => 1)
  const padding = shape.map((): [number, number] => [0, 0])
  return { inputs: [{ shape, dtype }], params: { window, strides: ones, padding, baseDilation: ones, windowDilation: ones, ...given } }
}

export const windowSumP: Primitive<WindowSumParams> = linearMap<WindowSumParams>({
  name: 'windowSum',
  domain: [
    sample([], []),
    sample([6], [3]),
    ...numberDTypes.slice(1).map(dtype => sample([6], [3], {}, dtype)),
    sample([2, 3, 6, 5], [1, 1, 2, 3], { strides: [1, 1, 2, 1] }),
    sample([2, 7, 6], [2, 3, 2], { strides: [1, 2, 3] }),
    sample([1, 5, 5], [1, 3, 3], { strides: [1, 2, 2], padding: pads([0, 0], [1, 1], [2, 0]) }),
    sample([7, 8], [3, 2], { padding: pads([-1, 0], [1, -2]) }),
    sample([7, 8], [3, 2], { windowDilation: [2, 3] }),
    sample([4, 3], [3, 2], { baseDilation: [2, 3] }),
    sample([4, 3], [2, 4], { baseDilation: [2, 2], padding: pads([1, 1], [2, 3]) }),
    sample([4, 5], [2, 3], { strides: [3, 2], baseDilation: [2, 3], padding: pads([-1, 4], [3, 1]) }),
    sample([4, 5], [2, 3], { strides: [1, 2], baseDilation: [2, 3], windowDilation: [3, 2], padding: pads([2, 1], [0, 1]) }),
    sample([5], [1], { strides: [2] }),
    sample([4], [1], { baseDilation: [3], padding: pads([2, 2]) }),
    sample([1], [3], { padding: pads([1, 1]), baseDilation: [2] }),
    sample([3, 2], [1, 4]),
    sample([0, 4], [1, 2]),
    sample([0], [2], { padding: pads([2, 2]) }),
  ],
  resultOf: (x, params) => arrayType(windowedShape('windowSum', x, params), checkNumbers('windowSum', ['x'], [x])),
  reference(x, params, output) {
    const zero = dtypeInfo(x.dtype).store(0)
    // Sums in float64 (of wide integers exactly), rounded (or wrapped) when stored.
    forEachWindow(windowAxes(x.shape, params), (window, positions) => {
      let sum = zero
      positions(element => {
        if (element >= 0) sum += x.data[element] as number
      })
      output.data[window] = sum
    })
  },
  tangent: (t, params) => windowSum(t, params),
  adjoint(cotangent, x, params) {
    const axes = windowAxes(x.shape, params).map(adjointAxis)
    return windowSum(cotangent, {
      window: params.window,
      strides: params.baseDilation,
      padding: axes.map(axis => [axis.low, axis.high]),
      baseDilation: params.strides,
      windowDilation: params.windowDilation,
    })
  },
  batch(x, axis, _size, params) {
    const grown = { ...withWindowAxis(params, axis), baseDilation: params.baseDilation.toSpliced(axis, 0, 1) }
    return [windowSum(x, grown), axis]
  },
  lower(x, params) {
    const axes = windowAxes(x.shape, params)
    return {
      kind: 'reduce',
      combiner: 'sum',
      extents: tapExtents(axes),
      order: 'sequence',
      body: (at, over, read) => widened(readTap(read, 0, tapAt(axes, at, over))),
    }
  },
})

/**
 * `out[o] = Σ_k x[(o·stride + k·windowDilation - low) / baseDilation]`, over all axes; padding counts as 0.
 * @param params one entry for each axis of x
 * @throws ArgumentError when the parameters do not fit the rank, DTypeError on bool
 */
export const windowSum = (x: Tensor, params: WindowSumParams): Tensor => bindOne(windowSumP, [x], params)
