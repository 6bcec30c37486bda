// Indexing by everything that NumPy takes: beside basic entries, tensors of integers, whose shapes broadcast and whose axes stand where the
// first of them was, or in front where an entry of another kind stands between them; and masks, whose count nobody knows before.

import type { Broadcast } from './broadcast.js'
import type { FirstBox, List, Shape, Tail } from './dimension.js'
import type { IntDType } from './promote.js'
import type { Consuming, OutOfRange, Slice, SliceAxis, SliceEntry, TooMany } from './slice.js'
import type { TensorLike } from './tensor-like.js'

/** A basic entry; a tensor of integers, positions along its axis; or a mask over as many axes as it has. */
export type IndexEntry = SliceEntry | TensorLike<Shape, IntDType | 'bool'>

/** The shape of `at(x, ...entries).get()`. */
export type Index<S extends List, Entries extends List> = number extends S['length']
  ? Shape
  : number extends Entries['length']
    ? Shape
    : [Extract<Entries[number], TensorLike>] extends [never]
      ? Slice<S, Entries, 'at'>
      : 'bool' extends Extract<Entries[number], TensorLike>['dtype']
        ? Masked<S, Entries>
        : Arrays<S, Entries, S, [], [], [], [], 'before'>

type Masked<S extends List, Entries> = Entries extends readonly [TensorLike<infer M>]
  ? number extends M['length']
    ? Shape
    : S extends readonly [...TakeAs<M, S>, ...infer Rest]
      ? [number, ...Rest]
      : Shape
  : Shape

// As many elements of S as M has.
type TakeAs<M extends List, S, Done extends List = []> = Done['length'] extends M['length']
  ? Done
  : S extends readonly [infer First, ...infer Rest]
    ? TakeAs<M, Rest, [...Done, First]>
    : Done

// `Positions` is the broadcast shape of the arrays, `Before` and `After` the sizes of the axes around them.
type Arrays<
  S,
  Entries,
  Whole,
  Axis extends List,
  Positions extends List,
  Before extends List,
  After extends List,
  Phase extends 'before' | 'in' | 'after' | 'front',
> = Entries extends readonly [infer Entry, ...infer Rest]
  ? Entry extends null
    ? Other<S, Rest, Whole, Axis, Positions, Before, After, Phase, [1]>
    : Entry extends '...'
      ? Skipped<S, Rest, Whole, Axis, Positions, Before, After, Phase, Consuming<Rest>>
      : S extends readonly []
        ? TooMany<Whole, 'at'>
        : Entry extends number | TensorLike
          ? SliceAxis<FirstBox<S>, Entry extends number ? Entry : []> extends List
            ? Broadcast<Positions, Entry extends TensorLike<infer I> ? I : []> extends infer Common
              ? Common extends List
                ? Arrays<Tail<S>, Rest, Whole, [...Axis, unknown], Common, Before, After, Entered<Phase>>
                : Common
              : never
            : OutOfRange<Entry, Axis, Whole, 'at'>
          : SliceAxis<FirstBox<S>, Entry> extends infer R
            ? R extends List
              ? Other<Tail<S>, Rest, Whole, [...Axis, unknown], Positions, Before, After, Phase, R>
              : OutOfRange<R, Axis, Whole, 'at'>
            : never
  : S extends List
    ? number extends Positions['length']
      ? Shape
      : Phase extends 'front'
        ? [...Positions, ...Before, ...After, ...S]
        : [...Before, ...Positions, ...After, ...S]
    : never

type Entered<Phase> = Phase extends 'before' | 'in' ? 'in' : 'front'

// An entry that is no array: its sizes stand before or after the arrays.
type Other<
  S,
  Entries,
  Whole,
  Axis extends List,
  Positions extends List,
  Before extends List,
  After extends List,
  Phase extends 'before' | 'in' | 'after' | 'front',
  Sizes extends List,
> = Phase extends 'before'
  ? Arrays<S, Entries, Whole, Axis, Positions, [...Before, ...Sizes], After, Phase>
  : Arrays<S, Entries, Whole, Axis, Positions, Before, [...After, ...Sizes], Phase extends 'in' ? 'after' : Phase>

type Skipped<
  S,
  Entries,
  Whole,
  Axis extends List,
  Positions extends List,
  Before extends List,
  After extends List,
  Phase extends 'before' | 'in' | 'after' | 'front',
  Wanted extends List,
> = S extends List
  ? S['length'] extends Wanted['length']
    ? Other<S, Entries, Whole, Axis, Positions, Before, After, Phase, []>
    : S extends readonly []
      ? TooMany<Whole, 'at'>
      : Skipped<
          Tail<S>,
          Entries,
          Whole,
          [...Axis, unknown],
          Positions,
          Phase extends 'before' ? [...Before, ...FirstBox<S>] : Before,
          Phase extends 'before' ? After : [...After, ...FirstBox<S>],
          Phase extends 'in' ? 'after' : Phase,
          Wanted
        >
  : never
