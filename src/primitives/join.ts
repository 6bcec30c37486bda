// concat: arrays one after the other along an axis. reverse: an axis back to front.

import { arrayType, showType } from '../core/array-type.js'
import { and, compare, type Expr, index, select, sub } from '../core/expr.js'
import type { Params, Primitive, Tangent } from '../core/primitive.js'
import type { Tensor } from '../core/tensor.js'
import { bind } from '../core/trace.js'
import { InternalError, ShapeError } from '../support/errors.js'
import { type Dims, forEachIndex, stridesOf } from '../support/shape.js'
import { full } from './broadcast.js'
import { one } from './operands.js'
import { mappedAt } from './regroup.js'
import { slice } from './slice.js'

export interface ConcatParams extends Params {
  readonly axis: number
}

/** Where each input begins along the axis. */
function offsetsOf(inputs: readonly { readonly shape: Dims }[], axis: number): number[] {
  let offset = 0
  return inputs.map(({ shape }) => {
    const start = offset
    offset += shape[axis] ?? 0
    return start
  })
}

export const concatP: Primitive<ConcatParams> = Object.freeze({
  name: 'concat',
  domain: [
    {
      inputs: [
        { shape: [2], dtype: 'float32' },
        { shape: [3], dtype: 'float32' },
      ],
      params: { axis: 0 },
    },
    {
      inputs: [
        { shape: [2, 1], dtype: 'float64' },
        { shape: [2, 3], dtype: 'float64' },
        { shape: [2, 2], dtype: 'float64' },
      ],
      params: { axis: 1 },
    },
    {
      inputs: [
        { shape: [2, 0], dtype: 'int32' },
        { shape: [2, 3], dtype: 'int32' },
      ],
      params: { axis: 1 },
    },
    { inputs: [{ shape: [3, 2], dtype: 'bool' }], params: { axis: 0 } },
  ] as const,
  typeOf(inputs, { axis }) {
    const [first] = inputs
    if (first === undefined) throw new ShapeError('concat: needs at least one tensor; got none')
    const from = inputs.map(showType).join(', ')
    if (!(Number.isInteger(axis) && axis >= 0 && axis < first.shape.length))
      throw new ShapeError(`concat: axis must be from 0 to ${first.shape.length - 1}; got ${axis} from ${from}`)
    const other = inputs.find(
      x => x.dtype !== first.dtype || x.shape.length !== first.shape.length || x.shape.some((d, a) => a !== axis && d !== first.shape[a]),
    )
    if (other !== undefined)
      throw new ShapeError(`concat: all but axis ${axis} must be equal; expected ${showType(first)}, got ${showType(other)} from ${from}`)
    const total = inputs.reduce((sum, x) => sum + (x.shape[axis] ?? 0), 0)
    return [arrayType(first.shape.with(axis, total), first.dtype)]
  },
  reference(inputs, { axis }, outputs) {
    const y = one(outputs)
    const strides = stridesOf(y.shape)
    const offsets = offsetsOf(inputs, axis)
    for (const [k, x] of inputs.entries())
      forEachIndex(x.shape, (at, linear) => {
        let to = (offsets[k] ?? 0) * (strides[axis] ?? 0)
        for (const [a, i] of at.entries()) to += i * (strides[a] ?? 0)
        y.data[to] = x.data[linear] ?? 0
      })
  },
  jvp: (primals, tangents, { axis }) => [
    concat(
      primals.map((x, i) => tangents[i] ?? full(0, x)),
      axis,
    ),
  ],
  transpose([ct], inputs, { axis }) {
    const shapes = inputs.map(input => (input.linear ? input.type : input.value))
    const offsets = offsetsOf(shapes, axis)
    return inputs.map((input, i): Tangent => {
      if (ct == null || !input.linear) return null
      const start = offsets[i] ?? 0
      const starts = ct.shape.map((_, a) => (a === axis ? start : 0))
      return slice(ct, starts, ct.shape.with(axis, start + (input.type.shape[axis] ?? 0)))
    })
  },
  batch(inputs, axes, size, { axis }) {
    const lined = inputs.map((x, i) => mappedAt(x, axes[i] ?? null, 0, size))
    return { outputs: [concat(lined, axis + 1)], axes: [0] }
  },
  lower: (inputs, { axis }) => ({
    kind: 'index',
    body(at, read) {
      const offsets = offsetsOf(inputs, axis)
      const position = at[axis] ?? index(0)
      const parts = inputs.flatMap((x, i) => {
        const [start, size] = [offsets[i] ?? 0, x.shape[axis] ?? 0]
        if (size === 0) return []
        const below = compare('lt', position, index(start + size))
        const guard = start === 0 ? below : and(compare('ge', position, index(start)), below)
        const there = start === 0 ? position : sub(position, index(start))
        return { guard: below, value: read(i, at.with(axis, there), guard) }
      })
      const last = parts.at(-1)
      if (last === undefined) throw new InternalError('concat: lowered without elements')
      return parts.slice(0, -1).reduceRight<Expr>((otherwise, part) => select(part.guard, part.value, otherwise), last.value)
    },
  }),
} satisfies Primitive<ConcatParams>)

/** One after the other along the axis. */
export const concat = (tensors: readonly Tensor[], axis: number): Tensor => one(bind(concatP, tensors, { axis }))

export interface ReverseParams extends Params {
  readonly axes: Dims
}

export const reverseP: Primitive<ReverseParams> = Object.freeze({
  name: 'reverse',
  domain: [
    { inputs: [{ shape: [4], dtype: 'float32' }], params: { axes: [0] } },
    { inputs: [{ shape: [2, 3, 2], dtype: 'float64' }], params: { axes: [0, 2] } },
    { inputs: [{ shape: [3, 2], dtype: 'int32' }], params: { axes: [1] } },
  ] as const,
  typeOf([x], { axes }) {
    const type = x ?? arrayType([], 'float32')
    if (new Set(axes).size !== axes.length || axes.some(axis => !(Number.isInteger(axis) && axis >= 0 && axis < type.shape.length)))
      throw new ShapeError(`reverse: axes must be distinct axes of the input; got [${axes}] from ${showType(type)}`)
    return [arrayType(type.shape, type.dtype)]
  },
  reference(inputs, { axes }, outputs) {
    const [x, y] = [one(inputs), one(outputs)]
    const strides = stridesOf(x.shape)
    forEachIndex(y.shape, (at, linear) => {
      let from = 0
      for (const [axis, i] of at.entries()) from += (axes.includes(axis) ? (x.shape[axis] ?? 0) - 1 - i : i) * (strides[axis] ?? 0)
      y.data[linear] = x.data[from] ?? 0
    })
  },
  jvp: (_, [tangent], { axes }) => [tangent == null ? null : reverse(tangent, axes)],
  transpose: ([ct], _, { axes }) => [ct == null ? null : reverse(ct, axes)],
  batch: (inputs, [axis], _size, { axes }) => ({
    outputs: [
      reverse(
        one(inputs),
        axes.map(a => (a >= (axis ?? 0) ? a + 1 : a)),
      ),
    ],
    axes: [axis ?? 0],
  }),
  lower: ([x], { axes }) => ({
    kind: 'index',
    body: (at, read) =>
      read(
        0,
        at.map((position, axis) => (axes.includes(axis) ? sub(index((x?.shape[axis] ?? 1) - 1), position) : position)),
      ),
  }),
} satisfies Primitive<ReverseParams>)

/** The axes back to front. */
export const reverse = (x: Tensor, axes: Dims): Tensor => (axes.length === 0 ? x : one(bind(reverseP, [x], { axes })))
