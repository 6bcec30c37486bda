// 2^t for the other approximations: t = n + f with n an integer and |f| ≤ ½, 2^f by a minimax polynomial.
// The caller sees to it that 2^n is a normal number. Coefficients: coefficients.py, `exp2`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { floatName, like, nearest, polynomial, powerOfTwo } from './float-format.js'

const tails = {
  float32: [1, 0.6931469440460205, 0.24022269248962402, 0.055507637560367584, 0.009670279920101166, 0.0013256857637315989],
  float64: [
    1,
    Math.LN2,
    0.24022650695910108,
    0.05550410866482173,
    0.009618129107601585,
    0.0013333558146544657,
    0.00015403530449080308,
    1.5252733635486866e-5,
    1.3215438805689617e-6,
    1.0178159426825608e-7,
    7.073239368586666e-9,
    4.438958401785125e-10,
  ],
} as const

/** Enough for a float64 computation whose result will be rounded to float32. */
const tailToward32 = [
  1, 0.6931471807047251, 0.2402265106705126, 0.0555041036546447, 0.009618038041816636, 0.0013333935181131132, 0.0001546679041220458,
  1.5196182705497529e-5,
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
