// Batch normalization. Training normalizes each channel by the mean and variance of the batch, and keeps running ones; inference normalizes by those.
// The variance is biased (over n) where it normalizes and unbiased (over n - 1) where it is kept, as in PyTorch.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { full, ones, zeros } from '../../ops/creation/creation.js'
import { add, mul, reciprocal, sub } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { type AxisName, axisSize, pmean, stopGradient } from '../../transforms/index.js'
import type { AffineNames, FirstSize, LayerShapes, NormParameters, SpatialExample, SpatialRank, WrongLayout } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean, checkNumber } from '../layer/options.js'
import { checkExampleRank } from '../window/window-options.js'
import { affine as affineOf, alongChannels, channelNames, channelParameters, standardized } from './normalize.js'
import { type Moments, standardize } from './standardize.js'

export interface BatchNormOptions {
  /** Added to the variance, against division by zero. Default 1e-5. */
  readonly eps?: number
  /** How much of a running statistic each batch replaces. `null`: all batches count the same (a cumulative mean). Default 0.1. */
  readonly momentum?: number | null
  /** Whether there are a weight and a bias for each channel. Default true. */
  readonly affine?: boolean
  /** Whether there is a bias beside the weight. Default true. */
  readonly bias?: boolean
  /** Whether there are running statistics. Without, inference too normalizes by the batch. Default true. */
  readonly trackRunningStats?: boolean
  /** The axis of a `vmap` around the call, or several, whose examples are normalized together: synchronized batch norm. */
  readonly axisName?: AxisName
}

type StatisticNames<O> = O extends { readonly trackRunningStats: false } ? never : 'running_mean' | 'running_var' | 'num_batches_tracked'

/** batchNormNd(options): [channels, ...spatial] to the same; in one dimension also [channels]. */
export interface BatchNormShapes<Name extends string, Rank extends SpatialRank, Options = unknown> extends LayerShapes {
  readonly out: BatchNormOutput<Name, Rank, this['in']>
  readonly parameters: NormParameters<FirstSize<this['in']>, AffineNames<Options, true> | StatisticNames<Options>>
}

type BatchNormOutput<Name extends string, Rank extends SpatialRank, S> = [Rank, S] extends [1, readonly [unknown]]
  ? S
  : SpatialExample<S, Rank> extends false
    ? WrongLayout<Name, Rank, S>
    : S

interface BatchNormParameters {
  readonly weight?: FloatTensor
  readonly bias?: FloatTensor
  readonly running_mean?: FloatTensor
  readonly running_var?: FloatTensor
  readonly num_batches_tracked?: Tensor
}

const statisticNames = ['running_mean', 'running_var', 'num_batches_tracked'] as const

