// GoogLeNet: nine inception blocks, and two more heads that help in training.

import type { ArrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { checkExamples } from '../../nn/container/model.js'
import { recordRules } from '../../nn/container/record.js'
import { type Applied, adaptiveAvgPool2d, type Batch, dropout, flatten, linear, maxPool2d, relu, sequential } from '../../nn/index.js'
import { defineLayer } from '../../nn/layer/layer.js'
import { checkBoolean, checkRate } from '../../nn/layer/options.js'
import { tensor } from '../../ops/creation/tensor.js'
import { add, mul } from '../../ops/elementwise/arithmetic.js'
import type { Key } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import type { LayerShapes } from '../../types/index.js'
import { beginWith, truncated } from '../network/beginnings.js'
import { type Network, network } from '../network/network.js'
import { type ClassesOf, type ImageOptions, type InputOf, imageOptions } from '../network/options.js'
import type { LinearParameters } from '../network/parameters.js'
import {
  type InceptionParameters,
  inceptionBlock,
  type NormalizedConvolutionParameters,
  normalizedConvolution,
} from './blocks/inception-block.js'

export interface GoogLeNetOptions extends ImageOptions {
  /** Whether there are auxiliary heads, which are used in training alone. Default true. */
  readonly auxiliary?: boolean
  /** The rate of dropout before the last layer. Default 0.2. */
  readonly dropout?: number
  /** The rate of dropout in the auxiliary heads. Default 0.7. */
  readonly auxiliaryDropout?: number
  /** Whether images that are normalized as for the other networks are normalized to ±1 first, as torchvision's weights want it. Default false. */
  readonly transformInput?: boolean
}

interface HeadParameters<Classes extends number> {
  readonly conv: NormalizedConvolutionParameters
  readonly fc1: LinearParameters<1024, 2048>
  readonly fc2: LinearParameters<Classes, 1024>
}

type Blocks = '3a' | '3b' | '4a' | '4b' | '4c' | '4d' | '4e' | '5a' | '5b'

export type GoogLeNetParameters<Classes extends number, Heads extends boolean = true> = {
  readonly [I in 1 | 2 | 3 as `conv${I}`]: NormalizedConvolutionParameters
} & { readonly [B in Blocks as `inception${B}`]: InceptionParameters } & {
  readonly [I in 1 | 2 as Heads extends true ? `aux${I}` : never]: HeadParameters<Classes>
} & { readonly fc: LinearParameters<Classes, 1024> }

/** The logits of all three heads; `aux1` is the lower one. */
export interface HeadLogits<B extends number, Classes extends number> {
  readonly logits: Tensor<[B, Classes], 'float32'>
  readonly aux1: Tensor<[B, Classes], 'float32'>
  readonly aux2: Tensor<[B, Classes], 'float32'>
}

type HeadsOf<O> = O extends { readonly auxiliary: false } ? false : true

export interface GoogLeNet<O> extends Network<GoogLeNetParameters<ClassesOf<O>, HeadsOf<O>>, InputOf<O>, [ClassesOf<O>]> {
  /**
   * Training with the auxiliary heads, whose losses count 0.3 each in the paper. `train` is training without: it gives the logits of the last head alone.
   * @throws ArgumentError when the network has no auxiliary heads
   */
  trainWithHeads<B extends number>(
    params: GoogLeNetParameters<ClassesOf<O>, HeadsOf<O>>,
    x: Tensor<readonly [B, ...InputOf<O>], 'float32'>,
    key: Key,
  ): readonly [HeadLogits<B, ClassesOf<O>>, GoogLeNetParameters<ClassesOf<O>, HeadsOf<O>>]
}

function layersOf(classes: number, rate: number, auxiliaryRate: number) {
  const pool = maxPool2d(3, { stride: 2, ceilMode: true })
  const head = sequential(
    adaptiveAvgPool2d(4),
    ['conv', normalizedConvolution(128, 1)],
    flatten,
    ['fc1', linear(1024)],
    relu,
    dropout(auxiliaryRate),
    ['fc2', linear(classes)],
  )
  return {
    conv1: normalizedConvolution(64, 7, { stride: 2, padding: 3 }),
    pool,
    conv2: normalizedConvolution(64, 1),
    conv3: normalizedConvolution(192, 3, { padding: 1 }),
    inception3a: inceptionBlock({ branch1: 64, branch2: [96, 128], branch3: [16, 32], branch4: 32 }),
    inception3b: inceptionBlock({ branch1: 128, branch2: [128, 192], branch3: [32, 96], branch4: 64 }),
    inception4a: inceptionBlock({ branch1: 192, branch2: [96, 208], branch3: [16, 48], branch4: 64 }),
    aux1: head,
    inception4b: inceptionBlock({ branch1: 160, branch2: [112, 224], branch3: [24, 64], branch4: 64 }),
    inception4c: inceptionBlock({ branch1: 128, branch2: [128, 256], branch3: [24, 64], branch4: 64 }),
    inception4d: inceptionBlock({ branch1: 112, branch2: [144, 288], branch3: [32, 64], branch4: 64 }),
    aux2: head,
    inception4e: inceptionBlock({ branch1: 256, branch2: [160, 320], branch3: [32, 128], branch4: 128 }),
    lastPool: maxPool2d(2, { ceilMode: true }),
    inception5a: inceptionBlock({ branch1: 256, branch2: [160, 320], branch3: [32, 128], branch4: 128 }),
    inception5b: inceptionBlock({ branch1: 384, branch2: [192, 384], branch3: [48, 128], branch4: 128 }),
    mean: sequential(adaptiveAvgPool2d(1), flatten, dropout(rate)),
    fc: linear(classes),
  }
}

type Layers = Applied<ReturnType<typeof layersOf>>

/** From images normalized by the means and deviations of ImageNet's channels to (x - 0.5) / 0.5. */
function toUnitRange(x: Batch): Batch {
  const deviations = [0.229, 0.224, 0.225]
  const means = [0.485, 0.456, 0.406]
  const perChannel = (values: readonly number[]): Batch => tensor(Float32Array.from(values), [3, 1, 1])
  return add(mul(x, perChannel(deviations.map(value => value / 0.5))), perChannel(means.map(value => (value - 0.5) / 0.5)))
}

/** What the heads are put on: after 4a, after 4d, and the last logits. */
function stages(at: Layers, x: Batch) {
  const early = at.pool(at.conv3(at.conv2(at.pool(at.conv1(x)))))
  const low = at.inception4a(at.pool(at.inception3b(at.inception3a(early))))
  const middle = at.inception4d(at.inception4c(at.inception4b(low)))
  const logits = at.fc(at.mean(at.inception5b(at.inception5a(at.lastPool(at.inception4e(middle))))))
  return { low, middle, logits }
}

/**
 * GoogLeNet: three convolutions, nine inception blocks, and two auxiliary heads, all with batch norms.
 * @param options `classes`, default 1000; `input`, the shape of an image, default [3, 224, 224]; `auxiliary`, whether there are auxiliary heads, default
 *   true; `dropout`, default 0.2; `auxiliaryDropout`, default 0.7; `transformInput`, default false, which torchvision's weights want true
 * @returns a network from float32[batch, …input] to logits float32[batch, classes], with `trainWithHeads` besides
 * @throws ArgumentError when an option is unknown, no size or no rate, or images to be transformed do not have three channels
 * @source Szegedy et al., "Going deeper with convolutions", 2015; names, counts and beginnings as in torchvision
 */
export function googlenet<const O extends GoogLeNetOptions = Record<never, never>>(options?: O): GoogLeNet<O> {
  const name = 'googlenet'
  const { classes, input } = imageOptions(name, options ?? {}, ['auxiliary', 'dropout', 'auxiliaryDropout', 'transformInput'])
  const { auxiliary = true, dropout: rate = 0.2, auxiliaryDropout = 0.7, transformInput = false } = options ?? {}
  for (const [option, value] of Object.entries({ auxiliary, transformInput })) checkBoolean(name, option, value)
  for (const [option, value] of Object.entries({ dropout: rate, auxiliaryDropout })) checkRate(name, option, value)
  if (transformInput && input[0] !== 3) throw new ArgumentError(`${name}: images to be transformed must have 3 channels; got ${input[0]}`)
  const rules = recordRules(name, layersOf(classes, rate, auxiliaryDropout))
  const prepared = (x: Batch): Batch => (transformInput ? toUnitRange(x) : x)
  const last = (at: Layers, x: Batch): Batch => stages(at, prepared(x)).logits
  const heads = (at: Layers, x: Batch) => {
    const { low, middle, logits } = stages(at, prepared(x))
    return { logits, aux1: at.aux1(low), aux2: at.aux2(middle) }
  }
  type Fields = Readonly<Record<string, unknown>>
  const definition = {
    name,
    init: (key: Key, shape: readonly number[]) => rules.init(auxiliary ? heads : last, key, shape),
    apply: (params: Fields, x: Tensor) => rules.apply(last, params, x),
    train: (params: Fields, x: Tensor, key: Key) => rules.train(last, params, x, key),
    parts: (params: Fields, example: ArrayType) => rules.parts(auxiliary ? heads : last, params, example),
    trainable: rules.trainable,
  }
  const base = network(input, {
    name,
    layer: defineLayer<LayerShapes, Fields>(definition),
    begin: beginWith({ kernels: truncated, matrices: truncated }),
  })
  const whole = {
    ...base,
    trainWithHeads(params: Fields, x: Tensor, key: Key) {
      if (!auxiliary) throw new ArgumentError(`${name}: the network has no auxiliary heads; make it with { auxiliary: true }`)
      checkExamples(name, input, 'floats', x)
      return rules.train(heads, params, x, key)
    },
  }
  return Object.freeze(whole) as unknown as GoogLeNet<O>
}
