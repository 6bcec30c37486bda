// Shapes in types, and the few tricks that all the other files stand on.
//
// A shape is a tuple of numbers: literals where the size is known, `number` where it is not, a type parameter in generic code;
// `Shape` itself when not even the rank is known. What is unknown is never an error: it is checked again at run time.
// Every rule here is a function from shapes to a shape or to a `Mismatch` with a message.
//
// Why the code looks as it does: Note [Boxed dimensions], Note [One mistake, one error].

/** The sizes of a tensor, outermost first. */
export type Shape = readonly number[]

/** Any tuple or array. Elements are `unknown`, never `number`: a constraint on them would make the compiler re-check every pattern. */
export type List = readonly unknown[]

declare const message: unique symbol

/** The result of a rule that does not hold. */
export interface Mismatch<Message extends string> {
  readonly [message]: Message
}

/** The type of a parameter that a rule checks: `T`, or the rule's message as a string literal. Note [One mistake, one error] */
export type Argument<Rule, T> = Rule extends Mismatch<infer Message> ? Message : T

/** The shape that a rule gives: unknown where it does not hold, so that the error is not reported again downstream. */
export type ShapeResult<Rule> = Rule extends infer S extends Shape ? S : Shape

/** A shape without `readonly`: what a `const` type parameter infers, made fit for the editor's hover. */
export type Mut<S extends Shape> = { -readonly [I in keyof S]: S[I] }

/** Whether two types are identical. Give it boxed dimensions, never naked ones: Note [Boxed dimensions]. */
export type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

// ---- boxes: a dimension inside a tuple of one, `[d]` ----

/** `[first]` */
export type FirstBox<S> = S extends readonly [...infer Box extends [unknown], ...unknown[]] ? Box : never
/** `[last]` */
export type LastBox<S> = S extends readonly [...unknown[], ...infer Box extends [unknown]] ? Box : never
/** All but the first. */
export type Tail<S> = S extends readonly [unknown, ...infer Rest] ? Rest : []
/** All but the last. */
export type Init<S> = S extends readonly [...infer Rest, unknown] ? Rest : []

/** What a rule on two boxes gives when they do not fit. */
export type NoBox = []

/** One dimension from two that must be equal: the one that says more, or `NoBox`. */
export type UnifyBoxes<A, B> = Is<A, B> extends true ? A : Is<A, [number]> extends true ? B : Is<B, [number]> extends true ? A : NoBox

/** One shape from two that must be equal, dimension by dimension; a `Mismatch` with the given message where they are not. */
export type UnifyShapes<A, B, Message extends string, Done extends List = []> = A extends readonly []
  ? B extends readonly []
    ? Done
    : Mismatch<Message>
  : B extends readonly []
    ? Mismatch<Message>
    : UnifyBoxes<FirstBox<A>, FirstBox<B>> extends infer Box extends List
      ? Is<Box, NoBox> extends true
        ? Mismatch<Message>
        : UnifyShapes<Tail<A>, Tail<B>, Message, [...Done, ...Box]>
      : never

// ---- printing, for messages ----

/** A dimension in its box, as text: `?` where it is unknown; a type parameter B shows as `${B}`. */
export type ShowBox<Box> = Is<Box, [number]> extends true ? '?' : Box extends [infer D extends number] ? `${D}` : '?'

/** A dimension, an axis or an option that is not a type parameter, as text. */
export type ShowNumber<D> = D extends number ? (number extends D ? '?' : `${D}`) : '?'

/** A shape as text: `[8,?,32]`, or `[...]` where the rank is unknown. */
export type Show<S> = S extends List
  ? number extends S['length']
    ? '[...]'
    : S extends readonly []
      ? '[]'
      : `[${ShowBox<FirstBox<S>>}${ShowRest<Tail<S>>}`
  : '?'

type ShowRest<S> = S extends readonly [] ? ']' : `,${ShowBox<FirstBox<S>>}${ShowRest<Tail<S>>}`

// Note [Boxed dimensions]
//
// In generic code a dimension may be a type parameter B. A conditional type that looks at B itself, such as `Is<B, 1>`, cannot be
// decided and is deferred, and whatever is computed from it is deferred too: the user sees an unreadable type and a false error.
// `Is<[B], [1]>` is decided at once (false: they are not identical), so every comparison here is between boxes.
// To keep B in its box, take elements out of tuples as boxes, `...infer Box extends [unknown]`, not as naked `infer D`.
// Nor may a rule build a box itself: in `S extends [infer D] ? Is<[D], [1]> : …` D is a type parameter of the rule, so that is decided,
// as false, where the rule is *declared*. A box comes out of a conditional type (FirstBox, LastBox) or in through a parameter.
// The price: no arithmetic on a type parameter. `Add<B, 1>` stays deferred; use `number` for such a dimension.
// Similarly `R extends infer S extends Shape ? S : …` is decided where `R extends Shape ? R : …` would narrow R and be deferred.
//
// Note [One mistake, one error]
//
// A wrong shape should be reported once, at the argument that is wrong, in words. TypeScript prints the type of the parameter, so that
// type *becomes* the message: "Argument of type 'Tensor<[3]>' is not assignable to parameter of type '"cannot broadcast [2,2] with [3]"'".
// The call's result is then of unknown shape, which fits everywhere, so nothing after the mistake is an error.
