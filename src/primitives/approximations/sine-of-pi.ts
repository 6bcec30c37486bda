// sin πx/(πx) for |x| ≤ ½, the part of several functions that are periodic in whole numbers: with it π itself never appears, and nothing
// is lost by reducing the argument. Coefficients: coefficients.py, `sinc`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, product, quotient, type Sum, sum } from './double-double.js'
import { floatName, like, polynomial, withSignOf } from './float-format.js'

/** (S(z) - 1)/z for z ≤ ¼. */
const tails = {
  float32: [-1.6449333429336548, 0.811715841293335, -0.1904432773590088, 0.024716351181268692],
  float64: [
    -1.6449340668482264, 0.8117424252833462, -0.19075182412167535, 0.026147847807943776, -0.0023460809133063437, 0.00014842791667847346,
    -6.972267631081954e-6, 2.451836680155097e-7,
  ],
} as const

/** The central lobe of sinc, from the square of its argument. */
export const lobe = (square: Expr): Expr => e.fma(square, polynomial(square, tails[floatName(square)]), like(square, 1))

/** π·cot πf for |f| ≤ ½: beyond ¼ from the angle that is left to a right one, so that it is precise at ±½ too. */
export function cotangentOfPi(f: Expr): Expr {
  const one = like(f, 1)
  const magnitude = e.unary('abs', f)
  const isSmall = e.compare('le', magnitude, like(f, 0.25))
  const h = e.select(isSmall, magnitude, e.sub(like(f, 0.5), magnitude))
  const square = e.mul(h, h)
  const table = tails[floatName(f)]
  // sin πh/π and cos πh = 1 - 2·sin² πh/2.
  const sine = product({ high: h, low: like(f, 0) }, sum(one, e.mul(square, polynomial(square, table))))
  const halfSine = e.mul(e.mul(h, like(f, Math.PI / 2)), lobe(e.mul(square, like(f, 0.25))))
  const cosine = sum(one, e.mul(e.mul(halfSine, halfSine), like(f, -2)))
  const steep = product(sine, constantSum(f, [9.869604401089358, 6.265295508739711e-16]))
  const choose = (a: Sum, b: Sum): Sum => ({ high: e.select(isSmall, a.high, b.high), low: e.select(isSmall, a.low, b.low) })
  return withSignOf(quotient(choose(cosine, steep), choose(sine, cosine)), f)
}
