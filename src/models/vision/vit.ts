// The vision transformer: an image as a sequence of patches, classified by a token that looks at all of them. Parameters have torchvision's names.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import { type RestoreOptions, restore, toStateDict } from '../../io/index.js'
import { attentionRules } from '../../nn/attention/multi-head-attention.js'
import type { AttentionParameters } from '../../nn/attention/projections.js'
import { drop } from '../../nn/dropout/drop.js'
import { normal, truncatedNormal, xavierUniform } from '../../nn/init/index.js'
import { checkInput, type FloatTensor } from '../../nn/layer/layer.js'
import { checkRate, checkSize } from '../../nn/layer/options.js'
import { affine } from '../../nn/linear/affine.js'
import type { AffineParameters } from '../../nn/linear/affine-parameters.js'
import { layerNormOf } from '../../nn/normalization/layer-norm.js'
import { initialNorm } from '../../nn/transformer/parts.js'
import { zeros } from '../../ops/creation/creation.js'
import { gelu } from '../../ops/elementwise/activations.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { slice } from '../../ops/indexing/slice.js'
import { foldIn, type Key, key as keyOf, split } from '../../ops/random/index.js'
import { concat } from '../../ops/shape/join.js'
import { swapAxes } from '../../ops/shape/permute.js'
import { broadcastTo, reshape } from '../../ops/shape/reshape.js'
import { conv2d } from '../../ops/windows/convolution.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkGivenOptions, given } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { Add, MultiHeadAttentionParameters, Multiply, Parameter, Quotient } from '../../types/index.js'
import type { Network } from '../network/network.js'

export interface VitOptions {
  /** Height and width of the images, in pixels; a multiple of the patches'. */
  readonly imageSize: number
  readonly patchSize: number
  readonly numLayers: number
  readonly numHeads: number
  /** The size of the vectors in it. */
  readonly hiddenDim: number
  /** Between the two maps of a layer's net. */
  readonly mlpDim: number
  readonly classes: number
  /** The rate of dropout in training. Default 0. */
  readonly dropout?: number
  /** That of attention weights. Default 0. */
  readonly attentionDropout?: number
}

interface Affine<Out extends number, In extends number> {
  readonly weight: Parameter<[Out, In]>
  readonly bias: Parameter<[Out]>
}
interface Norm<E extends number> {
  readonly weight: Parameter<[E]>
  readonly bias: Parameter<[E]>
}
interface Block<E extends number, Mlp extends number> {
  readonly ln_1: Norm<E>
  readonly self_attention: MultiHeadAttentionParameters<E, unknown>
  readonly ln_2: Norm<E>
  readonly mlp: { readonly '0': Affine<Mlp, E>; readonly '3': Affine<E, Mlp> }
}
type Patches<O extends VitOptions> = Multiply<Quotient<O['imageSize'], O['patchSize']>, Quotient<O['imageSize'], O['patchSize']>>

export type VitParameters<O extends VitOptions> = Tensors<{
  readonly class_token: Parameter<[1, 1, O['hiddenDim']]>
  readonly conv_proj: {
    readonly weight: Parameter<[O['hiddenDim'], 3, O['patchSize'], O['patchSize']]>
    readonly bias: Parameter<[O['hiddenDim']]>
  }
  readonly encoder: {
    readonly pos_embedding: Parameter<[1, Add<Patches<O>, 1>, O['hiddenDim']]>
    readonly layers: { readonly [Name in `encoder_layer_${number}`]: Block<O['hiddenDim'], O['mlpDim']> }
    readonly ln: Norm<O['hiddenDim']>
  }
  readonly heads: { readonly head: Affine<O['classes'], O['hiddenDim']> }
}>

interface BlockParameters {
  readonly ln_1: AffineParameters
  readonly self_attention: AttentionParameters
  readonly ln_2: AffineParameters
  readonly mlp: { readonly '0': AffineParameters; readonly '3': AffineParameters }
}
interface Params {
  readonly class_token: Tensor
  readonly conv_proj: { readonly weight: Tensor; readonly bias: Tensor }
  readonly encoder: {
    readonly pos_embedding: Tensor
    readonly layers: Readonly<Record<string, BlockParameters>>
    readonly ln: AffineParameters
  }
  readonly heads: { readonly head: AffineParameters }
}

