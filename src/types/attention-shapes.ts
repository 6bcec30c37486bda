// The shapes of attention: queries [..., L, E], keys [..., S, E], values [..., S, V], scores [..., L, S].

import type { Add, Multiply, Remainder } from './digits.js'
import type { FirstBox, Init, LastBox, List, Mismatch, Shape, Show } from './dimension.js'
import type { LayerShapes, Parameter } from './layer.js'
import type { MatMul } from './matmul.js'

/** The scores of queries for keys. */
export type AttentionScores<Q extends List, K extends List> = number extends K['length']
  ? Shape
  : K extends readonly [...unknown[], unknown, unknown]
    ? MatMul<Q, [...Init<Init<K>>, ...LastBox<K>, ...LastBox<Init<K>>]>
    : Mismatch<`scaledDotProductAttention: keys must be [...,length,features], got ${Show<K>}`>

/** What attention gives: values, one for each query. */
export type AttentionResult<Q extends List, K extends List, V extends List> =
  AttentionScores<Q, K> extends infer Scores extends List ? MatMul<Scores, V> : Shape

export interface MultiHeadAttentionOptions {
  /** The rate of dropout of weights, in training. Default 0. */
  readonly dropout?: number
  /** Default true. */
  readonly bias?: boolean
  /** The features of keys, where they are not those of queries. */
  readonly kdim?: number
  /** The features of values, where they are not those of queries. */
  readonly vdim?: number
  /** Whether a learned key and value stand behind those of every sequence. Default false. */
  readonly addBiasKv?: boolean
  /** Whether a key and a value of zeros do, so that queries may look at nothing. Default false. */
  readonly addZeroAttn?: boolean
}

/** How many keys there are, those that are added with them. */
export type AttendedKeys<S, Options> = Options extends { readonly addBiasKv: true } ? ZeroToo<Add<S, 1>, Options> : ZeroToo<S, Options>
type ZeroToo<S, Options> = (Options extends { readonly addZeroAttn: true } ? Add<S, 1> : S) extends infer N extends number ? N : never

/** multiHeadAttention(numHeads, options) of a sequence to itself: [time, features] to the same. */
export interface MultiHeadAttentionShapes<Heads extends number, Options = unknown> extends LayerShapes {
  readonly out: this['in'] extends readonly [unknown, infer E extends number]
    ? HeadsFit<E, Heads, 'multiHeadAttention', this['in']>
    : number extends (this['in'] & List)['length']
      ? [number, number]
      : Mismatch<`multiHeadAttention: input must be [time,features], got ${Show<this['in']>}`>
  readonly parameters: MultiHeadAttentionParameters<this['in'] extends readonly [unknown, infer E extends number] ? E : number, Options>
}

/** The shape, if the heads divide its features. */
export type HeadsFit<E extends number, Heads extends number, Name extends string, S> = number extends E | Heads
  ? S
  : Remainder<E, Heads> extends 0
    ? S extends List
      ? [...FirstBox<S>, E]
      : never
    : Mismatch<`${Name}: ${Heads} heads must divide the features, got ${Show<S>}`>

/** The parameters of multi-head attention over E features, under PyTorch's names. */
export type MultiHeadAttentionParameters<E extends number, Options> = InputProjections<E, Options> &
  (Options extends { readonly addBiasKv: true }
    ? { readonly bias_k: Parameter<[1, 1, E]>; readonly bias_v: Parameter<[1, 1, E]> }
    : unknown) &
  (Options extends { readonly bias: false }
    ? { readonly out_proj: { readonly weight: Parameter<[E, E]> } }
    : {
        readonly in_proj_bias: Parameter<[Multiply<3, E>]>
        readonly out_proj: { readonly weight: Parameter<[E, E]>; readonly bias: Parameter<[E]> }
      }) extends infer P
  ? { [Name in keyof P]: P[Name] }
  : never

type Features<Options, Name extends string, E> = Options extends { readonly [K in Name]: infer F extends number } ? F : E

type OtherFeatures<E extends number, Options> = number extends E
  ? Options extends { readonly kdim: number } | { readonly vdim: number }
    ? true
    : false
  : [Features<Options, 'kdim', E>, Features<Options, 'vdim', E>] extends [E, E]
    ? false
    : true

type InputProjections<E extends number, Options> =
  OtherFeatures<E, Options> extends true
    ? {
        readonly q_proj_weight: Parameter<[E, E]>
        readonly k_proj_weight: Parameter<[E, Features<Options, 'kdim', E>]>
        readonly v_proj_weight: Parameter<[E, Features<Options, 'vdim', E>]>
      }
    : { readonly in_proj_weight: Parameter<[Multiply<3, E>, E]> }

/** learnedPositions(positions): [time, features] to the same, of at most as many places. */
export interface LearnedPositionsShapes<Positions extends number> extends LayerShapes {
  readonly out: this['in'] extends readonly [unknown, unknown]
    ? this['in']
    : number extends (this['in'] & List)['length']
      ? [number, number]
      : Mismatch<`learnedPositions: input must be [time,features], got ${Show<this['in']>}`>
  readonly parameters: PositionsParameters<Positions, this['in']>
}

interface PositionsParameters<Positions extends number, S> {
  readonly weight: Parameter<[Positions, S extends readonly [unknown, infer E extends number] ? E : number]>
}
