// dot: the general product of two arrays, summed over contracted axes, side by side along batch axes.
//   out[b…, m…, n…] = Σ_k left[b…, m…, k…] · right[b…, n…, k…], the axes of left and right being in any order.
// Its cotangents and batches are dots again. Source: XLA's DotGeneral.

import { type ArrayType, arrayType, type HostArray } from '../../core/array-type.js'
import { type Expr, widened } from '../../core/expr.js'
import { direct } from '../../core/lowering.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, forEachIndex, stridesOf } from '../../support/shape.js'
import { numberDTypes } from '../linear-map.js'
import { two } from '../operands.js'
import { bindOne } from '../single.js'
import { transpose } from '../structure/permute.js'
import { bilinearComplex, bilinearJvp, bilinearTranspose, checkNumbers, multiplyAdd, showOperands } from './bilinear.js'

/** Axes of left and right in pairs: pair i is `[axes[0][i], axes[1][i]]`. */
export type AxisPairs = readonly [left: Dims, right: Dims]
export type DotParams = { readonly contract: AxisPairs; readonly batch: AxisPairs }

const names = ['left', 'right']

const axesOf = (shape: Dims): number[] => shape.map((_, axis) => axis)
const freeAxes = (shape: Dims, side: 0 | 1, { contract, batch }: DotParams): number[] =>
  axesOf(shape).filter(axis => !contract[side].includes(axis) && !batch[side].includes(axis))
const sizesAt = (shape: Dims, axes: Dims): number[] => axes.map(axis => shape[axis] as number)

function typeOf(inputs: readonly ArrayType[], params: DotParams): readonly ArrayType[] {
  const [left, right] = two(inputs)
  const from = (): string => `from ${showOperands(names, inputs)}`
  const dtype = checkNumbers('dot', names, inputs)
  for (const [what, pairs] of [['contracted', params.contract] as const, ['batch', params.batch] as const]) {
    if (pairs[0].length !== pairs[1].length)
      throw new ArgumentError(
        `dot: ${what} axes must come in pairs; expected ${pairs[0].length} (of left), got ${pairs[1].length} (of right) ${from()}`,
      )
    for (const [i, axis] of pairs[0].entries()) {
      const other = pairs[1][i] as number
      const [p, q] = [left.shape[axis], right.shape[other]]
      if (p === undefined || q === undefined)
        throw new ShapeError(`dot: ${what} axes must exist; got ${p === undefined ? `left axis ${axis}` : `right axis ${other}`} ${from()}`)
      if (p !== q)
        throw new ShapeError(`dot: ${what} sizes must match; expected ${p} (left axis ${axis}), got ${q} (right axis ${other}) ${from()}`)
    }
  }
  for (const side of [0, 1] as const) {
    const used = [...params.contract[side], ...params.batch[side]]
    if (new Set(used).size !== used.length)
      throw new ArgumentError(`dot: an axis can be contracted or batched once; got axes [${used}] of ${names[side]} ${from()}`)
  }
  const free = [sizesAt(left.shape, freeAxes(left.shape, 0, params)), sizesAt(right.shape, freeAxes(right.shape, 1, params))]
  return [arrayType([...sizesAt(left.shape, params.batch[0]), ...free.flat()], dtype)]
}

/** Linear offsets of all multi-indices of some axes, in row-major order of the axes as listed. */
function offsetsAlong(shape: Dims, axes: Dims): number[] {
  const strides = sizesAt(stridesOf(shape), axes)
  const offsets: number[] = []
  forEachIndex(sizesAt(shape, axes), at => offsets.push(at.reduce((sum, i, k) => sum + i * (strides[k] as number), 0)))
  return offsets
}

function reference(inputs: readonly HostArray[], params: DotParams, [output]: readonly HostArray[]): void {
  const [left, right] = two(inputs)
  if (output === undefined) return
  const [accumulate, zero] = [multiplyAdd(output.dtype), dtypeInfo(output.dtype).store(0)]
  const offsets = (side: 0 | 1, { shape }: HostArray) =>
    [params.batch[side], freeAxes(shape, side, params), params.contract[side]].map(axes => offsetsAlong(shape, axes))
  const [leftBatch = [], rows = [], leftDepth = []] = offsets(0, left)
  const [rightBatch = [], columns = [], rightDepth = []] = offsets(1, right)
  let next = 0
  for (const [b, batch] of leftBatch.entries())
    for (const row of rows)
      for (const column of columns) {
        let sum = zero
        for (const [k, depth] of leftDepth.entries())
          sum = accumulate(
            sum,
            left.data[batch + row + depth] as number,
            right.data[(rightBatch[b] as number) + column + (rightDepth[k] as number)] as number,
          )
        output.data[next++] = sum
      }
}

/** The positions of `count` axes that follow the first `from`. */
const run = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

/**
 * The cotangent of one operand, from that of the output and the other operand: it comes out with its batch axes first, then its
 * free axes, then its contracted ones in ascending order of the other operand's axes, and is put in order.
 */
function cotangentOf(side: 0 | 1, cotangent: Tensor, type: ArrayType, other: Tensor, params: DotParams): Tensor {
  const far = side === 0 ? 1 : 0
  const batch = params.batch[side]
  const mine = freeAxes(type.shape, side, params)
  const theirs = freeAxes(other.shape, far, params)
  const theirPlaces = run(batch.length + (side === 0 ? mine.length : 0), theirs.length)
  const result = dot(cotangent, other, {
    contract: [theirPlaces, theirs],
    batch: [run(0, batch.length), params.batch[far]],
  })
  const contracted = params.contract[side]
    .map((axis, i) => ({ axis, other: params.contract[far][i] as number }))
    .toSorted((a, b) => a.other - b.other)
    .map(pair => pair.axis)
  const order = [...batch, ...mine, ...contracted]
  const permutation = axesOf(type.shape).map(axis => order.indexOf(axis))
  return permutation.every((from, to) => from === to) ? result : transpose(result, permutation)
}

