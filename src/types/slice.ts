// Basic indexing, one entry an axis: an index drops its axis, a range shortens it, `null` adds an axis, `'...'` stands for the axes that
// the other entries do not name. Axes without an entry are kept whole.
// Bounds count from the end when negative. Bounds beyond the axis are an error, not cut off as in NumPy.

import type { AddDigits, Digits, DivideDigits, Negative, SubtractDigits, ToNumber } from './digits.js'
import type { FirstBox, List, Mismatch, Shape, Show, ShowNumber, Tail } from './dimension.js'

/**
 * An index; or a range, `[]` (all), `[start]`, `[start, stop]`, `[start, stop, step]`, where `null` is the end that the step comes from or
 * goes to, and a negative step goes backwards; or `null`, a new axis of size 1; or `'...'`, all axes not named.
 */
export type SliceEntry =
  | number
  | null
  | '...'
  | readonly []
  | readonly [start: number | null]
  | readonly [start: number | null, stop: number | null]
  | readonly [start: number | null, stop: number | null, step: number]

/** The shape of `slice(x, ...entries)`. */
export type Slice<S extends List, Entries extends List, Name extends string = 'slice'> = number extends S['length']
  ? Shape
  : number extends Entries['length']
    ? Shape
    : SliceAxes<S, Entries, S, Name, [], []>

// `Axis` counts the axes that are done.
type SliceAxes<S, Entries, Whole, Name extends string, Axis extends List, Done extends List> = Entries extends readonly [
  infer Entry,
  ...infer Rest,
]
  ? Entry extends null
    ? SliceAxes<S, Rest, Whole, Name, Axis, [...Done, 1]>
    : Entry extends '...'
      ? SkipAxes<S, Rest, Whole, Name, Axis, Done, Consuming<Rest>>
      : S extends readonly []
        ? TooMany<Whole, Name>
        : SliceAxis<FirstBox<S>, Entry> extends infer R
          ? R extends List
            ? SliceAxes<Tail<S>, Rest, Whole, Name, [...Axis, unknown], [...Done, ...R]>
            : OutOfRange<R, Axis, Whole, Name>
          : never
  : S extends List
    ? [...Done, ...S]
    : never

// The ellipsis takes the axes that the entries after it leave.
type SkipAxes<S, Entries, Whole, Name extends string, Axis extends List, Done extends List, Wanted extends List> = S extends List
  ? S['length'] extends Wanted['length']
    ? SliceAxes<S, Entries, Whole, Name, Axis, Done>
    : S extends readonly []
      ? TooMany<Whole, Name>
      : SkipAxes<Tail<S>, Entries, Whole, Name, [...Axis, unknown], [...Done, ...FirstBox<S>], Wanted>
  : never

/** The entries that an axis belongs to. */
export type Consuming<Entries, Done extends List = []> = Entries extends readonly [infer Entry, ...infer Rest]
  ? Consuming<Rest, Entry extends null ? Done : [...Done, unknown]>
  : Done

export type TooMany<Whole, Name extends string> = Mismatch<`${Name}: more entries than axes in ${Show<Whole>}`>

export type OutOfRange<
  Bound,
  Axis extends List,
  Whole,
  Name extends string,
> = Mismatch<`${Name}: ${ShowNumber<Bound>} is out of range for axis ${Axis['length'] & number} of ${Show<Whole>}`>

/** The boxes that one axis leaves (none for an index), or the bound that is out of range. */
export type SliceAxis<Box, Entry> = Entry extends number
  ? number extends Entry
    ? []
    : Bound<Box, Entry, '1'> extends infer At
      ? At extends Negative
        ? Entry
        : []
      : never
  : Entry extends readonly []
    ? Box
    : Entry extends readonly [infer Start]
      ? SliceRange<Box, Start, null, 1>
      : Entry extends readonly [infer Start, infer Stop]
        ? SliceRange<Box, Start, Stop, 1>
        : Entry extends readonly [infer Start, infer Stop, infer Step]
          ? SliceRange<Box, Start, Stop, Step>
          : [number]

type SliceRange<Box, Start, Stop, Step> = number extends Start | Stop | Step
  ? [number]
  : Digits<Step> extends `-${infer Back}`
    ? Backward<Box, Start, Stop, Back>
    : Forward<Box, Start extends null ? 0 : Start, Stop, Digits<Step>>

type Forward<Box, Start, Stop, Step extends string> = [Bound<Box, Start, '0'>, StopBound<Box, Stop>] extends [
  infer From extends string,
  infer To extends string,
]
  ? From extends Negative
    ? Start
    : To extends Negative
      ? Stop
      : Unknown extends From | To
        ? [number]
        : [RangeSize<SubtractDigits<To, From>, Step>]
  : never

type StopBound<Box, Stop> = Stop extends null
  ? Box extends [infer Size]
    ? number extends Size
      ? Unknown
      : Digits<Size>
    : never
  : Bound<Box, Stop, '0'>

// From the start, or the last element, down to the one after the stop, or to the first.
type Backward<Box, Start, Stop, Step extends string> = Box extends [infer Size]
  ? number extends Size
    ? [number]
    : [
          Start extends null ? SubtractDigits<Digits<Size>, '1'> : Bound<Box, Start, '1'>,
          Stop extends null ? '0' : Bound<Box, Stop, '0'>,
        ] extends [infer From extends string, infer To extends string]
      ? From extends Negative
        ? Start extends null
          ? [0]
          : Start
        : To extends Negative
          ? Stop
          : [RangeSize<Stop extends null ? AddDigits<From, '1'> : SubtractDigits<From, To>, Step>]
      : never
  : never

type RangeSize<Span extends string, Step extends string> = Span extends Negative
  ? 0
  : SubtractDigits<AddDigits<Span, Step>, '1'> extends infer Padded extends string
    ? ToNumber<DivideDigits<Padded, Step>[0]>
    : never

type Unknown = '?'

// A bound as digits, counted from the front: Unknown where it counts from the end of an unknown size, Negative where it is out of range.
// `Margin` more places must follow it: 1 after an index, 0 after the end of a range.
type Bound<Box, At, Margin extends string> = Box extends [infer Size]
  ? Digits<At> extends `-${infer FromEnd}`
    ? number extends Size
      ? Unknown
      : SubtractDigits<Digits<Size>, FromEnd>
    : number extends Size
      ? Digits<At>
      : SubtractDigits<Digits<Size>, AddDigits<Digits<At>, Margin>> extends Negative
        ? Negative
        : Digits<At>
  : never
