// windowTake: from every window the element at a given position; windowPut: its adjoint, the cotangents back at their places.
// A position is the row-major number within the window, as windowArgmax gives it. A position in the padding or outside of the
// window takes 0 and puts nothing. windowPut gathers, so that it is deterministic and needs no atomics: each input place sums, over
// the windows that cover it, in ascending order, the cotangents whose stored position is that place.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { add, and, compare, constant, convert, type Expr, index, select, widened } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { accumulators, type DTypeName } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { numberDTypes } from '../linear-map.js'
import { two } from '../operands.js'
import { bindOne } from '../single.js'
import { mappedAt } from '../structure/regroup.js'
import { linearPosition, multiIndex } from '../structure/row-major.js'
import { adjointAxis, pads, place, windowCount } from './axis.js'
import {
  checkWindows,
  forEachWindow,
  readTap,
  tapAt,
  tapExtents,
  type WindowParams,
  windowAxes,
  windowedShape,
  withWindowAxis,
} from './geometry.js'

/** `shape` is that of the input whose windows they are. */
export type WindowPutParams = WindowParams & { readonly shape: Dims }

function checkPosition(operation: string, position: ArrayType, from: string): void {
  if (position.dtype !== 'int32') throw new DTypeError(`${operation}: positions must be int32; got ${position.dtype} ${from}`)
}

/** Lines the mapped axes up at the first one's place; an input that is not mapped is repeated. */
function aligned([values, position]: readonly [Tensor, Tensor], [a, b]: readonly (number | null | undefined)[], size: number) {
  const axis = a ?? b ?? 0
  return { axis, values: mappedAt(values, a ?? null, axis, size), position: mappedAt(position, b ?? null, axis, size) }
}

const shapes: readonly { readonly shape: Dims; readonly params: WindowParams; readonly dtype?: DTypeName }[] = (() => {
  const given = (shape: Dims, window: Dims, strides: Dims, padding: WindowParams['padding'], windowDilation = shape.map(() => 1)) => ({
    shape,
    params: { window, strides, padding, windowDilation },
  })
  return [
    given([6], [2], [2], pads([0, 0])),
    given([7], [3], [2], pads([1, 1])),
    given([8], [3], [1], pads([0, 2]), [2]),
    given([9], [2], [2], pads([0, 0]), [3]),
    given([4], [1], [2], pads([0, 0])),
    given([5], [2], [4], pads([0, 1])),
    given([2, 2, 4, 4], [1, 1, 2, 2], [1, 1, 2, 2], pads([0, 0], [0, 0], [0, 0], [0, 0])),
    given([2, 6, 7], [1, 3, 3], [1, 2, 2], pads([0, 0], [1, 1], [1, 0])),
    given([2, 5, 6], [2, 3, 2], [1, 1, 3], pads([0, 0], [-1, 1], [2, 1])),
    given([0, 4], [1, 2], [1, 1], pads([0, 0], [0, 0])),
    given([2], [3], [1], pads([0, 0])),
    ...numberDTypes.slice(1).map(dtype => ({ ...given([6], [2], [1], pads([0, 0])), dtype })),
  ]
})()

const takeSamples = shapes.map(
  ({ shape, params, dtype = 'float32' }): Sample<WindowParams> => ({
    inputs: [
      { shape, dtype },
      { shape: windowAxes(shape, params).map(windowCount), dtype: 'int32', range: [-1, sizeOf(params.window)] },
    ],
    params,
  }),
)

export const windowTakeP: Primitive<WindowParams> = Object.freeze({
  name: 'windowTake',
  domain: takeSamples,
  typeOf(inputs, params) {
    const [x, position] = two(inputs)
    const from = `from x ${showType(x)}, position ${showType(position)}`
    const windows = windowedShape('windowTake', x, params)
    checkPosition('windowTake', position, from)
    checkWindows('windowTake', 'position', position, windows, from)
    return [arrayType(windows, x.dtype)]
  },
  reference(inputs, params, [output]) {
    const [x, position] = two(inputs)
    forEachWindow(windowAxes(x.shape, params), (window, positions) => {
      const wanted = position.data[window]
      positions((element, k) => {
        if (k === wanted && element >= 0 && output !== undefined) output.data[window] = x.data[element] as number
      })
    })
  },
  jvp: ([, position], [tangent], params) => [tangent == null || position === undefined ? null : windowTake(tangent, position, params)],
  transpose([cotangent], [x, position], params) {
    if (cotangent == null || !x?.linear || position?.linear !== false) return [null, null]
    return [windowPut(cotangent, position.value, { ...params, shape: x.type.shape }), null]
  },
  batch(inputs, axes, size, params) {
    const { axis, values, position } = aligned(two(inputs), axes, size)
    return { outputs: [windowTake(values, position, withWindowAxis(params, axis))], axes: [axis] }
  },
  lower(inputs, params) {
    const axes = windowAxes(two(inputs)[0].shape, params)
    return {
      kind: 'index',
      body(o, read) {
        const stored = read(1, o)
        const inside = and(compare('ge', stored, constant('int32', 0)), compare('lt', stored, constant('int32', sizeOf(params.window))))
        // Outside of the window nothing is read, but a position must be one all the same.
        const position = convert('index', select(inside, stored, constant('int32', 0)))
        const k = multiIndex(position, params.window)
        const at = axes.map((axis, i) => place(axis, o[i] ?? index(0), k[i] ?? index(0)))
        const guard = at.reduce<Expr>((all, p) => (p.guard === null ? all : and(all, p.guard)), inside)
        return read(
          0,
          at.map(p => p.at),
          guard,
        )
      },
    }
  },
  complex: 'none',
} satisfies Primitive<WindowParams>)

