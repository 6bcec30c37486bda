// slice and pad: each is the adjoint of the other. Padding may be negative (it crops) and interior (it spreads the elements apart).

import { arrayType, showType } from '../core/array-type.js'
import { add, and, compare, constant, div, type Expr, index, mul, rem, select, sub } from '../core/expr.js'
import type { Params, Primitive } from '../core/primitive.js'
import type { Tensor } from '../core/tensor.js'
import { bind } from '../core/trace.js'
import { dtypeInfo } from '../support/dtype.js'
import { ShapeError } from '../support/errors.js'
import { type Dims, forEachIndex, stridesOf } from '../support/shape.js'
import { one } from './operands.js'

export interface SliceParams extends Params {
  readonly starts: Dims
  readonly limits: Dims
  readonly strides: Dims
}

export const sliceP: Primitive<SliceParams> = Object.freeze({
  name: 'slice',
  domain: [
    { inputs: [{ shape: [5], dtype: 'float32' }], params: { starts: [1], limits: [4], strides: [1] } },
    { inputs: [{ shape: [4, 6], dtype: 'float64' }], params: { starts: [0, 1], limits: [4, 6], strides: [2, 3] } },
    { inputs: [{ shape: [2, 3], dtype: 'int32' }], params: { starts: [1, 0], limits: [2, 3], strides: [1, 1] } },
    { inputs: [{ shape: [3, 2], dtype: 'bool' }], params: { starts: [2, 2], limits: [3, 2], strides: [1, 1] } },
    { inputs: [{ shape: [], dtype: 'uint8' }], params: { starts: [], limits: [], strides: [] } },
  ] as const,
  typeOf([x], { starts, limits, strides }) {
    const type = x ?? arrayType([], 'float32')
    const shape = type.shape.map((size, axis) => {
      const [start, limit, stride] = [starts[axis] ?? -1, limits[axis] ?? -1, strides[axis] ?? 0]
      const legal = [start, limit, stride].every(Number.isInteger) && start >= 0 && start <= limit && limit <= size && stride >= 1
      if (!legal)
        throw new ShapeError(
          `slice: bounds must satisfy 0 ≤ start ≤ limit ≤ ${size}, stride ≥ 1 on axis ${axis}; got ${start}:${limit}:${stride} from ${showType(type)}`,
        )
      return Math.ceil((limit - start) / stride)
    })
    if (starts.length !== shape.length || limits.length !== shape.length || strides.length !== shape.length)
      throw new ShapeError(`slice: needs bounds for each axis; got ${starts.length} from ${showType(type)}`)
    return [arrayType(shape, type.dtype)]
  },
  reference(inputs, { starts, strides }, outputs) {
    const [x, y] = [one(inputs), one(outputs)]
    const steps = stridesOf(x.shape)
    forEachIndex(y.shape, (at, linear) => {
      let from = 0
      for (const [axis, i] of at.entries()) from += ((starts[axis] ?? 0) + i * (strides[axis] ?? 1)) * (steps[axis] ?? 0)
      y.data[linear] = x.data[from] ?? 0
    })
  },
  jvp: (_, [tangent], { starts, limits, strides }) => [tangent == null ? null : slice(tangent, starts, limits, strides)],
  transpose([ct], inputs, { starts, strides }) {
    const input = one(inputs)
    if (ct == null || !input.linear) return [null]
    const covered = ct.shape.map((size, axis) => (size === 0 ? 0 : (size - 1) * (strides[axis] ?? 1) + 1))
    const high = input.type.shape.map((size, axis) => size - (starts[axis] ?? 0) - (covered[axis] ?? 0))
    return [
      pad(
        ct,
        starts,
        high,
        strides.map(s => s - 1),
      ),
    ]
  },
  batch(inputs, [axis], size, { starts, limits, strides }) {
    const at = axis ?? 0
    return {
      outputs: [slice(one(inputs), starts.toSpliced(at, 0, 0), limits.toSpliced(at, 0, size), strides.toSpliced(at, 0, 1))],
      axes: [at],
    }
  },
  lower: (_, { starts, strides }) => ({
    kind: 'index',
    body: (at, read) =>
      read(
        0,
        at.map((position, axis) => add(mul(position, index(strides[axis] ?? 1)), index(starts[axis] ?? 0))),
      ),
  }),
} satisfies Primitive<SliceParams>)

/** Positions `starts`, `starts + strides`, … below `limits`, for each axis. */
export const slice = (x: Tensor, starts: Dims, limits: Dims, strides: Dims = starts.map(() => 1)): Tensor =>
  starts.every((s, axis) => s === 0 && limits[axis] === x.shape[axis] && strides[axis] === 1) && starts.length === x.shape.length
    ? x
    : one(bind(sliceP, [x], { starts, limits, strides }))

export interface PadParams extends Params {
  readonly low: Dims
  readonly high: Dims
  readonly interior: Dims
  readonly value: number
}

