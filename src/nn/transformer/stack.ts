// Transformer layers of one kind, one after the other, each with its own parameters, and a layer norm at the end where it is wanted.

import type { Tensor } from '../../core/tensor.js'
import { foldIn, type Key, split } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions, optionsOf } from '../../support/options.js'
import type { Dims } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import type {
  FinalNorm,
  TransformerDecoderLayerShapes,
  TransformerEncoderLayerShapes,
  TransformerStackOptions,
  TransformerStackShapes,
} from '../../types/index.js'
import type { AttentionCache } from '../attention/cache.js'
import type { AttendOptions } from '../attention/multi-head-attention.js'
import type { FloatTensor, Layer, ParametersOf } from '../layer/layer.js'
import { checkNumber, checkSize } from '../layer/options.js'
import type { AffineParameters } from '../linear/affine-parameters.js'
import { layerNormOf } from '../normalization/layer-norm.js'
import {
  type DecodeOptions,
  type DecoderParameters,
  type DecoderRules,
  decodeOptions,
  type MemoryOptions,
  memoryOptions,
  type TransformerDecoderLayer,
} from './decoder-layer.js'
import { type EncoderParameters, type EncoderRules, encodeOptions, type TransformerEncoderLayer } from './encoder-layer.js'
import { checkAffine, initialNorm } from './parts.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

interface StackParameters<P> {
  readonly layers: readonly P[]
  readonly norm?: AffineParameters
}

type Caches = readonly AttentionCache[]

/** The norm at the end as it was asked for; `undefined` where there is none. */
function finalNorm(name: string, norm: unknown): Required<FinalNorm> | undefined {
  if (typeof norm === 'boolean') return norm ? { eps: 1e-5, bias: true } : undefined
  if (!isRecord(norm)) throw new ArgumentError(`${name}: norm must be true, false or { eps, bias }; got ${show(norm)}`)
  const settled = optionsOf<FinalNorm>(`${name}: norm`, norm, { eps: 1e-5, bias: true })
  checkNumber(name, "the norm's eps", settled.eps, 0)
  return settled
}

/** What stacks of encoders and of decoders share: parameters, and running through the layers. */
function stackOf<P>(
  name: string,
  layer: { readonly init: (key: Key, input: Dims) => P },
  numLayers: number,
  options: TransformerStackOptions,
) {
  checkSize(name, 'numLayers', numLayers)
  checkOptions(name, options, ['norm'])
  const norm = finalNorm(name, options.norm ?? false)
  return {
    init(key: Key, input: Dims): StackParameters<P> {
      const layers = split(key, numLayers).map(own => layer.init(own, input))
      return norm === undefined ? { layers } : { layers, norm: initialNorm(input[1] as number, norm.bias) }
    },
    /** Each layer on what the last one gave, and the norm. */
    through(params: StackParameters<P>, x: Tensor, each: (own: P, x: Tensor, i: number) => Tensor): Tensor {
      if (!Array.isArray(params?.layers) || params.layers.length !== numLayers)
        throw new ArgumentError(`${name}: parameters must hold layers, a list of ${numLayers}; got ${params?.layers?.length ?? 'none'}`)
      if (norm !== undefined) checkAffine(name, params, ['norm'], norm.bias)
      const y = params.layers.reduce((z, own, i) => each(own, z, i), x)
      return norm === undefined || params.norm === undefined ? y : layerNormOf(y as FloatTensor, params.norm, norm.eps)
    },
  }
}

/** A key for each layer. */
const keyOf = (key: Key | undefined, i: number): { readonly dropoutKey?: Key } => (key === undefined ? {} : { dropoutKey: foldIn(key, i) })

