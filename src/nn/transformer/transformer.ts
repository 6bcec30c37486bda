// The transformer in one piece: an encoder of the source, and a decoder of the target that looks at what the encoder made of it.

import type { Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import { foldIn, type Key, split } from '../../ops/random/index.js'
import { map } from '../../ops/tree.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import type {
  LayerParameters,
  TransformerDecoderLayerShapes,
  TransformerEncoderLayerShapes,
  TransformerLayerOptions,
  TransformerStackShapes,
} from '../../types/index.js'
import type { AttendOptions } from '../attention/multi-head-attention.js'
import { xavierUniform } from '../init/index.js'
import { checkSize } from '../layer/options.js'
import { type DecodeOptions, decoderLayerRules } from './decoder-layer.js'
import { encoderLayerRules } from './encoder-layer.js'
import { transformerSettings } from './parts.js'
import { decoderRules, encoderRules, type TransformerDecoder, type TransformerEncoder } from './stack.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

export interface TransformerOptions extends TransformerLayerOptions {
  /** Default 6. */
  readonly numEncoderLayers?: number
  /** Default 6. */
  readonly numDecoderLayers?: number
}

/** Masks of the source, of the target, and of what the target looks at in the source; the same as of `multiHeadAttention`. */
export interface TransformerMasks {
  readonly srcMask?: AttendOptions['attnMask']
  readonly srcKeyPaddingMask?: AttendOptions['keyPaddingMask']
  readonly srcIsCausal?: boolean
  readonly tgtMask?: AttendOptions['attnMask']
  readonly tgtKeyPaddingMask?: AttendOptions['keyPaddingMask']
  readonly tgtIsCausal?: boolean
  readonly memoryMask?: AttendOptions['attnMask']
  readonly memoryKeyPaddingMask?: AttendOptions['keyPaddingMask']
  readonly memoryIsCausal?: boolean
}

type Ends<O> = O extends { readonly bias: false } ? { readonly norm: { readonly bias: false } } : { readonly norm: true }
type EncoderOf<Heads extends number, O> = TransformerStackShapes<TransformerEncoderLayerShapes<Heads, O>, Ends<O>>
type DecoderOf<Heads extends number, O> = TransformerStackShapes<TransformerDecoderLayerShapes<Heads, O>, Ends<O>>

/** encoder and decoder, as of `transformerEncoder` and `transformerDecoder` with a norm at the end. */
export type TransformerParameters<Heads extends number, O, E extends number> = Tensors<{
  readonly encoder: LayerParameters<EncoderOf<Heads, O>, [number, E]>
  readonly decoder: LayerParameters<DecoderOf<Heads, O>, [number, E]>
}>

/** A transformer. It has two inputs, so it is no layer of a sequence of layers. */
export interface Transformer<Heads extends number, O> {
  readonly name: 'transformer'
  /** The halves: `encoder.encode(params.encoder, source)` once, then `decoder.step` for one token of the target after the other. */
  readonly encoder: TransformerEncoder<Heads, O, Ends<O>>
  readonly decoder: TransformerDecoder<Heads, O, Ends<O>>
  /** Fresh parameters. @param input the shape of one example's target: [time, features]; the source has as many features */
  init<const T extends number, const E extends number>(key: Key, input: readonly [T, E]): TransformerParameters<Heads, O, E>
  /**
   * What becomes of the target, given the source.
   * @param source float32[batch, S, features]
   * @param target float32[batch, T, features]
   * @returns float32[batch, T, features]
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  apply<B extends number, S extends number, T extends number, E extends number>(
    params: TransformerParameters<Heads, O, E>,
    source: Tensor<readonly [B, S, NoInfer<E>], 'float32'>,
    target: Tensor<readonly [NoInfer<B>, T, NoInfer<E>], 'float32'>,
    masks?: TransformerMasks,
  ): F32<[B, T, E]>
  /** The same in training: the key decides what is dropped. */
  train<B extends number, S extends number, T extends number, E extends number>(
    params: TransformerParameters<Heads, O, E>,
    source: Tensor<readonly [B, S, NoInfer<E>], 'float32'>,
    target: Tensor<readonly [NoInfer<B>, T, NoInfer<E>], 'float32'>,
    key: Key,
    masks?: TransformerMasks,
  ): readonly [F32<[B, T, E]>, TransformerParameters<Heads, O, E>]
}

