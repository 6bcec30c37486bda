// recurrence: `y_i = a_i · y_{i-1} + b_i` along an axis, with `y_0 = b_0`. Linear in b; its adjoint runs the other way.
// Decays, running averages and the tangents of running products are recurrences. Carried in float64, rounded at each place.

import { showType } from '../../core/array-type.js'
import { add, convert, mul } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { isFloat } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { add as plus, mul as times } from '../elementwise/arithmetic.js'
import { nth, two } from '../operands.js'
import { bindOne, only } from '../single.js'
import { mappedAt } from '../structure/regroup.js'
import { besideMapped, type CumulativeParams, checkCumulative, forEachLine, lowerWalk, neighbour } from './running.js'

const sample = (shape: Dims, axis: number, reverse = false, dtype: 'float32' | 'float64' = 'float32'): Sample<CumulativeParams> => ({
  inputs: [
    { shape, dtype, range: [-1, 1] },
    { shape, dtype },
  ],
  params: { axis, reverse },
})

export const recurrenceP: Primitive<CumulativeParams> = Object.freeze({
  name: 'recurrence',
  domain: [
    sample([5], 0),
    sample([2, 4], 1, true),
    sample([4, 6], 0),
    sample([3, 2, 70], 0, true),
    sample([1], 0),
    sample([0], 0),
    sample([2, 0], 0),
    sample([2, 5], 1, false, 'float64'),
  ],
  typeOf(inputs, params) {
    const [a, b] = two(inputs)
    const from = `from a ${showType(a)}, b ${showType(b)}`
    if (a.dtype !== b.dtype || !isFloat(b.dtype)) throw new DTypeError(`recurrence: both must be floats of one dtype ${from}`)
    if (!sameShape(a.shape, b.shape)) throw new ShapeError(`recurrence: shapes must be equal ${from}`)
    checkCumulative('recurrence', b, params)
    return [b]
  },
  reference(inputs, params, outputs) {
    const [[a, b], y] = [two(inputs), only(outputs)]
    forEachLine(b.shape, params, offsets => {
      let carried = 0
      for (const [k, offset] of offsets.entries()) {
        const addend = b.data[offset] as number
        carried = k === 0 ? addend : (a.data[offset] as number) * carried + addend
        y.data[offset] = carried
      }
    })
  },
  // dy_i = a_i · dy_{i-1} + (da_i · y_{i-1} + db_i)
  jvp([a], [da = null, db = null], params, [y]) {
    if (a === undefined || y === undefined) return [null]
    if (y.shape[params.axis] === 0) return [null]
    const fromA = da && times(da, neighbour(y, params, 'behind'))
    const change = fromA !== null && db !== null ? plus(fromA, db) : (fromA ?? db)
    return [change && recurrence(a, change, params)]
  },
  // g_i = w_i + a_{i+1} · g_{i+1}
  transpose([w], [a, b], params) {
    if (w == null) return [null, null]
    // Of one element there is nothing to carry.
    if ((w.shape[params.axis] as number) <= 1) return [null, b?.linear ? w : null]
    if (a?.linear !== false) return [null, null]
    return [null, recurrence(neighbour(a.value, params, 'ahead'), w, { axis: params.axis, reverse: !params.reverse })]
  },
  batch(inputs, axes, size, params) {
    const [a, b] = two(inputs)
    const [aAxis = null, bAxis = null] = axes
    const at = bAxis ?? aAxis ?? 0
    return { outputs: [recurrence(mappedAt(a, aAxis, at, size), mappedAt(b, bAxis, at, size), besideMapped(params, at))], axes: [at] }
  },
  lower(inputs, params) {
    const [, b] = two(inputs)
    return lowerWalk(b.shape, 2, params, {
      accumulators: ['float64'],
      first: elements => [convert('float64', nth(elements, 1))],
      next: (accumulators, elements) => [
        add(mul(convert('float64', nth(elements, 0)), nth(accumulators, 0)), convert('float64', nth(elements, 1))),
      ],
      results: accumulators => [convert(b.dtype, nth(accumulators, 0))],
    })
  },
  complex: 'none',
} satisfies Primitive<CumulativeParams>)

/** `y_i = a_i · y_{i-1} + b_i` along the axis, from its end if reverse; the first element is that of b. @throws ShapeError, DTypeError */
export const recurrence = (a: Tensor, b: Tensor, params: CumulativeParams): Tensor => bindOne(recurrenceP, [a, b], params)
