// Power-average pools: between the sum (p = 1) and the largest (p = ∞).

import type { Tensor } from '../../core/tensor.js'
import { mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { equal } from '../../ops/elementwise/comparison.js'
import { pow } from '../../ops/elementwise/power.js'
import { avgPool1d, avgPool2d, avgPool3d } from '../../ops/windows/pool.js'
import { ArgumentError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { LayerShapes, PerAxis, PoolShapes, SpatialRank } from '../../types/index.js'
import type { FloatTensor, Layer } from '../layer/layer.js'
import { imageLayer } from '../window/image-layer.js'
import { poolWindows } from './pooling.js'

export interface LpPoolOptions {
  /** Default the kernel size. */
  readonly stride?: PerAxis
  /** Whether a last window may reach beyond the input. Default false. */
  readonly ceilMode?: boolean
}

type MeanOf = (x: Tensor, kernel: PerAxis, options: LpPoolOptions) => FloatTensor
// What the types say of shapes is said again by the layers' own.
const means = { 1: avgPool1d, 2: avgPool2d, 3: avgPool3d } as unknown as Readonly<Record<SpatialRank, MeanOf>>

function lpPool<F extends LayerShapes>(
  name: string,
  rank: SpatialRank,
  normType: number,
  kernelSize: PerAxis,
  options: LpPoolOptions = {},
): Layer<F> {
  if (!(typeof normType === 'number' && normType > 0 && normType < Infinity))
    throw new ArgumentError(`${name}: normType must be a positive number; got ${show(normType)}`)
  const windows = poolWindows(name, rank, kernelSize, options, ['stride', 'ceilMode'])
  const power = (x: FloatTensor): Tensor => {
    const total = mul(means[rank](pow(x, normType), kernelSize, options), sizeOf(windows.kernel))
    // The root has no derivative at 0; there it is taken to be 0.
    const zero = equal(total, 0)
    return where(zero, 0, pow(where(zero, 1, total), 1 / normType))
  }
  return imageLayer(name, rank, power, windows)
}

type LpPool<Name extends string, Rank extends SpatialRank> = <
  const K extends PerAxis,
  const O extends LpPoolOptions = Record<never, never>,
>(
  normType: number,
  kernelSize: K,
  options?: O,
) => Layer<PoolShapes<Name, Rank, K, O>>

/** Power-average pooling of float32[batch, channels, length]; see `lpPool2d`. */
export const lpPool1d: LpPool<'lpPool1d', 1> = (normType, kernelSize, options) => lpPool('lpPool1d', 1, normType, kernelSize, options)

/**
 * The p-norm of each window, of each channel, without the absolute value: `y = (Σ xᵖ)^(1/p)`; its derivative is 0 where the sum is 0.
 * @param normType p, a positive number
 * @param kernelSize one number for both axes, or [height, width]
 * @param options the stride is the kernel size unless given
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …]; NaN where the sum is negative and p no odd integer
 * @throws ArgumentError unless p is positive; when applied, ShapeError when a window does not fit
 * @source Gulcehre et al., "Learned-norm pooling for deep feedforward and recurrent neural networks", 2014; as in PyTorch
 * @deviation as in PyTorch, a window that reaches beyond the input in ceil mode counts for a whole one: its sum is scaled up
 */
export const lpPool2d: LpPool<'lpPool2d', 2> = (normType, kernelSize, options) => lpPool('lpPool2d', 2, normType, kernelSize, options)

/** Power-average pooling of float32[batch, channels, depth, height, width]; see `lpPool2d`. */
export const lpPool3d: LpPool<'lpPool3d', 3> = (normType, kernelSize, options) => lpPool('lpPool3d', 3, normType, kernelSize, options)
