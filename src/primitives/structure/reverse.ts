// reverse: axes back to front. It is its own adjoint.

import { arrayType, showType } from '../../core/array-type.js'
import { index, sub } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { ShapeError } from '../../support/errors.js'
import { type Dims, stridesOf } from '../../support/shape.js'
import { anyDType, dtypeSamples, fillFrom, linearMap } from '../linear-map.js'
import { bindOne } from '../single.js'

export type ReverseParams = { readonly axes: Dims }

export const reverseP: Primitive<ReverseParams> = linearMap<ReverseParams>({
  name: 'reverse',
  domain: dtypeSamples(anyDType, [
    [[4], { axes: [0] }],
    [[], { axes: [] }],
    [[2, 3], { axes: [] }],
    [[2, 3], { axes: [1] }],
    [[2, 3, 4], { axes: [0, 2] }],
    [[2, 3, 4], { axes: [2, 1] }],
    [[0, 2], { axes: [0] }],
  ]),
  resultOf(x, { axes }) {
    if (new Set(axes).size !== axes.length || axes.some(axis => x.shape[axis] === undefined))
      throw new ShapeError(`reverse: axes must be distinct axes of the input; got [${axes}] from x ${showType(x)}`)
    return arrayType(x.shape, x.dtype)
  },
  reference(x, { axes }, output) {
    const strides = stridesOf(x.shape)
    const place = (i: number, axis: number): number => (axes.includes(axis) ? (x.shape[axis] as number) - 1 - i : i)
    fillFrom(x, output, at => at.reduce((sum, i, axis) => sum + place(i, axis) * (strides[axis] as number), 0))
  },
  tangent: (t, { axes }) => reverse(t, axes),
  adjoint: (ct, _x, { axes }) => reverse(ct, axes),
  batch(x, axis, _size, { axes }) {
    const shifted = axes.map(a => (a < axis ? a : a + 1))
    return [reverse(x, shifted), axis]
  },
  lower(x, { axes }) {
    const last = x.shape.map(size => index(Math.max(0, size - 1)))
    return {
      kind: 'index',
      body(at, read) {
        const places = at.map((i, axis) => (axes.includes(axis) ? sub(last[axis] ?? index(0), i) : i))
        return read(0, places)
      },
    }
  },
})

/** The axes back to front: `out[i, …] = x[n - 1 - i, …]`. @throws ShapeError unless the axes are distinct axes of x */
export const reverse = (x: Tensor, axes: Dims): Tensor => (axes.length === 0 ? x : bindOne(reverseP, [x], { axes }))
