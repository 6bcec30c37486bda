// Group normalization: each example by itself, channels in groups.

import { showType } from '../../core/array-type.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { AffineNames, FirstSize, LayerShapes, NormParameters } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean, checkNumber, checkSize } from '../layer/options.js'
import { affine as affineOf, alongChannels, channelNames, channelParameters } from './normalize.js'
import { standardize } from './standardize.js'

export interface GroupNormOptions {
  /** Added to the variance, against division by zero. Default 1e-5. */
  readonly eps?: number
  /** Whether there are a weight and a bias for each channel. Default true. */
  readonly affine?: boolean
  /** Whether there is a bias beside the weight. Default true. */
  readonly bias?: boolean
}

/** groupNorm(groups, options): the shape stays. */
export interface GroupNormShapes<Options> extends LayerShapes {
  readonly out: this['in']
  readonly parameters: NormParameters<FirstSize<this['in']>, AffineNames<Options, true>>
}

/**
 * Each example, over groups of its channels and all of their places: `y = (x - μ) / √(σ² + eps) · weight + bias`, with the biased variance of the group.
 * One group is layer norm over channels and places, as many groups as channels is instance norm.
 * Parameters: weight float32[channels], ones at first, and bias float32[channels], zeros.
 * @param groups how many; they divide the channels
 * @param options eps 1e-5; `{ affine: false }` leaves the parameters out, `{ bias: false }` the bias
 * @returns a layer from float32[batch, channels, …] to the same
 * @throws ArgumentError when a number is out of range or an option unknown; ShapeError unless the groups divide the channels
 * @source Wu and He, "Group normalization", 2018; as in PyTorch
 */
export function groupNorm<const O extends GroupNormOptions = Record<never, never>>(groups: number, options?: O): Layer<GroupNormShapes<O>> {
  checkSize('groupNorm', 'groups', groups)
  checkOptions('groupNorm', options, ['eps', 'affine', 'bias'])
  const { eps = 1e-5, affine = true, bias: biased = true }: GroupNormOptions = options ?? {}
  checkNumber('groupNorm', 'eps', eps, 0)
  checkBoolean('groupNorm', 'affine', affine)
  checkBoolean('groupNorm', 'bias', biased)
  const checkChannels = (channels: number | undefined): void => {
    if (channels === undefined || channels % groups !== 0)
      throw new ShapeError(`groupNorm: ${groups} groups must divide the channels; got ${channels ?? 'none'}`)
  }
  return defineLayer<GroupNormShapes<O>, { readonly weight?: FloatTensor; readonly bias?: FloatTensor }>({
    name: 'groupNorm',
    init(_key, [channels]) {
      checkChannels(channels)
      return channelParameters([channels ?? 0], affine, biased)
    },
    apply(params, x) {
      checkParameters('groupNorm', params, channelNames(affine, biased))
      const { weight, bias } = params
      checkInput('groupNorm', x, weight)
      const [batch = 0, channels, ...places] = x.shape
      checkChannels(channels)
      if (weight !== undefined && weight.shape[0] !== channels)
        throw new ShapeError(`groupNorm: input must have ${weight.shape[0]} channels; got ${showType(x)}`)
      const grouped = reshape(x, [batch, groups, ((channels ?? 0) / groups) * sizeOf(places)]) as FloatTensor
      const { y } = standardize({ x: grouped }, { axes: [2], eps })
      return affineOf(reshape(y, x.shape), weight && alongChannels(weight, x), bias && alongChannels(bias, x))
    },
  })
}
