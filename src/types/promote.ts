// Element types, and what two of them give together: the promotion table of the Array API standard (2023.12), within a kind only.
// The standard has no bfloat16, which promotes as in JAX.
// Floats and complex numbers promote to complex ones.
// Across other kinds (int with float, bool with int) the standard leaves the result open; here it is an error that names `cast`.
// Adding a dtype: a member of `DType`, its kind, its row and column in `PromotionTable`.
//
// A JavaScript number has no dtype of its own and takes the tensor's. It is written `never` here, see the recipe in index.ts.

import type { Argument, Is, Mismatch, NoBox } from './dimension.js'

export type FloatDType = 'float16' | 'bfloat16' | 'float32' | 'float64'
export type SignedIntDType = 'int8' | 'int16' | 'int32' | 'int64'
export type UnsignedIntDType = 'uint8' | 'uint16' | 'uint32' | 'uint64'
export type IntDType = SignedIntDType | UnsignedIntDType
export type ComplexDType = 'complex64' | 'complex128'
/** What functions of calculus take. */
export type InexactDType = FloatDType | ComplexDType
export type DType = 'bool' | IntDType | InexactDType

// No integer holds both uint64 and a signed one.
interface PromotionTable {
  bool: { bool: 'bool' }
  uint8: {
    uint8: 'uint8'
    uint16: 'uint16'
    uint32: 'uint32'
    uint64: 'uint64'
    int8: 'int16'
    int16: 'int16'
    int32: 'int32'
    int64: 'int64'
  }
  uint16: {
    uint8: 'uint16'
    uint16: 'uint16'
    uint32: 'uint32'
    uint64: 'uint64'
    int8: 'int32'
    int16: 'int32'
    int32: 'int32'
    int64: 'int64'
  }
  uint32: {
    uint8: 'uint32'
    uint16: 'uint32'
    uint32: 'uint32'
    uint64: 'uint64'
    int8: 'int64'
    int16: 'int64'
    int32: 'int64'
    int64: 'int64'
  }
  uint64: { uint8: 'uint64'; uint16: 'uint64'; uint32: 'uint64'; uint64: 'uint64' }
  int8: { uint8: 'int16'; uint16: 'int32'; uint32: 'int64'; int8: 'int8'; int16: 'int16'; int32: 'int32'; int64: 'int64' }
  int16: { uint8: 'int16'; uint16: 'int32'; uint32: 'int64'; int8: 'int16'; int16: 'int16'; int32: 'int32'; int64: 'int64' }
  int32: { uint8: 'int32'; uint16: 'int32'; uint32: 'int64'; int8: 'int32'; int16: 'int32'; int32: 'int32'; int64: 'int64' }
  int64: { uint8: 'int64'; uint16: 'int64'; uint32: 'int64'; int8: 'int64'; int16: 'int64'; int32: 'int64'; int64: 'int64' }
  float16: {
    float16: 'float16'
    bfloat16: 'float32'
    float32: 'float32'
    float64: 'float64'
    complex64: 'complex64'
    complex128: 'complex128'
  }
  bfloat16: {
    float16: 'float32'
    bfloat16: 'bfloat16'
    float32: 'float32'
    float64: 'float64'
    complex64: 'complex64'
    complex128: 'complex128'
  }
  float32: {
    float16: 'float32'
    bfloat16: 'float32'
    float32: 'float32'
    float64: 'float64'
    complex64: 'complex64'
    complex128: 'complex128'
  }
  float64: {
    float16: 'float64'
    bfloat16: 'float64'
    float32: 'float64'
    float64: 'float64'
    complex64: 'complex128'
    complex128: 'complex128'
  }
  complex64: {
    float16: 'complex64'
    bfloat16: 'complex64'
    float32: 'complex64'
    float64: 'complex128'
    complex64: 'complex64'
    complex128: 'complex128'
  }
  complex128: {
    float16: 'complex128'
    bfloat16: 'complex128'
    float32: 'complex128'
    float64: 'complex128'
    complex64: 'complex128'
    complex128: 'complex128'
  }
}

/** The complex dtype whose parts hold numbers of a float dtype. */
export type ComplexOf<D extends DType> = D extends 'float64' | 'complex128' ? 'complex128' : 'complex64'
/** The dtype of the parts of a complex dtype; of any other dtype itself. */
export type RealOf<D extends DType> = D extends 'complex64' ? 'float32' : D extends 'complex128' ? 'float64' : D

/** A dtype of which nothing is known is taken to be real, so that a result is a loss that `grad` takes: run time knows whether it is. */
type Real<D> = DType extends D ? Exclude<D, ComplexDType> : D

// Over unions this is the union of all pairs that can be promoted: an unknown dtype is wrong only if every dtype would be.
type Promoted<A, B> = A extends keyof PromotionTable ? (B extends keyof PromotionTable[A] ? PromotionTable[A][B] : never) : never

/** The dtype of `a + b`. */
export type Promote<A extends DType, B extends DType> =
  SameDType<[A], [B]> extends [infer D]
    ? D
    : [Promoted<Real<A>, Real<B>>] extends [never]
      ? Mismatch<`cannot promote ${A} with ${B}; use cast`>
      : Promoted<Real<A>, Real<B>>

/** The parameter type of a second operand: `T`, or the message. */
export type PromoteArgument<A extends DType, B extends DType, T> = SameDType<[A], [B]> extends [unknown] ? T : Argument<Promote<A, B>, T>

/** The result dtype: unknown where the operands do not promote. */
export type PromoteResult<A extends DType, B extends DType> =
  SameDType<[A], [B]> extends [infer D extends DType] ? D : Promote<A, B> extends infer D extends DType ? D : DType

// The box of the result where there is nothing to look up: equal dtypes, or one of them a number's. Decided for type parameters too,
// so that code generic in its dtype resolves: Note [Boxed dimensions] in dimension.ts.
type SameDType<A, B> = Is<A, B> extends true ? A : Is<B, [never]> extends true ? A : Is<A, [never]> extends true ? B : NoBox

/** The dtype of many tensors together, as in `concat`: a Mismatch where two of them do not promote. */
export type PromoteAll<DTypes extends readonly unknown[], Done extends DType = never> = number extends DTypes['length']
  ? DTypes[number]
  : DTypes extends readonly [infer First extends DType, ...infer Rest]
    ? SameDType<[Done], [First]> extends [infer D extends DType]
      ? PromoteAll<Rest, D>
      : Promote<Done, First> extends infer D
        ? D extends DType
          ? PromoteAll<Rest, D>
          : D
        : never
    : Done

/** The dtype that a rule gives: unknown where it does not hold. */
export type DTypeResult<Rule> = Rule extends infer D extends DType ? D : DType
