// What is done to whole batches, as traced operations: images as floats, mixtures of examples. Pure functions of a key; under `jit` one program
// with the training step.
// Sources: Zhang, Cisse, Dauphin, Lopez-Paz, "mixup" (2018); Yun et al., "CutMix" (2019).

import { isTensor, type Tensor } from '../../core/tensor.js'
import {
  add,
  arange,
  cast,
  clamp,
  div,
  floor,
  greaterEqual,
  less,
  logicalAnd,
  mul,
  oneHot,
  random,
  reshape,
  roll,
  sqrt,
  sub,
  tensor,
  where,
} from '../../ops/index.js'
import { checkList } from '../../support/arguments.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { IntDType, Shape } from '../../types/index.js'
import type { Normalization } from './to-tensor.js'

export interface MixOptions<N extends number> {
  /** How many classes there are. */
  readonly classes: N
  /** Of Beta(alpha, alpha), from which the share of the other example is drawn: the greater, the nearer to a half. Default 1: uniformly. */
  readonly alpha?: number
}

type Images<S extends readonly [number, number, number, number]> = Tensor<S, 'float32'>
/** Mixed images, and the share of each class in them. */
export type Mixed<S extends readonly [number, number, number, number], N extends number> = readonly [
  images: Tensor<S, 'float32'>,
  labels: Tensor<[S[0], N], 'float32'>,
]

function check(operation: string, images: Tensor, labels: Tensor, options: MixOptions<number>): number {
  const { classes, alpha = 1 } = given(operation, options, ['classes', 'alpha'])
  for (const value of [images, labels])
    if (!isTensor(value)) throw new ArgumentError(`${operation}: images and labels must be tensors; got ${show(value)}`)
  if (images.shape.length !== 4)
    throw new ShapeError(
      `${operation}: images must be float32[batch, channels, height, width]; got ${images.dtype}${showShape(images.shape)}`,
    )
  if (labels.shape.length !== 1 || labels.shape[0] !== images.shape[0])
    throw new ShapeError(
      `${operation}: expected a label for each of ${images.shape[0]} images; got ${labels.dtype}${showShape(labels.shape)}`,
    )
  if (!Number.isInteger(classes) || classes < 1)
    throw new ArgumentError(`${operation}: classes must be an integer from 1; got ${show(classes)}`)
  if (typeof alpha !== 'number' || !(alpha > 0)) throw new ArgumentError(`${operation}: alpha must be positive; got ${show(alpha)}`)
  return alpha
}

/** Of whatever shape: shapes are vouched for by the signatures. */
type Floating = Tensor<Shape, 'float32'>

/** share · x + (1 - share) · the example before it, in the batch. */
const mixture = (x: Floating, share: Floating): Floating => add(mul(x, share), mul(roll(x, 1, 0), sub(1, share)))

/**
 * Every image mixed with the one before it, and so their labels: λ·x + (1 - λ)·other, λ from Beta(α, α), one for the batch.
 * @param images float32[batch, channels, height, width]
 * @param labels int[batch]
 * @returns the images, and float32[batch, classes] for `nn.crossEntropy` with probabilities
 * @source Zhang et al., 2018
 */
export function mixup<const S extends readonly [number, number, number, number], N extends number>(
  key: random.Key,
  images: Images<S>,
  labels: Tensor<[S[0]], IntDType>,
  options: MixOptions<N>,
): Mixed<S, N> {
  const alpha = check('mixup', images, labels, options)
  const share = random.beta(key, [], alpha, alpha)
  return [mixture(images, share), mixture(oneHot(labels, options.classes), share)] as unknown as Mixed<S, N>
}

/**
 * In every image a rectangle from the one before it; labels are mixed by area. The rectangle is the same for the batch.
 * @param images float32[batch, channels, height, width]
 * @param labels int[batch]
 * @source Yun et al., 2019
 */
export function cutmix<const S extends readonly [number, number, number, number], N extends number>(
  key: random.Key,
  images: Images<S>,
  labels: Tensor<[S[0]], IntDType>,
  options: MixOptions<N>,
): Mixed<S, N> {
  const alpha = check('cutmix', images, labels, options)
  const [, , height, width] = images.shape
  const [shareKey, xKey, yKey] = random.split(key, 3)
  const reach = mul(sqrt(sub(1, random.beta(shareKey, [], alpha, alpha))), 0.5)
  const interval = (at: random.Key, side: number): readonly [from: Floating, to: Floating] => {
    const center = floor(mul(random.uniform(at, []), side))
    const half = floor(mul(reach, side))
    return [clamp(sub(center, half), 0, side), clamp(add(center, half), 0, side)]
  }
  const [[left, right], [top, bottom]] = [interval(xKey, width), interval(yKey, height)]
  const within = (from: Floating, to: Floating, side: number): Tensor<Shape, 'bool'> => {
    const positions = arange(side)
    return logicalAnd(greaterEqual(positions, from), less(positions, to))
  }
  const inside = logicalAnd(reshape(within(top, bottom, height), [height, 1]), reshape(within(left, right, width), [1, width]))
  const share = sub(1, div(mul(sub(right, left), sub(bottom, top)), height * width))
  return [
    where(inside, roll(images as Floating, 1, 0), images as Floating),
    mixture(oneHot(labels, options.classes), share),
  ] as unknown as Mixed<S, N>
}

/**
 * A batch of bytes as normalized floats, on the device: (x / 255 - mean) / std. Bytes are a quarter of the way to the device.
 * @param images uint8[batch, channels, height, width]
 * @throws ShapeError unless there is a mean for each channel
 */
export function normalize<const S extends readonly [number, number, number, number]>(
  images: Tensor<S, 'uint8'>,
  normalization: Normalization,
): Tensor<S, 'float32'> {
  if (!isTensor(images) || images.shape.length !== 4)
    throw new ShapeError(`normalize: images must be uint8[batch, channels, height, width]; got ${show(images)}`)
  const { mean, std } = given('normalize', normalization, ['mean', 'std'])
  for (const [name, list] of Object.entries({ mean, std })) checkList('normalize', name, list)
  const [, channels] = images.shape
  if (mean.length !== channels || std.length !== channels)
    throw new ShapeError(
      `normalize: mean and std must have a number for each of ${channels} channels; got ${mean.length} and ${std.length}`,
    )
  const perChannel = (list: readonly number[]): Floating => reshape(tensor(Float32Array.from(list)), [channels, 1, 1])
  return div(sub(div(cast(images, 'float32') as Floating, 255), perChannel(mean)), perChannel(std)) as unknown as Tensor<S, 'float32'>
}
