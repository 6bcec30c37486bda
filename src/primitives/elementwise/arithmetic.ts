// Arithmetic: neg abs sign floor ceil trunc round, add sub mul div rem. Integers wrap; integer division truncates towards zero.
// Dividing an integer by zero gives -1 (all bits one), with the dividend as remainder, as XLA defines it: no input traps.

import { pairOf, partsOf } from '../../core/complex.js'
import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Params, Primitive, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, dtypeInfo, isFloat, isWide, type Kind } from '../../support/dtype.js'
import { notLinear } from '../not-linear.js'
import {
  binaryOf,
  commonDType,
  type ElementwiseRules,
  elementwise,
  floats,
  given,
  numbers,
  type ScalarFunction,
  samples,
  unaryOf,
} from './family.js'
import { gt } from './logic.js'
import { select } from './select.js'

/** What distinguishes one arithmetic operation from another. */
interface Arithmetic extends Pick<ElementwiseRules<Params>, 'jvp' | 'transpose' | 'complex'> {
  readonly name: string
  readonly kinds: readonly Kind[]
  readonly value: (dtype: DTypeName) => ScalarFunction
  readonly body: (...args: readonly [Expr, Expr]) => Expr
  readonly range?: readonly [number, number]
  readonly distinct?: boolean
}

const arithmetic = (arity: 1 | 2, { name, kinds, value, body, jvp, transpose, complex, ...input }: Arithmetic): Primitive =>
  elementwise(arity, {
    name,
    domain: samples(arity, kinds, input),
    resultOf: inputs => commonDType(name, kinds, inputs),
    value,
    body: ([a, b = a]) => body(given(a), given(b)),
    jvp,
    transpose,
    ...(complex === undefined ? {} : { complex }),
  })

const zero = (x: Expr): Expr => e.constant(x.type, 0)
const one = (x: Expr): Expr => e.constant(x.type, 1)
const kindOf = (x: Expr): Kind => (x.type === 'index' ? 'int' : dtypeInfo(x.type).kind)

const noTangent = (): Tangent => null
const map = (tangent: Tangent, f: (t: Tensor) => Tensor): Tangent => (tangent === null ? null : f(tangent))
const sum = (a: Tangent, b: Tangent): Tangent => (a === null ? b : b === null ? a : add(a, b))

export const negP = arithmetic(1, {
  name: 'neg',
  kinds: numbers,
  value: () => x => -x,
  body: e.neg,
  jvp: (_, [t = null]) => map(t, neg),
  transpose: ct => [neg(ct)],
  complex: 'parts',
})
export const neg = unaryOf(negP)

export const signP = arithmetic(1, {
  name: 'sign',
  kinds: numbers,
  value: dtype => {
    const [zero, one] = [dtypeInfo(dtype).store(0), dtypeInfo(dtype).store(1)]
    return x => (x > zero ? one : x < zero ? -one : x)
  },
  // Zeros keep their sign, NaN stays NaN.
  body: x => {
    const positive = (otherwise: Expr): Expr => e.select(e.compare('gt', x, zero(x)), one(x), otherwise)
    return positive(kindOf(x) === 'uint' ? x : e.select(e.compare('lt', x, zero(x)), e.constant(x.type, -1), x))
  },
  jvp: noTangent,
  transpose: 'nonlinear',
})
export const sign = unaryOf(signP)

export const absP = arithmetic(1, {
  name: 'abs',
  kinds: numbers,
  distinct: true,
  value: dtype => (isWide(dtype) ? x => (x < 0 ? -x : x) : Math.abs),
  body: x => (kindOf(x) === 'uint' ? x : e.unary('abs', x)),
  jvp: (primals, [t = null]) => map(t, g => mul(g, sign(given(primals[0])))),
  transpose: 'nonlinear',
})
export const abs = unaryOf(absP)

const rounding = (name: string, value: ScalarFunction, op: e.UnaryOp): Primitive =>
  arithmetic(1, {
    name,
    kinds: floats,
    distinct: true,
    value: () => value,
    body: x => e.unary(op, x),
    jvp: noTangent,
    transpose: 'nonlinear',
  })

export const floorP = rounding('floor', Math.floor, 'floor')
export const floor = unaryOf(floorP)

export const ceilP = rounding('ceil', Math.ceil, 'ceil')
export const ceil = unaryOf(ceilP)

export const truncP = rounding('trunc', Math.trunc, 'trunc')
export const trunc = unaryOf(truncP)

/** To the nearest integer, ties to the even one. */
const roundEven = (x: number): number => {
  const nearest = Math.round(x)
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest
}
export const roundP = rounding('round', roundEven, 'roundEven')
export const round = unaryOf(roundP)

export const addP = arithmetic(2, {
  name: 'add',
  kinds: numbers,
  value: () => (a, b) => a + b,
  body: e.add,
  jvp: (_, [ta = null, tb = null]) => sum(ta, tb),
  transpose: (ct, inputs) => inputs.map(input => (input.linear ? ct : null)),
  complex: 'parts',
})
export const add = binaryOf(addP)

