// The blocks of residual networks: what a few convolutions make of the input, added to it. Where the shapes differ the input is projected first.

import { type Batch, batchNorm2d, conv2d, type Layer, record, sequential } from '../../../nn/index.js'
import { checkSize } from '../../../nn/layer/options.js'
import { relu } from '../../../ops/elementwise/activations.js'
import { add } from '../../../ops/elementwise/arithmetic.js'
import { checkOptions } from '../../../support/options.js'
import type { Conv2dShapes, LayerOutput, LayerShapes } from '../../../types/index.js'
import type { BatchNormParameters, KernelParameters } from '../../network/parameters.js'

/** The parameters of a projection: a convolution and its batch norm. */
export interface ProjectionParameters {
  readonly 0: KernelParameters
  readonly 1: BatchNormParameters
}

export interface BasicBlockParameters {
  readonly conv1: KernelParameters
  readonly bn1: BatchNormParameters
  readonly conv2: KernelParameters
  readonly bn2: BatchNormParameters
  /** Where the shapes differ. */
  readonly downsample?: ProjectionParameters
}

export interface BottleneckParameters extends BasicBlockParameters {
  readonly conv3: KernelParameters
  readonly bn3: BatchNormParameters
}

/** A residual block: [channels, height, width] to [C, ⌈height / S⌉, ⌈width / S⌉]. */
export interface ResidualBlockShapes<C extends number, S extends number, P> extends LayerShapes {
  readonly out: LayerOutput<Conv2dShapes<C, 3, { readonly stride: S; readonly padding: 1 }>, this['in']>
  readonly parameters: P
}

export interface BasicBlockOptions<S extends number = number> {
  /** Of the first convolution and the projection. Default 1. */
  readonly stride?: S
}

export interface BottleneckOptions<S extends number = number> {
  /** Of the middle convolution and the projection. Default 1. */
  readonly stride?: S
  /** Of the middle convolution. Default 1. */
  readonly groups?: number
  /** The channels inside. Default a quarter of those that come out. */
  readonly width?: number
}

type StrideOf<O> = O extends { readonly stride: infer S extends number } ? S : 1

const kernel1 = (channels: number, stride = 1) => conv2d(channels, 1, { stride, bias: false })
const kernel3 = (channels: number, stride = 1, groups = 1) => conv2d(channels, 3, { stride, groups, padding: 1, bias: false })
const norm = batchNorm2d()

/** `relu(y + x)`, with x projected unless it has the shape of y. */
const joined = (y: Batch, x: Batch, stride: number, project: (x: Batch) => Batch): Batch =>
  relu(add(y, stride === 1 && x.shape[1] === y.shape[1] ? x : project(x)))

/**
 * Two 3×3 convolutions and a way around them: `relu(bn2(conv2(relu(bn1(conv1(x))))) + x)`. Where channels or sizes change, a 1×1 convolution with batch
 * norm projects x: the shortcuts of kind B.
 * Parameters: conv1, bn1, conv2, bn2, and downsample `{ 0: convolution, 1: batch norm }` where x is projected.
 * @param channels that come out
 * @param options stride 1 unless given
 * @returns a layer from float32[batch, in, height, width] to float32[batch, channels, ⌈height / stride⌉, ⌈width / stride⌉]
 * @throws ArgumentError when a number is not a positive integer or an option is unknown
 * @example
 * ```
 * nn.model([3, 32, 32], nn.conv2d(16, 3, { padding: 1 }), basicBlock(16), basicBlock(32, { stride: 2 }))
 * ```
 * @source He et al., "Deep residual learning for image recognition", 2016; as in torchvision
 */
export function basicBlock<C extends number, const O extends BasicBlockOptions = Record<never, never>>(
  channels: C,
  options?: O,
): Layer<ResidualBlockShapes<C, StrideOf<O>, BasicBlockParameters>> {
  checkOptions('basicBlock', options ?? {}, ['stride'])
  const { stride = 1 } = options ?? {}
  checkSize('basicBlock', 'channels', channels)
  checkSize('basicBlock', 'stride', stride)
  const layers = {
    conv1: kernel3(channels, stride),
    bn1: norm,
    conv2: kernel3(channels),
    bn2: norm,
    downsample: sequential(kernel1(channels, stride), norm),
  }
  const block = record(layers, ({ conv1, bn1, conv2, bn2, downsample }, x) =>
    joined(bn2(conv2(relu(bn1(conv1(x))))), x, stride, downsample),
  )
  return block as unknown as Layer<ResidualBlockShapes<C, StrideOf<O>, BasicBlockParameters>>
}

/**
 * A 1×1, a 3×3 and a 1×1 convolution and a way around them; the stride is in the middle, as torchvision has it (ResNet 1.5).
 * Parameters: conv1, bn1, conv2, bn2, conv3, bn3, and downsample `{ 0: convolution, 1: batch norm }` where x is projected.
 * @param channels that come out
 * @param options stride 1; width, the channels inside, a quarter of those that come out; groups of the middle convolution, 1: ResNeXt's have more
 * @returns a layer from float32[batch, in, height, width] to float32[batch, channels, ⌈height / stride⌉, ⌈width / stride⌉]
 * @throws ArgumentError when a number is not a positive integer or an option is unknown; ShapeError when groups do not divide the width
 * @source He et al., 2016; groups: Xie et al., "Aggregated residual transformations for deep neural networks", 2017; as in torchvision
 */
export function bottleneckBlock<C extends number, const O extends BottleneckOptions = Record<never, never>>(
  channels: C,
  options?: O,
): Layer<ResidualBlockShapes<C, StrideOf<O>, BottleneckParameters>> {
  checkOptions('bottleneckBlock', options ?? {}, ['stride', 'groups', 'width'])
  checkSize('bottleneckBlock', 'channels', channels)
  const { stride = 1, groups = 1, width = channels / 4 } = options ?? {}
  checkSize('bottleneckBlock', 'stride', stride)
  checkSize('bottleneckBlock', 'groups', groups)
  checkSize('bottleneckBlock', 'width', width)
  const layers = {
    conv1: kernel1(width),
    bn1: norm,
    conv2: kernel3(width, stride, groups),
    bn2: norm,
    conv3: kernel1(channels),
    bn3: norm,
    downsample: sequential(kernel1(channels, stride), norm),
  }
  const block = record(layers, ({ conv1, bn1, conv2, bn2, conv3, bn3, downsample }, x) =>
    joined(bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x)))))))), x, stride, downsample),
  )
  return block as unknown as Layer<ResidualBlockShapes<C, StrideOf<O>, BottleneckParameters>>
}