export function encoderRules(
  layer: EncoderRules<EncoderParameters, AttentionCache>,
  numLayers: number,
  options: TransformerStackOptions = {},
): EncoderRules<StackParameters<EncoderParameters>, Caches> {
  const name = 'transformerEncoder'
  const { init, through } = stackOf(name, layer, numLayers, options)
  const encode = (params: StackParameters<EncoderParameters>, x: Tensor, given: AttendOptions = {}): Tensor => {
    checkOptions(`${name}.encode`, given, encodeOptions)
    return through(params, x, (own, y, i) => layer.encode(own, y, { ...given, ...keyOf(given.dropoutKey, i) }))
  }
  return Object.freeze({
    name,
    init,
    apply: (params: StackParameters<EncoderParameters>, x: Tensor) => encode(params, x),
    train: (params: StackParameters<EncoderParameters>, x: Tensor, key: Key) => [encode(params, x, { dropoutKey: key }), params] as const,
    encode,
    emptyCache: (...sizes: Parameters<typeof layer.emptyCache>) => Array.from({ length: numLayers }, () => layer.emptyCache(...sizes)),
    step(params: StackParameters<EncoderParameters>, x: Tensor, caches: Caches) {
      checkCaches(name, caches, numLayers)
      const next: AttentionCache[] = []
      const y = through(params, x, (own, z, i) => {
        const [after, cache] = layer.step(own, z, caches[i] as AttentionCache)
        next.push(cache)
        return after
      })
      return [y, next] as const
    },
  })
}

function checkCaches(name: string, caches: unknown, numLayers: number): void {
  if (!Array.isArray(caches) || caches.length !== numLayers)
    throw new ArgumentError(`${name}: there must be a cache for each of ${numLayers} layers, as emptyCache makes them`)
}

export function decoderRules(
  layer: DecoderRules<DecoderParameters, AttentionCache>,
  numLayers: number,
  options: TransformerStackOptions = {},
): DecoderRules<StackParameters<DecoderParameters>, Caches> {
  const name = 'transformerDecoder'
  const { init, through } = stackOf(name, layer, numLayers, options)
  return Object.freeze({
    name,
    init,
    decode(params: StackParameters<DecoderParameters>, x: Tensor, memory: Tensor, given: DecodeOptions = {}) {
      checkOptions(`${name}.decode`, given, decodeOptions)
      return through(params, x, (own, y, i) => layer.decode(own, y, memory, { ...given, ...keyOf(given.dropoutKey, i) }))
    },
    emptyCache: (...sizes: Parameters<typeof layer.emptyCache>) => Array.from({ length: numLayers }, () => layer.emptyCache(...sizes)),
    step(params: StackParameters<DecoderParameters>, x: Tensor, memory: Tensor, caches: Caches, given: MemoryOptions = {}) {
      checkOptions(`${name}.step`, given, memoryOptions)
      checkCaches(name, caches, numLayers)
      const next: AttentionCache[] = []
      const y = through(params, x, (own, z, i) => {
        const [after, cache] = layer.step(own, z, memory, caches[i] as AttentionCache, given)
        next.push(cache)
        return after
      })
      return [y, next] as const
    },
  })
}

type EncoderShapes<Heads extends number, LO, O> = TransformerStackShapes<TransformerEncoderLayerShapes<Heads, LO>, O>
type DecoderShapes<Heads extends number, LO, O> = TransformerStackShapes<TransformerDecoderLayerShapes<Heads, LO>, O>

export interface TransformerEncoder<Heads extends number, LayerOptions, Options>
  extends Layer<EncoderShapes<Heads, LayerOptions, Options>> {
  /** With masks, which every layer gets; and with a key as in training. @param x float32[batch, time, features] */
  encode<B extends number, T extends number, E extends number>(
    params: ParametersOf<EncoderShapes<Heads, LayerOptions, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    options?: AttendOptions,
  ): F32<[B, T, E]>
  /** A cache for each layer. */
  emptyCache<B extends number, C extends number, E extends number>(
    batch: B,
    capacity: C,
    features: E,
  ): readonly AttentionCache<B, Heads, C>[]
  /** The next steps of a sequence, which see the steps before. See `multiHeadAttention.step`. @param x float32[batch, steps, features] */
  step<B extends number, T extends number, E extends number, C extends number>(
    params: ParametersOf<EncoderShapes<Heads, LayerOptions, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    caches: readonly AttentionCache<B, Heads, C>[],
  ): readonly [F32<[B, T, E]>, readonly AttentionCache<B, Heads, C>[]]
}