export const subP = arithmetic(2, {
  name: 'sub',
  kinds: numbers,
  value: () => (a, b) => a - b,
  body: e.sub,
  jvp: (_, [ta = null, tb = null]) => (ta !== null && tb !== null ? sub(ta, tb) : (ta ?? map(tb, neg))),
  transpose: (ct, [a, b]) => [a?.linear ? ct : null, b?.linear ? neg(ct) : null],
  complex: 'parts',
})
export const sub = binaryOf(subP)

export const mulP = arithmetic(2, {
  name: 'mul',
  kinds: numbers,
  value: dtype => (isFloat(dtype) || isWide(dtype) ? (a, b) => a * b : Math.imul),
  body: e.mul,
  jvp: ([a, b], [ta = null, tb = null]) =>
    sum(
      map(ta, t => mul(t, given(b))),
      map(tb, t => mul(given(a), t)),
    ),
  // Linear in one factor, the other is known.
  transpose: (ct, [a, b]) =>
    a?.linear && b?.linear
      ? notLinear('mul')
      : [b?.linear === false ? mul(ct, b.value) : null, a?.linear === false ? mul(a.value, ct) : null],
  complex(left, right) {
    const [[a, b], [c, d]] = [partsOf(left), partsOf(right)]
    return pairOf(sub(mul(a, c), mul(b, d)), add(mul(a, d), mul(b, c)))
  },
})
export const mul = binaryOf(mulP)

/** Integer divisions by zero and of the most negative number by -1 are divided by 1 instead; what they give is chosen afterwards. */
function safeDivisor(a: Expr, b: Expr): Expr {
  const byZero = e.compare('eq', b, zero(b))
  if (kindOf(b) === 'uint') return e.select(byZero, one(b), b)
  const least = e.constant(a.type, -(2 ** (dtypeInfo(a.type as DTypeName).bits - 1)))
  const overflow = e.and(e.compare('eq', a, least), e.compare('eq', b, e.constant(b.type, -1)))
  return e.select(e.or(byZero, overflow), one(b), b)
}

/**
 * The quotient of complex numbers by the ratio of the smaller to the larger part of the divisor, so that no square overflows.
 * R. L. Smith, "Algorithm 116: Complex division", 1962.
 */
function quotientByRatio(left: Tensor, right: Tensor): Tensor {
  const [[a, b], [c, d]] = [partsOf(left), partsOf(right)]
  const steep = gt(abs(d), abs(c))
  const [larger, smaller] = [select(steep, d, c), select(steep, c, d)]
  const [first, second] = [select(steep, b, a), select(steep, a, b)]
  const ratio = div(smaller, larger)
  const divisor = add(larger, mul(smaller, ratio))
  const crossed = sub(second, mul(first, ratio))
  return pairOf(div(add(first, mul(second, ratio)), divisor), div(select(steep, neg(crossed), crossed), divisor))
}

export const divP = arithmetic(2, {
  name: 'div',
  kinds: numbers,
  range: [1, 5],
  value: dtype => {
    if (isFloat(dtype)) return (a, b) => a / b
    const zero = dtypeInfo(dtype).store(0)
    // All bits one.
    const byZero = ~zero
    return isWide(dtype) ? (a, b) => (b === zero ? byZero : a / b) : (a, b) => (b === zero ? byZero : Math.trunc(a / b))
  },
  body: (a, b) => {
    if (kindOf(a) === 'float') return e.div(a, b)
    const allOnes = kindOf(a) === 'uint' ? e.unary('not', zero(a)) : e.constant(a.type, -1)
    return e.select(e.compare('eq', b, zero(b)), allOnes, e.div(a, safeDivisor(a, b)))
  },
  // d(a/b) = da/b - (a/b)·db/b
  jvp: ([, b], [ta = null, tb = null], quotient) => {
    const left = map(ta, t => div(t, given(b)))
    const right = map(tb, t => div(mul(t, quotient), given(b)))
    return left !== null && right !== null ? sub(left, right) : (left ?? map(right, neg))
  },
  transpose: (ct, [, b]) => [b?.linear === false ? div(ct, b.value) : notLinear('div'), null],
  complex: quotientByRatio,
})
export const div = binaryOf(divP)

export const remP = arithmetic(2, {
  name: 'rem',
  kinds: numbers,
  range: [1, 5],
  distinct: true,
  value: dtype => {
    const zero = dtypeInfo(dtype).store(0)
    return isFloat(dtype) ? (a, b) => a % b : (a, b) => (b === zero ? a : a % b)
  },
  body: (a, b) => (kindOf(a) === 'float' ? e.rem(a, b) : e.select(e.compare('eq', b, zero(b)), a, e.rem(a, safeDivisor(a, b)))),
  // a - b·trunc(a/b), the quotient being locally constant.
  jvp: ([a, b], [ta = null, tb = null]) => {
    if (tb === null) return ta
    const quotient = div(given(a), given(b))
    return sum(ta, neg(mul(tb, mul(sign(quotient), floor(abs(quotient))))))
  },
  transpose: 'nonlinear',
})
export const rem = binaryOf(remP)
