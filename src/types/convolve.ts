// Sizes of convolutions and pools, for any number of spatial axes.
//
// size = floor((in + 2 padding - dilation (kernel - 1) - 1) / stride) + 1
// With padding 'same' it is ceil(in / stride). With ceilMode the division rounds up, but for a window that would start behind all elements.
//
// Layouts are PyTorch's: x [batch, channels, ...spatial], weight [outChannels, channels / groups, ...kernel].

import type {
  Add,
  AddDigits,
  Digits,
  DivideDigits,
  Multiply,
  MultiplyDigits,
  Negative,
  Quotient,
  Remainder,
  Subtract,
  SubtractDigits,
  ToNumber,
} from './digits.js'
import type { FirstBox, Is, List, Mismatch, NoBox, Shape, Show, ShowBox, ShowNumber, Tail, UnifyBoxes } from './dimension.js'

/** One value for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[]

export interface WindowOptions {
  readonly stride?: PerAxis
  readonly padding?: PerAxis
  readonly dilation?: PerAxis
}

export interface ConvolutionOptions extends WindowOptions {
  readonly groups?: number
}

/** An option's value, or its default where it is not given. */
export type OptionOr<Options, Name extends string, Default> = Name extends keyof Options
  ? Options[Name] extends PerAxis
    ? Options[Name]
    : Default
  : Default

type AtAxis<Value, I> = Value extends List ? (I extends keyof Value ? Value[I] : never) : Value

/** The windows do not fit. A string, because sizes that are `number` would swallow any number. */
type TooLarge = 'too large'

/** The number of places that a window takes along one axis. */
export type WindowSize<In, Kernel, Stride = 1, Padding = 0, Dilation = 1> = number extends In | Kernel | Stride | Padding | Dilation
  ? number
  : SubtractDigits<
        AddDigits<Digits<In>, MultiplyDigits<'2', Digits<Padding>>>,
        AddDigits<MultiplyDigits<Digits<Dilation>, SubtractDigits<Digits<Kernel>, '1'>>, '1'>
      > extends infer Room extends string
    ? Room extends Negative
      ? TooLarge
      : ToNumber<AddDigits<DivideDigits<Room, Digits<Stride>>[0], '1'>>
    : never

/** The same where the division rounds up. */
export type CeilWindowSize<In, Kernel, Stride = 1, Padding = 0, Dilation = 1> = number extends In | Kernel | Stride | Padding | Dilation
  ? number
  : WindowSize<In, Kernel, 1, Padding, Dilation> extends infer Places
    ? Places extends number
      ? Quotient<Subtract<Add<Places, Stride>, 2>, Stride> extends infer Steps
        ? SubtractDigits<MultiplyDigits<Digits<Steps>, Digits<Stride>>, AddDigits<Digits<In>, Digits<Padding>>> extends Negative
          ? Add<Steps, 1>
          : Steps
        : never
      : BeyondWindow<In, Kernel, Stride, Padding, Dilation>
    : never

// A window larger than the padded input is one window, if it reaches beyond by less than a stride.
type BeyondWindow<In, Kernel, Stride, Padding, Dilation> =
  SubtractDigits<
    AddDigits<MultiplyDigits<Digits<Dilation>, SubtractDigits<Digits<Kernel>, '1'>>, '1'>,
    AddDigits<AddDigits<Digits<In>, MultiplyDigits<'2', Digits<Padding>>>, Digits<Stride>>
  > extends Negative
    ? 1
    : TooLarge

type AxisWindows<In, Kernel, Stride, Padding, Dilation, Options> = Options extends { readonly padding: 'same' }
  ? number extends In | Stride
    ? number
    : Quotient<Add<In, Subtract<Stride, 1>>, Stride>
  : Options extends { readonly ceilMode: true }
    ? CeilWindowSize<In, Kernel, Stride, Padding, Dilation>
    : WindowSize<In, Kernel, Stride, Padding, Dilation>

// The sizes of all spatial axes.
type WindowSizes<Spatial, Kernel, Options, DefaultStride> = {
  -readonly [I in keyof Spatial]: AxisWindows<
    Spatial[I],
    AtAxis<Kernel, I>,
    AtAxis<OptionOr<Options, 'stride', DefaultStride>, I>,
    AtAxis<OptionOr<Options, 'padding', 0>, I>,
    AtAxis<OptionOr<Options, 'dilation', 1>, I>,
    Options
  >
}

