// broadcast: the input repeated along new axes; reduceSum: the sum along axes. Each is the adjoint of the other.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { index } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import type { Complex } from '../../support/complex.js'
import { accumulators, dtypeInfo, isFloat, isWide } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, forEachIndex, sameShape, showShape, stridesOf } from '../../support/shape.js'
import { anyDType, dtypeSamples, fillFrom, linearMap, numberDTypes } from '../linear-map.js'
import { batchReduction, lowerReduction } from '../reduction/order.js'
import { bindOne } from '../single.js'
import { constant } from './constant.js'

/** Input axis i becomes output axis `axes[i]`; the axes ascend and sizes are equal (a size 1 is not stretched). */
export type BroadcastParams = { readonly shape: Dims; readonly axes: Dims }
/** The axes that disappear, ascending. */
export type ReduceParams = { readonly axes: Dims }

const isAscending = (axes: Dims, rank: number): boolean =>
  axes.every((axis, i) => Number.isInteger(axis) && axis >= 0 && axis < rank && (i === 0 || axis > (axes[i - 1] as number)))

const otherAxes = (shape: Dims, axes: Dims): number[] => shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))

export const broadcastP: Primitive<BroadcastParams> = linearMap<BroadcastParams>({
  name: 'broadcast',
  domain: dtypeSamples(anyDType, [
    [[3], { shape: [2, 3], axes: [1] }],
    [[], { shape: [], axes: [] }],
    [[], { shape: [2, 3], axes: [] }],
    [[3], { shape: [3, 2], axes: [0] }],
    [[2, 3], { shape: [2, 4, 3, 2], axes: [0, 2] }],
    [[2, 3], { shape: [4, 2, 3], axes: [1, 2] }],
    [[1, 3], { shape: [2, 1, 3], axes: [1, 2] }],
    [[2], { shape: [0, 2], axes: [1] }],
    [[0], { shape: [2, 0], axes: [1] }],
  ]),
  resultOf(x, { shape, axes }) {
    checkShape(shape, 'broadcast')
    const from = `from x ${showType(x)} to ${showShape(shape)} along axes ${showShape(axes)}`
    if (axes.length !== x.shape.length || !isAscending(axes, shape.length))
      throw new ShapeError(`broadcast: axes must ascend, one for each of the input; expected ${x.shape.length}, got ${axes.length} ${from}`)
    for (const [i, axis] of axes.entries())
      if (x.shape[i] !== shape[axis])
        throw new ShapeError(
          `broadcast: sizes must be equal; expected ${shape[axis]} (output axis ${axis}), got ${x.shape[i]} (input axis ${i}) ${from}`,
        )
    return arrayType(shape, x.dtype)
  },
  reference(x, { axes }, output) {
    const strides = stridesOf(x.shape)
    fillFrom(x, output, at => axes.reduce((sum, axis, i) => sum + (at[axis] as number) * (strides[i] as number), 0))
  },
  tangent: (t, { shape, axes }) => broadcast(t, shape, axes),
  adjoint: (ct, _x, { shape, axes }) => reduceSum(ct, otherAxes(shape, axes)),
  // The mapped axis lands right behind its neighbour, so that nothing has to be moved.
  batch(x, axis, size, { shape, axes }) {
    const to = axis === 0 ? 0 : (axes[axis - 1] as number) + 1
    const after = axes.slice(axis).map(a => a + 1)
    return [broadcast(x, shape.toSpliced(to, 0, size), [...axes.slice(0, axis), to, ...after]), to]
  },
  lower: (_x, { axes }) => ({
    kind: 'index',
    body(at, read) {
      const places = axes.map(axis => at[axis] ?? index(0))
      return read(0, places)
    },
  }),
})

/**
 * The input repeated along new axes: `out[…at…] = x[at_axes[0], at_axes[1], …]`.
 * @param shape of the output
 * @param axes the output axis that each input axis becomes, ascending
 * @throws ShapeError when an axis does not fit or sizes differ
 */
export const broadcast = (x: Tensor, shape: Dims, axes: Dims): Tensor =>
  sameShape(x.shape, shape) && axes.every((axis, i) => axis === i) ? x : bindOne(broadcastP, [x], { shape, axes })

