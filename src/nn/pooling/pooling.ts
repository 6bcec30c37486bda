// Pools: the largest or the mean of each window.

import type { Tensor } from '../../core/tensor.js'
import { div } from '../../ops/elementwise/arithmetic.js'
import type { WindowParams } from '../../primitives/window/geometry.js'
import { windowMax } from '../../primitives/window/max.js'
import { windowSum } from '../../primitives/window/sum.js'
import { ArgumentError } from '../../support/errors.js'
import { showShape, sizeOf } from '../../support/shape.js'
import type {
  AvgPool2dShapes,
  FloatDType,
  LayerShapes,
  MaxPool2dShapes,
  PerAxis,
  Shape,
  SpatialRank,
  WindowOptions,
} from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'
import { bothSides, checkExampleRank, checkImages, type Windows, windowsOf } from '../window/window-options.js'

type FloatTensor = Tensor<Shape, FloatDType>

/** Windows over batches: nothing is pooled along batch and channels. */
const overBatches = ({ kernel, stride, padding, dilation }: Windows): WindowParams => ({
  window: [1, 1, ...kernel],
  strides: [1, 1, ...stride],
  padding: bothSides([0, 0, ...padding]),
  windowDilation: [1, 1, ...dilation],
})

function pool<F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  kernelSize: PerAxis,
  options: WindowOptions | undefined,
  reduce: (x: FloatTensor, params: WindowParams) => Tensor,
): Layer<F> {
  const windows = windowsOf(name, rank, kernelSize, options ?? {}, kernelSize)
  // A window in the padding alone would have no element.
  if (windows.padding.some((p, i) => 2 * p > (windows.kernel[i] ?? 0)))
    throw new ArgumentError(
      `${name}: padding must be at most half of the kernel; got ${showShape(windows.padding)} for kernel ${showShape(windows.kernel)}`,
    )
  const params = overBatches(windows)
  return defineLayer<F>({
    name,
    init(_key, input) {
      checkExampleRank(name, rank, input)
      return noParameters
    },
    apply(_params, x) {
      checkInput(name, x)
      checkImages(name, rank, x, windows)
      // Float, as has been checked.
      return reduce(x as FloatTensor, params)
    },
  })
}

/**
 * The largest element of each window, of each channel.
 * @param kernelSize one number for both axes, or [height, width]
 * @param options the stride is the kernel size unless given, padding 0, dilation 1; what is padded is never the largest
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …]
 * @throws ArgumentError when the padding exceeds half of the kernel; when applied, ShapeError when a window does not fit
 * @source as in PyTorch
 */
export const maxPool2d = <const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
  kernelSize: K,
  options?: O,
): Layer<MaxPool2dShapes<K, O>> => pool('maxPool2d', 2, kernelSize, options, windowMax)

/**
 * The mean of each window, of each channel; zeros of the padding count as elements.
 * @param kernelSize one number for both axes, or [height, width]
 * @param options the stride is the kernel size unless given, padding 0, dilation 1
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …]
 * @throws ArgumentError when the padding exceeds half of the kernel; when applied, ShapeError when a window does not fit
 * @source as in PyTorch
 */
export const avgPool2d = <const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
  kernelSize: K,
  options?: O,
): Layer<AvgPool2dShapes<K, O>> =>
  pool('avgPool2d', 2, kernelSize, options, (x, params) => {
    const total = windowSum(x, { ...params, baseDilation: x.shape.map(() => 1) })
    return div(total as FloatTensor, sizeOf(params.window))
  })
