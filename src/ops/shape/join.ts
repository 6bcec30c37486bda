// Tensors put together along an axis: concat, stack, and NumPy's stacks along a given one.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { concat as join } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, normalizeAxis, sameShape } from '../../support/shape.js'
import type { Argument, Concat, DTypeResult, DTypesOf, List, PromoteAll, Shape, ShapeResult, ShapesOf, Stack } from '../../types/index.js'
import { checkTensor, commonDType, showOperands } from '../signatures/operands.js'

/** Tensors of one dtype, at least one. */
function parts(operation: string, tensors: unknown): readonly [Tensor, ...Tensor[]] {
  if (!Array.isArray(tensors)) throw new ArgumentError(`${operation}: expected an array of tensors; got ${showOperands([tensors])}`)
  const checked = tensors.map(x => {
    checkTensor(operation, x)
    return x
  })
  const dtype = checked.length === 0 ? 'float32' : commonDType(operation, checked)
  const [first, ...rest] = checked.map(x => cast(x, dtype))
  if (first === undefined) throw new ArgumentError(`${operation}: needs at least one tensor`)
  return [first, ...rest]
}

/**
 * Tensors one after the other along an axis they have.
 * @param tensors any[…], which differ in size along the axis at most; dtypes promote
 * @param axis which; negative ones count from the end. Default 0
 * @returns any[…], the sizes along the axis added up
 * @throws ShapeError when the axis does not exist or the shapes differ elsewhere, DTypeError when the dtypes do not promote
 * @example
 * ```
 * concat([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 * ```
 */
export function concat<const Ts extends readonly Tensor[], const Axis extends number = 0>(
  tensors: Argument<Concat<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis?: Axis,
): Tensor<ShapeResult<Concat<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function concat(tensors: unknown, axis = 0): Tensor {
  return concatAll('concat', parts('concat', tensors), axis)
}

function concatAll(operation: string, all: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  const [first] = all
  const at = normalizeAxis(axis, first.shape.length, operation)
  const rest = ({ shape }: Tensor): Dims => shape.toSpliced(at, 1)
  const other = all.find(x => x.shape.length !== first.shape.length || !sameShape(rest(x), rest(first)))
  if (other !== undefined)
    throw new ShapeError(`${operation}: shapes must agree off axis ${at}; expected that of ${showType(first)}, got ${showType(other)}`)
  return join(all, at)
}

/**
 * Tensors of one shape along a new axis.
 * @param tensors any[…]; dtypes promote
 * @param axis where, in the result; negative ones count from its end. Default 0
 * @returns any[…], one axis more
 * @throws ShapeError when the shapes differ or the axis does not exist in the result, DTypeError when the dtypes do not promote
 * @example
 * ```
 * stack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 * ```
 */
export function stack<const Ts extends readonly Tensor[], const Axis extends number = 0>(
  tensors: Argument<Stack<ShapesOf<Ts>, Axis>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
  axis?: Axis,
): Tensor<ShapeResult<Stack<ShapesOf<Ts>, Axis>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function stack(tensors: unknown, axis = 0): Tensor {
  const all = parts('stack', tensors)
  const [first] = all
  const at = normalizeAxis(axis, first.shape.length + 1, 'stack')
  const other = all.find(x => !sameShape(x.shape, first.shape))
  if (other !== undefined) throw new ShapeError(`stack: shapes must be equal; expected that of ${showType(first)}, got ${showType(other)}`)
  return join(
    all.map(x => reshape(x, x.shape.toSpliced(at, 0, 1))),
    at,
  )
}

/** The shape of `hstack(tensors)`. */
export type HorizontalStack<Shapes extends List> = Shapes extends readonly [infer First extends List, ...unknown[]]
  ? number extends First['length']
    ? Shape
    : First['length'] extends 0
      ? [Shapes['length']]
      : Concat<Shapes, First['length'] extends 1 ? 0 : 1>
  : Shape

/** The shape of `vstack(tensors)`. */
export type VerticalStack<Shapes extends List> = Shapes extends readonly [infer First extends List, ...unknown[]]
  ? number extends First['length']
    ? Shape
    : First['length'] extends 0
      ? [Shapes['length'], 1]
      : First['length'] extends 1
        ? Stack<Shapes, 0>
        : Concat<Shapes, 0>
  : Shape

