// The shape lambdas of transformer layers: [time, features] to the same. Parameter names are PyTorch's.

import type { HeadsFit, MultiHeadAttentionParameters } from './attention-shapes.js'
import type { List, Mismatch, Show } from './dimension.js'
import type { LayerOutput, LayerParameters, LayerShapes, Parameter } from './layer.js'

export interface TransformerLayerOptions {
  /** The features between the two maps of the feed-forward net. Default 2048. */
  readonly dimFeedforward?: number
  /** The rate of dropout of attention weights, of what attention gives, and within and after the feed-forward net, in training. Default 0.1. */
  readonly dropout?: number
  /** Default `relu`. */
  readonly activation?: 'relu' | 'gelu'
  /** Added to the variance in layer norms. Default 1e-5. */
  readonly layerNormEps?: number
  /** Norms ahead of attention and feed-forward net, within the residual branch, not after it is added. Default false. */
  readonly normFirst?: boolean
  /** Of all maps and norms. Default true. */
  readonly bias?: boolean
}

/** transformerEncoderLayer(numHeads, options). */
export interface TransformerEncoderLayerShapes<Heads extends number, Options = unknown> extends LayerShapes {
  readonly out: SequenceOfHeads<this['in'], Heads, 'transformerEncoderLayer'>
  readonly parameters: EncoderLayerParameters<FeaturesOf<this['in']>, Options>
}

/** transformerDecoderLayer(numHeads, options), of one example's targets. */
export interface TransformerDecoderLayerShapes<Heads extends number, Options = unknown> extends LayerShapes {
  readonly out: SequenceOfHeads<this['in'], Heads, 'transformerDecoderLayer'>
  readonly parameters: DecoderLayerParameters<FeaturesOf<this['in']>, Options>
}

type FeaturesOf<S> = S extends readonly [unknown, infer E extends number] ? E : number

type SequenceOfHeads<S, Heads extends number, Name extends string> = S extends readonly [unknown, infer E extends number]
  ? HeadsFit<E, Heads, Name, S>
  : number extends (S & List)['length']
    ? [number, number]
    : Mismatch<`${Name}: input must be [time,features], got ${Show<S>}`>

type Hidden<Options> = Options extends { readonly dimFeedforward: infer F extends number } ? F : 2048

type Bias<Options, S extends readonly number[]> = Options extends { readonly bias: false } ? unknown : { readonly bias: Parameter<S> }

type Flat<T> = { [Name in keyof T]: T[Name] }

type Affine<Out extends number, In extends number, Options> = Flat<{ readonly weight: Parameter<[Out, In]> } & Bias<Options, [Out]>>
type Norm<E extends number, Options> = Flat<{ readonly weight: Parameter<[E]> } & Bias<Options, [E]>>
type Attention<E extends number, Options> = MultiHeadAttentionParameters<
  E,
  Options extends { readonly bias: false } ? { readonly bias: false } : unknown
>

interface EncoderLayerParameters<E extends number, Options> {
  readonly self_attn: Attention<E, Options>
  readonly linear1: Affine<Hidden<Options>, E, Options>
  readonly linear2: Affine<E, Hidden<Options>, Options>
  readonly norm1: Norm<E, Options>
  readonly norm2: Norm<E, Options>
}

interface DecoderLayerParameters<E extends number, Options> extends EncoderLayerParameters<E, Options> {
  readonly multihead_attn: Attention<E, Options>
  readonly norm3: Norm<E, Options>
}

export interface TransformerStackOptions {
  /** A layer norm at the end. Default false. */
  readonly norm?: boolean | FinalNorm
}

/** The layer norm at the end of a stack. */
export interface FinalNorm {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number
  /** Default true. */
  readonly bias?: boolean
}

/** transformerEncoder(layer, numLayers, options), and of decoders: what one layer makes of shapes; parameters of each, and of the norm at the end. */
export interface TransformerStackShapes<F extends LayerShapes, Options = unknown> extends LayerShapes {
  readonly out: LayerOutput<F, this['in']>
  readonly parameters: StackParameters<F, this['in'], Options>
}

type StackParameters<F extends LayerShapes, S, Options> = Flat<
  { readonly layers: readonly LayerParameters<F, S>[] } & (Options extends { readonly norm: infer N extends true | FinalNorm }
    ? { readonly norm: Norm<FeaturesOf<S>, N> }
    : unknown)
>
