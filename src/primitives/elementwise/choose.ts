// Choosing by size: max, min, clamp. NaN propagates, +0 counts as greater than -0 in max and min, and at ties each operand gets half of
// the derivative.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { isWide } from '../../support/dtype.js'
import { bindOne } from '../single.js'
import { full } from '../structure/broadcast.js'
import { add, div, mul } from './arithmetic.js'
import { binaryOf, commonDType, dtypesOf, elementwise, given, numbers, samples } from './family.js'
import { and, eq, gt, lt } from './logic.js'
import { select } from './select.js'

export { select, selectP } from './select.js'

/** The share of the derivative that goes to `x`: all where it alone is the extremum, half at a tie. */
function share(x: Tensor, extremum: Tensor, other: Tensor): Tensor {
  const [zero, one, two] = [full(0, x), full(1, x), full(2, x)]
  return div(select(eq(x, extremum), one, zero), select(eq(other, extremum), two, one))
}

/** The second where it is better than the first or NaN, else the first: with a constant second this is one vector instruction. */
const better = (op: 'lt' | 'gt', a: Expr, b: Expr): Expr => e.select(e.compare('ne', b, b), b, e.select(e.compare(op, a, b), b, a))

export const greaterOf = (a: Expr, b: Expr): Expr => better('lt', a, b)
export const lesserOf = (a: Expr, b: Expr): Expr => better('gt', a, b)
const greater = (a: number, b: number): number => (Number.isNaN(b) || a < b ? b : a)
const lesser = (a: number, b: number): number => (Number.isNaN(b) || a > b ? b : a)
/** Extrema by comparison, which bigints have as well. */
export const comparing = { max: greater, min: lesser } as const

/** As IEEE's maximum and minimum: of zeros +0 is the greater, so that the order of the operands does not matter. */
export function ordered(name: 'max' | 'min', a: Expr, b: Expr): Expr {
  const simple = name === 'max' ? greaterOf(a, b) : lesserOf(a, b)
  if (!e.isFloatType(a.type)) return simple
  const bits = a.type === 'float64' ? 'int64' : 'int32'
  // Equal floats have equal bits, but for the sign of zero.
  const both = e.binary(name === 'max' ? 'and' : 'or', e.bitcast(bits, a), e.bitcast(bits, b))
  return e.select(e.compare('eq', a, b), e.bitcast(a.type, both), simple)
}

const extremum = (name: 'max' | 'min', value: (a: number, b: number) => number, wide: (a: number, b: number) => number): Primitive =>
  elementwise(2, {
    name,
    domain: samples(2, numbers, { distinct: true }),
    resultOf: inputs => commonDType(name, numbers, inputs),
    value: dtype => (isWide(dtype) ? wide : value),
    body: ([a, b]) => ordered(name, given(a), given(b)),
    jvp: ([a, b], [ta = null, tb = null], output) => {
      const left = ta && mul(ta, share(given(a), output, given(b)))
      const right = tb && mul(tb, share(given(b), output, given(a)))
      return left !== null && right !== null ? add(left, right) : (left ?? right)
    },
    transpose: 'nonlinear',
  })

export const maxP = extremum('max', Math.max, greater)
export const max = binaryOf(maxP)
export const minP = extremum('min', Math.min, lesser)
export const min = binaryOf(minP)

/** The bounds in their order: the derivative of x is that of JAX there only. */
const clampDomain: readonly Sample<Params>[] = dtypesOf(numbers).map(dtype => ({
  inputs: (
    [
      [0, 2],
      [0, 9],
      [4, 7],
    ] as const
  ).map(range => ({ shape: [2, 3], dtype, range, distinct: true })),
  params: {},
}))

export const clampP: Primitive = elementwise(3, {
  name: 'clamp',
  domain: clampDomain,
  resultOf: inputs => commonDType('clamp', numbers, inputs),
  value: () => (low, x, high) => lesser(greater(x, low), high),
  body: ([low, x, high]) => lesserOf(greaterOf(given(x), given(low)), given(high)),
  // Strictly inside, the derivative is that of x; strictly outside that of the bound (the upper one,
  // where they are in the wrong order); on a bound none, as in JAX.
  jvp: ([low, x, high], tangents, output) => {
    const [l, v, h] = [given(low), given(x), given(high)]
    const where = [() => and(gt(l, v), lt(l, h)), () => and(gt(v, l), lt(v, h)), () => lt(h, max(l, v))]
    const parts = tangents.flatMap((t, i) => (t == null ? [] : [select(given(where[i])(), t, full(0, output))]))
    return parts.length === 0 ? null : parts.reduce(add)
  },
  transpose: 'nonlinear',
})

/** `min(max(x, low), high)` */
export const clamp = (low: Tensor, x: Tensor, high: Tensor): Tensor => bindOne(clampP, [low, x, high], {})