/** As torchvision has it. */
const eps = 1e-6

const names = ['imageSize', 'patchSize', 'numLayers', 'numHeads', 'hiddenDim', 'mlpDim', 'classes'] as const

/** @throws ArgumentError */
function checkSettings(name: string, options: VitOptions): void {
  checkGivenOptions(name, options, [...names, 'dropout', 'attentionDropout'])
  for (const what of names) checkSize(name, what, options[what])
  const { imageSize, patchSize, numHeads, hiddenDim, dropout = 0, attentionDropout = 0 } = options
  if (imageSize % patchSize !== 0) throw new ArgumentError(`${name}: patches must divide the image; got ${patchSize} for ${imageSize}`)
  if (hiddenDim % numHeads !== 0) throw new ArgumentError(`${name}: ${numHeads} heads must divide the features; got ${hiddenDim}`)
  checkRate(name, 'dropout', dropout)
  checkRate(name, 'attentionDropout', attentionDropout)
}

/**
 * A vision transformer: patches through a convolution, a class token ahead of them, learned positions, layers with norms first, and a map of the class token.
 * Parameters have torchvision's names: class_token, conv_proj, encoder.pos_embedding, encoder.layers.encoder_layer_0 … { ln_1, self_attention, ln_2,
 * mlp { 0, 3 } }, encoder.ln, heads.head.
 * @returns a model from float32[batch, 3, imageSize, imageSize] to float32[batch, classes]
 * @throws ArgumentError when a size is no positive integer, patches do not divide the image, or an option is unknown or out of range
 * @example
 * ```
 * const model = vit({ imageSize: 32, patchSize: 4, numLayers: 6, numHeads: 4, hiddenDim: 128, mlpDim: 256, classes: 10 })
 * ```
 * @source Dosovitskiy et al., "An image is worth 16x16 words", 2021; names and initial distributions as in torchvision
 */
