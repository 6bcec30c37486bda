// Axes in another order.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { transpose as permute } from '../../primitives/structure/permute.js'
import { ShapeError } from '../../support/errors.js'
import { axisList, type Dims, normalizeAxis, showShape } from '../../support/shape.js'
import type {
  Argument,
  AxisOutOfRange,
  BoxAt,
  DType,
  InsertAt,
  List,
  NormalizeAxis,
  Permute,
  ReplaceAxes,
  ReverseAxes,
  Shape,
  ShapeResult,
  SwapAxes,
} from '../../types/index.js'
import { checkTensor } from '../signatures/operands.js'

const axesOf = (x: Tensor): number[] => x.shape.map((_, axis) => axis)

/**
 * The axes in reverse order, or in the order given: axis i of the result is axis `axes[i]` of x.
 * @param x any[…]
 * @param axes a permutation of the axes; reversed unless given
 * @returns any, the axes permuted
 * @throws ShapeError unless the axes are a permutation
 * @example
 * ```
 * transpose(tensor([[1, 2], [3, 4]])).toArray() // [[1, 3], [2, 4]]
 * transpose(zeros([2, 3, 4]), [0, 2, 1]).shape // [2, 4, 3]
 * ```
 */
export function transpose<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<ReverseAxes<S>, D>
export function transpose<S extends Shape, D extends DType, const Axes extends Shape>(
  x: Tensor<S, D>,
  axes: Argument<Permute<S, Axes>, Axes>,
): Tensor<ShapeResult<Permute<S, Axes>>, D>
export function transpose(x: Tensor, axes?: Dims): Tensor {
  checkTensor('transpose', x)
  if (axes === undefined) return permute(x, axesOf(x).reverse())
  const order = axisList(axes, x.shape.length, 'transpose')
  if (order.length !== x.shape.length || new Set(order).size !== order.length)
    throw new ShapeError(`transpose: axes must be a permutation of those of x; got ${showShape(order)} for x ${showType(x)}`)
  return permute(x, order)
}

/**
 * Two axes exchanged.
 * @param x any[…]
 * @param a one axis; negative ones count from the end
 * @param b the other
 * @returns any, the two axes exchanged
 * @throws ShapeError when an axis does not exist
 * @example
 * ```
 * swapAxes(zeros([2, 3, 4]), -1, -2).shape // [2, 4, 3]
 * ```
 */
export function swapAxes<S extends Shape, D extends DType, A extends number, B extends number>(
  x: Tensor<S, D>,
  a: A,
  b: Argument<SwapAxes<S, A, B>, B>,
): Tensor<ShapeResult<SwapAxes<S, A, B>>, D>
export function swapAxes(x: Tensor, a: number, b: number): Tensor {
  checkTensor('swapAxes', x)
  const [first, second] = [normalizeAxis(a, x.shape.length, 'swapAxes'), normalizeAxis(b, x.shape.length, 'swapAxes')]
  return permute(
    x,
    axesOf(x).map(axis => (axis === first ? second : axis === second ? first : axis)),
  )
}

/** The shape of `moveAxis(x, from, to)`. */
export type MoveAxis<S extends List, From, To> = number extends S['length']
  ? Shape
  : number extends From | To
    ? Shape
    : From extends List
      ? Shape
      : [NormalizeAxis<S['length'], From>] extends [never]
        ? AxisOutOfRange<S, From>
        : [NormalizeAxis<S['length'], To>] extends [never]
          ? AxisOutOfRange<S, To>
          : [ReplaceAxes<S, NormalizeAxis<S['length'], From>, []>, BoxAt<S, NormalizeAxis<S['length'], From>>] extends [
                infer Others extends List,
                infer Box extends List,
              ]
            ? InsertAt<Others, NormalizeAxis<S['length'], To>, Box>
            : never

/**
 * An axis, or several, moved to other places; the others keep their order.
 * @param x any[…]
 * @param from which axis, or axes; negative ones count from the end
 * @param to its place in the result, or their places; negative ones count from the end
 * @returns any, the axes moved
 * @throws ShapeError when an axis does not exist or is repeated, or there is not one place for each axis
 * @example
 * ```
 * moveAxis(zeros([2, 3, 4]), 0, -1).shape // [3, 4, 2]
 * moveAxis(zeros([2, 3, 4]), [0, 1], [-1, -2]).shape // [4, 3, 2]
 * ```
 */
export function moveAxis<S extends Shape, D extends DType, const From extends number | Shape, const To extends number | Shape>(
  x: Tensor<S, D>,
  from: From,
  to: Argument<MoveAxis<S, From, To>, To>,
): Tensor<ShapeResult<MoveAxis<S, From, To>>, D>
export function moveAxis(x: Tensor, from: number | Dims, to: number | Dims): Tensor {
  checkTensor('moveAxis', x)
  const [sources, targets] = [axisList(from, x.shape.length, 'moveAxis'), axisList(to, x.shape.length, 'moveAxis')]
  if (sources.length !== targets.length || new Set(sources).size !== sources.length || new Set(targets).size !== targets.length)
    throw new ShapeError(
      `moveAxis: axes must be distinct and have one place each; got ${showShape(sources)} to ${showShape(targets)} for x ${showType(x)}`,
    )
  const moved = sources.map((source, i) => ({ source, target: targets[i] as number })).toSorted((a, b) => a.target - b.target)
  const others = axesOf(x).filter(axis => !sources.includes(axis))
  return permute(
    x,
    // In ascending order each insertion leaves the later places as they are.
    moved.reduce((order, { source, target }) => order.toSpliced(target, 0, source), others),
  )
}
