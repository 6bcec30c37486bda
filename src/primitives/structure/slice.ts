// slice: every stride-th element of a range along each axis; pad: a value around and between the elements, where negative padding crops.
// Each is the adjoint of the other. Source: XLA's Slice and Pad.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import { add, and, compare, constant, div, type Expr, index, mul, rem, select, sub } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import type { Complex } from '../../support/complex.js'
import { dtypeInfo, type ElementParam, elementParam, paramElement } from '../../support/dtype.js'
import { ArgumentError, InternalError, ShapeError } from '../../support/errors.js'
import { type Dims, forEachIndex, sameShape, sizeOf, stridesOf } from '../../support/shape.js'
import { anyDType, dtypeSamples, fillFrom, linearMap } from '../linear-map.js'
import { bindOne } from '../single.js'

/** One entry for each axis: elements `start`, `start + stride`, … below `limit`. */
export type SliceParams = { readonly starts: Dims; readonly limits: Dims; readonly strides: Dims }
/** One entry for each axis. `low` and `high` may be negative; `interior` counts the places between two neighbours. */
export type PadParams = { readonly low: Dims; readonly high: Dims; readonly interior: Dims; readonly value: ElementParam }

const zeros = (like: Dims): number[] => like.map(() => 0)
const ones = (like: Dims): number[] => like.map(() => 1)

/** @throws ArgumentError unless there is one integer, at least `least`, for each axis */
function checkEntries(operation: string, name: string, values: Dims, x: ArrayType, least = Number.NEGATIVE_INFINITY): void {
  if (values.length === x.shape.length && values.every(v => Number.isInteger(v) && v >= least)) return
  const kind = least > -1 ? `integers from ${least}` : 'integers'
  throw new ArgumentError(
    `${operation}: ${name} must be ${kind}; expected ${x.shape.length} of them, got [${values}] from x ${showType(x)}`,
  )
}

/** Places that `count` elements occupy when they are `stride` apart. */
const spread = (count: number, stride: number): number => (count === 0 ? 0 : (count - 1) * stride + 1)

export const sliceP: Primitive<SliceParams> = linearMap<SliceParams>({
  name: 'slice',
  domain: dtypeSamples(anyDType, [
    [[5], { starts: [1], limits: [4], strides: [1] }],
    [[], { starts: [], limits: [], strides: [] }],
    [[7], { starts: [0], limits: [7], strides: [2] }],
    [[8], { starts: [1], limits: [8], strides: [3] }],
    [[8], { starts: [1], limits: [7], strides: [3] }],
    [[3, 4, 5], { starts: [0, 1, 2], limits: [3, 3, 5], strides: [2, 1, 1] }],
    [[4], { starts: [2], limits: [2], strides: [1] }],
    [[4], { starts: [4], limits: [4], strides: [2] }],
    [[0, 2], { starts: [0, 1], limits: [0, 2], strides: [1, 1] }],
  ]),
  resultOf(x, { starts, limits, strides }) {
    checkEntries('slice', 'starts', starts, x, 0)
    checkEntries('slice', 'limits', limits, x, 0)
    checkEntries('slice', 'strides', strides, x, 1)
    const shape = x.shape.map((size, axis) => {
      const [start, limit, stride] = [starts[axis] as number, limits[axis] as number, strides[axis] as number]
      if (start > limit || limit > size)
        throw new ShapeError(
          `slice: a range must lie in its axis; expected start ≤ limit ≤ ${size}, got ${start}:${limit} (axis ${axis}) of x ${showType(x)}`,
        )
      return Math.ceil((limit - start) / stride)
    })
    return arrayType(shape, x.dtype)
  },
  reference(x, { starts, strides }, output) {
    const steps = stridesOf(x.shape)
    fillFrom(x, output, at =>
      at.reduce((sum, i, axis) => sum + ((starts[axis] as number) + i * (strides[axis] as number)) * (steps[axis] as number), 0),
    )
  },
  tangent: (t, { starts, limits, strides }) => slice(t, starts, limits, strides),
  adjoint(ct, x, { starts, strides }) {
    const high = x.shape.map((size, axis) => size - (starts[axis] as number) - spread(ct.shape[axis] as number, strides[axis] as number))
    const between = strides.map(stride => stride - 1)
    return pad(ct, starts, high, between)
  },
  batch: (x, axis, size, { starts, limits, strides }) => [
    slice(x, starts.toSpliced(axis, 0, 0), limits.toSpliced(axis, 0, size), strides.toSpliced(axis, 0, 1)),
    axis,
  ],
  lower: (_x, { starts, strides }) => ({
    kind: 'index',
    body(at, read) {
      const place = (i: Expr, axis: number): Expr => {
        const [start = 0, stride = 1] = [starts[axis], strides[axis]]
        const scaled = stride === 1 ? i : mul(i, index(stride))
        return start === 0 ? scaled : add(scaled, index(start))
      }
      return read(0, at.map(place))
    },
  }),
})

