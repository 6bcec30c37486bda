// The shape lambdas of recurrent layers: an example is [time, features]. Parameter names and layouts are PyTorch's: `weight_ih_l0`, `weight_hh_l1_reverse`.

import type { Multiply } from './digits.js'
import type { FirstBox, List, Mismatch, Shape, Show } from './dimension.js'
import type { LayerShapes, Parameter } from './layer.js'

/** Blocks of rows in the weights, one a gate. */
interface GateCounts {
  rnn: 1
  lstm: 4
  gru: 3
}

export type RecurrentKindName = keyof GateCounts

/** Whether the whole sequence is wanted, or what is known at its end. */
export type RecurrentOutputs = 'sequence' | 'last'

export interface RecurrentOptions {
  /** Layers one on the other. Default 1. */
  readonly numLayers?: number
  /** A second net that reads from the end; its outputs stand behind the first's. Default false. */
  readonly bidirectional?: boolean
  /** Default true. */
  readonly bias?: boolean
  /** The rate of dropout between layers, in training. Default 0. */
  readonly dropout?: number
  /** What the layer gives: each step's output, or the hidden state at the end of the sequence (of both directions, each at its own end). Default `sequence`. */
  readonly output?: RecurrentOutputs
}

export interface RnnOptions extends RecurrentOptions {
  /** Default `tanh`. */
  readonly nonlinearity?: 'tanh' | 'relu'
}

export interface LstmOptions extends RecurrentOptions {
  /** The size that hidden states are projected to by a matrix; 0 for none. Default 0. */
  readonly projSize?: number
}

/** lstm(hiddenSize, options), rnn and gru: [time, in] to [time, out], or to [out]. */
export interface RecurrentShapes<Kind extends RecurrentKindName, Hidden extends number, Options = unknown> extends LayerShapes {
  readonly out: SequenceExample<this['in']> extends infer X extends List
    ? SequenceOutput<X, RecurrentFeatures<Hidden, Options>, Options>
    : Mismatch<`${Kind}: input must be [time,features], got ${Show<this['in']>}`>
  readonly parameters: SequenceExample<this['in']> extends readonly [unknown, infer In extends number]
    ? RecurrentParameters<Multiply<GateCounts[Kind], Hidden>, Hidden, In, Options>
    : never
}

// The shape if it is [time, features], else false.
type SequenceExample<S> = S extends List
  ? number extends S['length']
    ? [number, number]
    : S extends readonly [unknown, unknown]
      ? S
      : false
  : false

type SequenceOutput<X extends List, Features extends number, Options> = Options extends { readonly output: infer Output }
  ? Output extends 'last'
    ? [Features]
    : 'last' extends Output
      ? Shape
      : [...FirstBox<X>, Features]
  : [...FirstBox<X>, Features]

type Directions<Options> = Options extends { readonly bidirectional: infer Both }
  ? Both extends true
    ? 2
    : true extends Both
      ? number
      : 1
  : 1

type LayerCount<Options> = Options extends { readonly numLayers: infer N extends number } ? N : 1

/** The size of a hidden state: the projection's, where there is one. */
export type HiddenOut<Hidden extends number, Options> = Options extends { readonly projSize: infer P extends number }
  ? P extends 0
    ? Hidden
    : P
  : Hidden

/** The features of one step's output: both directions' hidden states. */
export type RecurrentFeatures<Hidden extends number, Options> = Multiply<Directions<Options>, HiddenOut<Hidden, Options>>

/** How many states there are of each kind: one for each layer and direction. */
export type StateCount<Options> = Multiply<Directions<Options>, LayerCount<Options>>

type RecurrentParameters<Rows extends number, Hidden extends number, In extends number, Options> = {
  readonly [Name in ParameterName<Options>]: Parameter<ParameterShape<Name, Rows, Hidden, In, Options>>
}

type ParameterName<Options> = `${ParameterPrefix<Options>}_${Place<Options>}`

type ParameterPrefix<Options> = 'weight_ih' | 'weight_hh' | BiasNames<Options> | ProjectionName<Options>

type BiasNames<Options> = Options extends { readonly bias: false } ? never : 'bias_ih' | 'bias_hh'

type ProjectionName<Options> = Options extends { readonly projSize: infer P } ? (P extends 0 ? never : 'weight_hr') : never

// `l0`, `l0_reverse`, `l1`, …
type Place<Options> = `l${LayerIndex<LayerCount<Options>>}${Options extends { readonly bidirectional: true } ? '' | '_reverse' : ''}`

// A count that is none is refused when it runs.
type LayerIndex<Count extends number, Done extends List = []> = `${Count}` extends
  | `-${string}`
  | `${string}.${string}`
  | `${number}e${string}`
  ? number
  : number extends Count
    ? number
    : Done['length'] extends Count
      ? never
      : Done['length'] | LayerIndex<Count, [...Done, unknown]>

type ParameterShape<Name, Rows extends number, Hidden extends number, In extends number, Options> = Name extends `bias_${string}`
  ? [Rows]
  : Name extends `weight_hr_${string}`
    ? [HiddenOut<Hidden, Options>, Hidden]
    : Name extends `weight_hh_${string}`
      ? [Rows, HiddenOut<Hidden, Options>]
      : Name extends 'weight_ih_l0' | 'weight_ih_l0_reverse'
        ? [Rows, In]
        : [Rows, RecurrentFeatures<Hidden, Options>]

// ---- cells ----

export interface CellOptions {
  /** Default true. */
  readonly bias?: boolean
}

/** The parameters of a cell: those of a layer, without a place in their names. */
export type CellParameters<Kind extends RecurrentKindName, Hidden extends number, In extends number, Options> = CellRecord<
  Multiply<GateCounts[Kind], Hidden>,
  Hidden,
  In,
  Options
>

type CellRecord<Rows extends number, Hidden extends number, In extends number, Options> = {
  readonly [Name in 'weight_ih' | 'weight_hh' | BiasNames<Options>]: Parameter<
    Name extends 'weight_ih' ? [Rows, In] : Name extends 'weight_hh' ? [Rows, Hidden] : [Rows]
  >
}
