// Broadcasting, by NumPy's rule: align the shapes at their last axes; two sizes fit when they are equal or one of them is 1.
// An unknown size fits everything, and the result takes the size that says more.

import type { Argument, Init, Is, LastBox, List, Mismatch, NoBox, Shape, ShapeResult, Show, UnifyShapes } from './dimension.js'

type BroadcastBoxes<A, B> =
  Is<A, B> extends true
    ? A
    : Is<A, [1]> extends true
      ? B
      : Is<B, [1]> extends true
        ? A
        : Is<A, [number]> extends true
          ? B
          : Is<B, [number]> extends true
            ? A
            : NoBox

/** Broadcasts two shapes of known rank, from the last axis to the first; the caller words the message. */
export type BroadcastAligned<A extends List, B extends List, Message extends string, Done extends List = []> = A extends readonly []
  ? [...B, ...Done]
  : B extends readonly []
    ? [...A, ...Done]
    : BroadcastBoxes<LastBox<A>, LastBox<B>> extends infer Box extends List
      ? Is<Box, NoBox> extends true
        ? Mismatch<Message>
        : BroadcastAligned<Init<A>, Init<B>, Message, [...Box, ...Done]>
      : never

/** The shape of `a + b`. */
export type Broadcast<A extends List, B extends List> = number extends A['length']
  ? Shape
  : number extends B['length']
    ? Shape
    : BroadcastAligned<A, B, `cannot broadcast ${Show<A>} with ${Show<B>}`>

/** The parameter type of an elementwise operation's second operand: `T`, or the message. */
export type BroadcastArgument<A extends Shape, B extends Shape, T> =
  SameShape<[A], [B]> extends [unknown] ? T : Argument<Broadcast<A, B>, T>

/** The result shape of an elementwise operation. */
export type BroadcastResult<A extends Shape, B extends Shape> =
  SameShape<[A], [B]> extends [infer S extends Shape] ? S : ShapeResult<Broadcast<A, B>>

// The box of the result where there is nothing to broadcast: equal shapes, or one of them a scalar. Decided for type parameters too, so
// that code generic in its whole shape resolves: Note [Boxed dimensions] in dimension.ts.
type SameShape<A, B> = Is<A, B> extends true ? A : Is<B, [[]]> extends true ? A : Is<A, [[]]> extends true ? B : NoBox

/** The shape of `broadcastTo(x, target)`: the target, if x of shape S can be stretched to it. */
export type BroadcastTo<S extends List, Target extends List> = number extends S['length']
  ? { -readonly [I in keyof Target]: Target[I] }
  : number extends Target['length']
    ? Shape
    : BroadcastAligned<S, Target, BroadcastToMessage<S, Target>> extends infer R
      ? R extends List
        ? UnifyShapes<R, Target, BroadcastToMessage<S, Target>>
        : R
      : never

type BroadcastToMessage<S, Target> = `broadcastTo: ${Show<S>} does not stretch to ${Show<Target>}`