export const windowPutP: Primitive<WindowPutParams> = Object.freeze({
  name: 'windowPut',
  domain: takeSamples.map(({ inputs: [x, position], params }): Sample<WindowPutParams> => {
    const windows = position?.shape ?? []
    return {
      inputs: [
        { shape: windows, dtype: x?.dtype ?? 'float32' },
        { shape: windows, dtype: 'int32', range: position?.range ?? [0, 0] },
      ],
      params: { ...params, shape: x?.shape ?? [] },
    }
  }),
  typeOf(inputs, params) {
    const [cotangent, position] = two(inputs)
    const from = `from cotangent ${showType(cotangent)}, position ${showType(position)}, shape [${params.shape}]`
    const out = arrayType(params.shape, cotangent.dtype)
    const windows = windowedShape('windowPut', out, params)
    checkPosition('windowPut', position, from)
    checkWindows('windowPut', 'cotangent', cotangent, windows, from)
    checkWindows('windowPut', 'position', position, windows, from)
    if (cotangent.dtype === 'bool') throw new DTypeError(`windowPut: elements must be numbers; got bool ${from}`)
    return [out]
  },
  reference(inputs, params, [output]) {
    const [cotangent, position] = two(inputs)
    if (output === undefined) return
    // Rounded (or wrapped) once.
    const sums = accumulators(cotangent.dtype, output.data.length)
    forEachWindow(windowAxes(params.shape, params), (window, positions) => {
      const wanted = position.data[window]
      positions((element, k) => {
        if (k === wanted && element >= 0) sums[element] = (sums[element] as number) + (cotangent.data[window] as number)
      })
    })
    output.data.set(sums)
  },
  jvp: ([, position], [tangent], params) => [tangent == null || position === undefined ? null : windowPut(tangent, position, params)],
  transpose([cotangent], [values, position], { shape: _, ...params }) {
    if (cotangent == null || !values?.linear || position?.linear !== false) return [null, null]
    return [windowTake(cotangent, position.value, params), null]
  },
  batch(inputs, axes, size, params) {
    const { axis, values, position } = aligned(two(inputs), axes, size)
    const grown = { ...withWindowAxis(params, axis), shape: params.shape.toSpliced(axis, 0, size) }
    return { outputs: [windowPut(values, position, grown)], axes: [axis] }
  },
  lower(_inputs, params) {
    const axes = windowAxes(params.shape, params).map(adjointAxis)
    const last = sizeOf(params.window) - 1
    return {
      kind: 'reduce',
      combiner: 'sum',
      extents: tapExtents(axes),
      order: 'sequence',
      body(at, over, read) {
        const covering = tapAt(axes, at, over)
        // The adjoint counts window positions from the other end: position + mirrored = last.
        const mirrored = linearPosition(covering.position, params.window)
        const here = compare('eq', add(readTap(read, 1, covering), convert('int32', mirrored)), constant('int32', last))
        return widened(readTap(read, 0, { ...covering, guard: covering.guard === null ? here : and(covering.guard, here) }))
      },
    }
  },
  complex: 'none',
} satisfies Primitive<WindowPutParams>)

/**
 * `out[o] = x[o·stride + k·windowDilation - low]` where k is the window position with the row-major number `position[o]`.
 * @param position int32, one for each window
 * @throws ShapeError, DTypeError, ArgumentError
 */
export const windowTake = (x: Tensor, position: Tensor, params: WindowParams): Tensor => bindOne(windowTakeP, [x, position], params)

/**
 * The adjoint of `windowTake`: every cotangent is added at the place of the input that its window took.
 * @param params those of windowTake, and the shape of its input
 * @throws ShapeError, DTypeError, ArgumentError
 */
export const windowPut = (cotangent: Tensor, position: Tensor, params: WindowPutParams): Tensor =>
  bindOne(windowPutP, [cotangent, position], params)
