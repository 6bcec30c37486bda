// The options of layers that slide windows over images: one number for all spatial axes, or one for each; and how many places a window has.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { PerAxis, SpatialRank, WindowOptions } from '../../types/index.js'

export interface Windows {
  readonly kernel: Dims
  readonly stride: Dims
  readonly padding: Dims
  readonly dilation: Dims
  /** By how much a window may be larger than the padded input. Default 0. */
  readonly reach?: Dims
}

/** One integer for each spatial axis. @throws ArgumentError when they are not as many, or one is less than `least` */
export function perAxis(layer: string, name: string, value: PerAxis, rank: SpatialRank, least: number): Dims {
  const values: readonly number[] = Array.isArray(value) ? value : new Array<number>(rank).fill(value as number)
  if (values.length !== rank || !values.every(v => Number.isInteger(v) && v >= least))
    throw new ArgumentError(`${layer}: ${name} must be an integer of at least ${least}, or ${rank} of them; got ${show(value)}`)
  return values
}

/** @param defaultStride the kernel size for pools, 1 for convolutions */
export const windowsOf = (
  layer: string,
  rank: SpatialRank,
  kernelSize: PerAxis,
  { stride, padding = 0, dilation = 1 }: WindowOptions,
  defaultStride: PerAxis,
): Windows => ({
  kernel: perAxis(layer, 'kernelSize', kernelSize, rank, 1),
  stride: perAxis(layer, 'stride', stride ?? defaultStride, rank, 1),
  padding: perAxis(layer, 'padding', padding, rank, 0),
  dilation: perAxis(layer, 'dilation', dilation, rank, 1),
})

const spatialNames = { 1: ['length'], 2: ['height', 'width'], 3: ['depth', 'height', 'width'] } as const

/** @throws ShapeError unless an example has channels and as many spatial axes */
export function checkExampleRank(layer: string, rank: SpatialRank, input: Dims): void {
  if (input.length !== rank + 1) throw new ShapeError(`${layer}: input must be [channels,${spatialNames[rank]}]; got ${showShape(input)}`)
}

/** @throws ShapeError unless x is a batch of images in which every window, where there are any, has a place */
export function checkImages(layer: string, rank: SpatialRank, x: Tensor, windows?: Windows): void {
  if (x.shape.length !== rank + 2)
    throw new ShapeError(`${layer}: input must be [batch,channels,${spatialNames[rank]}]; got ${showType(x)}`)
  if (windows === undefined) return
  const { kernel, padding, dilation, reach = [] } = windows
  const room = x.shape.slice(2).map((size, i) => size + 2 * (padding[i] ?? 0))
  const needed = kernel.map((size, i) => (size - 1) * (dilation[i] ?? 1) + 1)
  if (needed.some((size, i) => size > (room[i] ?? 0) + (reach[i] ?? 0)))
    throw new ShapeError(
      `${layer}: kernel ${showShape(kernel)} is larger than the padded input; expected at least ${showShape(needed)}, got ${showShape(room)} from ${showType(x)}`,
    )
}

/** Padding for the axes that have the same on both sides. */
export const bothSides = (padding: Dims): readonly (readonly [number, number])[] => padding.map(p => [p, p] as const)
