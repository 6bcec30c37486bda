// select: one of two values by a condition. It is linear in what is selected.

import { showType } from '../../core/array-type.js'
import * as e from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { DTypeError } from '../../support/errors.js'
import { notLinear } from '../not-linear.js'
import { bindOne } from '../single.js'
import { full } from '../structure/broadcast.js'
import { anything, commonDType, dtypesOf, elementwise, given } from './family.js'

const selectDomain: readonly Sample<Params>[] = dtypesOf(anything).map(dtype => ({
  inputs: (['bool', dtype, dtype] as const).map(d => ({ shape: [2, 3], dtype: d })),
  params: {},
}))

export const selectP: Primitive = elementwise(
  3,
  {
    name: 'select',
    domain: selectDomain,
    resultOf: ([condition, ...branches]) => {
      if (condition?.dtype !== 'bool')
        throw new DTypeError(`select: the condition must be bool; got ${condition && showType(condition)}; cast it or compare with ne`)
      return commonDType('select', anything, branches)
    },
    value: () => (condition, a, b) => (condition !== 0 ? a : b),
    body: ([condition, a, b]) => e.select(given(condition), given(a), given(b)),
    jvp: ([condition], [, ta = null, tb = null], output) => {
      if (ta === null && tb === null) return null
      const zeros = full(0, output)
      return select(given(condition), ta ?? zeros, tb ?? zeros)
    },
    transpose: (ct, [condition, a, b]) => {
      if (condition === undefined || condition.linear) return notLinear('select')
      const zeros = full(0, ct)
      return [null, a?.linear ? select(condition.value, ct, zeros) : null, b?.linear ? select(condition.value, zeros, ct) : null]
    },
    complex: 'parts',
  },
  'as they are',
)

/** `a` where the condition holds, `b` elsewhere. */
export const select = (condition: Tensor, a: Tensor, b: Tensor): Tensor => bindOne(selectP, [condition, a, b], {})
