// What Jacobians are made of: standard bases to differentiate along, and results taken apart into one block for each pair of a result and
// an argument, of shape [...result, ...argument].

import { type ArrayType, showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add, cast, eq } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { iota } from '../../primitives/structure/constant.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { isFloat } from '../../support/dtype.js'
import { DTypeError, LimitationError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { type Flat, paths, type Structure, unflatten } from '../../support/tree.js'
import type { DType, Shape, TensorLike } from '../../types/index.js'
import { nameLeaf } from '../tree-function.js'

/** A tree like the argument with blocks for its tensors, of the dtype D, or where D is `never` of the argument's own. */
type Blocks<S extends Shape, D extends DType, T> =
  T extends TensorLike<infer R, infer E>
    ? Tensor<number extends S['length'] ? Shape : number extends R['length'] ? Shape : [...S, ...R], [D] extends [never] ? E : D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { -readonly [K in keyof T]: Blocks<S, D, T[K]> }
        : T

/**
 * In the place of each tensor of the result a tree like the argument, whose tensors have the shapes of both, one after the other, and the dtype
 * of the one that `Of` says.
 */
export type JacobianOf<R, P, Of extends 'result' | 'argument'> =
  R extends TensorLike<infer S, infer D>
    ? Blocks<S, Of extends 'result' ? D : never, P>
    : R extends (...args: never) => unknown
      ? R
      : R extends object
        ? { -readonly [K in keyof R]: JacobianOf<R[K], P, Of> }
        : R

/** Where the elements of each tensor are among those of all of them. */
export function offsetsOf(types: readonly ArrayType[]): { readonly offsets: readonly number[]; readonly total: number } {
  let total = 0
  const offsets = types.map(({ shape }) => {
    const offset = total
    total += sizeOf(shape)
    return offset
  })
  return { offsets, total }
}

/** The standard basis of all elements of the tensors: each with the basis along a new first axis, zero at the elements of the others. */
export function standardBasis(types: readonly ArrayType[]): readonly Tensor[] {
  const { offsets, total } = offsetsOf(types)
  return types.map(({ shape, dtype }, i) => {
    const size = sizeOf(shape)
    const rows = iota({ shape: [total, size], axis: 0, dtype: 'int32' })
    const columns = iota({ shape: [total, size], axis: 1, dtype: 'int32' })
    const ones = eq(rows, add(columns, full(offsets[i] ?? 0, columns)))
    return reshape(cast(ones, dtype), [total, ...shape])
  })
}

/** The part of the axis at which the elements of one tensor are, as that tensor's shape. */
export function blockOf(x: Tensor, axis: number, offset: number, shape: Dims): Tensor {
  const starts = x.shape.map((_, i) => (i === axis ? offset : 0))
  const limits = x.shape.map((size, i) => (i === axis ? offset + sizeOf(shape) : size))
  return reshape(slice(x, starts, limits), x.shape.toSpliced(axis, 1, ...shape))
}

/** Puts blocks together: `block(i, j)` for result i and argument j. */
export function assemble(
  result: Structure,
  resultCount: number,
  argument: Structure,
  argumentCount: number,
  block: (i: number, j: number) => Tensor,
  unlist: (list: unknown) => unknown,
): unknown {
  const row = (i: number): unknown =>
    unlist(
      unflatten(
        argument,
        Array.from({ length: argumentCount }, (_, j) => block(i, j)),
      ),
    )
  return unflatten(
    result,
    Array.from({ length: resultCount }, (_, i) => row(i)),
  )
}

const isReal = (structure: Structure): boolean => {
  if (structure === '*' || 'static' in structure) return true
  if ('parts' in structure) return false
  return ('list' in structure ? structure.list : structure.record.map(([, child]) => child)).every(isReal)
}

/** @throws LimitationError where there is a complex tensor in the tree */
export function checkReal(operation: string, tree: string, structure: Structure): void {
  if (isReal(structure)) return
  throw new LimitationError(
    `${operation}: matrices of derivatives are of real numbers; got a complex tensor in ${tree}. Make the function one of real and imag, or take ` +
      'one direction at a time with jvp or vjp',
  )
}

/** @throws DTypeError naming the first tensor of the result that is not float */
export function checkFloatResult(operation: string, { leaves, structure }: Flat<Tensor>): void {
  checkReal(operation, 'the result', structure)
  const at = leaves.findIndex(leaf => !isFloat(leaf.dtype))
  const leaf = leaves[at]
  if (leaf === undefined) return
  throw new DTypeError(
    `${operation}: ${nameLeaf(paths(structure)[at] ?? '', 'the result')} must be float; expected a float dtype, got ${showType(leaf)}. ` +
      'Integers have no derivatives: return it beside as [result, aux], with { aux: true }.',
  )
}
