// Reductions other than sums: product, max, min, any, all along axes, which disappear. NaN propagates through max and min.
// Nothing reduces to the identity: 1, -∞ (the least integer), ∞ (the greatest), false, true.

import { showType } from '../../core/array-type.js'
import type { Combiner } from '../../core/lowering.js'
import type { Primitive, Sample, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { accumulators, type DTypeName, dtypeInfo, isFloat, isInteger, isWide } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { add, div, mul } from '../elementwise/arithmetic.js'
import { cast } from '../elementwise/cast.js'
import { select } from '../elementwise/choose.js'
import { eq } from '../elementwise/logic.js'
import { numberDTypes } from '../linear-map.js'
import { bindOne, only } from '../single.js'
import { broadcast, forEachReduced, full, type ReduceParams, reducedType, reduceSamples, reduceSum } from '../structure/broadcast.js'
import { transpose } from '../structure/permute.js'
import { reshape } from '../structure/reshape.js'
import { pad, slice } from '../structure/slice.js'
import { batchReduction, lowerReduction, reducedSize } from './order.js'

interface Rules {
  readonly name: string
  readonly combiner: Combiner
  readonly dtypes: readonly DTypeName[]
  readonly domain: readonly Sample<ReduceParams>[]
  readonly identity: (dtype: DTypeName) => number
  readonly step: (dtype: DTypeName) => (soFar: number, x: number) => number
  readonly tangent: (x: Tensor, tangent: Tensor, axes: Dims, output: Tensor) => Tangent
}

function reduction({ name, combiner, dtypes, domain, identity, step, tangent }: Rules): Primitive<ReduceParams> {
  const primitive: Primitive<ReduceParams> = Object.freeze({
    name,
    domain,
    typeOf(inputs, { axes }) {
      const x = only(inputs)
      if (!dtypes.includes(x.dtype))
        throw new DTypeError(`${name}: unsupported dtype; expected ${dtypes.join(' or ')}, got x ${showType(x)}; convert with cast`)
      return [reducedType(name, x, axes)]
    },
    reference(inputs, { axes }, outputs) {
      const [x, output] = [only(inputs), only(outputs)]
      const combine = step(x.dtype)
      // Rounded (or wrapped) once.
      const results = accumulators(x.dtype, output.data.length).fill(identity(x.dtype))
      forEachReduced(x.shape, axes, (element, to) => {
        results[to] = combine(results[to] as number, x.data[element] as number)
      })
      output.data.set(results)
    },
    jvp(primals, [t], { axes }, outputs) {
      const x = only(primals)
      return [t == null || reducedSize(x.shape, axes) === 0 ? null : tangent(x, t, axes, only(outputs))]
    },
    transpose: 'nonlinear',
    batch(inputs, [axis], _size, { axes }) {
      const moved = batchReduction(only(inputs), axis ?? 0, axes)
      return { outputs: [bindOne(primitive, [moved.x], { axes: moved.axes })], axes: [moved.axis] }
    },
    lower: (inputs, { axes }) => lowerReduction(combiner, only(inputs).shape, axes),
    complex: 'none',
  } satisfies Primitive<ReduceParams>)
  return primitive
}

const keptAxes = (shape: Dims, axes: Dims): number[] => shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))

/** The samples of sums, of at most 300 elements, with values from where the operation makes sense. */
const samplesFor = (
  dtypes: readonly DTypeName[],
  input: { readonly range?: readonly [number, number]; readonly distinct?: boolean },
): readonly Sample<ReduceParams>[] => {
  const small = reduceSamples.filter(([shape]) => sizeOf(shape) <= 300)
  const [main = 'float32', ...others] = dtypes
  const sample = ([shape, params]: (typeof small)[number], dtype: DTypeName) => ({ inputs: [{ shape, dtype, ...input }], params })
  return [...small.map(s => sample(s, main)), ...others.flatMap(dtype => small.slice(0, 1).map(s => sample(s, dtype)))]
}

/**
 * `d Π x = Σ_i dx_i · Π_{j≠i} x_j`, by halves so that nothing is divided by an element that may be 0:
 * the product of two halves has the tangent `da · b + a · db`.
 */
