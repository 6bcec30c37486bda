// Joining and cutting along an axis: concat, stack, split.

import type { AxisOutOfRange, InsertAt, NormalizeAxis, ReplaceAt, SizeAt } from './axes.js'
import type { Add, Quotient, Remainder } from './digits.js'
import type { List, Mismatch, Shape, Show, ShowNumber, UnifyShapes } from './dimension.js'

/** The shape of `concat(tensors, axis)`, given the tensors' shapes. */
export type Concat<Shapes extends List, Axis> = number extends Shapes['length']
  ? ConcatArray<Shapes[number], Axis>
  : Shapes extends readonly [infer First extends List, ...infer Rest]
    ? ConcatAll<Rest, Axis, First>
    : Mismatch<'concat: needs at least one tensor'>

// An array of tensors, its length unknown: only the size along the axis is lost.
type ConcatArray<S, Axis> = S extends List
  ? number extends S['length']
    ? Shape
    : number extends Axis
      ? Shape
      : [NormalizeAxis<S['length'], Axis>] extends [never]
        ? AxisOutOfRange<S, Axis>
        : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, number>
  : never

type ConcatAll<Shapes, Axis, Done> = Done extends List
  ? number extends Done['length']
    ? Shape
    : number extends Axis
      ? Shape
      : [NormalizeAxis<Done['length'], Axis>] extends [never]
        ? AxisOutOfRange<Done, Axis>
        : Shapes extends readonly [infer Next extends List, ...infer Rest]
          ? ConcatAll<Rest, Axis, ConcatTwo<Done, Next, NormalizeAxis<Done['length'], Axis>>>
          : { -readonly [I in keyof Done]: Done[I] }
  : Done

type ConcatTwo<A extends List, B extends List, Axis> = number extends B['length']
  ? Shape
  : UnifyShapes<
        ReplaceAt<A, Axis, 0>,
        ReplaceAt<B, Axis, 0>,
        `concat: ${Show<A>} and ${Show<B>} differ off axis ${ShowNumber<Axis>}`
      > extends infer R
    ? R extends List
      ? ReplaceAt<R, Axis, Add<SizeAt<A, Axis>, SizeAt<B, Axis>>>
      : R
    : never

/** The shape of `stack(tensors, axis)`, given the tensors' shapes; the axis counts in the result. */
export type Stack<Shapes extends List, Axis> = number extends Shapes['length']
  ? Shapes[number] extends infer S extends List
    ? StackAt<S, Axis, number>
    : never
  : Shapes extends readonly [infer First extends List, ...infer Rest]
    ? StackAt<UnifyAll<Rest, First>, Axis, Shapes['length']>
    : Mismatch<'stack: needs at least one tensor'>

type UnifyAll<Shapes, Done> = Done extends List
  ? Shapes extends readonly [infer Next extends List, ...infer Rest]
    ? number extends Done['length'] | Next['length']
      ? Shape
      : UnifyAll<Rest, UnifyShapes<Done, Next, `stack: ${Show<Done>} and ${Show<Next>} differ`>>
    : Done
  : Done

type StackAt<S, Axis, Count> = S extends List
  ? number extends S['length']
    ? Shape
    : number extends Axis
      ? Shape
      : NormalizeAxis<[...S, 1]['length'], Axis> extends infer A
        ? [A] extends [never]
          ? Mismatch<`stack: axis ${ShowNumber<Axis>} is out of range for ${Show<S>} with one axis more`>
          : InsertAt<S, A, [Count]>
        : never
  : S

/** The shape of each part of `split(x, parts, axis)`. */
export type Split<S extends List, Parts, Axis> = number extends S['length']
  ? Shape
  : number extends Axis
    ? Shape
    : NormalizeAxis<S['length'], Axis> extends infer A
      ? [A] extends [never]
        ? AxisOutOfRange<S, Axis>
        : number extends Remainder<SizeAt<S, A>, Parts>
          ? ReplaceAt<S, A, number>
          : Remainder<SizeAt<S, A>, Parts> extends 0
            ? ReplaceAt<S, A, Quotient<SizeAt<S, A>, Parts>>
            : Mismatch<`split: axis ${ShowNumber<Axis>} of ${Show<S>} cannot be divided into ${ShowNumber<Parts>} equal parts`>
      : never