export interface TransformerDecoder<Heads extends number, LayerOptions, Options> {
  readonly name: string
  /** Fresh parameters. @param input the shape of one example's targets: [time, features] */
  init<const T extends number, const E extends number>(
    key: Key,
    input: readonly [T, E],
  ): ParametersOf<DecoderShapes<Heads, LayerOptions, Options>, [T, E]>
  /** What targets become, given a memory. @param x float32[batch, time, features] @param memory float32[batch, S, features] */
  decode<B extends number, T extends number, S extends number, E extends number>(
    params: ParametersOf<DecoderShapes<Heads, LayerOptions, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    memory: Tensor<readonly [NoInfer<B>, S, NoInfer<E>], 'float32'>,
    options?: DecodeOptions,
  ): F32<[B, T, E]>
  /** A cache for each layer. */
  emptyCache<B extends number, C extends number, E extends number>(
    batch: B,
    capacity: C,
    features: E,
  ): readonly AttentionCache<B, Heads, C>[]
  /** The next steps of the targets. See `multiHeadAttention.step`. @param x float32[batch, steps, features] */
  step<B extends number, T extends number, S extends number, E extends number, C extends number>(
    params: ParametersOf<DecoderShapes<Heads, LayerOptions, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    memory: Tensor<readonly [NoInfer<B>, S, NoInfer<E>], 'float32'>,
    caches: readonly AttentionCache<B, Heads, C>[],
    options?: MemoryOptions,
  ): readonly [F32<[B, T, E]>, readonly AttentionCache<B, Heads, C>[]]
}

/**
 * Encoder layers one after the other. Parameters: layers, a list, and norm { weight, bias } where it is wanted.
 * @param layer what each of them is; parameters are their own
 * @param options `{ norm: true }`, or `{ norm: { eps, bias } }`, for a layer norm at the end, which layers with `normFirst` need
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * const encoder = transformerEncoder(transformerEncoderLayer(8, { normFirst: true }), 6, { norm: true })
 * const memory = encoder.encode(params, x, { keyPaddingMask })
 * ```
 * @source as in PyTorch
 * @deviation from PyTorch: layers begin with numbers of their own, not with copies of one layer's
 */
export const transformerEncoder = <Heads extends number, LO, const O extends TransformerStackOptions = Record<never, never>>(
  layer: TransformerEncoderLayer<Heads, LO>,
  numLayers: number,
  options?: O,
): TransformerEncoder<Heads, LO, O> =>
  // The types say of shapes what the rules compute; the tests hold them against each other.
  encoderRules(layer as unknown as Parameters<typeof encoderRules>[0], numLayers, options) as unknown as TransformerEncoder<Heads, LO, O>

/**
 * Decoder layers one after the other, all of which see the same memory. Parameters: layers, a list, and norm { weight, bias } where it is wanted.
 * @param layer what each of them is; parameters are their own
 * @param options `{ norm: true }`, or `{ norm: { eps, bias } }`, for a layer norm at the end
 * @throws ArgumentError when an option is unknown or out of range
 * @source as in PyTorch
 * @deviation from PyTorch: layers begin with numbers of their own, not with copies of one layer's
 */
export const transformerDecoder = <Heads extends number, LO, const O extends TransformerStackOptions = Record<never, never>>(
  layer: TransformerDecoderLayer<Heads, LO>,
  numLayers: number,
  options?: O,
): TransformerDecoder<Heads, LO, O> =>
  decoderRules(layer as unknown as Parameters<typeof decoderRules>[0], numLayers, options) as unknown as TransformerDecoder<Heads, LO, O>
