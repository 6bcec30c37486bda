// log2 and log10: x = m·2^k with m in [√½, √2), log2 m = s·(c1 + c3·z + c5·z² + …) with s = (m - 1)/(m + 1), z = s², as a sum of two
// floats. Products by log10(2) then round once, and powers of two and of ten have whole logarithms. float32 is computed in float64,
// where one float is enough. Coefficients: coefficients.py, `log2`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, product, type Sum, sum } from './double-double.js'
import { polynomial, splitNormal, splitPositive } from './float-format.js'
import { outside } from './log.js'

const number = (value: number): Expr => e.constant('float64', value)

const c1: Sum = constantSum(number(1), [2.8853900817779268, 4.0710547481862066e-17])
const c3: Sum = constantSum(number(1), [0.9617966939259756, 5.0577616648125907e-17])
const tail = [
  0.577078016355618, 0.41219858309193813, 0.32059890227418025, 0.2623077010503473, 0.2219840020205228, 0.19125504693568107,
  0.19038658868774558,
]
const seriesToward32 = [
  2.8853900817778495, 0.9617966941141723, 0.5770779421365225, 0.4122092744351324, 0.3199048271697977, 0.2829121662714214,
]

/** log2 of a positive float64 to about 2^-66. */
export function log2Sum(x: Expr): Sum {
  const { m, k } = splitPositive(x)
  const one = number(1)
  const f = e.sub(m, one)
  const divisor = sum(one, m)
  const inverse = e.div(one, divisor.high)
  const quotient = e.mul(f, inverse)
  const remainder = e.fma(e.neg(quotient), divisor.low, e.fma(e.neg(quotient), divisor.high, f))
  const s: Sum = { high: quotient, low: e.mul(remainder, inverse) }
  const z = product(s, s)
  const inner = sum(c3.high, e.fma(z.high, polynomial(z.high, tail), c3.low))
  const cubic = product(s, product(z, inner))
  const linear = product(s, c1)
  const a = sum(k, linear.high)
  const b = sum(a.high, cubic.high)
  return sum(b.high, e.add(e.add(a.low, b.low), e.add(linear.low, cubic.low)))
}

/** log2 of a positive normal float64, precise enough to be rounded to float32. */
export function log2Toward32(x: Expr): Expr {
  const { m, k } = splitNormal(x)
  const one = number(1)
  const s = e.div(e.sub(m, one), e.add(m, one))
  return e.fma(s, polynomial(e.mul(s, s), seriesToward32), k)
}

/** The natural logarithm of a positive float64 to about 2^-65. */
export const logSum = (x: Expr): Sum => product(log2Sum(x), constantSum(x, [Math.LN2, 2.3190468138462996e-17]))

export function log2(x: Expr): Expr {
  if (x.type === 'float32') return outside(x, e.convert('float32', log2Toward32(e.convert('float64', x))))
  return outside(x, log2Sum(x).high)
}

export function log10(x: Expr): Expr {
  if (x.type === 'float32') {
    const binary = log2Toward32(e.convert('float64', x))
    return outside(x, e.convert('float32', e.mul(binary, number(Math.log10(2)))))
  }
  const { high, low } = product(log2Sum(x), constantSum(x, [0.3010299956639812, -2.8037281277851704e-18]))
  return outside(x, e.add(high, low))
}