/** The spatial sizes, or the message when a window does not fit. */
export type Windows<Name extends string, Spatial, Kernel, Options, DefaultStride> =
  WindowSizes<Spatial, Kernel, Options, DefaultStride> extends infer Sizes extends List
    ? TooLarge extends Sizes[number]
      ? Mismatch<`${Name}: kernel ${ShowKernel<Kernel>} is larger than the padded input ${Show<Spatial>}`>
      : Sizes
    : never

type ShowKernel<Kernel> = Kernel extends List ? Show<Kernel> : ShowNumber<Kernel>

// ---- convolution ----

/** The shape of `conv(x, weight, options)`; `Name` is for the message. */
export type Convolution<X extends List, Weight extends List, Options, Name extends string = 'conv'> = number extends X['length']
  ? Shape
  : number extends Weight['length']
    ? Shape
    : X extends readonly [unknown, unknown, ...unknown[]]
      ? X['length'] extends Weight['length']
        ? ConvolveExample<Name, Tail<X>, Weight, Options> extends infer R
          ? R extends List
            ? [...FirstBox<X>, ...R]
            : R
          : never
        : Mismatch<`${Name}: input ${Show<X>} and weight ${Show<Weight>} differ in rank`>
      : Mismatch<`${Name}: input must be [batch,channels,...], got ${Show<X>}`>

/** The same for one example: x is [channels, ...spatial]. */
export type ConvolveExample<Name extends string, X extends List, Weight extends List, Options> =
  UnifyBoxes<FirstBox<X>, InputChannels<Weight, Options>> extends infer Box
    ? Is<Box, NoBox> extends true
      ? WrongChannels<Name, ShowBox<FirstBox<X>>, Show<Weight>, ShowBox<InputChannels<Weight, Options>>>
      : Windows<Name, Tail<X>, Tail<Tail<Weight>>, Options, 1> extends infer Sizes
        ? Sizes extends List
          ? [...FirstBox<Weight>, ...Sizes]
          : Sizes
        : never
    : never

type WrongChannels<
  Name extends string,
  Got extends string,
  Weight extends string,
  Expected extends string,
> = Mismatch<`${Name}: channels must match; input has ${Got}, weight ${Weight} expects ${Expected}`>

// The box of the channels that a weight [out, channels / groups, ...kernel] takes. Without groups, a type parameter survives.
type InputChannels<Weight, Options> =
  OptionOr<Options, 'groups', 1> extends infer Groups
    ? Groups extends 1
      ? FirstBox<Tail<Weight>>
      : FirstBox<Tail<Weight>> extends [infer C]
        ? [Multiply<C, Groups>]
        : never
    : never

/** A kernel size written as one number for all spatial axes, or as one for each. */
export type KernelShape<Kernel extends PerAxis, Rank extends 1 | 2 | 3> = Kernel extends number
  ? { 1: [Kernel]; 2: [Kernel, Kernel]; 3: [Kernel, Kernel, Kernel] }[Rank]
  : { -readonly [I in keyof Kernel]: Kernel[I] }

/** The shape of a convolution's weight, given the input's channels; a message where the groups do not divide the channels. */
export type ConvolutionWeight<Name extends string, Channels, OutChannels, Kernel extends List, Groups> = Groups extends 1
  ? [OutChannels, Channels, ...Kernel]
  : [Remainder<Channels, Groups>, Remainder<OutChannels, Groups>] extends [infer A, infer B]
    ? A | B extends 0
      ? [OutChannels, Quotient<Channels, Groups>, ...Kernel]
      : number extends A | B
        ? [OutChannels, Quotient<Channels, Groups>, ...Kernel]
        : Mismatch<`${Name}: ${ShowNumber<Groups>} groups must divide channels ${ShowNumber<Channels>} and ${ShowNumber<OutChannels>}`>
    : never

// ---- pooling ----

/** The shape of a pool over x [batch, channels, ...spatial]. The stride is the kernel size unless given, as in PyTorch. */
export type Pool<X extends List, Kernel extends PerAxis, Options, Name extends string = 'pool'> = number extends X['length']
  ? Shape
  : X extends readonly [unknown, unknown, unknown, ...unknown[]]
    ? PoolExample<Name, Tail<X>, Kernel, Options> extends infer R
      ? R extends List
        ? [...FirstBox<X>, ...R]
        : R
      : never
    : Mismatch<`${Name}: input must be [batch,channels,...], got ${Show<X>}`>

/** The same for one example: x is [channels, ...spatial]. */
export type PoolExample<Name extends string, X extends List, Kernel extends PerAxis, Options> =
  Windows<Name, Tail<X>, Kernel, Options, Kernel> extends infer Sizes ? (Sizes extends List ? [...FirstBox<X>, ...Sizes] : Sizes) : never