const name = 'transformer'
const maskNames = ['Mask', 'KeyPaddingMask', 'IsCausal'].flatMap(what => ['src', 'tgt', 'memory'].map(of => `${of}${what}`))

/** The masks of the encoder's attention, and of the decoder's. */
function masksOf(masks: TransformerMasks): readonly [AttendOptions, DecodeOptions] {
  const { srcMask, srcKeyPaddingMask, srcIsCausal, tgtMask, tgtKeyPaddingMask, tgtIsCausal, ...memory } = masks
  const given = <T extends object>(options: T): T =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
  return [
    given({ attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, isCausal: srcIsCausal }) as AttendOptions,
    given({ attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, isCausal: tgtIsCausal, ...memory }) as DecodeOptions,
  ]
}

/**
 * A transformer: `decoder(target, encoder(source))`, stacks of `transformerEncoderLayer` and `transformerDecoderLayer`, each with a layer norm at its end.
 * Parameters: encoder and decoder, each with layers and norm. All matrices are Glorot's uniform at first, the rest as the layers have it.
 * @param numHeads must divide the features
 * @param options numEncoderLayers 6, numDecoderLayers 6; dimFeedforward 2048, dropout 0.1, activation 'relu', layerNormEps 1e-5, normFirst false, bias true
 * @returns `init(key, [time, features])`, `apply(params, source, target, masks)`, `train(params, source, target, key, masks)`, and the halves
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * const net = transformer(8, { numEncoderLayers: 2, numDecoderLayers: 2 })
 * const y = net.apply(params, source, target, { tgtIsCausal: true, srcKeyPaddingMask, memoryKeyPaddingMask: srcKeyPaddingMask })
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017; names, defaults and beginnings as in PyTorch
 * @deviation from PyTorch: the batch comes first; the features, `d_model`, are those of the input
 */
export function transformer<Heads extends number, const O extends TransformerOptions = Record<never, never>>(
  numHeads: Heads,
  options?: O,
): Transformer<Heads, O> {
  const given: unknown = options === undefined ? {} : options
  if (!isRecord(given)) throw new ArgumentError(`${name}: options must be an object; got ${show(given)}`)
  const { numEncoderLayers = 6, numDecoderLayers = 6, ...ofLayers } = given as TransformerOptions
  checkSize(name, 'numEncoderLayers', numEncoderLayers)
  checkSize(name, 'numDecoderLayers', numDecoderLayers)
  const { layerNormEps: eps, bias } = transformerSettings(name, ofLayers)
  const ends = { norm: { eps, bias } }
  const encoder = encoderRules(encoderLayerRules(numHeads, ofLayers), numEncoderLayers, ends)
  const decoder = decoderRules(decoderLayerRules(numHeads, ofLayers), numDecoderLayers, ends)

  interface Params {
    readonly encoder: Parameters<typeof encoder.encode>[0]
    readonly decoder: Parameters<typeof decoder.decode>[0]
  }
  function run(params: Params, source: Tensor, target: Tensor, masks: TransformerMasks | undefined, keys?: readonly Key[]): Tensor {
    checkOptions(name, masks, maskNames)
    const [ofSource, ofTarget] = masksOf(masks ?? {})
    const [encoderKey, decoderKey] = keys ?? []
    const memory = encoder.encode(params?.encoder, source, encoderKey === undefined ? ofSource : { ...ofSource, dropoutKey: encoderKey })
    return decoder.decode(params?.decoder, target, memory, decoderKey === undefined ? ofTarget : { ...ofTarget, dropoutKey: decoderKey })
  }
  const rules = {
    name,
    encoder,
    decoder,
    init(key: Key, input: Dims) {
      const [encoderKey, decoderKey, matrixKey] = split(key, 3)
      const own = { encoder: encoder.init(encoderKey, input), decoder: decoder.init(decoderKey, input) }
      let place = 0
      return map(own as never, (leaf: Tensor) => {
        const ownKey = foldIn(matrixKey, place++)
        return leaf.shape.length > 1 ? xavierUniform(ownKey, leaf.shape) : leaf
      })
    },
    apply: (params: Params, source: Tensor, target: Tensor, masks?: TransformerMasks) => run(params, source, target, masks),
    train: (params: Params, source: Tensor, target: Tensor, key: Key, masks?: TransformerMasks) =>
      [run(params, source, target, masks, split(key)), params] as const,
  }
  // The types say of shapes what the rules compute; the tests hold them against each other.
  return Object.freeze(rules) as unknown as Transformer<Heads, O>
}
