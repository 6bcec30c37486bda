// A layer of a transformer's decoder: attention of a sequence to itself, then to what an encoder made of another, then a net for each step.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { type Key, split } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import type { TransformerDecoderLayerShapes, TransformerLayerOptions } from '../../types/index.js'
import type { AttentionCache } from '../attention/cache.js'
import { type AttendOptions, attentionRules } from '../attention/multi-head-attention.js'
import type { AttentionParameters } from '../attention/projections.js'
import { drop } from '../dropout/drop.js'
import { checkInput, type FloatTensor, type ParametersOf } from '../layer/layer.js'
import { type AffineParameters, affineParameters } from '../linear/affine-parameters.js'
import type { EncoderParameters } from './encoder-layer.js'
import { around, checkAffine, feedForward, initialNorm, transformerSettings } from './parts.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

export interface DecoderParameters extends EncoderParameters {
  readonly multihead_attn: AttentionParameters
  readonly norm3: AffineParameters
}

/** What a decoder may be told beside targets and memory: masks of the targets, and of the memory. */
export interface DecodeOptions extends AttendOptions {
  readonly memoryKeyPaddingMask?: AttendOptions['keyPaddingMask']
  readonly memoryMask?: AttendOptions['attnMask']
  readonly memoryIsCausal?: boolean
}

export type MemoryOptions = Pick<DecodeOptions, 'memoryKeyPaddingMask' | 'memoryMask' | 'memoryIsCausal'>

export const memoryOptions = ['memoryKeyPaddingMask', 'memoryMask', 'memoryIsCausal']
export const decodeOptions = ['keyPaddingMask', 'attnMask', 'isCausal', 'dropoutKey', ...memoryOptions]

/** The options of attention, without those that are not given. */
const given = (options: { readonly [K in keyof AttendOptions]?: AttendOptions[K] | undefined }): AttendOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

export interface DecoderRules<Params, C> {
  readonly name: string
  readonly init: (key: Key, input: Dims) => Params
  readonly decode: (params: Params, x: Tensor, memory: Tensor, options?: DecodeOptions) => Tensor
  readonly emptyCache: (batch: number, capacity: number, features: number) => C
  readonly step: (params: Params, x: Tensor, memory: Tensor, cache: C, options?: MemoryOptions) => readonly [Tensor, C]
}

const layer = 'transformerDecoderLayer'

export function decoderLayerRules(
  numHeads: number,
  options: TransformerLayerOptions | undefined,
): DecoderRules<DecoderParameters, AttentionCache> {
  const settings = transformerSettings(layer, options)
  const { dimFeedforward, dropout, bias } = settings
  const attention = attentionRules(numHeads, { dropout, bias })

  const check = (params: DecoderParameters, x: unknown, memory: unknown): void => {
    checkAffine(layer, params, ['linear1', 'linear2', 'norm1', 'norm2', 'norm3'], bias)
    checkInput(layer, x, params.norm1.weight)
    if (!isTensor(memory)) throw new ArgumentError(`${layer}: the memory must be a tensor; got ${memory === null ? 'null' : typeof memory}`)
    if (memory.shape[0] !== x.shape[0])
      throw new ArgumentError(`${layer}: targets and memory must be one batch; got ${showType(x)} and ${showType(memory)}`)
  }

  /** What comes after the attention of the targets to themselves. */
  const rest = (
    params: DecoderParameters,
    x: FloatTensor,
    memory: Tensor,
    { memoryKeyPaddingMask, memoryMask, memoryIsCausal }: MemoryOptions,
    [weightsKey, attendedKey, netKey]: readonly Key[],
  ): FloatTensor => {
    const masks = given({ keyPaddingMask: memoryKeyPaddingMask, attnMask: memoryMask, isCausal: memoryIsCausal, dropoutKey: weightsKey })
    const looked = around(settings, params.norm2, x, z => {
      const [y] = attention.attend(params.multihead_attn, z, memory, memory, { ...masks })
      return drop(layer, y as FloatTensor, dropout, attendedKey)
    })
    return around(settings, params.norm3, looked, z => feedForward(layer, params, z, settings, netKey))
  }

  return Object.freeze({
    name: layer,
    init(key: Key, input: Dims) {
      const [selfKey, memoryKey, firstKey, secondKey] = split(key, 4)
      const self_attn = attention.init(selfKey, input)
      const features = input[1] as number
      return {
        self_attn,
        multihead_attn: attention.init(memoryKey, input),
        linear1: affineParameters(firstKey, [dimFeedforward, features], bias),
        linear2: affineParameters(secondKey, [features, dimFeedforward], bias),
        norm1: initialNorm(features, bias),
        norm2: initialNorm(features, bias),
        norm3: initialNorm(features, bias),
      }
    },
    decode(params: DecoderParameters, x: Tensor, memory: Tensor, told: DecodeOptions = {}) {
      checkOptions(`${layer}.decode`, told, decodeOptions)
      check(params, x, memory)
      const { keyPaddingMask, attnMask, isCausal, dropoutKey } = told
      const [weightsKey, attendedKey, ...keys] = dropoutKey === undefined ? [] : split(dropoutKey, 5)
      const attended = around(settings, params.norm1, x as FloatTensor, z => {
        const [y] = attention.attend(params.self_attn, z, z, z, {
          ...given({ keyPaddingMask, attnMask, isCausal, dropoutKey: weightsKey }),
        })
        return drop(layer, y as FloatTensor, dropout, attendedKey)
      })
      return rest(params, attended, memory, told, keys)
    },
    emptyCache: attention.emptyCache,
    step(params: DecoderParameters, x: Tensor, memory: Tensor, cache: AttentionCache, told: MemoryOptions = {}) {
      checkOptions(`${layer}.step`, told, memoryOptions)
      check(params, x, memory)
      let next = cache
      const attended = around(settings, params.norm1, x as FloatTensor, z => {
        const [y, extended] = attention.step(params.self_attn, z, cache)
        next = extended
        return y as FloatTensor
      })
      return [rest(params, attended, memory, told, []), next] as const
    },
  })
}

