// Powers of matrices, their exponential, and products of several.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { epsilon, identityLike, product, timesNumber, timesReal } from '../../primitives/linalg/matrices.js'
import { reduceMax } from '../../primitives/reduction/reduce.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import type { Argument, InexactDType, Shape, SquareArgument } from '../../types/index.js'
import { magnitude } from '../complex/magnitude.js'
import { checkInteger } from '../signatures/operands.js'
import { solve } from './by-halves.js'
import { checkSquare } from './operands.js'

/**
 * A square matrix to an integer power, by repeated squaring; negative powers are those of the inverse.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @param exponent an integer
 * @returns of the same shape and dtype; the identity for 0
 * @throws ShapeError unless the matrices are square, ArgumentError unless the exponent is an integer, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).toArray() // [[1, 5], [0, 1]]
 * ```
 */
export function matrixPower<S extends Shape, D extends InexactDType>(
  a: Argument<SquareArgument<S, 'matrixPower'>, Tensor<S, D>>,
  exponent: number,
): Tensor<S, D>
export function matrixPower(a: unknown, exponent: number): Tensor {
  checkSquare('linalg.matrixPower', a)
  checkInteger('linalg.matrixPower', 'exponent', exponent)
  if (exponent === 0) return identityLike(a)
  let square = exponent < 0 ? solve(a, identityLike(a)) : a
  let power: Tensor | null = null
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = power === null ? square : product(power, square)
    if (rest > 1) square = product(square, square)
  }
  return power ?? a
}

/** Coefficients of the numerators of Padé approximants of the exponential, and the norm up to which they are exact to rounding. */
const pade = {
  float32: { coefficients: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1], limit: 3.92572478313866 },
  float64: {
    coefficients: [
      64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640,
      1323241920, 40840800, 960960, 16380, 182, 1,
    ],
    limit: 5.371920351148152,
  },
} as const

/** Halvings, and squarings afterwards, at most: for norms up to 2¹⁶ times the limit. */
const mostSquarings = 16

/** `Σ_k c_{2k + offset} · x^{2k}`, by Horner's rule in x². */
function evenPolynomial(x2: Tensor, coefficients: readonly number[], offset: 0 | 1): Tensor {
  const one = identityLike(x2)
  const scaled = (c: number): Tensor => timesNumber(one, c)
  const own = coefficients.filter((_, k) => k % 2 === offset)
  return own.slice(0, -1).reduceRight((sum, c) => p.add(product(sum, x2), scaled(c)), scaled(own.at(-1) ?? 0))
}

/**
 * The exponential of square matrices, `Σ aᵏ / k!`: by a Padé approximant of the matrix halved until it is small, squared as often.
 * @param a floats[…, n, n] or complex[…, n, n]
 * @returns of the same shape and dtype; NaN where the largest sum of magnitudes in a column exceeds 250,000
 * @throws ShapeError unless the matrices are square, DTypeError unless float32, float64 or complex
 * @example
 * ```
 * linalg.expm(tensor([[0, 1], [0, 0]])).toArray() // [[1, 1], [0, 1]]
 * ```
 * @source Higham (2005), The scaling and squaring method for the matrix exponential revisited
 */
export function expm<S extends Shape, D extends InexactDType>(a: Argument<SquareArgument<S, 'expm'>, Tensor<S, D>>): Tensor<S, D>
export function expm(a: unknown): Tensor {
  checkSquare('linalg.expm', a)
  if (a.shape.at(-1) === 0) return a
  const batch = a.shape.slice(0, -2).map((_, i) => i)
  const { coefficients, limit } = epsilon(a.dtype) > epsilon('float64') ? pade.float32 : pade.float64
  const known = p.stopGradient(a)
  const norm = reduceMax(reduceSum(magnitude(known), [batch.length]), [batch.length])
  // Halving is exact, and so the number of times changes nothing but the size.
  const halvings = Array.from({ length: mostSquarings }, (_, i) => p.gt(norm, full(limit * 2 ** i, norm)))
  const scale = halvings.reduce((s, isLarge) => p.mul(s, p.select(isLarge, full(0.5, s), full(1, s))), full(1, norm))
  const over = (x: Tensor): Tensor => broadcast(x, a.shape, batch)
  const x = timesReal(a, over(scale))
  const x2 = product(x, x)
  const [even, odd] = [evenPolynomial(x2, coefficients, 0), product(x, evenPolynomial(x2, coefficients, 1))]
  const small = solve(p.sub(even, odd), p.add(even, odd))
  const squared = halvings.reduce((y, isLarge) => p.select(over(isLarge), product(y, y), y), small)
  const tooLarge = p.gt(norm, full(limit * 2 ** mostSquarings, norm))
  return p.select(over(tooLarge), full(Number.NaN, squared), squared)
}