/** Positions are computed shifted up by the crop of `low`, so that none is ever negative. */
function padPosition(position: Expr, size: number, low: number, interior: number): { at: Expr; guards: Expr[] } {
  const step = interior + 1
  const guards: Expr[] = []
  let from = position
  if (low > 0) {
    guards.push(compare('ge', position, index(low)))
    from = sub(position, index(low))
  } else if (low < 0) from = add(position, index(-low))
  const covered = size === 0 ? 0 : (size - 1) * step + 1
  guards.push(compare('lt', position, index(Math.max(0, covered + low))))
  if (step === 1) return { at: from, guards }
  guards.push(compare('eq', rem(from, index(step)), index(0)))
  return { at: div(from, index(step)), guards }
}

export const padP: Primitive<PadParams> = Object.freeze({
  name: 'pad',
  domain: [
    { inputs: [{ shape: [3], dtype: 'float32' }], params: { low: [1], high: [2], interior: [0], value: 0 } },
    { inputs: [{ shape: [2, 3], dtype: 'float64' }], params: { low: [0, 1], high: [1, 0], interior: [1, 2], value: 1.5 } },
    { inputs: [{ shape: [5, 4], dtype: 'float32' }], params: { low: [-1, 0], high: [1, -2], interior: [0, 0], value: 0 } },
    { inputs: [{ shape: [4], dtype: 'float64' }], params: { low: [-2], high: [-1], interior: [1], value: 0 } },
    { inputs: [{ shape: [0, 2], dtype: 'int32' }], params: { low: [1, 0], high: [1, 0], interior: [0, 0], value: -3 } },
    { inputs: [{ shape: [2], dtype: 'bool' }], params: { low: [1], high: [0], interior: [0], value: 1 } },
  ] as const,
  typeOf([x], { low, high, interior }) {
    const type = x ?? arrayType([], 'float32')
    if ([low, high, interior].some(list => list.length !== type.shape.length || !list.every(Number.isInteger)) || interior.some(i => i < 0))
      throw new ShapeError(
        `pad: needs integers for each axis, interior ≥ 0; got low [${low}], high [${high}], interior [${interior}] from ${showType(type)}`,
      )
    const shape = type.shape.map(
      (size, axis) => (low[axis] ?? 0) + (high[axis] ?? 0) + size + Math.max(0, size - 1) * (interior[axis] ?? 0),
    )
    if (shape.some(size => size < 0))
      throw new ShapeError(`pad: crops more than there is; got low [${low}], high [${high}] from ${showType(type)}`)
    return [arrayType(shape, type.dtype)]
  },
  reference(inputs, { low, interior, value }, outputs) {
    const [x, y] = [one(inputs), one(outputs)]
    y.data.fill(dtypeInfo(y.dtype).store(value))
    const steps = stridesOf(y.shape)
    forEachIndex(x.shape, (at, linear) => {
      let to = 0
      let inside = true
      for (const [axis, i] of at.entries()) {
        const position = (low[axis] ?? 0) + i * ((interior[axis] ?? 0) + 1)
        inside &&= position >= 0 && position < (y.shape[axis] ?? 0)
        to += position * (steps[axis] ?? 0)
      }
      if (inside) y.data[to] = x.data[linear] ?? 0
    })
  },
  jvp: (_, [tangent], { low, high, interior }) => [tangent == null ? null : pad(tangent, low, high, interior)],
  transpose([ct], inputs, { low, high, interior }) {
    const input = one(inputs)
    if (ct == null || !input.linear) return [null]
    const none = interior.map(() => 0)
    const uncropped = pad(
      ct,
      low.map(l => Math.max(0, -l)),
      high.map(h => Math.max(0, -h)),
      none,
    )
    const starts = low.map(l => Math.max(0, l))
    const limits = starts.map((start, axis) => {
      const size = input.type.shape[axis] ?? 0
      return start + (size === 0 ? 0 : (size - 1) * ((interior[axis] ?? 0) + 1) + 1)
    })
    return [
      slice(
        uncropped,
        starts,
        limits,
        interior.map(i => i + 1),
      ),
    ]
  },
  batch(inputs, [axis], _size, { low, high, interior, value }) {
    const at = axis ?? 0
    const grow = (list: Dims): number[] => list.toSpliced(at, 0, 0)
    return { outputs: [pad(one(inputs), grow(low), grow(high), grow(interior), value)], axes: [at] }
  },
  lower: ([x], { low, interior, value }) => ({
    kind: 'index',
    body(at, read) {
      const type = x ?? arrayType([], 'float32')
      const positions = at.map((position, axis) => padPosition(position, type.shape[axis] ?? 0, low[axis] ?? 0, interior[axis] ?? 0))
      const [first, ...rest] = positions.flatMap(p => p.guards)
      const everywhere = positions.map(p => p.at)
      if (first === undefined) return read(0, everywhere)
      const guard = rest.reduce(and, first)
      const inside = read(0, everywhere, guard)
      const store = dtypeInfo(type.dtype).store(value)
      return Object.is(store, 0) ? inside : select(guard, inside, constant(type.dtype, store))
    },
  }),
} satisfies Primitive<PadParams>)

/** `value` around (`low`, `high`; negative crops) and between (`interior`) the elements, for each axis. */
export const pad = (x: Tensor, low: Dims, high: Dims, interior: Dims = low.map(() => 0), value = 0): Tensor =>
  [low, high, interior].every(list => list.every(n => n === 0)) && low.length === x.shape.length
    ? x
    : one(bind(padP, [x], { low, high, interior, value }))
