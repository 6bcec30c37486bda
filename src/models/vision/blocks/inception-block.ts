// The block of GoogLeNet: four branches side by side.

import { batchNorm2d, conv2d, type Layer, maxPool2d, parallel, relu, sequential } from '../../../nn/index.js'
import { checkSize } from '../../../nn/layer/options.js'
import { show } from '../../../ops/signatures/operands.js'
import { ArgumentError } from '../../../support/errors.js'
import { checkOptions } from '../../../support/options.js'
import type { Add, LayerShapes, WrongLayout } from '../../../types/index.js'
import type { BatchNormParameters, KernelParameters } from '../../network/parameters.js'

/** The parameters of a convolution and its batch norm. */
export interface NormalizedConvolutionParameters {
  readonly conv: KernelParameters
  readonly bn: BatchNormParameters
}

/** A convolution without bias, batch norm and relu. */
export const normalizedConvolution = (
  channels: number,
  kernelSize: number,
  options: { readonly stride?: number; readonly padding?: number } = {},
) => sequential(['conv', conv2d(channels, kernelSize, { ...options, bias: false })], ['bn', batchNorm2d({ eps: 0.001 })], relu)

/** The channels of the four branches; of two convolutions in a row, those of both. */
export interface InceptionChannels {
  /** 1×1. */
  readonly branch1: number
  /** 1×1, then 3×3. */
  readonly branch2: readonly [number, number]
  /** 1×1, then 3×3. */
  readonly branch3: readonly [number, number]
  /** A pool, then 1×1. */
  readonly branch4: number
}

export interface InceptionParameters {
  readonly branch1: NormalizedConvolutionParameters
  readonly branch2: { readonly 0: NormalizedConvolutionParameters; readonly 1: NormalizedConvolutionParameters }
  readonly branch3: { readonly 0: NormalizedConvolutionParameters; readonly 1: NormalizedConvolutionParameters }
  readonly branch4: { readonly 1: NormalizedConvolutionParameters }
}

/** inceptionBlock(channels): [in, height, width] to [all branches' channels, height, width]. */
export interface InceptionShapes<C extends InceptionChannels> extends LayerShapes {
  readonly out: this['in'] extends readonly [unknown, infer Height, infer Width]
    ? [Add<Add<C['branch1'], C['branch2'][1]>, Add<C['branch3'][1], C['branch4']>>, Height, Width]
    : WrongLayout<'inceptionBlock', 2, this['in']>
  readonly parameters: InceptionParameters
}

/**
 * Four branches over one input, one after the other along the channels: a 1×1 convolution; 1×1 and 3×3; 1×1 and 3×3; a 3×3 pool and 1×1. After each
 * convolution there are a batch norm and a relu.
 * Parameters: branch1 to branch4, each convolution as `{ conv, bn }`.
 * @param channels of the branches, `{ branch1: 64, branch2: [96, 128], branch3: [16, 32], branch4: 32 }` for example
 * @returns a layer from float32[batch, in, height, width] to float32[batch, 256, height, width], for these
 * @throws ArgumentError when a number is not a positive integer or a branch is missing
 * @source Szegedy et al., "Going deeper with convolutions", 2015; as in torchvision, with 3×3 where the paper has 5×5
 */
export function inceptionBlock<const C extends InceptionChannels>(channels: C): Layer<InceptionShapes<C>> {
  checkOptions('inceptionBlock', channels ?? null, ['branch1', 'branch2', 'branch3', 'branch4'])
  const { branch1, branch2, branch3, branch4 } = channels
  for (const [name, pair] of Object.entries({ branch2, branch3 }))
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new ArgumentError(`inceptionBlock: ${name} must be the channels of two convolutions; got ${show(pair)}`)
  for (const [name, size] of Object.entries({ branch1, branch2: branch2[0], branch3: branch3[0], branch4 }))
    checkSize('inceptionBlock', name, size)
  const twice = ([reduced, out]: readonly [number, number]) =>
    sequential(normalizedConvolution(reduced, 1), normalizedConvolution(out, 3, { padding: 1 }))
  const pooled = sequential(maxPool2d(3, { stride: 1, padding: 1, ceilMode: true }), normalizedConvolution(branch4, 1))
  const block = parallel(
    'concat',
    ['branch1', normalizedConvolution(branch1, 1)],
    ['branch2', twice(branch2)],
    ['branch3', twice(branch3)],
    ['branch4', pooled],
  )
  return block as unknown as Layer<InceptionShapes<C>>
}