/** An array of one value, which occupies no memory of its own until someone needs it stored. */
export function full(value: number | bigint | Complex, { shape, dtype }: ArrayType): Tensor {
  return broadcast(constant({ value, dtype }), shape, [])
}

/** @throws ShapeError unless the axes are the input's, ascending */
export function reducedType(operation: string, x: ArrayType, axes: Dims): ArrayType {
  if (!isAscending(axes, x.shape.length))
    throw new ShapeError(`${operation}: axes must be axes of the input, ascending; got ${showShape(axes)} from x ${showType(x)}`)
  return arrayType(
    otherAxes(x.shape, axes).map(axis => x.shape[axis] as number),
    x.dtype,
  )
}

/** Calls `visit` for every input element, in row-major order, with the linear position of the output element that it goes to. */
export function forEachReduced(shape: Dims, axes: Dims, visit: (element: number, output: number) => void): void {
  const kept = otherAxes(shape, axes)
  const outStrides = stridesOf(kept.map(axis => shape[axis] as number))
  const steps = shape.map(() => 0)
  for (const [i, axis] of kept.entries()) steps[axis] = outStrides[i] as number
  forEachIndex(shape, (at, element) => {
    let output = 0
    for (let axis = 0; axis < at.length; axis++) output += (at[axis] as number) * (steps[axis] as number)
    visit(element, output)
  })
}

export const reduceSamples: readonly (readonly [Dims, ReduceParams])[] = [
  [[2, 3], { axes: [1] }],
  [[], { axes: [] }],
  [[3], { axes: [0] }],
  [[2, 3], { axes: [] }],
  [[2, 3, 4], { axes: [0, 2] }],
  [[2, 3, 4], { axes: [0, 1, 2] }],
  // Along lanes: whole, merged, in rows, with a rest, and what is just too short for them.
  [[2, 16], { axes: [1] }],
  [[2, 15], { axes: [1] }],
  [[3, 70], { axes: [0, 1] }],
  [[2, 3, 7, 7], { axes: [2, 3] }],
  [[2, 3, 5, 9], { axes: [0, 2, 3] }],
  [[4, 1, 4], { axes: [0, 1, 2] }],
  [[2, 3, 64], { axes: [1, 2] }],
  // One after the other: the last axis stays; several blocks of 1,024.
  [[5, 3], { axes: [0] }],
  [[2100, 2], { axes: [0] }],
  // Several blocks of lanes.
  [[70000], { axes: [0] }],
  [[0, 3], { axes: [0] }],
  [[3, 0], { axes: [0] }],
  [[2, 0], { axes: [1] }],
]

export const reduceSumP: Primitive<ReduceParams> = linearMap<ReduceParams>({
  name: 'reduceSum',
  domain: dtypeSamples(numberDTypes, reduceSamples),
  resultOf(x, { axes }) {
    if (dtypeInfo(x.dtype).kind === 'bool')
      throw new DTypeError(`reduceSum: elements must be numbers; got bool from x ${showType(x)}; convert with cast`)
    return reducedType('reduceSum', x, axes)
  },
  reference(x, { axes }, output) {
    // Floats add up in float64 and are rounded once; integers modulo 2³², wide ones modulo 2⁶⁴.
    const sums = accumulators(x.dtype, output.data.length)
    const plus: (sum: number, value: number) => number =
      isFloat(x.dtype) || isWide(x.dtype) ? (sum, value) => sum + value : (sum, value) => (sum + value) | 0
    forEachReduced(x.shape, axes, (element, to) => {
      sums[to] = plus(sums[to] as number, x.data[element] as number)
    })
    output.data.set(sums)
  },
  tangent: (t, { axes }) => reduceSum(t, axes),
  adjoint: (ct, x, { axes }) => broadcast(ct, x.shape, otherAxes(x.shape, axes)),
  batch(x, axis, _size, { axes }) {
    const moved = batchReduction(x, axis, axes)
    return [reduceSum(moved.x, moved.axes), moved.axis]
  },
  lower: (x, { axes }) => lowerReduction('sum', x.shape, axes),
})

/** The sum along the axes, which disappear; integers wrap. @throws ShapeError, DTypeError on bool */
export const reduceSum = (x: Tensor, axes: Dims): Tensor => (axes.length === 0 ? x : bindOne(reduceSumP, [x], { axes }))
