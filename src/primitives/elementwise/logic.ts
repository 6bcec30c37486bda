// Comparisons (of any one dtype, to bool) and logic (bitwise on integers, logical on bool).

import { partsOf } from '../../core/complex.js'
import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import type { DTypeName } from '../../support/dtype.js'
import {
  anything,
  binaryOf,
  commonDType,
  type ElementwiseRules,
  elementwise,
  given,
  type ScalarFunction,
  samples,
  unaryOf,
} from './family.js'

/** Of the real parts, and of the imaginary parts. */
function ofParts(f: (a: Tensor, b: Tensor) => Tensor, left: Tensor, right: Tensor): readonly [Tensor, Tensor] {
  const [[a, b], [c, d]] = [partsOf(left), partsOf(right)]
  return [f(a, c), f(b, d)]
}

/** Bools compare as the numbers 0 and 1. */
const ordered = (x: Expr): Expr => (x.type === 'bool' ? e.convert('uint8', x) : x)

const comparison = (
  name: e.Predicate,
  holds: (a: number, b: number) => boolean,
  complex: ElementwiseRules<Params>['complex'] = undefined,
): Primitive =>
  elementwise(2, {
    name,
    domain: samples(2, anything),
    resultOf: inputs => {
      commonDType(name, anything, inputs)
      return 'bool'
    },
    value: () => (a, b) => (holds(a, b) ? 1 : 0),
    body: ([a, b]) => e.compare(name, ordered(given(a)), ordered(given(b))),
    jvp: () => null,
    transpose: 'nonlinear',
    ...(complex === undefined ? {} : { complex }),
  })

export const eqP = comparison(
  'eq',
  (a, b) => a === b,
  (a, b) => and(...ofParts(eq, a, b)),
)
export const neP = comparison(
  'ne',
  (a, b) => a !== b,
  (a, b) => or(...ofParts(ne, a, b)),
)
export const ltP = comparison('lt', (a, b) => a < b)
export const leP = comparison('le', (a, b) => a <= b)
export const gtP = comparison('gt', (a, b) => a > b)
export const geP = comparison('ge', (a, b) => a >= b)

export const eq = binaryOf(eqP)
export const ne = binaryOf(neP)
export const lt = binaryOf(ltP)
export const le = binaryOf(leP)
export const gt = binaryOf(gtP)
export const ge = binaryOf(geP)

const bitwise = ['bool', 'int', 'uint'] as const

const logic = (arity: 1 | 2, name: 'and' | 'or' | 'xor' | 'not', value: (dtype: DTypeName) => ScalarFunction): Primitive =>
  elementwise(arity, {
    name,
    domain: samples(arity, bitwise),
    resultOf: inputs => commonDType(name, bitwise, inputs),
    value,
    body: ([a, b]) => (name === 'not' ? e.unary(name, given(a)) : e.binary(name, given(a), given(b))),
    jvp: () => null,
    transpose: 'nonlinear',
  })

export const andP = logic(2, 'and', () => (a, b) => a & b)
export const orP = logic(2, 'or', () => (a, b) => a | b)
export const xorP = logic(2, 'xor', () => (a, b) => a ^ b)
export const notP = logic(1, 'not', dtype => (dtype === 'bool' ? a => 1 - a : a => ~a))

export const and = binaryOf(andP)
export const or = binaryOf(orP)
export const xor = binaryOf(xorP)
export const not = unaryOf(notP)
