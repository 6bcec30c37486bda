// The classical orthogonal polynomials at places, by their recurrences of three terms: p₀ = 1, p₁ = first, pₖ₊₁ = next(k, pₖ, pₖ₋₁).
// Source: Abramowitz and Stegun (1964), 22.7.

import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { ArgumentError } from '../../support/errors.js'
import type { BroadcastArgument, BroadcastResult, FloatDType, IntDType, Shape } from '../../types/index.js'
import { elementsOf } from '../signatures/concrete.js'
import { checkInteger, checkKind, checkTensor, commonShape, floatKind, integerKinds, stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { of, widened } from './wide.js'

/** A family of polynomials at x: that of degree 1, and the next one after two. */
interface Family {
  readonly first: (x: Tensor) => Tensor
  readonly next: (k: number, x: Tensor, before: Tensor, earlier: Tensor) => Tensor
}

/** The polynomial of degree n; of several degrees that of each place. */
type Polynomial = <N extends Shape = [], S extends Shape = Shape, D extends FloatDType = FloatDType>(
  n: number | BroadcastArgument<S, N, Tensor<N, IntDType>>,
  x: Tensor<S, D>,
) => Tensor<BroadcastResult<S, N>, D>

/** Degrees beyond this would be as many steps. */
const most = 10000

const polynomialOf =
  (operation: string, { first, next }: Family): Polynomial =>
  (n, operand) => {
    checkTensor(operation, operand)
    const { wide, narrow } = widened(operation, [operand])
    const given = wide[0] as Tensor
    const degrees: unknown = n
    if (!isTensor(degrees)) {
      checkInteger(operation, 'n', degrees, 0)
      if (degrees > most) throw new ArgumentError(`${operation}: n must be at most ${most}; got ${degrees}`)
      let [before, last] = [of(given, 1), first(given)]
      if (degrees === 0) return typed(narrow(before))
      for (let k = 1; k < degrees; k++) [before, last] = [last, next(k, given, last, before)]
      return typed(narrow(last))
    }
    checkKind(operation, degrees, integerKinds, 'degrees')
    checkKind(operation, given, floatKind)
    const shape = commonShape(operation, [given, degrees])
    const [x, wanted] = [stretch(given, shape), p.cast(stretch(degrees, shape), 'int32')]
    const largest = (elementsOf(operation, degrees, 'say n as a number') as ArrayLike<number>) ?? []
    let count = 0
    for (let i = 0; i < largest.length; i++) count = Math.max(count, Number(largest[i]))
    if (count > most) throw new ArgumentError(`${operation}: n must be at most ${most}; got ${count}`)
    const isDegree = (k: number): Tensor => p.eq(wanted, of(wanted, k))
    let [before, last] = [of(x, 1), first(x)]
    let found = p.select(isDegree(0), before, of(x, 0))
    for (let k = 1; k <= count; k++) {
      found = p.select(isDegree(k), last, found)
      if (k < count) [before, last] = [last, next(k, x, last, before)]
    }
    return typed(narrow(found))
  }

const twice = (x: Tensor): Tensor => p.add(x, x)
const plus = (x: Tensor, by: number): Tensor => p.add(x, of(x, by))
const times = (x: Tensor, by: number): Tensor => p.mul(x, of(x, by))
/** `2x·b - a`, the recurrence of all of Chebyshev's polynomials. */
const chebyshev = (first: (x: Tensor) => Tensor): Family => ({ first, next: (_, x, b, a) => p.sub(p.mul(twice(x), b), a) })
/** The same at 2x - 1. */
const shifted = ({ first, next }: Family): Family => {
  const at = (x: Tensor): Tensor => plus(twice(x), -1)
  return { first: x => first(at(x)), next: (k, x, b, a) => next(k, at(x), b, a) }
}

const kinds = {
  t: chebyshev(x => x),
  u: chebyshev(twice),
  v: chebyshev(x => plus(twice(x), -1)),
  w: chebyshev(x => plus(twice(x), 1)),
} as const

/**
 * Chebyshev's polynomial of the first kind: `Tₙ(cos θ) = cos nθ`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * chebyshevT(3, tensor([0.5, 1])).toArray() // [-1, 1]
 * chebyshevT(tensor([0, 1, 2], 'int32'), tensor(0.5)).toArray() // [1, 0.5, -0.5]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const chebyshevT: Polynomial = polynomialOf('chebyshevT', kinds.t)

/**
 * Chebyshev's polynomial of the second kind: `Uₙ(cos θ) = sin (n + 1)θ / sin θ`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * chebyshevU(2, tensor([0.5, 1])).toArray() // [0, 3]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const chebyshevU: Polynomial = polynomialOf('chebyshevU', kinds.u)

/**
 * Chebyshev's polynomial of the third kind: `Vₙ(cos θ) = cos (n + ½)θ / cos ½θ`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * chebyshevV(2, tensor([0.5, 1])).toArray() // [-1, 1]
 * ```
 * @source Mason and Handscomb (2003), Chebyshev polynomials, 1.2
 */
export const chebyshevV: Polynomial = polynomialOf('chebyshevV', kinds.v)

/**
 * Chebyshev's polynomial of the fourth kind: `Wₙ(cos θ) = sin (n + ½)θ / sin ½θ`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * chebyshevW(2, tensor([0.5, 1])).toArray() // [1, 5]
 * ```
 * @source Mason and Handscomb (2003), Chebyshev polynomials, 1.2
 */
export const chebyshevW: Polynomial = polynomialOf('chebyshevW', kinds.w)

/**
 * Chebyshev's polynomial of the first kind on [0, 1]: `Tₙ(2x - 1)`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * shiftedChebyshevT(2, tensor([0, 0.5])).toArray() // [1, -1]
 * ```
 */
export const shiftedChebyshevT: Polynomial = polynomialOf('shiftedChebyshevT', shifted(kinds.t))

/**
 * Chebyshev's polynomial of the second kind on [0, 1]: `Uₙ(2x - 1)`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * shiftedChebyshevU(2, tensor([0, 0.5])).toArray() // [3, -1]
 * ```
 */
export const shiftedChebyshevU: Polynomial = polynomialOf('shiftedChebyshevU', shifted(kinds.u))

/**
 * Chebyshev's polynomial of the third kind on [0, 1]: `Vₙ(2x - 1)`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * shiftedChebyshevV(1, tensor([0, 0.5])).toArray() // [-3, -1]
 * ```
 */
export const shiftedChebyshevV: Polynomial = polynomialOf('shiftedChebyshevV', shifted(kinds.v))

/**
 * Chebyshev's polynomial of the fourth kind on [0, 1]: `Wₙ(2x - 1)`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * shiftedChebyshevW(1, tensor([0, 0.5])).toArray() // [-1, 1]
 * ```
 */
export const shiftedChebyshevW: Polynomial = polynomialOf('shiftedChebyshevW', shifted(kinds.w))

/**
 * Hermite's polynomial of the physicists: `Hₙ₊₁ = 2x·Hₙ - 2n·Hₙ₋₁`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * hermiteH(2, tensor([0, 1])).toArray() // [-2, 2]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const hermiteH: Polynomial = polynomialOf('hermiteH', {
  first: twice,
  next: (k, x, b, a) => p.sub(p.mul(twice(x), b), times(a, 2 * k)),
})

/**
 * Hermite's polynomial of the probabilists: `Heₙ₊₁ = x·Heₙ - n·Heₙ₋₁`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * hermiteHe(2, tensor([0, 2])).toArray() // [-1, 3]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const hermiteHe: Polynomial = polynomialOf('hermiteHe', {
  first: x => x,
  next: (k, x, b, a) => p.sub(p.mul(x, b), times(a, k)),
})

/**
 * Laguerre's polynomial: `(n + 1)·Lₙ₊₁ = (2n + 1 - x)·Lₙ - n·Lₙ₋₁`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * laguerreL(2, tensor([0, 2])).toArray() // [1, -1]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const laguerreL: Polynomial = polynomialOf('laguerreL', {
  first: x => p.sub(of(x, 1), x),
  next: (k, x, b, a) => p.div(p.sub(p.mul(p.sub(of(x, 2 * k + 1), x), b), times(a, k)), of(x, k + 1)),
})

/**
 * Legendre's polynomial: `(n + 1)·Pₙ₊₁ = (2n + 1)·x·Pₙ - n·Pₙ₋₁`.
 * @param n the degree, a non-negative integer; or integers[…], which broadcast with x; of negative ones the polynomial is 0
 * @param x floats[…]
 * @returns floats, of the broadcast shape; rounded once
 * @throws DTypeError unless x is float and n integer, ArgumentError when n is negative or beyond 10000, TraceError when degrees are traced
 * @example
 * ```
 * legendreP(2, tensor([0, 1])).toArray() // [-0.5, 1]
 * ```
 * @source Abramowitz and Stegun (1964), 22.7
 */
export const legendreP: Polynomial = polynomialOf('legendreP', {
  first: x => x,
  next: (k, x, b, a) => p.div(p.sub(times(p.mul(x, b), 2 * k + 1), times(a, k)), of(x, k + 1)),
})
