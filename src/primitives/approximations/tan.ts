// tan: |x| = n·π/2 + r with |r| ≤ π/4, then sin r/cos r, or -cos r/sin r where n is odd. In float64 r, sine and cosine are sums of two
// floats and only the quotient rounds; float32 is computed in float64. Coefficients: coefficients.py, `sin` and `tan`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { quotient, type Sum, sum } from './double-double.js'
import { like, polynomial, turnedAs } from './float-format.js'
import { ofRemainder } from './reduce.js'
import { type Reduced, reduceLargeFloat32 } from './reduce-float32.js'
import { reduceModerateFloat64, thresholdFloat64 } from './reduce-float64.js'
import { isOdd, tail64 } from './trigonometric.js'

/** Enough for a float64 computation whose result will be rounded to float32. */
const tailToward32 = {
  sin: [-0.16666666640785954, 0.008333329303137092, -0.00019839311642225652, 2.7181152183947565e-6],
  cos: [0.04166666661944719, -0.0013888883495793431, 2.4799458913067545e-5, -2.7205643820579604e-7],
} as const

interface Parts {
  readonly sine: Sum
  readonly cosine: Sum
}

/** The sine and cosine of r + lost. */
function parts(r: Expr, lost: Expr): Parts {
  const z = e.mul(r, r)
  const sine = sum(r, e.fma(e.mul(z, r), polynomial(z, tail64.sin), lost))
  const half = e.mul(z, like(z, 0.5))
  const first = sum(like(z, 1), e.neg(half))
  const rest = e.fma(e.mul(z, z), polynomial(z, tail64.cos), e.fma(e.neg(r), lost, first.low))
  return { sine, cosine: sum(first.high, rest) }
}

function tan64({ r, lost, quadrant }: Reduced): Expr {
  const { sine, cosine } = parts(r, lost)
  const odd = isOdd(quadrant)
  const choose = (a: Expr, b: Expr): Expr => e.select(odd, a, b)
  const over = { high: choose(cosine.high, sine.high), low: choose(cosine.low, sine.low) }
  const under = { high: choose(e.neg(sine.high), cosine.high), low: choose(e.neg(sine.low), cosine.low) }
  return quotient(over, under)
}

/** Of a remainder in float64. */
function tan32({ r, quadrant }: Reduced): Expr {
  const z = e.mul(r, r)
  const sine = e.fma(e.mul(z, r), polynomial(z, tailToward32.sin), r)
  const cosine = e.fma(z, e.fma(z, polynomial(z, tailToward32.cos), like(r, -0.5)), like(r, 1))
  const odd = isOdd(quadrant)
  return e.convert('float32', e.div(e.select(odd, cosine, sine), e.select(odd, e.neg(sine), cosine)))
}

function ofMagnitude(x: Expr): Expr {
  if (x.type !== 'float32') return ofRemainder(x, tan64)
  const [magnitude, wide] = [e.unary('abs', x), e.convert('float64', e.unary('abs', x))]
  const isLarge = e.compare('ge', wide, like(wide, thresholdFloat64))
  return e.rarely(isLarge, tan32(reduceLargeFloat32(magnitude)), tan32(reduceModerateFloat64(wide)))
}

/** Odd: the sign of x turns that of the result. */
export const tan = (x: Expr): Expr => turnedAs(ofMagnitude(x), x)