/**
 * `out[i, …] = x[starts[0] + i · strides[0], …]`
 * @param strides at least 1; default 1
 * @throws ShapeError, ArgumentError unless 0 ≤ start ≤ limit ≤ size for each axis
 */
export const slice = (x: Tensor, starts: Dims, limits: Dims, strides: Dims = ones(starts)): Tensor =>
  sameShape(starts, zeros(x.shape)) && sameShape(limits, x.shape) && sameShape(strides, ones(x.shape))
    ? x
    : bindOne(sliceP, [x], { starts, limits, strides })

export const padP: Primitive<PadParams> = linearMap<PadParams>({
  name: 'pad',
  domain: dtypeSamples(anyDType, [
    [[3], { low: [1], high: [2], interior: [0], value: 0 }],
    [[3], { low: [1], high: [2], interior: [0], value: 1 }],
    [[], { low: [], high: [], interior: [], value: 2 }],
    [[2, 3], { low: [0, 1], high: [2, 0], interior: [0, 0], value: -1.5 }],
    [[4], { low: [0], high: [0], interior: [2], value: 0 }],
    [[4], { low: [2], high: [1], interior: [1], value: -0 }],
    [[5], { low: [-1], high: [-2], interior: [0], value: 0 }],
    [[5], { low: [-2], high: [3], interior: [0], value: 0 }],
    [[4], { low: [-2], high: [-3], interior: [2], value: 3 }],
    [[4], { low: [3], high: [-6], interior: [1], value: 0 }],
    [[2, 3, 2], { low: [1, -1, 0], high: [-1, 2, 3], interior: [2, 1, 0], value: 0.5 }],
    [[1], { low: [-1], high: [2], interior: [3], value: 0 }],
    [[1], { low: [1], high: [1], interior: [3], value: 0 }],
    [[3], { low: [-3], high: [0], interior: [0], value: 0 }],
    [[0], { low: [2], high: [1], interior: [1], value: 4 }],
    [[0, 2], { low: [0, 1], high: [0, 1], interior: [0, 0], value: 0 }],
  ]),
  resultOf(x, { low, high, interior }) {
    checkEntries('pad', 'low', low, x)
    checkEntries('pad', 'high', high, x)
    checkEntries('pad', 'interior', interior, x, 0)
    const shape = x.shape.map((size, axis) => spread(size, (interior[axis] as number) + 1) + (low[axis] as number) + (high[axis] as number))
    if (shape.some(size => size < 0))
      throw new ShapeError(`pad: no more can be cropped than there is; got low [${low}], high [${high}] from x ${showType(x)}`)
    return arrayType(shape, x.dtype)
  },
  reference(x, { low, interior, value }, output) {
    output.data.fill(paramElement(value, x.dtype))
    const steps = stridesOf(output.shape)
    forEachIndex(x.shape, (at, element) => {
      let to = 0
      for (let axis = 0; axis < at.length; axis++) {
        const place = (low[axis] as number) + (at[axis] as number) * ((interior[axis] as number) + 1)
        if (place < 0 || place >= (output.shape[axis] as number)) return
        to += place * (steps[axis] as number)
      }
      output.data[to] = x.data[element] as number
    })
  },
  tangent: (t, { low, high, interior }) => pad(t, low, high, interior),
  // What was cropped gets zeros, then the elements are picked out again.
  adjoint(ct, x, { low, high, interior }) {
    const cropped = (ends: Dims): number[] => ends.map(n => Math.max(0, -n))
    const uncropped = pad(ct, cropped(low), cropped(high))
    const starts = low.map(n => Math.max(0, n))
    const strides = interior.map(n => n + 1)
    const limits = x.shape.map((size, axis) => (starts[axis] as number) + spread(size, strides[axis] as number))
    return slice(uncropped, starts, limits, strides)
  },
  batch: (x, axis, _size, { low, high, interior, value }) => [
    pad(x, low.toSpliced(axis, 0, 0), high.toSpliced(axis, 0, 0), interior.toSpliced(axis, 0, 0), paramElement(value, x.dtype)),
    axis,
  ],
  lower(x, { low, high, interior, value }) {
    const stored = paramElement(value, x.dtype)
    const padding = constant(x.dtype, stored)
    const axes = x.shape.map(
      (size, axis): PadAxis => ({ size, low: low[axis] as number, high: high[axis] as number, step: (interior[axis] as number) + 1 }),
    )
    return {
      kind: 'index',
      body(at, read) {
        if (sizeOf(x.shape) === 0) return padding
        const places = axes.map((axis, i) => placeBefore(at[i] ?? index(0), axis))
        const guards = places.flatMap(place => place.guards)
        const sources = places.map(place => place.source)
        const [first, ...rest] = guards
        if (first === undefined) return read(0, sources)
        const guard = rest.reduce(and, first)
        const element = read(0, sources, guard)
        return Object.is(Number(stored), 0) ? element : select(guard, element, padding)
      },
    }
  },
})

