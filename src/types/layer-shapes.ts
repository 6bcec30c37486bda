// The shape lambdas of the layers that change shapes. Parameter names and layouts are PyTorch's.

import type { ConvolutionWeight, ConvolveExample, KernelShape, OptionOr, PerAxis, PoolExample } from './convolve.js'
import type { Init, List, Mismatch, Shape, Show, Tail } from './dimension.js'
import type { AsList, LayerShapes, NoParameters, Parameter } from './layer.js'
import type { SizeOf } from './reshape.js'

// `{ bias: false }` leaves the bias out of the tree.
type WithBias<Options, Weight, Bias> = Options extends { readonly bias: false }
  ? { readonly weight: Weight }
  : { readonly weight: Weight; readonly bias: Bias }

// ---- linear ----

export interface LinearOptions {
  readonly bias?: boolean
}

/** linear(features, options): [..., in] to [..., features]. */
export interface LinearShapes<Features extends number, Options = unknown> extends LayerShapes {
  readonly out: this['in'] extends readonly [] ? Mismatch<'linear: input must have an axis, got []'> : LinearOutput<this['in'], Features>
  readonly parameters: LinearParameters<LastSize<this['in']>, Features, Options>
}

type LinearOutput<S, Features> = S extends List ? (number extends S['length'] ? Shape : [...Init<S>, Features]) : never

type LinearParameters<In extends number, Features extends number, Options> = WithBias<
  Options,
  Parameter<[Features, In]>,
  Parameter<[Features]>
>

type LastSize<S> = S extends readonly [...unknown[], infer In extends number] ? In : number

// ---- convolution ----

export interface ConvolutionLayerOptions {
  readonly stride?: PerAxis
  /** Zeros at both ends; 'valid', none; 'same', as many as keep the size, for which the stride must be 1. Default 0. */
  readonly padding?: PerAxis | 'same' | 'valid'
  readonly dilation?: PerAxis
  readonly groups?: number
  readonly bias?: boolean
  /** What the padding is: zeros, or the input going on as in `pad`. Default 'zeros'. */
  readonly paddingMode?: PaddingMode
}

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'

/** What a layer over images expects, for messages. */
interface ExampleLayout {
  1: '[channels,length]'
  2: '[channels,height,width]'
  3: '[channels,depth,height,width]'
}

export type SpatialRank = keyof ExampleLayout

export type WrongLayout<
  Name extends string,
  Rank extends SpatialRank,
  S,
> = Mismatch<`${Name}: input must be ${ExampleLayout[Rank]}, got ${Show<S>}`>

interface UnknownExample {
  1: [number, number]
  2: [number, number, number]
  3: [number, number, number, number]
}

// The shape if it is [channels, ...spatial] with that many spatial axes, else false.
export type SpatialExample<S, Rank extends SpatialRank> = S extends List
  ? number extends S['length']
    ? UnknownExample[Rank]
    : Tail<S>['length'] extends Rank
      ? S
      : false
  : false

/** convNd(outChannels, kernelSize, options): [channels, ...spatial] to [outChannels, ...spatial]. */
export interface ConvolutionShapes<
  Name extends string,
  Rank extends SpatialRank,
  OutChannels extends number,
  Kernel extends PerAxis,
  Options = unknown,
> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? ConvolutionLayerOutput<Name, X, ConvolutionLayerWeight<Name, Rank, X, OutChannels, Kernel, Options>, Options>
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: SpatialExample<this['in'], Rank> extends infer X extends List
    ? ConvolutionParameters<ConvolutionLayerWeight<Name, Rank, X, OutChannels, Kernel, Options>, OutChannels, Options>
    : never
}

type ConvolutionLayerWeight<
  Name extends string,
  Rank extends SpatialRank,
  X,
  OutChannels,
  Kernel extends PerAxis,
  Options,
> = X extends readonly [infer Channels, ...unknown[]]
  ? ConvolutionWeight<Name, Channels, OutChannels, KernelShape<Kernel, Rank>, OptionOr<Options, 'groups', 1>>
  : never

type ConvolutionLayerOutput<Name extends string, X extends List, Weight, Options> = Weight extends List
  ? ConvolveExample<Name, X, Weight, Options>
  : Weight

type ConvolutionParameters<Weight, OutChannels extends number, Options> = Weight extends Shape
  ? WithBias<Options, Parameter<Weight>, Parameter<[OutChannels]>>
  : never

/** conv1d(outChannels, kernelSize, options) */
export type Conv1dShapes<Out extends number, Kernel extends PerAxis, Options = unknown> = ConvolutionShapes<
  'conv1d',
  1,
  Out,
  Kernel,
  Options
>
/** conv2d(outChannels, kernelSize, options) */
export type Conv2dShapes<Out extends number, Kernel extends PerAxis, Options = unknown> = ConvolutionShapes<
  'conv2d',
  2,
  Out,
  Kernel,
  Options
>
/** conv3d(outChannels, kernelSize, options) */
export type Conv3dShapes<Out extends number, Kernel extends PerAxis, Options = unknown> = ConvolutionShapes<
  'conv3d',
  3,
  Out,
  Kernel,
  Options
>

// ---- pooling ----

/** maxPoolNd and avgPoolNd(kernelSize, options), under the name given: [channels, ...spatial] to [channels, ...spatial]. */
export interface PoolShapes<Name extends string, Rank extends SpatialRank, Kernel extends PerAxis, Options = unknown> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? PoolExample<Name, X, Kernel, Options>
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: NoParameters
}

/** Averages all spatial axes away: [channels, ...spatial] to [channels]. */
export interface GlobalPoolShapes extends LayerShapes {
  readonly out: this['in'] extends readonly [infer Channels, ...unknown[]] ? [Channels] : [number]
  readonly parameters: NoParameters
}

// ---- flatten ----

/** flatten: all axes of an example become one. */
export interface FlattenShapes extends LayerShapes {
  readonly out: [SizeOf<AsList<this['in']>>]
  readonly parameters: NoParameters
}
