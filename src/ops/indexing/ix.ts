// The open mesh of lists of positions: what chooses the rows of one list and the columns of another, each with each.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { IntDType } from '../../types/index.js'
import { boolKind, checkKind, integerKinds, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { nonzero } from './places.js'

type Lists = readonly Tensor<readonly [number], IntDType | 'bool'>[]

/** Sizes of 1 but at one place. */
type Placed<Ts extends Lists, I, N> = { -readonly [K in keyof Ts]: K extends I ? N : 1 }

/** The shape of one of the lists: its size at its own axis, 1 elsewhere. */
type Open<Ts extends Lists, I> = I extends keyof Ts
  ? Ts[I] extends Tensor<readonly [infer N extends number], infer D>
    ? Placed<Ts, I, D extends 'bool' ? number : N> extends infer S extends number[]
      ? S
      : number[]
    : number[]
  : number[]

type Whole<D> = D extends IntDType ? D : 'int32'

/**
 * Lists of positions, each along an axis of its own, so that together they choose each with each: `x.at(...ix(rows, columns))`.
 * @param lists integers[n], or bool[n], which stand for the positions where they hold
 * @returns as many tensors as lists; number i has its size along axis i, and 1 along the others
 * @throws ShapeError unless all are vectors, DTypeError unless integer or bool, ArgumentError of none, TraceError when bools are traced
 * @example
 * ```
 * ix(tensor([0, 2], 'int32'), tensor([1], 'int32'))[0].toArray() // [[0], [2]]
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * x.at(...ix(tensor([1, 0], 'int32'), tensor([true, false, true]))).get().toArray() // [[4, 6], [1, 3]]
 * ```
 */
export function ix<const Ts extends Lists>(...lists: Ts): { -readonly [I in keyof Ts]: Tensor<Open<Ts, I>, Whole<Ts[I]['dtype']>> }
export function ix(...lists: readonly unknown[]): readonly Tensor[] {
  if (lists.length === 0) throw new ArgumentError(`ix: needs at least one list of positions; got ${show(lists)}`)
  return lists.map((list, i) => {
    checkKind('ix', list, [...boolKind, ...integerKinds], 'positions')
    if (list.shape.length !== 1) throw new ShapeError(`ix: needs vectors; got ${showType(list)} (list ${i})`)
    const positions: Tensor = list.dtype === 'bool' ? nonzero(typed<[number], 'bool'>(list))[0] : list
    return reshape(
      positions,
      lists.map((_, axis) => (axis === i ? (positions.shape[0] as number) : 1)),
    )
  })
}
