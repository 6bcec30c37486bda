// Dropout: of elements, of channels, of what feeds self-normalizing nets, and of whole branches. Applied, all of them are the identity.

import { showType } from '../../core/array-type.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { bernoulli, type Key } from '../../ops/random/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { SameShape, SpatialRank } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'
import { checkRate } from '../layer/options.js'
import { checkImages } from '../window/window-options.js'

/** A layer that is the identity when applied. @throws ArgumentError unless 0 ≤ rate ≤ 1 */
function dropping(
  name: string,
  rate: number,
  train: (x: FloatTensor, key: Key) => FloatTensor,
  check?: (x: FloatTensor) => void,
): Layer<SameShape> {
  checkRate(name, 'the rate', rate)
  return defineLayer<SameShape>({
    name,
    init: () => noParameters,
    apply(_params, x) {
      checkInput(name, x)
      check?.(x)
      return x
    },
    train(params, x, key) {
      checkInput(name, x)
      check?.(x)
      return [train(x, key), params]
    },
  })
}

/** x where a mask of the shape is kept, raised so that the mean stays; the mask stretches over axes of size 1. Nothing is kept at rate 1. */
const masked = (x: FloatTensor, key: Key, shape: Dims, rate: number): FloatTensor =>
  rate === 1 ? mul(x, 0) : where(bernoulli(key, shape, 1 - rate), mul(x, 1 / (1 - rate)), 0)

/** Batch and channels, with size 1 for the places. */
const perChannel = ({ shape }: FloatTensor): Dims => shape.map((size, axis) => (axis < 2 ? size : 1))

/**
 * In training, each element is 0 with probability `rate` and `x / (1 - rate)` otherwise, so that the mean stays; at rate 1 all are 0. Applied, it is the identity.
 * @throws ArgumentError unless 0 ≤ rate ≤ 1
 * @source Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014
 */
export const dropout = (rate: number): Layer<SameShape> => dropping('dropout', rate, (x, key) => masked(x, key, x.shape, rate))

const channelDropout = (name: string, rank: SpatialRank, rate: number): Layer<SameShape> =>
  dropping(
    name,
    rate,
    (x, key) => masked(x, key, perChannel(x), rate),
    x => checkImages(name, rank, x),
  )

/** Dropout of whole channels of float32[batch, channels, length]; see `dropout2d`. */
export const dropout1d = (rate: number): Layer<SameShape> => channelDropout('dropout1d', 1, rate)

/**
 * Dropout of whole channels of float32[batch, channels, height, width]: neighbours, which are much alike, stay or go together.
 * @throws ArgumentError unless 0 ≤ rate ≤ 1; when applied, ShapeError unless the input is a batch of images
 * @source Tompson et al., "Efficient object localization using convolutional networks", 2015; as in PyTorch
 */
export const dropout2d = (rate: number): Layer<SameShape> => channelDropout('dropout2d', 2, rate)

/** Dropout of whole channels of float32[batch, channels, depth, height, width]; see `dropout2d`. */
export const dropout3d = (rate: number): Layer<SameShape> => channelDropout('dropout3d', 3, rate)

/** Where `selu` goes far below zero, `-scale · α`. */
const saturation = -1.7580993408473766

/** What is dropped is the saturation; scaled and shifted so that mean 0 and variance 1 stay. */
function alphaMasked(x: FloatTensor, key: Key, shape: Dims, rate: number): FloatTensor {
  if (rate === 1) return mul(x, 0)
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * saturation ** 2))
  return add(mul(where(bernoulli(key, shape, 1 - rate), x, saturation), scale), -scale * saturation * rate)
}

/**
 * Dropout for nets of `selu`: in training, elements are set to its saturation with probability `rate`, and all are scaled and shifted so that mean 0 and
 * variance 1 stay.
 * @throws ArgumentError unless 0 ≤ rate ≤ 1
 * @source Klambauer et al., "Self-normalizing neural networks", 2017; as in PyTorch
 */
export const alphaDropout = (rate: number): Layer<SameShape> =>
  dropping('alphaDropout', rate, (x, key) => alphaMasked(x, key, x.shape, rate))

/**
 * `alphaDropout` of whole channels, of float32[batch, channels, …].
 * @throws ArgumentError unless 0 ≤ rate ≤ 1; when applied, ShapeError unless there are channels
 */
export const featureAlphaDropout = (rate: number): Layer<SameShape> =>
  dropping(
    'featureAlphaDropout',
    rate,
    (x, key) => alphaMasked(x, key, perChannel(x), rate),
    x => {
      if (x.shape.length < 2) throw new ShapeError(`featureAlphaDropout: input must be [batch,channels,…]; got ${showType(x)}`)
    },
  )

/** Whether each example is dropped by itself, or the batch as a whole. */
export type StochasticDepthMode = 'row' | 'batch'

/**
 * Dropout of whole examples, `x / (1 - rate)` or 0: at the end of a residual branch it leaves the branch out.
 * @param mode 'row', each example by itself, or 'batch', all or none. Default 'row'
 * @throws ArgumentError unless 0 ≤ rate ≤ 1 and the mode is one of the two
 * @example
 * ```
 * residual(sequential(conv2d(64, 3, { padding: 1 }), batchNorm2d(), stochasticDepth(0.2)))
 * ```
 * @source Huang et al., "Deep networks with stochastic depth", 2016; as in torchvision
 */
export function stochasticDepth(rate: number, mode: StochasticDepthMode = 'row'): Layer<SameShape> {
  if (mode !== 'row' && mode !== 'batch') throw new ArgumentError(`stochasticDepth: mode must be 'row' or 'batch'; got '${mode}'`)
  return dropping('stochasticDepth', rate, (x, key) => {
    const shape = x.shape.map((size, axis) => (axis === 0 && mode === 'row' ? size : 1))
    return masked(x, key, shape, rate)
  })
}