function batchNorm<F extends LayerShapes>(name: string, rank: SpatialRank, options: BatchNormOptions = {}): Layer<F> {
  checkOptions(name, options, ['eps', 'momentum', 'affine', 'bias', 'trackRunningStats', 'axisName'])
  const { eps = 1e-5, momentum = 0.1, affine = true, bias = true, trackRunningStats = true, axisName } = options
  checkNumber(name, 'eps', eps, 0)
  if (momentum !== null) checkNumber(name, 'momentum', momentum)
  checkBoolean(name, 'affine', affine)
  checkBoolean(name, 'bias', bias)
  checkBoolean(name, 'trackRunningStats', trackRunningStats)
  const names = [...channelNames(affine, bias), ...(trackRunningStats ? statisticNames : [])]
  const axisNames = axisName === undefined ? [] : typeof axisName === 'string' ? [axisName] : axisName
  const together = (values: FloatTensor): FloatTensor => (axisNames.length === 0 ? values : pmean(values, axisNames))

  const checkExample = (example: Dims): void => {
    if (rank !== 1 || example.length !== 1) checkExampleRank(name, rank, example)
  }
  const check = (params: BatchNormParameters, x: unknown): FloatTensor => {
    checkParameters(name, params, names)
    const [held] = [params.weight, params.running_mean].filter(leaf => leaf !== undefined)
    checkInput(name, x, held)
    if (x.shape.length === 0) throw new ShapeError(`${name}: input must have a batch axis; got ${showType(x)}`)
    checkExample(x.shape.slice(1))
    if (held !== undefined && held.shape[0] !== x.shape[1])
      throw new ShapeError(
        `${name}: input must have ${held.shape[0]} channels; expected [n,${[held.shape[0], ...x.shape.slice(2)]}], got ${showType(x)}`,
      )
    return x
  }
  const affineAlong = ({ weight, bias }: BatchNormParameters, x: FloatTensor) => ({
    ...(weight && { weight: alongChannels(weight, x) }),
    ...(bias && { bias: alongChannels(bias, x) }),
  })

  /** What the running statistics become after a batch of so many values for each channel. */
  function refreshed(params: BatchNormParameters, batch: Moments, values: number): BatchNormParameters {
    const { running_mean, running_var, num_batches_tracked } = params
    if (running_mean === undefined || running_var === undefined || num_batches_tracked === undefined) return params
    const count = add(num_batches_tracked, 1)
    const share = momentum === null ? reciprocal(cast(count, running_mean.dtype)) : full([], momentum, running_mean.dtype)
    const moved = (running: FloatTensor, now: FloatTensor): FloatTensor => add(mul(running, sub(1, share)), mul(now, share))
    const channels = running_mean.shape
    const { mean, variance } = stopGradient({ mean: reshape(batch.mean, channels), variance: reshape(batch.variance, channels) })
    const unbiased = mul(variance, values / (values - 1))
    return {
      ...params,
      running_mean: moved(running_mean, mean),
      running_var: moved(running_var, unbiased),
      num_batches_tracked: count,
    }
  }

  const train = (params: BatchNormParameters, given: Tensor): readonly [Tensor, BatchNormParameters] => {
    const x = check(params, given)
    const axes = x.shape.map((_, axis) => axis).filter(axis => axis !== 1)
    const count = sizeOf([...axes.map(axis => x.shape[axis] ?? 1), ...axisNames.map(axisSize)])
    if (count <= 1) throw new ShapeError(`${name}: training needs more than one value for each channel; got ${showType(x)}`)
    const batch = standardize({ x, ...affineAlong(params, x) }, { axes, eps, together })
    return [batch.y, refreshed(params, batch, count)]
  }
  return defineLayer<F, BatchNormParameters>({
    name,
    init(_key, input) {
      checkExample(input)
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
      const { weight, bias } = affineAlong(params, x)
      return affineOf(standardized(x, alongChannels(running_mean, x), alongChannels(running_var, x), eps), weight, bias)
    },
    train,
  })
}

/**
 * Batch normalization of vectors or of channels over one spatial axis; see `batchNorm2d`.
 * @returns a layer from float32[batch, channels] or float32[batch, channels, length] to the same
 */
export const batchNorm1d = <const O extends BatchNormOptions = Record<never, never>>(
  options?: O,
): Layer<BatchNormShapes<'batchNorm1d', 1, O>> => batchNorm('batchNorm1d', 1, options)

/**
 * Batch normalization: each channel less its mean, over its spread, then scaled and shifted: `y = (x - μ) / √(σ² + eps) · weight + bias`.
 * In training, μ and σ² are mean and biased variance over the batch and the spatial axes, and the running statistics move towards them,
 * `running = (1 - momentum) · running + momentum · batch`, with the unbiased variance; gradients flow through μ and σ². In inference, μ and σ² are the
 * running statistics, which are constants to derivatives.
 * Parameters: weight float32[channels], ones at first, and bias float32[channels], zeros. Statistics: running_mean float32[channels], zeros,
 * running_var float32[channels], ones, and num_batches_tracked int64[], which nobody optimizes and checkpoints hold (see `isStatistic`).
 * @param options eps 1e-5; momentum 0.1, `null` for the mean of all batches; `{ affine: false }` leaves weight and bias out, `{ bias: false }` the
 *   bias, `{ trackRunningStats: false }` the statistics: then inference too normalizes by the batch. `{ axisName }` normalizes together with all examples of the
 *   `vmap` that names the axis, as PyTorch's SyncBatchNorm does with all processes
 * @returns a layer from float32[batch, channels, height, width] to the same
 * @throws ShapeError in training when there is but one value for each channel; when channels or rank differ
 * @example
 * ```
 * model([3, 32, 32], conv2d(16, 3, { bias: false }), batchNorm2d(), relu)
 * ```
 * @source Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift", 2015; as in PyTorch
 */
export const batchNorm2d = <const O extends BatchNormOptions = Record<never, never>>(
  options?: O,
): Layer<BatchNormShapes<'batchNorm2d', 2, O>> => batchNorm('batchNorm2d', 2, options)

/** Batch normalization over three spatial axes, float32[batch, channels, depth, height, width]; see `batchNorm2d`. */
export const batchNorm3d = <const O extends BatchNormOptions = Record<never, never>>(
  options?: O,
): Layer<BatchNormShapes<'batchNorm3d', 3, O>> => batchNorm('batchNorm3d', 3, options)
