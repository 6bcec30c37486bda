// Matrix products, by NumPy's rule: the last two axes are the matrix, those before them broadcast; a vector is a row on the left, a
// column on the right, and its axis is gone from the result.

import type { BroadcastAligned } from './broadcast.js'
import type { Init, Is, LastBox, List, Mismatch, NoBox, Shape, Show, UnifyBoxes } from './dimension.js'

/** The shape of `a @ b`. */
export type MatMul<A extends List, B extends List> = number extends A['length']
  ? Shape
  : number extends B['length']
    ? Shape
    : A extends readonly []
      ? Mismatch<`matmul: a scalar has no axis to contract, ${Show<A>} @ ${Show<B>}`>
      : B extends readonly []
        ? Mismatch<`matmul: a scalar has no axis to contract, ${Show<A>} @ ${Show<B>}`>
        : B extends readonly [unknown]
          ? Contract<A, B, LastBox<A>, B, Init<A>>
          : A extends readonly [unknown]
            ? Contract<A, B, A, LastBox<Init<B>>, [...Init<Init<B>>, ...LastBox<B>]>
            : Contract<A, B, LastBox<A>, LastBox<Init<B>>, BatchedProduct<A, B>>

// The result, if the two contracted boxes are one dimension.
type Contract<A, B, Left, Right, Result> =
  UnifyBoxes<Left, Right> extends infer Box
    ? Is<Box, NoBox> extends true
      ? Mismatch<`matmul: inner sizes differ, ${Show<A>} @ ${Show<B>}`>
      : Result
    : never

type BatchedProduct<A extends List, B extends List> =
  BroadcastAligned<Init<Init<A>>, Init<Init<B>>, `matmul: batch axes do not broadcast, ${Show<A>} @ ${Show<B>}`> extends infer Batch
    ? Batch extends List
      ? [...Batch, ...LastBox<Init<A>>, ...LastBox<B>]
      : Batch
    : never
