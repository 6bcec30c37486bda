// Basic indexing, one entry an axis: an index drops its axis, a range shortens it. Axes without an entry are kept whole.
// Bounds count from the end when negative. Bounds beyond the axis are an error, not cut off as in NumPy.

import type { AddDigits, Digits, DivideDigits, Negative, SubtractDigits, ToNumber } from './digits.js'
import type { FirstBox, List, Mismatch, Shape, Show, ShowNumber, Tail } from './dimension.js'

/** An index, or `[]` (all), `[start]`, `[start, stop]`, `[start, stop, step]` with a positive step. */
export type SliceEntry =
  | number
  | readonly []
  | readonly [start: number]
  | readonly [start: number, stop: number]
  | readonly [start: number, stop: number, step: number]

/** The shape of `slice(x, ...entries)`. */
export type Slice<S extends List, Entries extends List> = number extends S['length']
  ? Shape
  : number extends Entries['length']
    ? Shape
    : SliceAxes<S, Entries, S, [], []>

// `Axis` counts the axes that are done.
type SliceAxes<S, Entries, Whole, Axis extends List, Done extends List> = Entries extends readonly [infer Entry, ...infer Rest]
  ? S extends readonly []
    ? Mismatch<`slice: more entries than axes in ${Show<Whole>}`>
    : SliceAxis<FirstBox<S>, Entry> extends infer R
      ? R extends List
        ? SliceAxes<Tail<S>, Rest, Whole, [...Axis, unknown], [...Done, ...R]>
        : Mismatch<`slice: ${ShowNumber<R>} is out of range for axis ${Axis['length'] & number} of ${Show<Whole>}`>
      : never
  : S extends List
    ? [...Done, ...S]
    : never

// The boxes that one axis leaves (none for an index), or the bound that is out of range.
type SliceAxis<Box, Entry> = Entry extends number
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
      ? SliceToEnd<Box, Start>
      : Entry extends readonly [infer Start, infer Stop]
        ? SliceRange<Box, Start, Stop, 1>
        : Entry extends readonly [infer Start, infer Stop, infer Step]
          ? SliceRange<Box, Start, Stop, Step>
          : [number]

type SliceToEnd<Box, Start> = Box extends [infer Size] ? (number extends Size ? [number] : SliceRange<Box, Start, Size, 1>) : never

type SliceRange<Box, Start, Stop, Step> = number extends Start | Stop | Step
  ? [number]
  : [Bound<Box, Start, '0'>, Bound<Box, Stop, '0'>] extends [infer From extends string, infer To extends string]
    ? From extends Negative
      ? Start
      : To extends Negative
        ? Stop
        : Unknown extends From | To
          ? [number]
          : [RangeSize<SubtractDigits<To, From>, Digits<Step>>]
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
