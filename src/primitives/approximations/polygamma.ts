// ψ⁽ⁿ⁾(x), the n-th derivative of ψ, for a known n ≥ 1: up to the sign Σ n!/(x + i)^(n+1) over all i ≥ 0. The first terms are added from
// the last to the first, the others come from Euler and Maclaurin's formula. n! is spread over the powers, so that they overflow or
// vanish only where the result does. Below 0 by reflection, with the derivatives of π·cot πx as polynomials of the cotangent.
// Relative errors grow with n, as those of any (n+1)-th power. float32 is computed in float64.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { cotangentOfPi } from './sine-of-pi.js'

const number = (value: number): Expr => e.constant('float64', value)
const [zero, one] = [number(0), number(1)]

/** B₂, B₄, … */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330]

/** `xⁿ` by repeated squaring. */
function power(x: Expr, n: number): Expr {
  if (n === 1) return x
  const half = power(x, Math.floor(n / 2))
  const even = e.mul(half, half)
  return n % 2 === 0 ? even : e.mul(even, x)
}

/** The product of the whole numbers from `first` to `last`. */
const rising = (first: number, last: number): number => {
  let product = 1
  for (let k = first; k <= last; k++) product *= k
  return product
}

/** Σ n!/(x + i)^(n+1) for positive x. */
function hurwitz(n: number, x: Expr): Expr {
  const terms = 10 + n
  // A power of two near the (n+1)-th root of n!.
  const unit = 2 ** Math.round(Math.log2(rising(1, n)) / (n + 1))
  const factor = number(rising(1, n) / unit ** (n + 1))
  const term = (z: Expr): Expr => power(e.div(number(unit), z), n + 1)
  const z = e.add(x, number(terms))
  const inverse = e.div(one, z)
  const square = e.mul(inverse, inverse)
  const series = bernoulli
    .map((b, k) => (b * rising(n + 1, n + 2 * k + 1)) / rising(1, 2 * k + 2))
    .reduceRight<Expr | null>((sum, c) => (sum === null ? number(c) : e.fma(sum, square, number(c))), null)
  // The integral from z on, and half a term with its corrections.
  const integral = e.mul(power(e.div(number(unit), z), n), number(unit / n))
  let total = e.fma(term(z), e.fma(series ?? zero, inverse, number(0.5)), integral)
  for (let i = terms - 1; i >= 0; i--) total = e.add(total, term(e.add(x, number(i))))
  return e.mul(total, factor)
}

/** The coefficients of dⁿ/dxⁿ π·cot πx over πⁿ⁺¹ as a polynomial of c = cot πx: cⁱ has the derivative -i·π·(cⁱ⁻¹ + cⁱ⁺¹). */
function cotangentDerivative(n: number): readonly number[] {
  let coefficients: readonly number[] = [0, 1]
  for (let k = 0; k < n; k++) {
    const at = (i: number): number => coefficients[i] ?? 0
    coefficients = Array.from({ length: coefficients.length + 1 }, (_, i) => -(i + 1) * at(i + 1) - (i - 1) * at(i - 1))
  }
  return coefficients
}

function polygamma64(n: number, x: Expr): Expr {
  const isNegative = e.compare('lt', x, zero)
  const size = hurwitz(n, e.select(isNegative, e.sub(one, x), x))
  const fraction = e.sub(x, e.unary('roundEven', x))
  // In units of π the cotangent's powers carry those of π.
  const cotangent = cotangentOfPi(fraction)
  const inUnits = cotangentDerivative(n).map((c, i) => c * Math.PI ** (n + 1 - i))
  const derivative = inUnits.map(number).reduceRight((sum, c) => e.fma(sum, cotangent, c))
  const even = n % 2 === 0
  const positive = even ? e.neg(size) : size
  // ψ⁽ⁿ⁾(x) = (-1)ⁿ·ψ⁽ⁿ⁾(1 - x) - dⁿ/dxⁿ π·cot πx
  const reflected = e.sub(e.neg(size), derivative)
  const atPole = even ? number(Number.NaN) : number(Number.POSITIVE_INFINITY)
  const negative = e.select(e.compare('eq', fraction, zero), atPole, reflected)
  return e.rarely(isNegative, negative, positive)
}

/** For n ≥ 1. */
export const polygamma = (n: number, x: Expr): Expr => e.convert(x.type, polygamma64(n, e.convert('float64', x)))
