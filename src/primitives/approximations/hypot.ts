// hypot: √(x² + y²), of squares that neither overflow nor underflow, with the rounding errors of squares, sum and root put back in
// float64; float32 is computed in float64, where squares are exact. Method: Borges, "An improved algorithm for hypot(a, b)", 2019.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { exactProduct, squareRoot, sum } from './double-double.js'
import { like } from './float-format.js'

function hypot64(x: Expr, y: Expr): Expr {
  const [width, height] = [e.unary('abs', x), e.unary('abs', y)]
  const steep = e.compare('gt', height, width)
  const [longer, shorter] = [e.select(steep, height, width), e.select(steep, width, height)]
  const [large, small] = [e.compare('gt', longer, like(x, 2 ** 500)), e.compare('lt', longer, like(x, 2 ** -450))]
  const choose = (a: number, b: number): Expr => e.select(large, like(x, a), e.select(small, like(x, b), like(x, 1)))
  const factor = choose(2 ** -600, 2 ** 600)
  const [a, b] = [e.mul(longer, factor), e.mul(shorter, factor)]
  const [first, second] = [exactProduct(a, a), exactProduct(b, b)]
  const squares = sum(first.high, second.high)
  const { high, low } = squareRoot({ high: squares.high, low: e.add(squares.low, e.add(first.low, second.low)) })
  return e.mul(e.add(high, low), choose(2 ** 600, 2 ** -600))
}

function hypot32(x: Expr, y: Expr): Expr {
  const [a, b] = [e.convert('float64', x), e.convert('float64', y)]
  return e.convert('float32', e.unary('sqrt', e.fma(a, a, e.mul(b, b))))
}

export function hypot(x: Expr, y: Expr): Expr {
  const infinity = like(x, Number.POSITIVE_INFINITY)
  // An infinite side decides even beside NaN.
  const infinite = e.or(e.compare('eq', e.unary('abs', x), infinity), e.compare('eq', e.unary('abs', y), infinity))
  return e.select(infinite, infinity, x.type === 'float32' ? hypot32(x, y) : hypot64(x, y))
}