/** The axis numbers of an operand once a mapped axis stands at `at`. */
const after = (at: number, axes: Dims): number[] => axes.map(axis => (axis < at ? axis : axis + 1))

const batch: Primitive<DotParams>['batch'] = (inputs, axes, _size, params) => {
  const [left, right] = two(inputs)
  const [l = null, r = null] = axes
  const shifted = (side: 0 | 1, at: number | null, pairs: AxisPairs) => (at === null ? pairs[side] : after(at, pairs[side]))
  const contract: AxisPairs = [shifted(0, l, params.contract), shifted(1, r, params.contract)]
  const batch: AxisPairs = [shifted(0, l, params.batch), shifted(1, r, params.batch)]
  if (l !== null && r !== null)
    return {
      outputs: [
        dot(left, right, {
          contract,
          batch: [
            [l, ...batch[0]],
            [r, ...batch[1]],
          ],
        }),
      ],
      axes: [0],
    }
  // One mapped operand: its axis becomes one more free axis, and lands among the others in their order.
  const grown = { contract, batch }
  const rows = freeAxes(left.shape, 0, grown)
  const columns = freeAxes(right.shape, 1, grown)
  const place = l !== null ? rows.indexOf(l) : r !== null ? rows.length + columns.indexOf(r) : 0
  return { outputs: [dot(left, right, grown)], axes: [params.batch[0].length + place] }
}

const lower: Primitive<DotParams>['lower'] = (inputs, params) => {
  const [left, right] = two(inputs)
  const [rowAxes, columnAxes] = [freeAxes(left.shape, 0, params), freeAxes(right.shape, 1, params)]
  /** An index of an operand, from the indices of its batch, free and contracted axes. */
  const gathered = (side: 0 | 1, rank: number, free: Dims) => {
    const order = [...params.batch[side], ...free, ...params.contract[side]]
    const sources = run(0, rank).map(axis => order.indexOf(axis))
    return (...parts: readonly (readonly Expr[])[]): readonly Expr[] => {
      const listed = parts.flat()
      return sources.map(i => listed[i] as Expr)
    }
  }
  const leftAt = gathered(0, left.shape.length, rowAxes)
  const rightAt = gathered(1, right.shape.length, columnAxes)
  return {
    kind: 'contract',
    method: direct,
    batch: sizesAt(left.shape, params.batch[0]),
    rows: sizesAt(left.shape, rowAxes),
    columns: sizesAt(right.shape, columnAxes),
    depth: sizesAt(left.shape, params.contract[0]),
    left: (b, m, k, read) => widened(read(0, leftAt(b, m, k))),
    right: (b, n, k, read) => widened(read(1, rightAt(b, n, k))),
    place: (b, m, n) => [...b, ...m, ...n],
  }
}

const sample = (
  left: Dims,
  right: Dims,
  contract: AxisPairs,
  batch: AxisPairs = [[], []],
  dtype: ArrayType['dtype'] = 'float32',
): Sample<DotParams> => ({
  inputs: [
    { shape: left, dtype },
    { shape: right, dtype },
  ],
  params: { contract, batch },
})

export const dotP: Primitive<DotParams> = Object.freeze({
  name: 'dot',
  domain: [
    sample([3, 4], [4, 2], [[1], [0]]),
    ...numberDTypes.slice(1).map(dtype => sample([3, 4], [4, 2], [[1], [0]], [[], []], dtype)),
    sample([5], [5], [[0], [0]]),
    sample([2], [3], [[], []]),
    sample([], [3], [[], []]),
    sample([2, 3, 4], [2, 4, 5], [[2], [1]], [[0], [0]]),
    sample([3, 2, 4], [5, 4, 2], [[2], [1]], [[1], [2]]),
    sample(
      [2, 3, 4, 2],
      [2, 3, 5, 4],
      [
        [2, 0],
        [3, 0],
      ],
      [[1], [1]],
    ),
    sample(
      [2, 3, 4],
      [3, 2, 4],
      [
        [0, 1, 2],
        [1, 0, 2],
      ],
    ),
    sample(
      [2, 3],
      [3, 2],
      [[], []],
      [
        [0, 1],
        [1, 0],
      ],
    ),
    sample([3, 1], [1, 2], [[1], [0]]),
    sample([1, 300], [300, 2], [[1], [0]]),
    sample([3, 0], [0, 2], [[1], [0]]),
    sample([0, 3], [3, 2], [[1], [0]]),
  ],
  typeOf,
  reference,
  jvp: bilinearJvp((left, right, params) => dot(left, right, params)),
  transpose: bilinearTranspose(
    (cotangent, left, right, params) => cotangentOf(0, cotangent, left, right, params),
    (cotangent, left, right, params) => cotangentOf(1, cotangent, right, left, params),
  ),
  batch,
  lower,
  complex: bilinearComplex((left, right, params) => dot(left, right, params)),
} satisfies Primitive<DotParams>)

/**
 * `out[b…, m…, n…] = Σ_k left[b…, m…, k…] · right[b…, n…, k…]`
 * @param params contracted and batch axes of left and right, in pairs
 * @returns batch axes as listed, then the free axes of left, then those of right
 * @throws ShapeError when paired sizes differ or an axis does not exist, DTypeError unless both are of one dtype of numbers
 */
export const dot = (left: Tensor, right: Tensor, params: DotParams): Tensor => bindOne(dotP, [left, right], params)
