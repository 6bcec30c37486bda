// Reshaping: the number of elements stays; one size may be -1, to be worked out.
//
// Sizes that both shapes begin or end with are cancelled first. That is cheaper than multiplying them, and it lets a dimension that is
// unknown or a type parameter pass through: [B, 16, 4, 4] to [B, 256] compares 16*4*4 with 256 only.

import type { Digits, DivideDigits, MultiplyDigits, ToNumber } from './digits.js'
import type { FirstBox, Init, Is, LastBox, List, Mismatch, Shape, Show, Tail } from './dimension.js'

type Unknown = '?'

// The product of the sizes as digits, or Unknown where one of them is.
type Product<S extends List, Done extends string = '1'> = S extends readonly [infer First, ...infer Rest]
  ? number extends First
    ? Unknown
    : Product<Rest, MultiplyDigits<Done, Digits<First>>>
  : Done

/** The number of elements: the product of all sizes. */
export type SizeOf<S extends List> = number extends S['length']
  ? number
  : Product<S> extends infer P extends string
    ? P extends Unknown
      ? number
      : ToNumber<P>
    : never

/** The shape of `reshape(x, target)`. */
export type Reshape<S extends List, Target extends List> = number extends Target['length']
  ? Shape
  : WithoutInferred<Target> extends infer Known extends List
    ? Known['length'] extends Target['length']
      ? number extends S['length']
        ? FillInferred<Target, never>
        : SameSize<S, Target, Cancel<S, Target>>
      : [unknown, ...Known]['length'] extends Target['length']
        ? number extends S['length']
          ? FillInferred<Target, number>
          : InferSize<S, Target, Cancel<S, Target>>
        : Mismatch<`reshape: only one size of ${Show<Target>} can be -1`>
    : never

// The target without its -1.
type WithoutInferred<Target, Done extends List = []> = Target extends readonly []
  ? Done
  : WithoutInferred<Tail<Target>, Is<FirstBox<Target>, [-1]> extends true ? Done : [...Done, ...FirstBox<Target>]>

// The target with its -1 replaced.
type FillInferred<Target, Size, Done extends List = []> = Target extends readonly []
  ? Done
  : FillInferred<Tail<Target>, Size, Is<FirstBox<Target>, [-1]> extends true ? [...Done, Size] : [...Done, ...FirstBox<Target>]>

// What is left of both shapes without the sizes they begin and end with in common.
type Cancel<A, B> = A extends readonly []
  ? [A, B]
  : B extends readonly []
    ? [A, B]
    : Is<FirstBox<A>, FirstBox<B>> extends true
      ? Cancel<Tail<A>, Tail<B>>
      : CancelLast<A, B>

type CancelLast<A, B> = A extends readonly []
  ? [A, B]
  : B extends readonly []
    ? [A, B]
    : Is<LastBox<A>, LastBox<B>> extends true
      ? CancelLast<Init<A>, Init<B>>
      : [A, B]

type SameSize<S, Target, Left> = Left extends [infer A extends List, infer B extends List]
  ? [Product<A>, Product<B>] extends [infer From extends string, infer To extends string]
    ? Unknown extends From | To
      ? FillInferred<Target, never>
      : Is<From, To> extends true
        ? FillInferred<Target, never>
        : Mismatch<`reshape: ${Show<S>} has not as many elements as ${Show<Target>}`>
    : never
  : never

type InferSize<S, Target, Left> = Left extends [infer A extends List, infer B extends List]
  ? [Product<A>, Product<WithoutInferred<B>>] extends [infer From extends string, infer To extends string]
    ? Unknown extends From | To
      ? FillInferred<Target, number>
      : DivideDigits<From, To> extends [infer Size extends string, infer Rest extends string]
        ? Rest extends '0'
          ? FillInferred<Target, ToNumber<Size>>
          : Mismatch<`reshape: the elements of ${Show<S>} cannot be divided into ${Show<Target>}`>
        : never
    : never
  : never

/** The shape of `ravel(x)`: one axis with all elements. */
export type Ravel<S extends List> = [SizeOf<S>]

/** The shape of `flatten(x)`: the first axis, the batch, stays; all others become one. */
export type Flatten<S extends List> = number extends S['length']
  ? [number, number]
  : S extends readonly []
    ? Mismatch<'flatten: a scalar has no batch axis'>
    : [...FirstBox<S>, SizeOf<Tail<S>>]

// ---- nested arrays, for tensor([[1, 2], [3, 4]]) and toArray() ----

/** The shape of an array of arrays of numbers, as a literal. */
export type NestedShape<T> =
  NestedSizes<T> extends infer S ? (IsUnion<S> extends true ? Mismatch<'tensor: the rows differ in length'> : S) : never

// Rows of different lengths give a union of shapes. Where numbers and arrays mix, as in `NestedArray` itself, the rank is unknown.
type NestedSizes<T> = T extends List
  ? T['length'] extends 0
    ? [0]
    : T[number] extends List
      ? NestedSizes<T[number]> extends infer Rest extends List
        ? number extends Rest['length']
          ? Shape
          : Rest extends unknown
            ? [T['length'], ...Rest]
            : never
        : never
      : [Extract<T[number], List>] extends [never]
        ? [T['length']]
        : Shape
  : []

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never

/** Numbers nested as deep as the shape's rank: what `tensor` takes and `toArray` gives. */
export type Nested<S extends List, Element> = number extends S['length']
  ? Element | NestedArray<Element>
  : S extends readonly [unknown, ...infer Rest]
    ? Nested<Rest, Element>[]
    : Element

/** Arrays of any depth. */
export type NestedArray<Element> = readonly (Element | NestedArray<Element>)[]
