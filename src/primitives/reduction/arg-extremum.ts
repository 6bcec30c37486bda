// argmax and argmin: the position of the first best element along an axis, as int32. NaN counts as best.

import { arrayType, showType } from '../../core/array-type.js'
import type { Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { numberDTypes } from '../linear-map.js'
import { bindOne, only } from '../single.js'
import { forEachReduced } from '../structure/broadcast.js'
import { batchReduction, lowerReduction } from './order.js'

export type ArgParams = { readonly axis: number }

const sample = (shape: Dims, axis: number, dtype: DTypeName = 'float32'): Sample<ArgParams> => ({
  inputs: [{ shape, dtype }],
  params: { axis },
})

function argExtremum(name: 'argmax' | 'argmin', better: (x: number, best: number) => boolean): Primitive<ArgParams> {
  const primitive: Primitive<ArgParams> = Object.freeze({
    name,
    domain: [
      ...numberDTypes.map(dtype => sample([2, 5], 1, dtype)),
      sample([4], 0),
      sample([1], 0),
      sample([5, 2], 0),
      sample([2, 3, 4], 1),
      sample([3, 40], 1),
      sample([40, 3], 0),
      // Ties everywhere: the first one counts.
      sample([3, 100], 1, 'uint8'),
      sample([0, 3], 1),
    ],
    typeOf(inputs, { axis }) {
      const x = only(inputs)
      const from = `from x ${showType(x)}`
      if (!numberDTypes.includes(x.dtype))
        throw new DTypeError(`${name}: unsupported dtype; expected ${numberDTypes.join(' or ')}, got ${x.dtype} ${from}; convert with cast`)
      const size = x.shape[axis]
      if (size === undefined) throw new ShapeError(`${name}: axis must exist; expected 0 … ${x.shape.length - 1}, got ${axis} ${from}`)
      if (size === 0)
        throw new ShapeError(`${name}: nothing has no best element; expected a size of at least 1 on axis ${axis}, got 0 ${from}`)
      return [arrayType(x.shape.toSpliced(axis, 1), 'int32')]
    },
    reference(inputs, { axis }, outputs) {
      const [x, output] = [only(inputs), only(outputs)]
      const best = dtypeInfo(x.dtype).create(output.data.length)
      const seen = new Int32Array(output.data.length)
      forEachReduced(x.shape, [axis], (element, to) => {
        const [value, soFar] = [x.data[element] as number, best[to] as number]
        const position = seen[to] as number
        seen[to] = position + 1
        if (position > 0 && (Number.isNaN(soFar) || !(Number.isNaN(value) || better(value, soFar)))) return
        best[to] = value
        output.data[to] = position
      })
    },
    jvp: () => [null],
    transpose: 'nonlinear',
    batch(inputs, [mapped], _size, { axis }) {
      const moved = batchReduction(only(inputs), mapped ?? 0, [axis])
      return { outputs: [bindOne(primitive, [moved.x], { axis: only(moved.axes) })], axes: [moved.axis] }
    },
    lower: (inputs, { axis }) => lowerReduction(name, only(inputs).shape, [axis]),
    complex: 'none',
  } satisfies Primitive<ArgParams>)
  return primitive
}

export const argmaxP = argExtremum('argmax', (x, best) => x > best)
export const argminP = argExtremum('argmin', (x, best) => x < best)

/** The position of the first largest element along the axis, int32; NaN counts as largest. @throws ShapeError, DTypeError on bool */
export const argmax = (x: Tensor, axis: number): Tensor => bindOne(argmaxP, [x], { axis })
/** The position of the first smallest element along the axis, int32; NaN counts as smallest. @throws ShapeError, DTypeError on bool */
export const argmin = (x: Tensor, axis: number): Tensor => bindOne(argminP, [x], { axis })