/** The shape of `dstack(tensors)`, known from rank 3 on and for vectors and matrices. */
export type DepthStack<Shapes extends List> = Shapes extends readonly [infer First extends List, ...unknown[]]
  ? number extends First['length']
    ? Shape
    : First['length'] extends 0
      ? [1, 1, Shapes['length']]
      : First['length'] extends 1
        ? Stack<Shapes, 1> extends infer R
          ? R extends List
            ? [1, ...R]
            : R
          : never
        : First['length'] extends 2
          ? Stack<Shapes, 2>
          : Concat<Shapes, 2>
  : Shape

/** The shape of `columnStack(tensors)`: known of vectors. */
export type ColumnStack<Shapes extends List> = number extends Shapes['length']
  ? Shape
  : { [I in keyof Shapes]: Shapes[I] extends List ? Shapes[I]['length'] : never }[number] extends 1
    ? Stack<Shapes, 1>
    : Shape

const reshaped = (tensors: readonly [Tensor, ...Tensor[]], shapeOf: (shape: Dims) => Dims): readonly [Tensor, ...Tensor[]] => {
  const [first, ...rest] = tensors.map(x => reshape(x, shapeOf(x.shape)))
  return [first ?? tensors[0], ...rest]
}

/**
 * Tensors side by side: along the second axis, vectors along their only one.
 * @param tensors any[…], which differ in size along that axis at most; dtypes promote
 * @returns any[…], the sizes along the axis added up
 * @throws ShapeError when the shapes differ elsewhere, DTypeError when the dtypes do not promote
 * @example
 * ```
 * hstack([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 * hstack([tensor([[1], [2]]), tensor([[3], [4]])]).toArray() // [[1, 3], [2, 4]]
 * ```
 */
export function hstack<const Ts extends readonly Tensor[]>(
  tensors: Argument<HorizontalStack<ShapesOf<Ts>>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
): Tensor<ShapeResult<HorizontalStack<ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function hstack(tensors: unknown): Tensor {
  const all = reshaped(parts('hstack', tensors), shape => (shape.length === 0 ? [1] : shape))
  return concatAll('hstack', all, all[0].shape.length === 1 ? 0 : 1)
}

/**
 * Tensors one below the other: along the first axis, vectors as rows.
 * @param tensors any[…], which differ in size along that axis at most; dtypes promote
 * @returns any[…], of at least two axes
 * @throws ShapeError when the shapes differ elsewhere, DTypeError when the dtypes do not promote
 * @example
 * ```
 * vstack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 * ```
 */
export function vstack<const Ts extends readonly Tensor[]>(
  tensors: Argument<VerticalStack<ShapesOf<Ts>>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
): Tensor<ShapeResult<VerticalStack<ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function vstack(tensors: unknown): Tensor {
  return concatAll(
    'vstack',
    reshaped(parts('vstack', tensors), shape => (shape.length < 2 ? [1, shape[0] ?? 1] : shape)),
    0,
  )
}

/**
 * Tensors one behind the other: along the third axis. Vectors are rows, and like matrices get that axis.
 * @param tensors any[…], which differ in size along that axis at most; dtypes promote
 * @returns any[…], of at least three axes
 * @throws ShapeError when the shapes differ elsewhere, DTypeError when the dtypes do not promote
 * @example
 * ```
 * dstack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[[1, 3], [2, 4]]]
 * ```
 */
export function dstack<const Ts extends readonly Tensor[]>(
  tensors: Argument<DepthStack<ShapesOf<Ts>>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
): Tensor<ShapeResult<DepthStack<ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function dstack(tensors: unknown): Tensor {
  const deep = (shape: Dims): Dims => (shape.length < 2 ? [1, shape[0] ?? 1, 1] : shape.length === 2 ? [...shape, 1] : shape)
  return concatAll('dstack', reshaped(parts('dstack', tensors), deep), 2)
}

/**
 * Tensors side by side along the second axis, vectors as columns.
 * @param tensors any[rows] or any[rows, …]; dtypes promote
 * @returns any[rows, …]
 * @throws ShapeError when the rows differ, DTypeError when the dtypes do not promote
 * @example
 * ```
 * columnStack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 3], [2, 4]]
 * ```
 */
export function columnStack<const Ts extends readonly Tensor[]>(
  tensors: Argument<ColumnStack<ShapesOf<Ts>>, Argument<PromoteAll<DTypesOf<Ts>>, Ts>>,
): Tensor<ShapeResult<ColumnStack<ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function columnStack(tensors: unknown): Tensor {
  return concatAll(
    'columnStack',
    reshaped(parts('columnStack', tensors), shape => (shape.length < 2 ? [shape[0] ?? 1, 1] : shape)),
    1,
  )
}