function productTangent(x: Tensor, tangent: Tensor, axes: Dims): Tensor {
  const kept = keptAxes(x.shape, axes)
  const rest = kept.map(axis => x.shape[axis] as number)
  const inFront = (a: Tensor): Tensor => reshape(transpose(a, [...axes, ...kept]), [reducedSize(x.shape, axes), ...rest])
  const none = rest.map(() => 0)
  const part = (a: Tensor, from: number, to: number): Tensor => slice(a, [from, ...none], [to, ...rest])
  const evened = (a: Tensor, value: number): Tensor => pad(a, [0, ...none], [(a.shape[0] as number) % 2, ...none], undefined, value)
  let [value, change] = [inFront(x), inFront(tangent)]
  while ((value.shape[0] as number) > 1) {
    value = evened(value, 1)
    change = evened(change, 0)
    const size = value.shape[0] as number
    const [a, b] = [part(value, 0, size / 2), part(value, size / 2, size)]
    const [da, db] = [part(change, 0, size / 2), part(change, size / 2, size)]
    change = add(mul(da, b), mul(a, db))
    value = mul(a, b)
  }
  return reshape(change, rest)
}

export const reduceProductP = reduction({
  name: 'reduceProduct',
  combiner: 'product',
  dtypes: numberDTypes,
  // Around 1, so that long products stay in range.
  domain: [
    ...samplesFor(['float32', 'float64'], { range: [0.5, 1.5] }),
    ...samplesFor(numberDTypes.filter(isInteger), {}).filter(({ inputs: [x] }) => sizeOf(x?.shape ?? []) < 10),
  ],
  identity: dtype => dtypeInfo(dtype).store(1),
  step: dtype => (isFloat(dtype) || isWide(dtype) ? (soFar, x) => soFar * x : Math.imul),
  tangent: productTangent,
})

/** The tangents at the extremum, averaged where several elements attain it. */
function extremumTangent(x: Tensor, tangent: Tensor, axes: Dims, output: Tensor): Tensor {
  const attained = eq(x, broadcast(output, x.shape, keptAxes(x.shape, axes)))
  const total = reduceSum(select(attained, tangent, full(0, tangent)), axes)
  return div(total, reduceSum(cast(attained, x.dtype), axes))
}

const infinite = (dtype: DTypeName, sign: 1 | -1): number =>
  isFloat(dtype) ? sign * Number.POSITIVE_INFINITY : sign === 1 ? dtypeInfo(dtype).max : dtypeInfo(dtype).min

export const reduceMaxP = reduction({
  name: 'reduceMax',
  combiner: 'max',
  dtypes: numberDTypes,
  domain: samplesFor(numberDTypes, { distinct: true }),
  identity: dtype => infinite(dtype, -1),
  step: () => (best, x) => (Number.isNaN(best) || best >= x ? best : x),
  tangent: extremumTangent,
})

export const reduceMinP = reduction({
  name: 'reduceMin',
  combiner: 'min',
  dtypes: numberDTypes,
  domain: samplesFor(numberDTypes, { distinct: true }),
  identity: dtype => infinite(dtype, 1),
  step: () => (best, x) => (Number.isNaN(best) || best <= x ? best : x),
  tangent: extremumTangent,
})

const noTangent = (): Tangent => null

export const reduceAnyP = reduction({
  name: 'reduceAny',
  combiner: 'any',
  dtypes: ['bool'],
  domain: samplesFor(['bool'], {}),
  identity: () => 0,
  step: () => (soFar, x) => soFar | x,
  tangent: noTangent,
})

export const reduceAllP = reduction({
  name: 'reduceAll',
  combiner: 'all',
  dtypes: ['bool'],
  domain: samplesFor(['bool'], {}),
  identity: () => 1,
  step: () => (soFar, x) => soFar & x,
  tangent: noTangent,
})

const along =
  (primitive: Primitive<ReduceParams>) =>
  (x: Tensor, axes: Dims): Tensor =>
    axes.length === 0 ? x : bindOne(primitive, [x], { axes })

/** The product along the axes; integers wrap. @throws ShapeError, DTypeError on bool */
export const reduceProduct = along(reduceProductP)
/** The largest element along the axes, NaN if there is one. @throws ShapeError, DTypeError on bool */
export const reduceMax = along(reduceMaxP)
/** The smallest element along the axes, NaN if there is one. @throws ShapeError, DTypeError on bool */
export const reduceMin = along(reduceMinP)
/** Whether one element along the axes is true. @throws ShapeError, DTypeError unless bool */
export const reduceAny = along(reduceAnyP)
/** Whether all elements along the axes are true. @throws ShapeError, DTypeError unless bool */
export const reduceAll = along(reduceAllP)
