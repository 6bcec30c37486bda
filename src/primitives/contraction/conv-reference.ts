// The meaning of a convolution in plain numbers: the sum of its products, or what Winograd's algorithms make of them, for what is infinite
// comes out as NaN there.

import type { HostArray } from '../../core/array-type.js'
import { type Factors, winogradSums } from '../../core/winograd-sums.js'
import { dtypeInfo } from '../../support/dtype.js'
import { type Dims, forEachIndex, sizeOf, stridesOf } from '../../support/shape.js'
import { two } from '../operands.js'
import { placeOf } from '../window/axis.js'
import { multiplyAdd } from './bilinear.js'
import { type ConvOperation, type ConvParams, convGeometry } from './conv-geometry.js'
import { domainOf } from './conv-lowering.js'

interface Tap {
  /** -1 in the padding, whose zeros are multiplied like any other: by an infinite weight they give NaN. */
  readonly image: number
  readonly kernel: number
}

export function convReference(inputs: readonly HostArray[], params: ConvOperation, outputs: readonly HostArray[]): void {
  if (params.method.name === 'winograd') bySquares(inputs, params, params.method.strands, outputs)
  else directly(inputs, params, outputs)
}

function bySquares(inputs: readonly HostArray[], params: ConvOperation, strands: number, [output]: readonly HostArray[]): void {
  const [x, weight] = two(inputs)
  if (output === undefined) return
  const g = convGeometry(x.shape, weight.shape, params)
  const accumulate = multiplyAdd(output.dtype)
  const placesIn = ({ shape }: HostArray) => {
    const strides = stridesOf(shape)
    return (at: Dims): number => at.reduce((sum, i, axis) => sum + i * (strides[axis] as number), 0)
  }
  const [inImages, inWeights, inOutput] = [placesIn(x), placesIn(weight), placesIn(output)]
  const row = (group: number, m: number): number => group * g.outChannelsPerGroup + m
  const factors: Factors = {
    left: ([group = 0], [m = 0], place) => weight.data[inWeights([row(group, m), ...place])] as number,
    right([group = 0], [n = 0, ...o], [channel = 0, ...k]) {
      const at = g.axes.map((axis, i) => placeOf(axis, o[i] as number, k[i] as number))
      if (at.some(i => i < 0)) return 0
      const image = params.batchGroups > 1 ? group * g.imagesPerGroup + n : n
      return x.data[inImages([image, (params.groups > 1 ? group * g.channelsPerGroup : 0) + channel, ...at])] as number
    },
  }
  const rounded = {
    add: (a: number, b: number) => a + b,
    sub: (a: number, b: number) => a - b,
    neg: (a: number) => -a,
    half: (a: number) => a / 2,
  }
  winogradSums(
    domainOf(g),
    strands,
    factors,
    { ...rounded, fma: (a, b, sum) => accumulate(sum, a, b) },
    ([group = 0], [m = 0], [n = 0, ...o], sum) => {
      output.data[inOutput([n, row(group, m), ...o])] = sum
    },
  )
}

function directly(inputs: readonly HostArray[], params: ConvParams, [output]: readonly HostArray[]): void {
  const [x, weight] = two(inputs)
  if (output === undefined) return
  const g = convGeometry(x.shape, weight.shape, params)
  const [accumulate, zero] = [multiplyAdd(output.dtype), dtypeInfo(output.dtype).store(0)]
  const window = g.axes.map(axis => axis.window)
  const input = g.axes.map(axis => axis.input)
  const [inputStrides, kernelSize, inputSize, outSize] = [stridesOf(input), sizeOf(window), sizeOf(input), sizeOf(g.out)]
  const channels = x.shape[1] as number
  forEachIndex(g.out, (o, outOffset) => {
    // What the window meets, as offsets within one channel.
    const taps: Tap[] = []
    forEachIndex(window, (k, kernel) => {
      let image = 0
      for (const [i, axis] of g.axes.entries()) {
        const at = placeOf(axis, o[i] as number, k[i] as number)
        image = at < 0 || image < 0 ? -1 : image + at * (inputStrides[i] as number)
      }
      taps.push({ image, kernel })
    })
    for (let n = 0; n < g.imagesPerGroup; n++)
      for (let channelOut = 0; channelOut < g.outChannels; channelOut++) {
        const group = Math.floor(channelOut / g.outChannelsPerGroup)
        const image = params.batchGroups > 1 ? group * g.imagesPerGroup + n : n
        const firstChannel = params.groups > 1 ? group * g.channelsPerGroup : 0
        let sum = zero
        for (let c = 0; c < g.channelsPerGroup; c++) {
          const imageOffset = (image * channels + firstChannel + c) * inputSize
          const kernelOffset = (channelOut * g.channelsPerGroup + c) * kernelSize
          for (const { image, kernel } of taps) {
            const element = image < 0 ? zero : (x.data[imageOffset + image] as number)
            sum = accumulate(sum, element, weight.data[kernelOffset + kernel] as number)
          }
        }
        output.data[(n * g.outChannels + channelOut) * outSize + outOffset] = sum
      }
  })
}
