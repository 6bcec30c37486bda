// The shapes of a convolution: x [N, C, …in], weight [O, C / groups, …kernel] → [N / batchGroups, O, …out], for any number of
// spatial axes. Output channel o is of group ⌊o / (O / groups)⌋ and sees only that group's channels (feature groups) or images
// (batch groups); at most one of the two kinds of groups is in use. Source: XLA's Conv operation.

import { type ArrayType, arrayType } from '../../core/array-type.js'
import type { ContractMethod } from '../../core/lowering.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { two } from '../operands.js'
import { checkPadding, checkPositive, type Padding, type WindowAxis, windowCount } from '../window/axis.js'
import { checkNumbers, showOperands } from './bilinear.js'

/** One entry for each spatial axis, but for the groups. */
export type ConvParams = {
  readonly strides: Dims
  /** Zeros before and after; negative ones crop. */
  readonly padding: Padding
  /** Distance at which the elements of x are spread, zeros between them. */
  readonly inputDilation: Dims
  readonly kernelDilation: Dims
  /** Groups of channels. */
  readonly groups: number
  /** Groups of images. */
  readonly batchGroups: number
}

/** With how its products are formed: decided once, where it is called, so that the same convolution mapped over a batch gives the same bits. */
export type ConvOperation = ConvParams & { readonly method: ContractMethod }

export interface ConvGeometry {
  readonly images: number
  readonly imagesPerGroup: number
  readonly channelsPerGroup: number
  readonly outChannels: number
  readonly outChannelsPerGroup: number
  /** Groups of either kind. */
  readonly groups: number
  readonly axes: readonly WindowAxis[]
  /** Sizes of the spatial axes of the output. */
  readonly out: Dims
}

const names = ['x', 'weight']

export function convGeometry(x: Dims, weight: Dims, params: ConvParams): ConvGeometry {
  const [images = 0, , ...input] = x
  const [outChannels = 0, channelsPerGroup = 0, ...window] = weight
  const groups = params.groups * params.batchGroups
  const axes = input.map((size, i): WindowAxis => {
    const [low, high] = params.padding[i] ?? [0, 0]
    return {
      input: size,
      window: window[i] ?? 1,
      stride: params.strides[i] ?? 1,
      low,
      high,
      baseDilation: params.inputDilation[i] ?? 1,
      windowDilation: params.kernelDilation[i] ?? 1,
    }
  })
  return {
    images,
    imagesPerGroup: images / params.batchGroups,
    channelsPerGroup,
    outChannels,
    outChannelsPerGroup: outChannels / groups,
    groups,
    axes,
    out: axes.map(windowCount),
  }
}

/** The parameters of the convolution whose windows are these. */
export const paramsOf = (axes: readonly WindowAxis[], groups: { readonly groups: number; readonly batchGroups: number }): ConvParams => ({
  strides: axes.map(axis => axis.stride),
  padding: axes.map(axis => [axis.low, axis.high]),
  inputDilation: axes.map(axis => axis.baseDilation),
  kernelDilation: axes.map(axis => axis.windowDilation),
  groups: groups.groups,
  batchGroups: groups.batchGroups,
})

/** @throws ShapeError, DTypeError, ArgumentError */
export function convType(inputs: readonly ArrayType[], params: ConvParams): readonly ArrayType[] {
  const [x, weight] = two(inputs)
  const from = (): string => `from ${showOperands(names, inputs)}`
  const dtype = checkNumbers('conv', names, inputs)
  const [images, channels] = x.shape
  const [outChannels, channelsPerGroup] = weight.shape
  if (images === undefined || channels === undefined)
    throw new ShapeError(
      `conv: x must have an image and a channel axis; expected [images, channels, …], got rank ${x.shape.length} ${from()}`,
    )
  if (outChannels === undefined || channelsPerGroup === undefined || weight.shape.length !== x.shape.length)
    throw new ShapeError(`conv: ranks must match; expected ${x.shape.length} (x), got ${weight.shape.length} (weight) ${from()}`)
  const rank = x.shape.length - 2
  checkPositive('conv', 'strides', params.strides, rank, from)
  checkPadding('conv', params.padding, rank, from)
  checkPositive('conv', 'inputDilation', params.inputDilation, rank, from)
  checkPositive('conv', 'kernelDilation', params.kernelDilation, rank, from)
  const { groups, batchGroups } = params
  checkPositive('conv', 'groups and batchGroups', [groups, batchGroups], 2, from)
  if (groups > 1 && batchGroups > 1)
    throw new ArgumentError(`conv: groups and batchGroups cannot both be above 1; got ${groups} and ${batchGroups} ${from()}`)
  if (channels !== channelsPerGroup * groups)
    throw new ShapeError(
      `conv: channels must match; expected ${channels} (input axis 1), got ${channelsPerGroup} (weight axis 1 × groups ${groups}) ${from()}`,
    )
  if (outChannels % (groups * batchGroups) !== 0)
    throw new ShapeError(
      `conv: groups must divide the output channels; expected a multiple of ${groups * batchGroups}, got ${outChannels} (weight axis 0) ${from()}`,
    )
  if (images % batchGroups !== 0)
    throw new ShapeError(
      `conv: batchGroups must divide the images; expected a multiple of ${batchGroups}, got ${images} (input axis 0) ${from()}`,
    )
  const { imagesPerGroup, out } = convGeometry(x.shape, weight.shape, params)
  return [arrayType([imagesPerGroup, outChannels, ...out], dtype)]
}