interface PadAxis {
  readonly size: number
  readonly low: number
  readonly high: number
  /** Distance of neighbouring elements. */
  readonly step: number
}

/** The input position at an output position, and when there is one. Tests that always hold are left out. */
function placeBefore(o: Expr, { size, low, high, step }: PadAxis): { readonly source: Expr; readonly guards: readonly Expr[] } {
  const guards: Expr[] = []
  if (low > 0) guards.push(compare('ge', o, index(low)))
  if (high > 0) guards.push(compare('lt', o, index(Math.max(0, low + spread(size, step)))))
  const shifted = low === 0 ? o : low > 0 ? sub(o, index(low)) : add(o, index(-low))
  if (step === 1) return { source: shifted, guards }
  // Whether o - low is a multiple of the step, said without a difference that may be negative.
  const slack = low > 0 ? (step - (low % step)) % step : -low
  const multiple = slack === 0 ? o : add(o, index(slack))
  if (size > 1 || low < 0) guards.push(compare('eq', rem(multiple, index(step)), index(0)))
  return { source: div(shifted, index(step)), guards }
}

/**
 * The value around the elements and between them; negative padding crops.
 * `out[low + i · (interior + 1), …] = x[i, …]`, elsewhere `value`
 * @param interior places between two neighbours; default 0
 * @throws ShapeError when more is cropped than there is, ArgumentError
 */
export function pad(x: Tensor, low: Dims, high: Dims, interior: Dims = zeros(low), value: number | bigint | Complex = 0): Tensor {
  if ([low, high, interior].every(list => sameShape(list, zeros(x.shape)))) return x
  if (isComplex(x)) {
    const [[re, im], around] = [partsOf(x), typeof value === 'object' ? value : { re: value, im: 0 }]
    return pairOf(pad(re, low, high, interior, around.re), pad(im, low, high, interior, around.im))
  }
  if (typeof value === 'object') throw new InternalError(`pad: a complex number around ${x.dtype}`)
  return bindOne(padP, [x], { low, high, interior, value: elementParam(dtypeInfo(x.dtype).store(value)) })
}
