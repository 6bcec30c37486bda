// log|Γ(x)|. From 1 to 3, where it has its zeros, (x - 1)·(x - 2)·P(x - 3/2 or x - 5/2); down to 0 and up to 8 the logarithm of the
// factors by which Γ changes is subtracted or added; from 8 on Stirling's series. All as sums of two floats, rounded once. Below 0 by
// reflection: Γ(x)·Γ(1 - x) = π/sin πx. float32 is computed in float64. Coefficients: coefficients.py, `lgamma`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { constantSum, exactProduct, product, type Sum, sum, sumOfAny } from './double-double.js'
import { polynomial } from './float-format.js'
import { log } from './log.js'
import { logSum } from './log2.js'
import { lobe } from './sine-of-pi.js'

/** lgamma(x)/((x - 1)(x - 2)) from 1 to 2 and from 2 to 3; the first two coefficients of each are one. */
const pieces = {
  low: [
    0.4831289505409809, 1.73005806624274e-17, -0.14595989591430608, 0.06291140107456443, -0.03130848750101023, 0.016797098631269564,
    -0.009425622448587474, 0.005446457839328975, -0.0032120740707551427, 0.0019229163082113666, -0.0011644146558871902,
    0.0007115191277606496, -0.00043799208581754535, 0.00027131324911266287, -0.00016892626791485202, 0.00010535761715918396,
    -6.609632799053142e-5, 4.301993221753404e-5, -2.7347828796402104e-5, 1.3199477005811717e-5, -8.090844208194011e-6,
    1.2130000511217673e-5, -7.964715111774518e-6,
  ],
  high: [
    0.37957716063055885, 2.764830553616161e-17, -0.07466357415449942, 0.019905154304743183, -0.0060187685270342095, 0.0019490574889480777,
    -0.0006586397067187984, 0.00022905363742733724, -8.130229015626981e-5, 2.9299283756779814e-5, -1.068231216994223e-5,
    3.930581531178797e-6, -1.4571478086629439e-6, 5.436261118007595e-7, -2.0328016191727726e-7, 7.582136782871186e-8,
    -2.9765975622328816e-8, 1.2876202993105962e-8, -3.889860604236232e-9,
  ],
} as const

/** x·(lgamma x - (x - ½)·log x + x - ½·log 2π) in 1/x² for x ≥ 8. */
const tail = [
  0.08333333333333333, -0.002777777777748735, 0.0007936507638626483, -0.0005952266330064482, 0.0008396489194350208, -0.0017193235133391989,
  -0.002900512530092763, 0.1457395603107883,
]

const number = (value: number): Expr => e.constant('float64', value)
const [zero, one] = [number(0), number(1)]
const infinity = number(Number.POSITIVE_INFINITY)
const below = (x: Expr, bound: number): Expr => e.compare('lt', x, number(bound))
const choose = (condition: Expr, a: Sum, b: Sum): Sum => ({
  high: e.select(condition, a.high, b.high),
  low: e.select(condition, a.low, b.low),
})

interface Moved {
  /** The argument, moved by whole numbers to 1 … 3, less one. */
  readonly fromOne: Expr
  /** Whether it is below 2. */
  readonly low: Expr
  /** The product of the factors passed on the way. */
  readonly factors: Expr
}

/** For x below 8. */
function move(x: Expr): Moved {
  let [fromOne, factors] = [e.select(below(x, 1), x, e.sub(x, one)), e.select(below(x, 1), x, one)]
  for (let step = 0; step < 5; step++) {
    const beyond = e.compare('ge', fromOne, number(2))
    factors = e.select(beyond, e.mul(factors, fromOne), factors)
    fromOne = e.select(beyond, e.sub(fromOne, one), fromOne)
  }
  return { fromOne, low: below(fromOne, 1), factors }
}

/** (x - 1)·(x - 2)·P from 1 to 3. */
function nearZeros(fromOne: Expr, low: Expr): Sum {
  const t = e.select(low, e.sub(fromOne, number(0.5)), e.sub(fromOne, number(1.5)))
  const [high, rest, ...others] = pieces.low.map((a, i) => e.select(low, number(a), number(pieces.high[i] ?? 0)))
  if (high === undefined || rest === undefined) return { high: zero, low: zero }
  const smooth = sum(
    high,
    e.fma(
      t,
      others.reduceRight((total, c) => e.fma(total, t, c)),
      rest,
    ),
  )
  return product(exactProduct(fromOne, e.sub(fromOne, one)), smooth)
}

/** x·(log x - 1) - ½·log x + ½·log 2π + tail. */
function stirling(x: Expr, logarithm: Sum): Sum {
  const inverse = e.div(one, x)
  const series = e.mul(polynomial(e.mul(inverse, inverse), tail), inverse)
  const lessOne = sum(logarithm.high, number(-1))
  const main = product({ high: x, low: zero }, { high: lessOne.high, low: e.add(lessOne.low, logarithm.low) })
  const constant = constantSum(x, [0.9189385332046728, -3.8782941580672414e-17])
  const rest = e.add(e.fma(logarithm.high, number(-0.5), constant.high), series)
  return { high: main.high, low: e.add(main.low, rest) }
}

/** For positive x. */
function ofPositive(x: Expr): Expr {
  const isSmall = below(x, 8)
  const { fromOne, low, factors } = move(x)
  const logarithm = logSum(e.select(isSmall, factors, x))
  const polynomialPart = nearZeros(fromOne, low)
  const isBelowOne = below(x, 1)
  const signed = {
    high: e.select(isBelowOne, e.neg(logarithm.high), logarithm.high),
    low: e.select(isBelowOne, e.neg(logarithm.low), logarithm.low),
  }
  const total = sumOfAny(signed.high, polynomialPart.high)
  const small = { high: total.high, low: e.add(total.low, e.add(signed.low, polynomialPart.low)) }
  const { high, low: rest } = choose(isSmall, small, stirling(x, logarithm))
  // At 0 and where the result overflows.
  return e.select(e.or(e.compare('eq', x, zero), e.compare('ge', x, number(2.6e305))), infinity, e.add(high, rest))
}

function lgamma64(x: Expr): Expr {
  const isNegative = e.compare('lt', x, zero)
  const magnitude = e.unary('abs', x)
  const positive = ofPositive(e.select(isNegative, e.sub(one, x), magnitude))
  const fraction = e.unary('abs', e.sub(magnitude, e.unary('roundEven', magnitude)))
  const reflected = e.sub(e.neg(log(e.mul(fraction, lobe(e.mul(fraction, fraction))))), positive)
  const isPole = e.or(e.compare('eq', fraction, zero), e.compare('eq', magnitude, infinity))
  const negative = e.select(isPole, infinity, reflected)
  return e.select(e.compare('ne', x, x), x, e.rarely(isNegative, negative, positive))
}

export const lgamma = (x: Expr): Expr => e.convert(x.type, lgamma64(e.convert('float64', x)))
