// Operations that name axes: reductions, transposition, squeeze and expandDims. Axes count from the end when negative.
// Rank is at most 8 here; the tables below end there.

import type { FirstBox, Is, List, Mismatch, Shape, Show, ShowNumber, Tail } from './dimension.js'

// AxisFromEnd[rank][k] is the axis that -1 - k names.
interface AxisFromEnd {
  1: [0]
  2: [1, 0]
  3: [2, 1, 0]
  4: [3, 2, 1, 0]
  5: [4, 3, 2, 1, 0]
  6: [5, 4, 3, 2, 1, 0]
  7: [6, 5, 4, 3, 2, 1, 0]
  8: [7, 6, 5, 4, 3, 2, 1, 0]
}

// The place as a string: a tuple has the key '3' only if it is that long, but every array has the key 3.
interface PlaceFromEnd {
  '-1': '0'
  '-2': '1'
  '-3': '2'
  '-4': '3'
  '-5': '4'
  '-6': '5'
  '-7': '6'
  '-8': '7'
}

/** All axes of a rank, as a union. */
export type AllAxes<Rank> = Rank extends keyof AxisFromEnd ? AxisFromEnd[Rank][number] : never

/** The axis counted from the front; never where it is out of range. A union of axes gives a union. */
export type NormalizeAxis<Rank, Axis> = Axis extends number
  ? Rank extends keyof AxisFromEnd
    ? `${Axis}` extends keyof PlaceFromEnd
      ? PlaceFromEnd[`${Axis}`] extends keyof AxisFromEnd[Rank]
        ? AxisFromEnd[Rank][PlaceFromEnd[`${Axis}`]]
        : never
      : Axis extends AxisFromEnd[Rank][number]
        ? Axis
        : never
    : never
  : never

// Those of a union of axes that are out of range.
type AxesOutOfRange<Rank, Axis> = Axis extends unknown ? ([NormalizeAxis<Rank, Axis>] extends [never] ? Axis : never) : never

export type AxisOutOfRange<S, Axis> = Mismatch<`axis ${ShowNumber<Axis>} is out of range for ${Show<S>}`>

/** The size of one axis; `axis` counts from the front. */
export type SizeAt<S, Axis> = S[Axis & keyof S]

/** The same in its box. */
export type BoxAt<S, Axis, Place extends List = []> = S extends readonly []
  ? never
  : Place['length'] extends Axis
    ? FirstBox<S>
    : BoxAt<Tail<S>, Axis, [...Place, unknown]>

/** The shape with one size replaced; `axis` counts from the front. */
export type ReplaceAt<S, Axis, Size> = { -readonly [I in keyof S]: I extends `${Axis & number}` ? Size : S[I] }

/** The shape with boxes inserted before an axis, which counts from the front. */
export type InsertAt<S extends List, Axis, Boxes extends List, Done extends List = []> = Done['length'] extends Axis
  ? [...Done, ...Boxes, ...S]
  : S extends readonly []
    ? never
    : InsertAt<Tail<S>, Axis, Boxes, [...Done, ...FirstBox<S>]>

/** The shape with each of a union of axes replaced by the given boxes: none to drop the axis, `[1]` to keep it. */
export type ReplaceAxes<S extends List, Axes, Boxes extends List, Place extends List = [], Done extends List = []> = S extends readonly []
  ? Done
  : ReplaceAxes<Tail<S>, Axes, Boxes, [...Place, unknown], Place['length'] extends Axes ? [...Done, ...Boxes] : [...Done, ...FirstBox<S>]>

// ---- reductions ----

/** What `axis` of a reduction may be: one, several, or all of them. */
export type ReductionAxis = number | readonly number[] | undefined

/** The shape of `sum(x, axis, { keepDims })`. */
export type Reduce<S extends List, Axis, KeepDims extends boolean = false> = number extends S['length']
  ? Axis extends undefined
    ? KeepDims extends true
      ? Shape
      : []
    : Shape
  : Axis extends undefined
    ? KeepDims extends true
      ? { -readonly [I in keyof S]: 1 }
      : []
    : Axis extends List
      ? ReduceAxes<S, Axis[number], KeepDims>
      : ReduceAxes<S, Axis, KeepDims>

type ReduceAxes<S extends List, Axes, KeepDims extends boolean> = number extends Axes
  ? Shape
  : [AxesOutOfRange<S['length'], Axes>] extends [never]
    ? ReplaceAxes<S, NormalizeAxis<S['length'], Axes>, KeepDims extends true ? [1] : []>
    : AxisOutOfRange<S, AxesOutOfRange<S['length'], Axes>>

// ---- transposition ----

/** The shape of `transpose(x, axes)`: axis i of the result is `axes[i]` of x. */
export type Permute<S extends List, Axes extends List> = number extends S['length']
  ? Shape
  : number extends Axes['length']
    ? Shape
    : Axes['length'] extends S['length']
      ? [Exclude<AllAxes<S['length']>, NormalizeAxis<S['length'], Axes[number]>>] extends [never]
        ? { -readonly [I in keyof Axes]: SizeAt<S, NormalizeAxis<S['length'], Axes[I]>> }
        : NotAPermutation<S, Axes>
      : NotAPermutation<S, Axes>

