// barrier: the identity that hides where a value came from, so that what is computed from it is not found to be computed already.
// It occupies no memory: whoever uses it reads what it hides.

import { arrayType } from '../../core/array-type.js'
import type { Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { anyDType, dtypeSamples, linearMap } from '../linear-map.js'
import { bindOne } from '../single.js'

export const barrierP: Primitive<Params> = linearMap<Params>({
  name: 'barrier',
  domain: dtypeSamples(anyDType, [
    [[2, 3], {}],
    [[], {}],
    [[0, 2], {}],
  ]),
  resultOf: x => arrayType(x.shape, x.dtype),
  reference: (x, _params, output) => output.data.set(x.data),
  tangent: t => barrier(t),
  adjoint: ct => barrier(ct),
  batch: (x, axis) => [barrier(x), axis],
  lower: () => ({ kind: 'index', body: (at, read) => read(0, at) }),
})

/** The same value, of which no pass knows where it came from. */
export const barrier = (x: Tensor): Tensor => bindOne(barrierP, [x], {})
