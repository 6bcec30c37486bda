// concat: arrays one after the other along an axis. Its adjoint cuts them apart again.

import { arrayType, showType } from '../../core/array-type.js'
import { and, compare, constant, type Expr, index, select, sub } from '../../core/expr.js'
import type { Primitive, Sample, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import type { DTypeName } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, forEachIndex, showShape, stridesOf } from '../../support/shape.js'
import { anyDType } from '../linear-map.js'
import { bindOne, only } from '../single.js'
import { full } from './broadcast.js'
import { mappedAt } from './regroup.js'
import { slice } from './slice.js'

export type ConcatParams = { readonly axis: number }

const sample = (axis: number, shapes: readonly Dims[], dtype: DTypeName = 'float32'): Sample<ConcatParams> => ({
  inputs: shapes.map(shape => ({ shape, dtype })),
  params: { axis },
})

/** Where each input begins along the axis. */
function offsetsOf(inputs: readonly { readonly shape: Dims }[], axis: number): number[] {
  let next = 0
  return inputs.map(({ shape }) => {
    const start = next
    next += shape[axis] as number
    return start
  })
}

export const concatP: Primitive<ConcatParams> = Object.freeze({
  name: 'concat',
  domain: [
    ...anyDType.map(dtype => sample(0, [[2], [3]], dtype)),
    sample(0, [[3]]),
    sample(0, [[1], [1], [1]]),
    sample(1, [[2, 3], [2, 1], [2, 2]]), // biome-ignore format: one sample a line
    sample(0, [
      [2, 3],
      [1, 3],
    ]),
    sample(1, [
      [2, 1, 3],
      [2, 4, 3],
    ]),
    sample(0, [
      [0, 2],
      [3, 2],
      [0, 2],
      [1, 2],
      [0, 2],
    ]),
    sample(0, [
      [0, 2],
      [0, 2],
    ]),
    sample(1, [
      [0, 2],
      [0, 1],
    ]),
  ],
  typeOf(inputs, { axis }) {
    const [first, ...rest] = inputs
    const from = `from ${inputs.map(showType).join(', ')}`
    const named = (got: string, i: number): string => `got ${got} (input ${i + 1}) ${from}`
    if (first === undefined) throw new ArgumentError('concat: needs at least one array; got none')
    if (first.shape[axis] === undefined)
      throw new ShapeError(`concat: axis must exist; expected 0 … ${first.shape.length - 1}, got ${axis} ${from}`)
    for (const [i, other] of rest.entries()) {
      if (other.dtype !== first.dtype)
        throw new DTypeError(
          `concat: dtypes must be equal; expected ${first.dtype} (input 0), ${named(other.dtype, i)}; convert one with cast`,
        )
      if (other.shape.length !== first.shape.length || other.shape.some((size, a) => a !== axis && size !== first.shape[a]))
        throw new ShapeError(
          `concat: shapes must be equal but for axis ${axis}; expected [${first.shape}] (input 0), ${named(showShape(other.shape), i)}`,
        )
    }
    const size = inputs.reduce((sum, { shape }) => sum + (shape[axis] as number), 0)
    return [arrayType(first.shape.with(axis, size), first.dtype)]
  },
  reference(inputs, { axis }, outputs) {
    const output = only(outputs)
    const strides = stridesOf(output.shape)
    const offsets = offsetsOf(inputs, axis)
    for (const [k, x] of inputs.entries()) {
      const start = (offsets[k] as number) * (strides[axis] as number)
      forEachIndex(x.shape, (at, element) => {
        output.data[at.reduce((sum, i, a) => sum + i * (strides[a] as number), start)] = x.data[element] as number
      })
    }
  },
  jvp(primals, tangents, { axis }) {
    const parts = primals.map((primal, i) => tangents[i] ?? full(0, primal))
    return [concat(parts, axis)]
  },
  transpose([cotangent], inputs, { axis }) {
    const offsets = offsetsOf(
      inputs.map(input => (input.linear ? input.type : input.value)),
      axis,
    )
    return inputs.map((input, i): Tangent => {
      if (cotangent == null || !input.linear) return null
      const start = offsets[i] as number
      const starts = cotangent.shape.map((_, a) => (a === axis ? start : 0))
      return slice(cotangent, starts, cotangent.shape.with(axis, start + (input.type.shape[axis] as number)))
    })
  },
  batch(inputs, axes, size, { axis }) {
    const mapped = inputs.map((input, i) => mappedAt(input, axes[i] ?? null, 0, size))
    return { outputs: [concat(mapped, axis + 1)], axes: [0] }
  },
  lower(inputs, { axis }) {
    const offsets = offsetsOf(inputs, axis)
    // Inputs without elements are never read.
    const parts = inputs.flatMap(({ shape }, input) =>
      shape[axis] === 0 ? [] : [{ input, start: offsets[input] as number, end: (offsets[input] as number) + (shape[axis] as number) }],
    )
    return {
      kind: 'index',
      body(at, read) {
        const i = at[axis] ?? index(0)
        let value: Expr | null = null
        for (const { input, start, end } of parts.toReversed()) {
          const isLast: boolean = value === null
          const isFirst = start === 0
          const [after, before] = [compare('ge', i, index(start)), compare('lt', i, index(end))]
          const place = at.with(axis, isFirst ? i : sub(i, index(start)))
          const guard: Expr = isFirst ? before : isLast ? after : and(after, before)
          const part: Expr = isFirst && isLast ? read(input, place) : read(input, place, guard)
          value = value === null ? part : select(before, part, value)
        }
        return value ?? constant(inputs[0]?.dtype ?? 'float32', 0)
      },
    }
  },
  complex: 'parts',
} satisfies Primitive<ConcatParams>)

/**
 * The arrays one after the other along an axis.
 * @throws ShapeError when they differ in another axis, DTypeError when they differ in dtype, ArgumentError when there are none
 */
export const concat = (inputs: readonly Tensor[], axis: number): Tensor => {
  const [first, ...rest] = inputs
  return first !== undefined && rest.length === 0 && first.shape[axis] !== undefined ? first : bindOne(concatP, inputs, { axis })
}
