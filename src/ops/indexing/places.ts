// Where elements hold, and what stands there: shapes that depend on values, so these are not for the inside of jit.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { gather } from '../../primitives/gather/gather.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { normalizeAxis, sameShape, sizeOf } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  DType,
  List,
  Mismatch,
  NormalizeAxis,
  ReplaceAt,
  Shape,
  ShapeResult,
  Show,
} from '../../types/index.js'
import { table } from '../creation/table.js'
import { part } from '../shape/along.js'
import { elementsOf } from '../signatures/concrete.js'
import { boolKind, checkKind, checkTensor, show } from '../signatures/operands.js'
import { placesOf } from './entries.js'
import { alongAxis } from './positions.js'

const instead = 'keep the shape and choose with where(condition, a, b)'

/**
 * The places of the elements that are not 0 (or false), in row-major order: a list of positions along each axis.
 * @param x any[…]
 * @returns for each axis int32[n]
 * @throws TraceError inside jit, where n is not known; ShapeError on a scalar
 * @example
 * ```
 * nonzero(tensor([[3, 0], [0, 4]])).map(x => x.toArray()) // [[0, 1], [0, 1]]
 * ```
 */
export function nonzero<S extends Shape>(x: Tensor<S>): { -readonly [I in keyof S]: Tensor<[number], 'int32'> }
export function nonzero(x: Tensor): readonly Tensor[] {
  checkTensor('nonzero', x)
  if (x.shape.length === 0) throw new ShapeError(`nonzero: a scalar has no places; got ${showType(x)}`)
  return placesOf('nonzero', x, instead)
}

/**
 * The places of the elements that are not 0 (or false), one a row, in row-major order.
 * @param x any[…]
 * @returns int32[n, rank]
 * @throws TraceError inside jit, where n is not known
 * @example
 * ```
 * argwhere(tensor([[3, 0], [0, 4]])).toArray() // [[0, 0], [1, 1]]
 * ```
 */
export function argwhere<S extends Shape>(x: Tensor<S>): Tensor<[number, S['length']], 'int32'>
export function argwhere(x: Tensor): Tensor {
  checkTensor('argwhere', x)
  const places = placesOf('argwhere', x, instead).map(list => [...list.dataSync()])
  const count = places[0]?.length ?? ([...elementsOf('argwhere', x, instead)].some(value => value !== 0) ? 1 : 0)
  return table(Array.from({ length: count }, (_, i) => places.map(list => list[i] as number)).flat(), [count, x.shape.length], 'int32')
}

/** The shape of `compress(condition, x, axis)`. */
export type Compressed<S extends List, Axis> = number extends S['length'] | Axis
  ? Shape
  : [NormalizeAxis<S['length'], Axis>] extends [never]
    ? AxisOutOfRange<S, Axis>
    : ReplaceAt<S, NormalizeAxis<S['length'], Axis>, number>

/**
 * The slices along an axis for which a condition holds.
 * @param condition JavaScript booleans or bool[n], n at most the size of the axis
 * @param x any[…]
 * @param axis which; negative ones count from the end. Default 0
 * @returns any, as many slices as hold
 * @throws ShapeError when the axis does not exist or the condition is longer, TraceError when a tensor of conditions is traced
 * @example
 * ```
 * compress([true, false, true], tensor([1, 2, 3])).toArray() // [1, 3]
 * ```
 * @deviation from NumPy: an axis is always meant, the first unless given.
 */
export function compress<S extends Shape, D extends DType, const Axis extends number = 0>(
  condition: readonly boolean[] | Tensor<[number], 'bool'>,
  x: Tensor<S, D>,
  axis?: Argument<Compressed<S, Axis>, Axis>,
): Tensor<ShapeResult<Compressed<S, Axis>>, D>
export function compress(condition: readonly boolean[] | Tensor, x: Tensor, axis = 0): Tensor {
  checkTensor('compress', x)
  const at = normalizeAxis(axis, x.shape.length, 'compress')
  if (isTensor(condition)) checkKind('compress', condition, boolKind, 'condition')
  else if (!Array.isArray(condition) || condition.some(holds => typeof holds !== 'boolean'))
    throw new ArgumentError(`compress: condition must be booleans; got ${show(condition)}`)
  const holds = isTensor(condition) ? [...elementsOf('compress', condition, instead)] : condition.map(Number)
  const size = x.shape[at] as number
  if (holds.length > size || (isTensor(condition) && condition.shape.length !== 1))
    throw new ShapeError(
      `compress: the condition must be a vector, no longer than the axis; expected at most ${size} (axis ${at}), got ${isTensor(condition) ? showType(condition) : holds.length} for x ${showType(x)}`,
    )
  return held(x, at, holds)
}

/** The slices along an axis at the places of what is not 0. */
function held(x: Tensor, axis: number, holds: readonly number[]): Tensor {
  const positions = holds.flatMap((value, i) => (value !== 0 ? [i] : []))
  if (positions.length === 0) return part(x, axis, 0, 0)
  return gather(x, table(positions, [positions.length, 1], 'int32'), alongAxis(x.shape, [positions.length], axis, 'clip'))
}

/**
 * The elements for which a condition holds, in row-major order.
 * @param condition bool[…]
 * @param x any, of the shape of the condition
 * @returns any[n]
 * @throws ShapeError when the shapes differ, TraceError inside jit, where n is not known
 * @example
 * ```
 * extract(tensor([true, false, true]), tensor([1, 2, 3])).toArray() // [1, 3]
 * ```
 */
export function extract<C extends Shape, S extends Shape, D extends DType>(
  condition: Tensor<C, 'bool'>,
  x: Argument<SameSizes<C, S>, Tensor<S, D>>,
): Tensor<[number], D>
export function extract(condition: unknown, x: unknown): Tensor {
  checkKind('extract', condition, boolKind, 'condition')
  checkTensor('extract', x)
  if (!sameShape(condition.shape, x.shape))
    throw new ShapeError(`extract: shapes must be equal; got condition ${showType(condition)} and x ${showType(x)}`)
  return held(reshape(x, [sizeOf(x.shape)]), 0, [...elementsOf('extract', condition, instead)])
}

/** A rule for two shapes that must be equal; unknown sizes fit. */
type SameSizes<C extends List, S extends List> = number extends C['length'] | S['length']
  ? []
  : C['length'] extends S['length']
    ? []
    : Mismatch<`extract: condition ${Show<C>} and ${Show<S>} differ`>
