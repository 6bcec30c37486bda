// Channels and places exchanged: pixel shuffle, its inverse, and channel shuffle.

import type { Tensor } from '../../core/tensor.js'
import { transpose } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, showShape } from '../../support/shape.js'
import type {
  LayerShapes,
  List,
  Mismatch,
  Multiply,
  NoParameters,
  Quotient,
  Remainder,
  SameShape,
  Show,
  SpatialExample,
  WrongLayout,
} from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'
import { checkExampleRank } from '../window/window-options.js'

/** pixelShuffle(r): [channels, height, width] to [channels / r², height r, width r]. */
export interface PixelShuffleShapes<R extends number> extends LayerShapes {
  readonly out: SpatialExample<this['in'], 2> extends infer X extends List ? Shuffled<X, R> : WrongLayout<'pixelShuffle', 2, this['in']>
  readonly parameters: NoParameters
}

type Shuffled<X extends List, R> = X extends readonly [infer C, infer H, infer W]
  ? Remainder<C, Multiply<R, R>> extends infer Rest
    ? Rest extends 0
      ? [Quotient<C, Multiply<R, R>>, Multiply<H, R>, Multiply<W, R>]
      : number extends Rest
        ? [number, Multiply<H, R>, Multiply<W, R>]
        : Mismatch<`pixelShuffle: channels must be a multiple of the factor's square, got ${Show<X>}`>
    : never
  : never

/** pixelUnshuffle(r): [channels, height, width] to [channels r², height / r, width / r]. */
export interface PixelUnshuffleShapes<R extends number> extends LayerShapes {
  readonly out: SpatialExample<this['in'], 2> extends infer X extends List ? Unshuffled<X, R> : WrongLayout<'pixelUnshuffle', 2, this['in']>
  readonly parameters: NoParameters
}

type Unshuffled<X extends List, R> = X extends readonly [infer C, infer H, infer W]
  ? Remainder<H, R> | Remainder<W, R> extends infer Rest
    ? [Rest] extends [0]
      ? [Multiply<C, Multiply<R, R>>, Quotient<H, R>, Quotient<W, R>]
      : number extends Rest
        ? [Multiply<C, Multiply<R, R>>, Quotient<H, R>, Quotient<W, R>]
        : Mismatch<`pixelUnshuffle: sides must be multiples of the factor, got ${Show<X>}`>
    : never
  : never

function shuffleLayer<F extends LayerShapes>(name: string, check: (example: Dims) => void, apply: (x: Tensor) => Tensor): Layer<F> {
  return defineLayer<F>({
    name,
    init(_key, input) {
      check(input)
      return noParameters
    },
    apply(_params, x) {
      checkInput(name, x)
      check(x.shape.slice(1))
      return apply(x)
    },
  })
}

/**
 * Channels spread over places: `y[c, h r + i, w r + j] = x[c r² + i r + j, h, w]`.
 * @param upscaleFactor r
 * @returns a layer from float32[batch, channels r², height, width] to float32[batch, channels, height r, width r]
 * @throws ArgumentError unless r is a positive integer; when applied, ShapeError unless r² divides the channels
 * @source Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network", 2016; as in PyTorch
 */
export function pixelShuffle<R extends number>(upscaleFactor: R): Layer<PixelShuffleShapes<R>> {
  checkSize('pixelShuffle', 'upscaleFactor', upscaleFactor)
  const r: number = upscaleFactor
  const area = r ** 2
  const check = (example: Dims): void => {
    checkExampleRank('pixelShuffle', 2, example)
    if ((example[0] ?? 0) % area !== 0)
      throw new ShapeError(`pixelShuffle: channels must be a multiple of ${area}, the factor's square; got ${showShape(example)}`)
  }
  return shuffleLayer('pixelShuffle', check, x => {
    const [n = 0, c = 0, h = 0, w = 0] = x.shape
    const apart = reshape(x, [n, c / area, r, r, h, w])
    return reshape(transpose(apart, [0, 1, 4, 2, 5, 3]), [n, c / area, h * r, w * r])
  })
}

/**
 * Places gathered into channels, the inverse of `pixelShuffle`: `y[c r² + i r + j, h, w] = x[c, h r + i, w r + j]`.
 * @param downscaleFactor r
 * @returns a layer from float32[batch, channels, height r, width r] to float32[batch, channels r², height, width]
 * @throws ArgumentError unless r is a positive integer; when applied, ShapeError unless r divides both sides
 * @source as in PyTorch
 */
export function pixelUnshuffle<R extends number>(downscaleFactor: R): Layer<PixelUnshuffleShapes<R>> {
  checkSize('pixelUnshuffle', 'downscaleFactor', downscaleFactor)
  const r: number = downscaleFactor
  const check = (example: Dims): void => {
    checkExampleRank('pixelUnshuffle', 2, example)
    if (example.slice(1).some(side => side % r !== 0))
      throw new ShapeError(`pixelUnshuffle: sides must be multiples of ${r}; got ${showShape(example)}`)
  }
  return shuffleLayer('pixelUnshuffle', check, x => {
    const [n = 0, c = 0, h = 0, w = 0] = x.shape
    const apart = reshape(x, [n, c, h / r, r, w / r, r])
    return reshape(transpose(apart, [0, 1, 3, 5, 2, 4]), [n, c * r ** 2, h / r, w / r])
  })
}

/**
 * Channels dealt out like cards: those of g groups one after the other become g interleaved, `y[i g + k] = x[k · channels / g + i]`.
 * @param groups g
 * @returns a layer from float32[batch, channels, …] to the same
 * @throws ArgumentError unless g is a positive integer; when applied, ShapeError unless g divides the channels
 * @source Zhang et al., "ShuffleNet: an extremely efficient convolutional neural network for mobile devices", 2018; as in PyTorch
 */
export function channelShuffle(groups: number): Layer<SameShape> {
  checkSize('channelShuffle', 'groups', groups)
  const check = ([channels]: Dims): void => {
    if (channels === undefined || channels % groups !== 0)
      throw new ShapeError(`channelShuffle: channels must be a multiple of ${groups}; got ${channels ?? 'none'}`)
  }
  return shuffleLayer('channelShuffle', check, x => {
    const [n = 0, c = 0, ...rest] = x.shape
    const apart = reshape(x, [n, groups, c / groups, ...rest])
    return reshape(transpose(apart, [0, 2, 1, ...rest.map((_, i) => i + 3)]), x.shape)
  })
}
