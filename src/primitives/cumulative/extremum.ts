// cumMax and cumMin: the best element so far along an axis, and its position. NaN counts as best and stays; of equal elements the
// last one counts, as in PyTorch, and the derivative is that of the element at the position.

import { arrayType, showType } from '../../core/array-type.js'
import { compare, convert, type Expr, isFloatType, or, select, widened } from '../../core/expr.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { gatherAlong } from '../gather/along.js'
import { numberDTypes } from '../linear-map.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { besideMapped, type CumulativeParams, checkCumulative, forEachLine, lowerWalk } from './running.js'

const sample = (shape: Dims, axis: number, reverse = false, dtype: DTypeName = 'float32'): Sample<CumulativeParams> => ({
  inputs: [{ shape, dtype, distinct: true }],
  params: { axis, reverse },
})

/** Whether the next element takes over: it is NaN, or no worse than a number. */
function takesOver(name: 'cumMax' | 'cumMin', element: Expr, soFar: Expr): Expr {
  const [next, best] = [widened(element), widened(soFar)]
  const noWorse = compare(name === 'cumMax' ? 'ge' : 'le', next, best)
  return isFloatType(next.type) ? or(compare('ne', next, next), noWorse) : noWorse
}

function cumulativeExtremum(name: 'cumMax' | 'cumMin', noWorse: (next: number, best: number) => boolean): Primitive<CumulativeParams> {
  const primitive: Primitive<CumulativeParams> = Object.freeze({
    name,
    domain: [
      sample([5], 0),
      sample([2, 4], 1, true),
      sample([4, 5], 0),
      sample([2, 3, 6], 1),
      sample([1], 0),
      sample([0, 3], 0),
      ...numberDTypes.filter(dtype => dtype !== 'float32').map(dtype => sample([2, 7], 1, false, dtype)),
    ],
    typeOf(inputs, params) {
      const x = only(inputs)
      checkCumulative(name, x, params)
      if (!numberDTypes.includes(x.dtype))
        throw new DTypeError(`${name}: elements must be numbers; got ${x.dtype} from x ${showType(x)}; convert with cast`)
      return [x, arrayType(x.shape, 'int32')]
    },
    reference(inputs, params, outputs) {
      const [x, [values, positions]] = [only(inputs), two(outputs)]
      const n = x.shape[params.axis] as number
      forEachLine(x.shape, params, offsets => {
        let [best, position] = [0, 0]
        for (const [k, offset] of offsets.entries()) {
          const next = x.data[offset] as number
          if (k === 0 || Number.isNaN(next) || noWorse(next, best)) {
            best = next
            position = params.reverse ? n - 1 - k : k
          }
          values.data[offset] = best
          positions.data[offset] = position
        }
      })
    },
    jvp: (_primals, [t], { axis }, [, positions]) => [t == null || positions === undefined ? null : gatherAlong(t, positions, axis), null],
    transpose: 'nonlinear',
    batch(inputs, [at], _size, params) {
      return { outputs: bind(primitive, inputs, besideMapped(params, at ?? 0)), axes: [at ?? 0, at ?? 0] }
    },
    lower(inputs, params) {
      const x = only(inputs)
      return lowerWalk(x.shape, 1, params, {
        accumulators: [x.dtype, 'int32'],
        first: (elements, at) => [nth(elements, 0), convert('int32', at)],
        next([best, position], elements, at) {
          const next = nth(elements, 0)
          if (best === undefined || position === undefined) return []
          const better = takesOver(name, next, best)
          return [select(better, next, best), select(better, convert('int32', at), position)]
        },
        results: accumulators => accumulators,
      })
    },
    complex: 'none',
  } satisfies Primitive<CumulativeParams>)
  return primitive
}

export const cumMaxP = cumulativeExtremum('cumMax', (next, best) => next >= best)
export const cumMinP = cumulativeExtremum('cumMin', (next, best) => next <= best)

/** The largest element so far along the axis (NaN once there was one) and its position, int32. @throws ShapeError, DTypeError on bool */
export const cumMax = (x: Tensor, params: CumulativeParams): readonly [values: Tensor, positions: Tensor] => two(bind(cumMaxP, [x], params))
/** The smallest element so far along the axis (NaN once there was one) and its position, int32. @throws ShapeError, DTypeError on bool */
export const cumMin = (x: Tensor, params: CumulativeParams): readonly [values: Tensor, positions: Tensor] => two(bind(cumMinP, [x], params))