export function vit<const O extends VitOptions>(options: O): Network<VitParameters<O>, [3, O['imageSize'], O['imageSize']], [O['classes']]>
export function vit(options: VitOptions): unknown {
  const name = 'vit'
  checkSettings(name, options)
  const { imageSize, patchSize, numLayers, numHeads, hiddenDim, mlpDim, classes, dropout = 0, attentionDropout = 0 } = options
  const side = imageSize / patchSize
  const attention = attentionRules(numHeads, { dropout: attentionDropout })
  const input: Dims = Object.freeze([3, imageSize, imageSize])
  const layerNames = Array.from({ length: numLayers }, (_, i) => `encoder_layer_${i}`)

  const initialBlock = (key: Key): BlockParameters => {
    const [attentionKey, ...keys] = split(key, 5)
    const map = (weightKey: Key, biasKey: Key, out: number, features: number): AffineParameters => ({
      weight: xavierUniform(weightKey, [out, features]),
      bias: normal(biasKey, [out], { std: 1e-6 }),
    })
    return {
      ln_1: initialNorm(hiddenDim, true),
      self_attention: attention.init(attentionKey, [side * side + 1, hiddenDim]),
      ln_2: initialNorm(hiddenDim, true),
      mlp: { '0': map(keys[0], keys[1], mlpDim, hiddenDim), '3': map(keys[2], keys[3], hiddenDim, mlpDim) },
    }
  }

  const block = ({ ln_1, self_attention, ln_2, mlp }: BlockParameters, x: FloatTensor, key: Key | undefined): FloatTensor => {
    const [weightsKey, attendedKey, withinKey, afterKey] = key === undefined ? [] : split(key, 4)
    const z = layerNormOf(x, ln_1, eps)
    const [attended] = attention.attend(self_attention, z, z, z, weightsKey === undefined ? {} : { dropoutKey: weightsKey })
    const y = add(x, drop(name, attended as FloatTensor, dropout, attendedKey)) as FloatTensor
    const hidden = gelu(affine(layerNormOf(y, ln_2, eps), mlp['0'].weight, mlp['0'].bias) as FloatTensor) as FloatTensor
    const after = affine(drop(name, hidden, dropout, withinKey), mlp['3'].weight, mlp['3'].bias) as FloatTensor
    return add(y, drop(name, after, dropout, afterKey)) as FloatTensor
  }

  const forward = (params: Params, images: unknown, key: Key | undefined): Tensor => {
    const weight = params?.conv_proj?.weight
    checkInput(name, images, weight)
    if (images.shape.length !== 4 || !sameShape(images.shape.slice(1), input))
      throw new ShapeError(`${name}: input must be a batch of images ${showShape(input)}; got ${showType(images)}`)
    const batch = images.shape[0] as number
    const patches = conv2d(images as Tensor as Tensor<[number, number, number, number], 'float32'>, weight as never, {
      stride: patchSize,
    }) as Tensor
    const rows = swapAxes(reshape(patches, [batch, hiddenDim, side * side]), 1, 2) as FloatTensor
    const token = broadcastTo(params.class_token, [batch, 1, hiddenDim]) as Tensor
    const sequence = concat([token, add(rows, params.conv_proj.bias as FloatTensor) as Tensor], 1) as Tensor
    const placed = add(sequence as FloatTensor, params.encoder.pos_embedding as FloatTensor) as FloatTensor
    let x = drop(name, placed, dropout, key && foldIn(key, numLayers))
    for (const [i, layer] of layerNames.entries()) x = block(params.encoder.layers[layer] ?? missing(name, layer), x, key && foldIn(key, i))
    const { weight: head, bias } = params.heads.head
    return affine(slice(layerNormOf(x, params.encoder.ln, eps), [], 0) as Tensor, head, bias)
  }

  const init = (key: Key, given: Dims = input): unknown => {
    if (!sameShape(given, input)) throw new ShapeError(`${name}: examples must be ${showShape(input)}; got ${showShape(given)}`)
    const [patchKey, positionKey, layersKey] = split(key, 3)
    return {
      class_token: zeros([1, 1, hiddenDim]),
      conv_proj: {
        weight: truncatedNormal(patchKey, [hiddenDim, 3, patchSize, patchSize], { std: 1 / (patchSize * Math.sqrt(3)) }),
        bias: zeros([hiddenDim]),
      },
      encoder: {
        pos_embedding: normal(positionKey, [1, side * side + 1, hiddenDim], { std: 0.02 }),
        layers: Object.fromEntries(layerNames.map((layer, i) => [layer, initialBlock(foldIn(layersKey, i))])),
        ln: initialNorm(hiddenDim, true),
      },
      heads: { head: { weight: zeros([classes, hiddenDim]), bias: zeros([classes]) } },
    }
  }

  return Object.freeze({
    name,
    input,
    init,
    // The elements of a template are never computed.
    fromStateDict: (state: unknown, options?: RestoreOptions) => restore(init(keyOf(0)), state, options),
    toStateDict,
    apply: (params: Params, images: unknown) => forward(params, images, undefined),
    train: (params: Params, images: unknown, key: Key) => [forward(params, images, key), params] as const,
  })
}

const missing = (name: string, layer: string): never => {
  throw new ArgumentError(`${name}: parameters must hold encoder.layers.${layer}`)
}

/**
 * The base model with patches of 16 pixels, for images of 224: torchvision's `vit_b_16`, 86,567,656 parameters.
 * @param options classes: default 1000; dropout in training, default 0
 */
export function vitB16<Classes extends number = 1000>(
  options: { readonly classes?: Classes; readonly dropout?: number; readonly attentionDropout?: number } = {},
) {
  const { classes = 1000 as Classes, ...rates } = given('vitB16', options, ['classes', 'dropout', 'attentionDropout'])
  return vit({ imageSize: 224, patchSize: 16, numLayers: 12, numHeads: 12, hiddenDim: 768, mlpDim: 3072, classes, ...rates })
}