/** A layer of a decoder. It has two inputs, so it is no layer of a sequence of layers. */
export interface TransformerDecoderLayer<Heads extends number, Options> {
  readonly name: string
  /** Fresh parameters. @param input the shape of one example's targets: [time, features] */
  init<const T extends number, const E extends number>(
    key: Key,
    input: readonly [T, E],
  ): ParametersOf<TransformerDecoderLayerShapes<Heads, Options>, [T, E]>
  /**
   * What targets become, given a memory; with a key as in training.
   * @param x float32[batch, time, features]
   * @param memory float32[batch, S, features]
   * @returns float32[batch, time, features]
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  decode<B extends number, T extends number, S extends number, E extends number>(
    params: ParametersOf<TransformerDecoderLayerShapes<Heads, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    memory: Tensor<readonly [NoInfer<B>, S, NoInfer<E>], 'float32'>,
    options?: DecodeOptions,
  ): F32<[B, T, E]>
  /** A cache of the targets, for as many steps as `capacity`. */
  emptyCache<B extends number, C extends number, E extends number>(batch: B, capacity: C, features: E): AttentionCache<B, Heads, C>
  /**
   * The next steps of the targets: what `decode` with `{ isCausal: true }` gives for them. See `multiHeadAttention.step`.
   * @param x float32[batch, steps, features]
   */
  step<B extends number, T extends number, S extends number, E extends number, C extends number>(
    params: ParametersOf<TransformerDecoderLayerShapes<Heads, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    memory: Tensor<readonly [NoInfer<B>, S, NoInfer<E>], 'float32'>,
    cache: AttentionCache<B, Heads, C>,
    options?: MemoryOptions,
  ): readonly [F32<[B, T, E]>, AttentionCache<B, Heads, C>]
}

/**
 * Attention of targets to themselves, then to a memory, then a net of two maps for each step, each added to what it was given, with layer norms.
 * Parameters: self_attn and multihead_attn (to the memory) as of `multiHeadAttention`; linear1, linear2; norm1, norm2, norm3.
 * @param numHeads must divide the features
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * const y = transformerDecoderLayer(8).decode(params, targets, encoder.apply(encoderParams, source), { isCausal: true })
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017; names, places of dropout and defaults as in PyTorch
 * @deviation from PyTorch: the batch comes first
 */
export const transformerDecoderLayer = <Heads extends number, const O extends TransformerLayerOptions = Record<never, never>>(
  numHeads: Heads,
  options?: O,
): TransformerDecoderLayer<Heads, O> =>
  // The types say of shapes what the rules compute; the tests hold them against each other.
  decoderLayerRules(numHeads, options) as unknown as TransformerDecoderLayer<Heads, O>
