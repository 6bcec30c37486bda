// 2^t, for the other approximations too: t = n + f with n an integer and |f| ≤ ½, 2^f by a minimax polynomial.
// The factors need a caller who sees to it that 2^n is a normal number. Coefficients: coefficients.py, `exp2`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { atLeast, atMost, floatName, like, nearest, polynomial, powerOfTwo } from './float-format.js'
import { scale } from './scale.js'

const tails = {
  float32: [1, 0.6931469440460205, 0.24022269248962402, 0.05550763010978699, 0.009670281782746315, 0.0013257284881547093],
  float64: [
    1,
    Math.LN2,
    0.2402265069591011,
    0.055504108664821826,
    0.009618129107600909,
    0.001333355814652216,
    0.00015403530449676579,
    1.52527336543895e-5,
    1.3215438578921905e-6,
    1.0178152576332202e-7,
    7.073270965552414e-9,
    4.4398651632979853e-10,
  ],
} as const

/** The first of these serves tanh: its weight is that of an error there. This one serves 2^x itself. */
const tail32 = [
  1.0, 0.6931471824645996, 0.24022647738456726, 0.05550359934568405, 0.009618504904210567, 0.001339081209152937, 0.00015326956054195762,
]

/** Enough for a float64 computation whose result will be rounded to float32. */
const tailToward32 = [
  1, 0.6931471807045207, 0.24022651067276568, 0.05550410366667945, 0.009618038004703695, 0.001333393379922289, 0.00015466803355924894,
  1.519659279734344e-5,
]

/** 2^f for |f| ≤ ½. */
export const exp2Fraction = (f: Expr): Expr => polynomial(f, tails[floatName(f)])
export const exp2FractionToward32 = (f: Expr): Expr => polynomial(f, tailToward32)

/** 2^(x·factor) as the factors 2^f, for |f| ≤ ½, and 2^n. */
export function exp2Factors(x: Expr, factor: number): { readonly fractional: Expr; readonly power: Expr } {
  const { n, pattern } = nearest(x, factor)
  const f = factor === 1 ? e.sub(x, n) : e.fma(x, like(x, factor), e.neg(n))
  return { fractional: exp2Fraction(f), power: powerOfTwo(x, pattern) }
}

/** Beyond these 2^x is infinite, and rounds to zero. */
const ends = { float32: [129, -151], float64: [1025, -1076] } as const

export function exp2(x: Expr): Expr {
  const [highest, lowest] = ends[floatName(x)]
  const bounded = atLeast(atMost(x, highest), lowest)
  const { n, pattern } = nearest(bounded, 1)
  const f = e.sub(bounded, n)
  return scale(x.type === 'float32' ? polynomial(f, tail32) : exp2Fraction(f), pattern)
}
