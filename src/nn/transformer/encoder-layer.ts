// A layer of a transformer's encoder: attention of a sequence to itself, then a net for each step, each with a way around. With a causal mask it is
// a layer of a decoder that has nothing else to look at, as in GPT.

import type { Tensor } from '../../core/tensor.js'
import { type Key, split } from '../../ops/random/index.js'
import { checkOptions } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import type { TransformerEncoderLayerShapes, TransformerLayerOptions } from '../../types/index.js'
import type { AttentionCache } from '../attention/cache.js'
import { type AttendOptions, attentionRules } from '../attention/multi-head-attention.js'
import type { AttentionParameters } from '../attention/projections.js'
import { drop } from '../dropout/drop.js'
import { checkInput, type FloatTensor, type Layer, type LayerRules, type ParametersOf } from '../layer/layer.js'
import { type AffineParameters, affineParameters } from '../linear/affine-parameters.js'
import { around, checkAffine, feedForward, initialNorm, transformerSettings } from './parts.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

export interface EncoderParameters {
  readonly self_attn: AttentionParameters
  readonly linear1: AffineParameters
  readonly linear2: AffineParameters
  readonly norm1: AffineParameters
  readonly norm2: AffineParameters
}

/** What layers and stacks that go step by step have in common; C is the cache. */
export interface Stepwise<Params, C> {
  /** A cache without keys and values, for as many steps as `capacity`. */
  readonly emptyCache: (batch: number, capacity: number, features: number) => C
  readonly step: (params: Params, x: Tensor, cache: C) => readonly [Tensor, C]
}

export interface EncoderRules<Params, C> extends LayerRules<Params>, Stepwise<Params, C> {
  readonly encode: (params: Params, x: Tensor, options?: AttendOptions) => Tensor
}

const layer = 'transformerEncoderLayer'
/** What an encoder may be told beside its input. */
export const encodeOptions = ['keyPaddingMask', 'attnMask', 'isCausal', 'dropoutKey']

export function encoderLayerRules(
  numHeads: number,
  options: TransformerLayerOptions | undefined,
): EncoderRules<EncoderParameters, AttentionCache> {
  const settings = transformerSettings(layer, options)
  const { dimFeedforward, dropout, bias } = settings
  const attention = attentionRules(numHeads, { dropout, bias })

  const check = (params: EncoderParameters, x: unknown): void => {
    checkAffine(layer, params, ['linear1', 'linear2', 'norm1', 'norm2'], bias)
    checkInput(layer, x, params.norm1.weight)
  }
  const encode = (params: EncoderParameters, x: Tensor, given: AttendOptions = {}): FloatTensor => {
    checkOptions(`${layer}.encode`, given, encodeOptions)
    check(params, x)
    const { dropoutKey, ...masks } = given
    const [weightsKey, attendedKey, netKey] = dropoutKey === undefined ? [] : split(dropoutKey, 3)
    const attended = around(settings, params.norm1, x as FloatTensor, z => {
      const [y] = attention.attend(params.self_attn, z, z, z, weightsKey === undefined ? masks : { ...masks, dropoutKey: weightsKey })
      return drop(layer, y as FloatTensor, dropout, attendedKey)
    })
    return around(settings, params.norm2, attended, z => feedForward(layer, params, z, settings, netKey))
  }

  return Object.freeze({
    name: layer,
    init(key: Key, input: Dims) {
      const [attentionKey, firstKey, secondKey] = split(key, 3)
      const self_attn = attention.init(attentionKey, input)
      const features = input[1] as number
      return {
        self_attn,
        linear1: affineParameters(firstKey, [dimFeedforward, features], bias),
        linear2: affineParameters(secondKey, [features, dimFeedforward], bias),
        norm1: initialNorm(features, bias),
        norm2: initialNorm(features, bias),
      }
    },
    apply: (params: EncoderParameters, x: Tensor) => encode(params, x),
    train: (params: EncoderParameters, x: Tensor, key: Key) => [encode(params, x, { dropoutKey: key }), params] as const,
    encode,
    emptyCache: attention.emptyCache,
    step(params: EncoderParameters, x: Tensor, cache: AttentionCache) {
      check(params, x)
      let next = cache
      const attended = around(settings, params.norm1, x as FloatTensor, z => {
        const [y, extended] = attention.step(params.self_attn, z, cache)
        next = extended
        return y as FloatTensor
      })
      return [around(settings, params.norm2, attended, z => feedForward(layer, params, z, settings, undefined)), next] as const
    },
  })
}

export interface TransformerEncoderLayer<Heads extends number, Options> extends Layer<TransformerEncoderLayerShapes<Heads, Options>> {
  /**
   * With masks; and with a key as in training.
   * @param x float32[batch, time, features]
   * @returns float32[batch, time, features]
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  encode<B extends number, T extends number, E extends number>(
    params: ParametersOf<TransformerEncoderLayerShapes<Heads, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    options?: AttendOptions,
  ): F32<[B, T, E]>
  /** A cache for as many steps as `capacity`. */
  emptyCache<B extends number, C extends number, E extends number>(batch: B, capacity: C, features: E): AttentionCache<B, Heads, C>
  /**
   * The next steps of a sequence, which see the steps before: what `encode` with `{ isCausal: true }` gives for them. See `multiHeadAttention.step`.
   * @param x float32[batch, steps, features]
   */
  step<B extends number, T extends number, E extends number, C extends number>(
    params: ParametersOf<TransformerEncoderLayerShapes<Heads, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    cache: AttentionCache<B, Heads, C>,
  ): readonly [F32<[B, T, E]>, AttentionCache<B, Heads, C>]
}

/**
 * Attention of a sequence to itself and a net of two maps for each step, each added to what it was given, with layer norms:
 * `y = norm1(x + attention(x))`, `norm2(y + linear2(activation(linear1(y))))`; with `normFirst` `y = x + attention(norm1(x))`,
 * `y + linear2(activation(linear1(norm2(y))))`.
 * Parameters: self_attn as of `multiHeadAttention`; linear1 { weight float32[dimFeedforward, features], bias }, linear2 { weight float32[features,
 * dimFeedforward], bias }; norm1 and norm2 { weight, bias } float32[features], ones and zeros at first.
 * @param numHeads must divide the features
 * @returns a layer from float32[batch, time, features] to the same
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * const block = transformerEncoderLayer(8, { dimFeedforward: 256, activation: 'gelu', normFirst: true })
 * const y = block.encode(params, x, { isCausal: true })
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017; names, places of dropout and defaults as in PyTorch
 * @deviation from PyTorch: the batch comes first
 */
export const transformerEncoderLayer = <Heads extends number, const O extends TransformerLayerOptions = Record<never, never>>(
  numHeads: Heads,
  options?: O,
): TransformerEncoderLayer<Heads, O> =>
  // The types say of shapes what the rules compute; the tests hold them against each other.
  encoderLayerRules(numHeads, options) as unknown as TransformerEncoderLayer<Heads, O>
