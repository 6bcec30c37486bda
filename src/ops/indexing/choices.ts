// Elements chosen among several tensors: by the first condition that holds, or by number.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { gather } from '../../primitives/gather/gather.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { DType, IntDType, Shape } from '../../types/index.js'
import { boolKind, checkKind, commonDType, commonShape, integerKinds, literalOf, show, stretch } from '../signatures/operands.js'
import { checkMode, eachAlongAxis, fromFront, loud, type TakeOptions, vectors, within } from './positions.js'

/** A tensor to choose from, or one value for all places. */
export type Choosable<D extends DType> = number | boolean | Tensor<Shape, D>

/** The choices in one shape and dtype. */
function alike(
  operation: string,
  choices: readonly unknown[],
  others: readonly Tensor[],
): { readonly all: readonly Tensor[]; readonly shape: readonly number[] } {
  const tensors = choices.filter(isTensor)
  const dtype = tensors.length === 0 ? 'float32' : commonDType(operation, tensors)
  const shape = commonShape(operation, [...others, ...tensors])
  const all = choices.map(x => (isTensor(x) ? stretch(p.cast(x, dtype), shape) : full(literalOf(operation, x, dtype), { shape, dtype })))
  return { all, shape }
}

/**
 * Elements of the first choice whose condition holds; of the default where none does.
 * @param conditions bool[…], as many as choices
 * @param choices any[…], or numbers or booleans; all shapes broadcast, dtypes promote
 * @param otherwise likewise; 0 unless given
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast or there is not one condition for each choice, DTypeError when the dtypes do not
 *   promote or a condition is not bool
 * @example
 * ```
 * select([tensor([true, false]), tensor([true, true])], [tensor([1, 2]), 5]).toArray() // [1, 5]
 * ```
 */
export function select<D extends DType>(
  conditions: readonly Tensor<Shape, 'bool'>[],
  choices: readonly Choosable<D>[],
  otherwise?: Choosable<D>,
): Tensor<Shape, D>
export function select(conditions: unknown, choices: unknown, otherwise: unknown = 0): Tensor {
  if (!Array.isArray(conditions) || !Array.isArray(choices) || choices.length === 0)
    throw new ArgumentError(`select: needs a list of conditions and one of choices; got ${show(conditions)} and ${show(choices)}`)
  if (conditions.length !== choices.length)
    throw new ShapeError(`select: needs a condition for each choice; expected ${choices.length}, got ${conditions.length}`)
  for (const condition of conditions) checkKind('select', condition, boolKind, 'conditions')
  const given = otherwise === 0 && isTensor(choices[0]) && choices[0].dtype === 'bool' ? false : otherwise
  const { all, shape } = alike('select', [...choices, given], conditions)
  return conditions.reduceRight<Tensor>(
    (rest, condition: Tensor, i) => p.select(stretch(condition, shape), all[i] ?? rest, rest),
    all[choices.length] as Tensor,
  )
}

/**
 * Elements of the choice whose number is told: `out[…] = choices[indices[…]][…]`.
 * @param indices integers[…], negative ones counting from the last choice
 * @param choices any[…], or numbers or booleans; all shapes broadcast, dtypes promote
 * @param options mode: a number out of range gives NaN (0, false) with 'fill', the default, the nearest choice with 'clip'; with 'wrap' they
 *   start again at the other end
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or the indices are not integers,
 *   ArgumentError when there is nothing to choose from
 * @example
 * ```
 * choose(tensor([1, 0], 'int32'), [tensor([1, 2]), tensor([3, 4])]).toArray() // [3, 2]
 * ```
 */
export function choose<D extends DType>(
  indices: Tensor<Shape, IntDType>,
  choices: readonly Choosable<D>[],
  options?: TakeOptions,
): Tensor<Shape, D>
export function choose(indices: Tensor, choices: unknown, options?: TakeOptions): Tensor {
  checkKind('choose', indices, integerKinds, 'indices')
  if (!Array.isArray(choices) || choices.length === 0)
    throw new ArgumentError(`choose: needs a list of choices; got ${show(choices)} for indices ${showType(indices)}`)
  const mode = checkMode('choose', options)
  const { all, shape } = alike('choose', [...choices], [indices])
  const front = [1, ...shape]
  const stacked = concat(
    all.map(x => reshape(x, front)),
    0,
  )
  const position = fromFront(reshape(stretch(indices, shape), front), choices.length, mode)
  const chosen = gather(stacked, vectors(position), eachAlongAxis(stacked.shape, 0, mode))
  const axes = front.map((_, axis) => axis)
  return reshape(mode === 'fill' ? loud(chosen, within(position, choices.length), axes) : chosen, shape)
}