type NotAPermutation<S, Axes> = Mismatch<`transpose: ${Show<Axes>} is not a permutation of the axes of ${Show<S>}`>

/** The shape of `transpose(x)`: all axes in reverse order. */
export type ReverseAxes<S extends List, Done extends List = []> = number extends S['length']
  ? Shape
  : S extends readonly []
    ? Done
    : ReverseAxes<Tail<S>, [...FirstBox<S>, ...Done]>

/** The shape of `x.t()`: the last two axes exchanged. */
export type MatrixTranspose<S extends List> = number extends S['length']
  ? Shape
  : S extends readonly [unknown, unknown, ...unknown[]]
    ? SwapAxes<[...S], -1, -2>
    : Mismatch<`t: needs a matrix, got ${Show<S>}`>

/** The shape of `swapAxes(x, a, b)`. */
export type SwapAxes<S extends List, A, B> = number extends S['length']
  ? Shape
  : [AxesOutOfRange<S['length'], A | B>] extends [never]
    ? Exchange<S, NormalizeAxis<S['length'], A>, NormalizeAxis<S['length'], B>>
    : AxisOutOfRange<S, AxesOutOfRange<S['length'], A | B>>

type Exchange<S extends List, A, B> = {
  -readonly [I in keyof S]: I extends `${A & number}` ? SizeAt<S, B> : I extends `${B & number}` ? SizeAt<S, A> : S[I]
}

// ---- axes of size 1 ----

/** The shape of `squeeze(x, axis)`: one axis, several, or all of size 1. */
export type Squeeze<S extends List, Axis> = number extends S['length']
  ? Shape
  : Axis extends undefined
    ? SqueezeOnes<S>
    : Axis extends List
      ? SqueezeEach<S, Axis, Axis>
      : SqueezeOne<S, Axis>

type SqueezeOne<S extends List, Axis> = number extends Axis
  ? Shape
  : NormalizeAxis<S['length'], Axis> extends infer A
    ? [A] extends [never]
      ? AxisOutOfRange<S, Axis>
      : BoxAt<S, A> extends infer Box
        ? Is<Box, [1]> extends true
          ? ReplaceAxes<S, A, []>
          : Is<Box, [number]> extends true
            ? ReplaceAxes<S, A, []>
            : Mismatch<`squeeze: axis ${ShowNumber<Axis>} of ${Show<S>} is not of size 1`>
        : never
    : never

// Whether an unknown size is 1 is not known, and so neither is the rank.
type SqueezeOnes<S, Done extends List = []> = S extends readonly []
  ? Done
  : Is<FirstBox<S>, [number]> extends true
    ? Shape
    : SqueezeOnes<Tail<S>, Is<FirstBox<S>, [1]> extends true ? Done : [...Done, ...FirstBox<S>]>

type SqueezeEach<S extends List, Axes extends List, Left> = Left extends readonly [infer Axis, ...infer Rest]
  ? SqueezeOne<S, Axis> extends infer R
    ? R extends List
      ? SqueezeEach<S, Axes, Rest>
      : R
    : never
  : number extends Axes['length'] | Axes[number]
    ? Shape
    : ReplaceAxes<S, NormalizeAxis<S['length'], Axes[number]>, []>

/** The shape of `expandDims(x, axis)`; the axis, or several, count in the result. */
export type ExpandDims<S extends List, Axis> = number extends S['length']
  ? Shape
  : Axis extends List
    ? number extends Axis['length'] | Axis[number]
      ? Shape
      : [...S, ...Axis]['length'] extends infer Rank
        ? [AxesOutOfRange<Rank, Axis[number]>] extends [never]
          ? InsertOnes<S, NormalizeAxis<Rank, Axis[number]>>
          : ExpandOutOfRange<S, AxesOutOfRange<Rank, Axis[number]>, Axis['length']>
        : never
    : number extends Axis
      ? Shape
      : NormalizeAxis<[...S, 1]['length'], Axis> extends infer A
        ? [A] extends [never]
          ? ExpandOutOfRange<S, Axis, 1>
          : InsertAt<S, A, [1]>
        : never

type ExpandOutOfRange<S, Axis, More> = Mismatch<`expandDims: axis ${ShowNumber<Axis>} is out of range for ${Show<S>} with ${More extends 1
  ? 'one axis'
  : `${More & number} axes`} more`>

// Ones at the places given, the sizes of S in order between them.
type InsertOnes<S, Axes, Done extends List = []> = Done['length'] extends Axes
  ? InsertOnes<S, Axes, [...Done, 1]>
  : S extends readonly []
    ? Done
    : InsertOnes<Tail<S>, Axes, [...Done, ...FirstBox<S>]>
