// transpose: the axes in another order. Its adjoint is the inverse permutation.

import { arrayType, showType } from '../../core/array-type.js'
import { index } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, stridesOf } from '../../support/shape.js'
import { anyDType, dtypeSamples, fillFrom, linearMap } from '../linear-map.js'
import { bindOne } from '../single.js'

/** Output axis i is input axis `permutation[i]`. */
export type TransposeParams = { readonly permutation: Dims }

const inverse = (permutation: Dims): number[] => permutation.map((_, axis) => permutation.indexOf(axis))
const isIdentity = (permutation: Dims): boolean => permutation.every((from, to) => from === to)

export const transposeP: Primitive<TransposeParams> = linearMap<TransposeParams>({
  name: 'transpose',
  domain: dtypeSamples(anyDType, [
    [[2, 3], { permutation: [1, 0] }],
    [[], { permutation: [] }],
    [[4], { permutation: [0] }],
    [[2, 3, 4], { permutation: [2, 0, 1] }],
    [[2, 3, 4], { permutation: [1, 2, 0] }],
    [[2, 1, 3, 2], { permutation: [3, 1, 0, 2] }],
    [[0, 3], { permutation: [1, 0] }],
  ]),
  resultOf(x, { permutation }) {
    const rank = x.shape.length
    if (permutation.length !== rank || x.shape.some((_, axis) => !permutation.includes(axis)))
      throw new ShapeError(
        `transpose: permutation must list every axis once; expected ${rank} axes, got [${permutation}] from x ${showType(x)}`,
      )
    return arrayType(
      permutation.map(axis => x.shape[axis] as number),
      x.dtype,
    )
  },
  reference(x, { permutation }, output) {
    const strides = stridesOf(x.shape)
    const steps = permutation.map(axis => strides[axis] as number)
    fillFrom(x, output, at => steps.reduce((sum, step, i) => sum + step * (at[i] as number), 0))
  },
  tangent: (t, { permutation }) => transpose(t, permutation),
  adjoint: (ct, _x, { permutation }) => transpose(ct, inverse(permutation)),
  batch: (x, axis, _size, { permutation }) => [transpose(x, [axis, ...permutation.map(from => (from < axis ? from : from + 1))]), 0],
  lower(_x, { permutation }) {
    const sources = inverse(permutation)
    return {
      kind: 'index',
      body(at, read) {
        const places = sources.map(i => at[i] ?? index(0))
        return read(0, places)
      },
    }
  },
})

/**
 * The axes in another order: output axis i is input axis `permutation[i]`.
 * @throws ShapeError unless every axis is listed once
 */
export const transpose = (x: Tensor, permutation: Dims): Tensor =>
  isIdentity(permutation) && permutation.length === x.shape.length ? x : bindOne(transposeP, [x], { permutation })

/** One axis goes to another place, the others keep their order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const others = x.shape.map((_, axis) => axis).filter(axis => axis !== from)
  return transpose(x, others.toSpliced(to, 0, from))
}
