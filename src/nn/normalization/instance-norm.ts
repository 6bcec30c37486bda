// Instance normalization: each channel of each example by itself. With tracking, training also keeps running statistics, the means of those of the
// examples, by which inference normalizes.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ones, zeros } from '../../ops/creation/creation.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import { mean } from '../../ops/reductions/reduce.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import { stopGradient } from '../../transforms/index.js'
import type { AffineNames, FirstSize, LayerShapes, NormParameters, SpatialExample, SpatialRank, WrongLayout } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean, checkNumber } from '../layer/options.js'
import { checkExampleRank, checkImages } from '../window/window-options.js'
import { affine as affineOf, alongChannels, channelNames, channelParameters, standardized } from './normalize.js'
import { standardize } from './standardize.js'

export interface InstanceNormOptions {
  /** Added to the variance, against division by zero. Default 1e-5. */
  readonly eps?: number
  /** How much of a running statistic each batch replaces. Default 0.1. */
  readonly momentum?: number
  /** Whether there are a weight and a bias for each channel. Default false. */
  readonly affine?: boolean
  /** Whether there is a bias beside the weight. Default true. */
  readonly bias?: boolean
  /** Whether there are running statistics, by which inference normalizes. Default false. */
  readonly trackRunningStats?: boolean
}

/** instanceNormNd(options): [channels, ...spatial] to the same. */
export interface InstanceNormShapes<Name extends string, Rank extends SpatialRank, Options> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends false ? WrongLayout<Name, Rank, this['in']> : this['in']
  readonly parameters: NormParameters<
    FirstSize<this['in']>,
    | AffineNames<Options, false>
    | (Options extends { readonly trackRunningStats: true } ? 'running_mean' | 'running_var' | 'num_batches_tracked' : never)
  >
}

interface InstanceNormParameters {
  readonly weight?: FloatTensor
  readonly bias?: FloatTensor
  readonly running_mean?: FloatTensor
  readonly running_var?: FloatTensor
  readonly num_batches_tracked?: Tensor
}

function instanceNorm<F extends LayerShapes>(name: string, rank: SpatialRank, options: InstanceNormOptions = {}): Layer<F> {
  checkOptions(name, options, ['eps', 'momentum', 'affine', 'bias', 'trackRunningStats'])
  const { eps = 1e-5, momentum = 0.1, affine = false, bias = true, trackRunningStats = false } = options
  checkNumber(name, 'eps', eps, 0)
  checkNumber(name, 'momentum', momentum)
  checkBoolean(name, 'affine', affine)
  checkBoolean(name, 'bias', bias)
  checkBoolean(name, 'trackRunningStats', trackRunningStats)
  const names = [...channelNames(affine, bias), ...(trackRunningStats ? ['running_mean', 'running_var', 'num_batches_tracked'] : [])]
  const places = Array.from({ length: rank }, (_, i) => i + 2)

  const check = (params: InstanceNormParameters, x: unknown): FloatTensor => {
    checkParameters(name, params, names)
    const held = params.weight ?? params.running_mean
    checkInput(name, x, held)
    checkImages(name, rank, x)
    if (held !== undefined && held.shape[0] !== x.shape[1])
      throw new ShapeError(`${name}: input must have ${held.shape[0]} channels; got ${showType(x)}`)
    return x
  }
  const scaled = ({ weight, bias }: InstanceNormParameters, y: FloatTensor): FloatTensor =>
    affineOf(y, weight && alongChannels(weight, y), bias && alongChannels(bias, y))

  const train = (params: InstanceNormParameters, given: Tensor): readonly [Tensor, InstanceNormParameters] => {
    const x = check(params, given)
    const count = sizeOf(x.shape.slice(2))
    if (count <= 1) throw new ShapeError(`${name}: each channel must have more than one place to be normalized over; got ${showType(x)}`)
    const moments = standardize({ x }, { axes: places, eps })
    const y = scaled(params, moments.y)
    const { running_mean, running_var } = params
    if (running_mean === undefined || running_var === undefined) return [y, params]
    // [batch, channels, 1…] → [channels]
    const ofBatch = (values: FloatTensor): FloatTensor => mean(stopGradient(values), [0, ...places])
    const moved = (running: FloatTensor, now: FloatTensor): FloatTensor => add(mul(running, 1 - momentum), mul(now, momentum))
    const refreshed = {
      ...params,
      running_mean: moved(running_mean, ofBatch(moments.mean)),
      running_var: moved(running_var, mul(ofBatch(moments.variance), count / (count - 1))),
    }
    return [y, refreshed]
  }
  return defineLayer<F, InstanceNormParameters>({
    name,
    init(_key, input) {
      checkExampleRank(name, rank, input)
      const channels = input.slice(0, 1)
      return {
        ...channelParameters(channels, affine, bias),
        ...(trackRunningStats
          ? { running_mean: zeros(channels), running_var: ones(channels), num_batches_tracked: zeros([], 'int64') }
          : {}),
      }
    },
    apply(params, given) {
      const x = check(params, given)
      const { running_mean, running_var } = stopGradient(params)
      if (running_mean === undefined || running_var === undefined) return train(params, x)[0]
      return scaled(params, standardized(x, alongChannels(running_mean, x), alongChannels(running_var, x), eps))
    },
    train,
  })
}

/** Instance normalization over one spatial axis, float32[batch, channels, length]; see `instanceNorm2d`. */
export const instanceNorm1d = <const O extends InstanceNormOptions = Record<never, never>>(
  options?: O,
): Layer<InstanceNormShapes<'instanceNorm1d', 1, O>> => instanceNorm('instanceNorm1d', 1, options)

/**
 * Each channel of each example over its places: `y = (x - μ) / √(σ² + eps)`, with the biased variance; then, if affine, scaled and shifted.
 * Parameters, if affine: weight float32[channels], ones at first, and bias float32[channels], zeros. Statistics, if tracked: running_mean and running_var,
 * which move towards the batch's means of μ and of the unbiased σ², and num_batches_tracked, which stays 0, as in PyTorch.
 * @param options eps 1e-5; momentum 0.1; affine false, if true `{ bias: false }` leaves the bias out; trackRunningStats false: inference normalizes as training does; if true, by the running statistics
 * @returns a layer from float32[batch, channels, height, width] to the same
 * @throws ArgumentError when an option is unknown or out of range; ShapeError when channels have but one place
 * @source Ulyanov, Vedaldi, Lempitsky, "Instance normalization: the missing ingredient for fast stylization", 2016; as in PyTorch
 */
export const instanceNorm2d = <const O extends InstanceNormOptions = Record<never, never>>(
  options?: O,
): Layer<InstanceNormShapes<'instanceNorm2d', 2, O>> => instanceNorm('instanceNorm2d', 2, options)

/** Instance normalization over three spatial axes, float32[batch, channels, depth, height, width]; see `instanceNorm2d`. */
export const instanceNorm3d = <const O extends InstanceNormOptions = Record<never, never>>(
  options?: O,
): Layer<InstanceNormShapes<'instanceNorm3d', 3, O>> => instanceNorm('instanceNorm3d', 3, options)
