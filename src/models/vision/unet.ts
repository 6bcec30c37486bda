// U-Net: down to small maps with many channels and up again, each level beside the one it came from. A class for every pixel.

import { type Batch, batchNorm2d, conv2d, maxPool2d, record, relu, sequential, upsample } from '../../nn/index.js'
import { checkSize } from '../../nn/layer/options.js'
import { concat } from '../../ops/shape/join.js'
import { ArgumentError } from '../../support/errors.js'
import { showShape } from '../../support/shape.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { BatchNormParameters, ConvolutionParameters, KernelParameters } from '../network/parameters.js'

export interface UNetOptions extends ImageOptions {
  /** The channels of the first level; each below has twice as many. Even; default 64. */
  readonly width?: number
}

export interface DoubleConvolutionParameters {
  readonly double_conv: {
    readonly 0: KernelParameters
    readonly 1: BatchNormParameters
    readonly 3: KernelParameters
    readonly 4: BatchNormParameters
  }
}

type Down = { readonly maxpool_conv: { readonly 1: DoubleConvolutionParameters } }
type Up = { readonly conv: DoubleConvolutionParameters }

export type UNetParameters = { readonly inc: DoubleConvolutionParameters; readonly outc: { readonly conv: ConvolutionParameters } } & {
  readonly [I in 1 | 2 | 3 | 4 as `down${I}`]: Down
} & { readonly [I in 1 | 2 | 3 | 4 as `up${I}`]: Up }

export type UNet<O> = Network<UNetParameters, InputOf<O>, [ClassesOf<O, 2>, InputOf<O>[1], InputOf<O>[2]]>

/** Two 3×3 convolutions, each with batch norm and relu. */
const doubleConvolution = (channels: number, between = channels) => {
  const convolution = (out: number) => [conv2d(out, 3, { padding: 1, bias: false }), batchNorm2d(), relu] as const
  return sequential(['double_conv', sequential(...convolution(between), ...convolution(channels))])
}

const down = (channels: number) => sequential(['maxpool_conv', sequential(maxPool2d(2), doubleConvolution(channels))])

const up = (channels: number, between: number) => sequential(['conv', doubleConvolution(channels, between)])

const levels = 4

/**
 * U-Net: four levels down by pools and up by bilinear upsampling, two convolutions on each, with batch norms; the maps keep their size.
 * @param options `classes`, default 2; `input`, the shape of an image, default [3, 224, 224], with sides that 16 divides; `width`, the channels of the
 *   first level, default 64
 * @returns a network from float32[batch, …input] to logits float32[batch, classes, height, width]
 * @throws ArgumentError when an option is unknown or no size, or 16 does not divide a side
 * @source Ronneberger, Fischer, Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015; names as in milesial/Pytorch-UNet, bilinear
 * @deviation from the paper: batch norms, padded convolutions, upsampling without weights
 */
export function unet<const O extends UNetOptions = Record<never, never>>(options?: O): UNet<O> {
  const { classes, input } = imageOptions('unet', options ?? {}, ['width'], { classes: 2 })
  const { width = 64 } = options ?? {}
  checkSize('unet', 'width', width)
  if (width % 2 !== 0) throw new ArgumentError(`unet: width must be even; got ${width}`)
  const sides = input.slice(1)
  if (sides.some(side => side % 2 ** levels !== 0))
    throw new ArgumentError(`unet: sides must be multiples of ${2 ** levels}, so that each level halves them; got ${showShape(sides)}`)
  const layers = {
    inc: doubleConvolution(width),
    down1: down(2 * width),
    down2: down(4 * width),
    down3: down(8 * width),
    down4: down(8 * width),
    upsample: upsample({ scaleFactor: 2, mode: 'bilinear', alignCorners: true }),
    up1: up(4 * width, 8 * width),
    up2: up(2 * width, 4 * width),
    up3: up(width, 2 * width),
    up4: up(width, width),
    outc: sequential(['conv', conv2d(classes, 1)]),
  }
  const layer = record(layers, (at, x) => {
    const first = at.inc(x)
    const second = at.down1(first)
    const third = at.down2(second)
    const fourth = at.down3(third)
    const beside = (level: Batch, below: Batch): Batch => concat([level, at.upsample(below)], 1)
    return at.outc(at.up4(beside(first, at.up3(beside(second, at.up2(beside(third, at.up1(beside(fourth, at.down4(fourth))))))))))
  })
  return network(input, { name: 'unet', layer }) as unknown as UNet<O>
}
