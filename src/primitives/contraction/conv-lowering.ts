// The meaning of a convolution, and its lowering to a contraction that never writes an unfolded image to memory:
//   batch = [group], rows = [output channel of the group], columns = [image, …out], depth = [channel of the group, …kernel].
// `left` reads the weights, a dense matrix. `right` reads the image in place: per spatial axis at o·stride + k·dilation - low, guarded
// only at those ends where padding is, with a divisibility test only where the input is dilated. The compiler packs tiles of `right`
// straight from the image. With one group there is no batch axis. Positions are affine unless the input is dilated.

import type { HostArray } from '../../core/array-type.js'
import { add, type Expr, index, mul, widened } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import { dtypeInfo } from '../../support/dtype.js'
import { forEachIndex, sizeOf, stridesOf } from '../../support/shape.js'
import { two } from '../operands.js'
import { both, place, placeOf } from '../window/axis.js'
import { multiplyAdd } from './bilinear.js'
import { type ConvOperation, type ConvParams, convGeometry } from './conv-geometry.js'

interface Tap {
  /** -1 in the padding, whose zeros are multiplied like any other: by an infinite weight they give NaN. */
  readonly image: number
  readonly kernel: number
}

export function convReference(inputs: readonly HostArray[], params: ConvParams, [output]: readonly HostArray[]): void {
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
            const element = image < 0 ? 0 : (x.data[imageOffset + image] as number)
            sum = accumulate(sum, element, weight.data[kernelOffset + kernel] as number)
          }
        }
        output.data[(n * g.outChannels + channelOut) * outSize + outOffset] = sum
      }
  })
}

export const convLowering: Primitive<ConvOperation>['lower'] = (inputs, params) => {
  const [x, weight] = two(inputs)
  const g = convGeometry(x.shape, weight.shape, params)
  /** Number `i` within the group, counted over all groups. */
  const overall = (group: Expr | undefined, perGroup: number, i: Expr): Expr =>
    group === undefined ? i : perGroup === 1 ? group : add(mul(group, index(perGroup)), i)
  const head = ([first, ...rest]: readonly Expr[]): readonly [Expr, readonly Expr[]] => [first ?? index(0), rest]
  return {
    kind: 'contract',
    method: params.method,
    batch: g.groups === 1 ? [] : [g.groups],
    rows: [g.outChannelsPerGroup],
    columns: [g.imagesPerGroup, ...g.out],
    depth: [g.channelsPerGroup, ...g.axes.map(axis => axis.window)],
    left: ([group], [row = index(0)], depth, read) => widened(read(1, [overall(group, g.outChannelsPerGroup, row), ...depth])),
    right: ([group], column, depth, read) => {
      const [image, o] = head(column)
      const [channel, k] = head(depth)
      const places = g.axes.map((axis, i) => place(axis, o[i] ?? index(0), k[i] ?? index(0)))
      const at = [
        params.batchGroups > 1 ? overall(group, g.imagesPerGroup, image) : image,
        params.groups > 1 ? overall(group, g.channelsPerGroup, channel) : channel,
        ...places.map(p => p.at),
      ]
      const guard = places.reduce<Expr | null>((all, p) => both(all, p.guard), null)
      return widened(guard === null ? read(0, at) : read(0, at, guard))
    },
    place: ([group], [row = index(0)], column) => {
      const [image, o] = head(column)
      return [image, overall(group, g.outChannelsPerGroup, row), ...o]
    },
  }
}
