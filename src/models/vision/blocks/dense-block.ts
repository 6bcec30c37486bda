// The blocks of dense networks: each layer sees what all before it have made.

import { avgPool2d, batchNorm2d, conv2d, dropout, type Layer, record, relu, sequential } from '../../../nn/index.js'
import { checkRate, checkSize } from '../../../nn/layer/options.js'
import { concat } from '../../../ops/shape/join.js'
import { checkOptions } from '../../../support/options.js'
import type { Add, LayerShapes, Multiply, WrongLayout } from '../../../types/index.js'
import type { BatchNormParameters, KernelParameters, Numbered } from '../../network/parameters.js'

export interface DenseLayerParameters {
  readonly norm1: BatchNormParameters
  readonly conv1: KernelParameters
  readonly norm2: BatchNormParameters
  readonly conv2: KernelParameters
}

export interface TransitionParameters {
  readonly norm: BatchNormParameters
  readonly conv: KernelParameters
}

export interface DenseBlockOptions<G extends number = number> {
  /** The channels that each layer adds. Default 32. */
  readonly growth?: G
  /** How many times as many the 1×1 convolutions make. Default 4. */
  readonly bottleneck?: number
  /** The rate of dropout after each layer. Default 0. */
  readonly dropout?: number
}

/** denseBlock(N, options): [channels, height, width] to [channels + N · growth, height, width]. */
export interface DenseBlockShapes<N extends number, Growth extends number> extends LayerShapes {
  readonly out: this['in'] extends readonly [infer Channels extends number, infer Height, infer Width]
    ? [Add<Channels, Multiply<N, Growth>>, Height, Width]
    : WrongLayout<'denseBlock', 2, this['in']>
  readonly parameters: Numbered<DenseLayerParameters>
}

type GrowthOf<O> = O extends { readonly growth: infer G extends number } ? G : 32

/**
 * Layers each of which adds channels to all before: `x ← [x, f(x)]`, where f is batch norm, relu, a 1×1 convolution, batch norm, relu, a 3×3 convolution.
 * Parameters: denselayer1, denselayer2, …, each norm1, conv1, norm2, conv2.
 * @param count of layers
 * @param options growth, the channels that each adds, 32; bottleneck, how many times as many the 1×1 convolutions make, 4; dropout, a rate, 0
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels + count · growth, height, width]
 * @throws ArgumentError when a number is not a positive integer, the rate is none, or an option is unknown
 * @example
 * ```
 * nn.model([16, 8, 8], denseBlock(4, { growth: 12 }))   // to [64, 8, 8]
 * ```
 * @source Huang et al., "Densely connected convolutional networks", 2017; as in torchvision
 */
export function denseBlock<N extends number, const O extends DenseBlockOptions = Record<never, never>>(
  count: N,
  options?: O,
): Layer<DenseBlockShapes<N, GrowthOf<O>>> {
  checkOptions('denseBlock', options ?? {}, ['growth', 'bottleneck', 'dropout'])
  const { growth = 32, bottleneck = 4, dropout: rate = 0 } = options ?? {}
  for (const [name, size] of Object.entries({ count, growth, bottleneck })) checkSize('denseBlock', name, size)
  checkRate('denseBlock', 'dropout', rate)
  const denseLayer = sequential(
    ['norm1', batchNorm2d()],
    relu,
    ['conv1', conv2d(bottleneck * growth, 1, { bias: false })],
    ['norm2', batchNorm2d()],
    relu,
    ['conv2', conv2d(growth, 3, { padding: 1, bias: false })],
    ...(rate === 0 ? [] : [dropout(rate)]),
  )
  const layers = Object.fromEntries(Array.from({ length: count }, (_, i) => [`denselayer${i + 1}`, denseLayer]))
  const block = record(layers, (applied, x) => Object.values(applied).reduce((all, layer) => concat([all, layer(all)], 1), x))
  return block as unknown as Layer<DenseBlockShapes<N, GrowthOf<O>>>
}

/**
 * What stands between dense blocks: batch norm, relu, a 1×1 convolution to as many channels, and means of 2×2. Usually half of the channels go on.
 * Parameters: norm, conv.
 * @param channels that come out
 * @returns a layer from float32[batch, in, height, width] to float32[batch, channels, ⌊height / 2⌋, ⌊width / 2⌋]
 * @throws ArgumentError unless channels are a positive integer
 * @example
 * ```
 * nn.model([16, 8, 8], denseBlock(4, { growth: 12 }), transition(32))   // to [32, 4, 4]
 * ```
 * @source Huang et al., "Densely connected convolutional networks", 2017; as in torchvision
 */
export function transition<C extends number>(channels: C) {
  checkSize('transition', 'channels', channels)
  return sequential(['norm', batchNorm2d()], relu, ['conv', conv2d(channels, 1, { bias: false })], avgPool2d(2))
}
