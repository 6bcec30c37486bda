// Shapes of linear algebra: stacks of matrices along the last two axes.

import type { Digits, Negative, SubtractDigits } from './digits.js'
import type { Init, Is, LastBox, List, Mismatch, NoBox, Shape, Show, UnifyBoxes } from './dimension.js'
import type { MatMul } from './matmul.js'

/** S, if it is a stack of matrices. */
export type MatrixArgument<S extends List, Name extends string> = number extends S['length']
  ? Shape
  : S extends readonly [unknown, unknown, ...unknown[]]
    ? S
    : Mismatch<`linalg.${Name}: needs a matrix, got ${Show<S>}`>

/** S, if it is a stack of square matrices. */
export type SquareArgument<S extends List, Name extends string> = number extends S['length']
  ? Shape
  : S extends readonly [unknown, unknown, ...unknown[]]
    ? Is<UnifyBoxes<LastBox<S>, LastBox<Init<S>>>, NoBox> extends true
      ? Mismatch<`linalg.${Name}: matrices must be square, got ${Show<S>}`>
      : S
    : Mismatch<`linalg.${Name}: needs a matrix, got ${Show<S>}`>

/** The batch axes of a stack of matrices: what a number for each matrix has. */
export type MatrixBatch<S extends List> = number extends S['length'] ? Shape : Init<Init<S>>

/** One vector for each matrix, of as many elements as it has columns. */
export type MatrixColumns<S extends List> = number extends S['length'] ? Shape : [...Init<Init<S>>, ...LastBox<S>]

/** The shape of `solve(a, b)`: that of `a⁻¹ @ b`. */
export type SolveResult<A extends List, B extends List, Name extends string> =
  SquareArgument<A, Name> extends Mismatch<infer Message>
    ? Mismatch<Message>
    : MatMul<A, B> extends Mismatch<string>
      ? Mismatch<`linalg.${Name}: shapes do not fit, ${Show<A>} and ${Show<B>}`>
      : MatMul<A, B>

/** The smaller of two sizes. */
export type Smaller<A, B> = number extends A
  ? number
  : number extends B
    ? number
    : SubtractDigits<Digits<A>, Digits<B>> extends Negative
      ? A
      : B

type Rows<S> = LastBox<Init<S>>[0]
type Columns<S> = LastBox<S>[0]
type Least<S> = Smaller<Rows<S>, Columns<S>>

/** Columns of the left factor: all rows, or as many as the smaller size. */
export type LeftFactor<S extends List, Full> = number extends S['length']
  ? Shape
  : [...Init<S>, Full extends true ? Rows<S> : Full extends false ? Least<S> : number]

/** Rows of the right factor of a QR decomposition. */
export type TriangularFactor<S extends List, Full> = number extends S['length']
  ? Shape
  : [...Init<Init<S>>, Full extends true ? Rows<S> : Full extends false ? Least<S> : number, ...LastBox<S>]

/** Rows of the right factor of a singular value decomposition. */
export type RightFactor<S extends List, Full> = number extends S['length']
  ? Shape
  : [...Init<Init<S>>, Full extends true ? Columns<S> : Full extends false ? Least<S> : number, ...LastBox<S>]

/** One number for each singular value. */
export type SingularValues<S extends List> = number extends S['length'] ? Shape : [...Init<Init<S>>, Least<S>]

/** Rows and columns exchanged. */
export type Transposed<S extends List> = number extends S['length'] ? Shape : [...Init<Init<S>>, ...LastBox<S>, ...LastBox<Init<S>>]

/** As many rows as there are columns. */
export type RightSquare<S extends List> = number extends S['length'] ? Shape : [...Init<Init<S>>, ...LastBox<S>, ...LastBox<S>]
