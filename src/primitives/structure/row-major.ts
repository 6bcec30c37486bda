// Row-major positions as expressions: the linear position of a multi-index, and the multi-index of a linear position.
// Axes of size 1 cost nothing; what stays is one multiplication, division and remainder an axis at most.

import { add, div, type Expr, index, mul, rem } from '../../core/expr.js'
import { type Dims, stridesOf } from '../../support/shape.js'

/** `Σ_i at_i · stride_i` */
export function linearPosition(at: readonly Expr[], shape: Dims): Expr {
  let sum: Expr | null = null
  for (const [i, stride] of stridesOf(shape).entries()) {
    const place = at[i]
    if (place === undefined || shape[i] === 1) continue
    const term = stride === 1 ? place : mul(place, index(stride))
    sum = sum === null ? term : add(sum, term)
  }
  return sum ?? index(0)
}

/** The multi-index of a linear position that is below the size of the shape. */
export function multiIndex(linear: Expr, shape: Dims): readonly Expr[] {
  const strides = stridesOf(shape)
  const first = shape.findIndex(size => size !== 1)
  return shape.map((size, i) => {
    if (size <= 1) return index(0)
    const stride = strides[i] as number
    const quotient = stride <= 1 ? linear : div(linear, index(stride))
    return i === first ? quotient : rem(quotient, index(size))
  })
}
