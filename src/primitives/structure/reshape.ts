// reshape: the same elements in row-major order under another shape. Its adjoint is the reshape back.
// Lowering: both shapes are cut into the shortest runs of axes of equal sizes ([2,3,4] and [6,4] into [2,3]~[6] and [4]~[4]), so that
// axes which are left alone stay plain positions and only those merged or split need division.

import { arrayType, showType } from '../../core/array-type.js'
import { type Expr, index } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, sameShape, showShape, sizeOf } from '../../support/shape.js'
import { anyDType, dtypeSamples, linearMap } from '../linear-map.js'
import { bindOne } from '../single.js'
import { moveAxis } from './permute.js'
import { linearPosition, multiIndex } from './row-major.js'

export type ReshapeParams = { readonly shape: Dims }

export const reshapeP: Primitive<ReshapeParams> = linearMap<ReshapeParams>({
  name: 'reshape',
  domain: dtypeSamples(anyDType, [
    [[2, 6], { shape: [3, 4] }],
    [[], { shape: [] }],
    [[1, 1], { shape: [] }],
    [[], { shape: [1, 1] }],
    [[2, 3, 4], { shape: [6, 4] }],
    [[6, 4], { shape: [2, 3, 4] }],
    [[3, 1, 4], { shape: [1, 3, 4, 1] }],
    [[4, 6, 5], { shape: [8, 3, 5] }],
    [[2, 3, 2, 5], { shape: [3, 4, 5] }],
    [[24], { shape: [2, 1, 3, 4] }],
    [[0, 3], { shape: [5, 0, 2] }],
  ]),
  resultOf(x, { shape }) {
    checkShape(shape, 'reshape')
    if (sizeOf(shape) !== sizeOf(x.shape))
      throw new ShapeError(
        `reshape: sizes must be equal; expected ${sizeOf(x.shape)} elements, got ${showShape(shape)} with ${sizeOf(shape)} from x ${showType(x)}`,
      )
    return arrayType(shape, x.dtype)
  },
  reference: (x, _params, output) => output.data.set(x.data),
  tangent: (t, { shape }) => reshape(t, shape),
  adjoint: (ct, x) => reshape(ct, x.shape),
  batch: (x, axis, size, { shape }) => [reshape(moveAxis(x, axis, 0), [size, ...shape]), 0],
  lower(x, { shape }) {
    const runs = equalRuns(x.shape, shape)
    return { kind: 'index', body: (at, read) => read(0, inputPlace(at, x.shape, shape, runs)) }
  },
})

/** The same elements, in row-major order, under another shape. @throws ShapeError when the sizes differ */
export const reshape = (x: Tensor, shape: Dims): Tensor => (sameShape(x.shape, shape) ? x : bindOne(reshapeP, [x], { shape }))

/** Axes `from[0] … from[1] - 1` of the input hold what axes `to[0] … to[1] - 1` of the output hold. */
interface Run {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

/** Axes that are in no run have size 1. Shapes of no elements have no runs: nothing is ever read. */
function equalRuns(from: Dims, to: Dims): readonly Run[] {
  if (sizeOf(from) === 0) return []
  const runs: Run[] = []
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    const [i0, j0] = [i, j]
    let left = from[i++] as number
    let right = to[j++] as number
    while (left !== right) {
      if (left < right) left *= from[i++] as number
      else right *= to[j++] as number
    }
    runs.push({ from: [i0, i], to: [j0, j] })
  }
  return runs
}

function inputPlace(at: readonly Expr[], from: Dims, to: Dims, runs: readonly Run[]): readonly Expr[] {
  const place: Expr[] = from.map(() => index(0))
  for (const run of runs) {
    const linear = linearPosition(at.slice(...run.to), to.slice(...run.to))
    for (const [k, e] of multiIndex(linear, from.slice(...run.from)).entries()) place[run.from[0] + k] = e
  }
  return place
}
