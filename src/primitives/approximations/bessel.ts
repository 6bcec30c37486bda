// The modified Bessel functions I₀ and I₁, and the same times e^-|x|. Up to 3 a polynomial of x², beyond it e^-x·√x·I(x), which hardly
// varies, by polynomials of 1/x: one to 9, one from there on, both stretched to -1 … 1. Exponentials are sums of two floats, and products
// round once. After Blair and Edwards, "Stable rational minimax approximations to the modified Bessel functions I₀(x) and I₁(x)", 1974.
// Coefficients: coefficients.py, `bessel`.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { product, quotient, type Sum, squareRoot, sum, sumOfAny } from './double-double.js'
import { exponentialSum } from './exponential-sum.js'
import { atMost, floatName, like, polynomial, turnedAs } from './float-format.js'
import { scale } from './scale.js'

/** (I₀(x) - 1)/x² and (2·I₁(x)/x - 1)/x² for small x; beyond them the first two coefficients are one. */
const tables = {
  float32: {
    small: [
      [0.25, 0.015625007450580597, 0.000434018496889621, 6.785743153159274e-6, 6.701277044385279e-8, 5.441844197484613e-10],
      [0.125, 0.005208334419876337, 0.00010850565740838647, 1.3568785561801633e-6, 1.1198621585606361e-8, 7.655647643600716e-11],
    ],
    middle: [
      [
        0.4119567573070526, 4.377422868628855e-10, 0.007932046428322792, 0.0010074052261188626, 9.599959594197571e-5, -9.491996024735272e-5,
        -2.4680906790308654e-5, 1.7295820725848898e-5, 1.4805939372308785e-6, -2.773035475911456e-6, 3.4722268082987284e-7,
      ],
      [
        0.36265844106674194, -1.4296782424594312e-8, -0.020256629213690758, -0.0014498381642624736, -0.00015329165034927428,
        0.00010078002378577366, 3.211927833035588e-5, -1.7911515897139907e-5, -2.4699641016923124e-6, 2.9536620331782615e-6,
        -2.705327233343269e-7,
      ],
    ],
    far: [
      [
        0.40180477499961853, 6.368003013790258e-9, 0.0029606102034449577, 0.00010477742034709081, 7.387431651295628e-6,
        8.273586331597471e-7, 1.3587116143298772e-7, 4.089607585910926e-8, 1.3165561085770605e-8,
      ],
      [
        0.39047905802726746, 1.1258389776003241e-9, -0.008623471483588219, -0.00016936725296545774, -1.0017432941822335e-5,
        -1.0297936796632712e-6, -1.6111755485326285e-7, -4.5962242012365095e-8, -1.4263533465452838e-8,
      ],
    ],
  },
  float64: {
    small: [
      [
        0.25, 0.015625, 0.000434027777777778, 6.781684027777147e-6, 6.781684027842827e-8, 4.709502793445276e-10, 2.402807671123277e-12,
        9.385941228600116e-15, 2.897250358762534e-17, 7.213473525042623e-20, 1.6299273213234923e-22,
      ],
      [
        0.125, 0.005208333333333333, 0.00010850694444444537, 1.3563368055544032e-6, 1.1302806713712927e-8, 6.727861109733291e-11,
        3.003510136882973e-13, 1.0428744048229651e-15, 2.897956890014496e-18, 6.522618168954703e-21, 1.4328846157235928e-23,
      ],
    ],
    middle: [
      [
        0.41195675701733075, 4.907322210043239e-18, 0.007932051820658858, 0.0010074420293612243, 9.590516627990473e-5,
        -9.521291020883114e-5, -2.4206769573146387e-5, 1.8084409218977252e-5, 4.834283278867106e-7, -3.562079842115294e-6,
        1.2908381499403734e-6, 1.3400245367884062e-7, -3.317929529125789e-7, 1.5177729710539492e-7, -1.7165770144594373e-8,
        -2.224266326757763e-8, 1.7635581223484004e-8, -6.5578792348892344e-9, 8.085483240182302e-10, 7.417507747315191e-10,
        -9.771284998003852e-10, 6.492962698328687e-10, -8.48329757203245e-11, -1.2863378472764407e-10, 5.288346052429423e-11,
        -2.140599983933951e-12,
      ],
      [
        0.36265842765066786, -4.9237863685179795e-18, -0.020256634162324587, -0.0014498821918177238, -0.00015320213055907434,
        0.00010113006576118925, 3.165705614389366e-5, -1.8861035887886604e-5, -1.4700684185486062e-6, 3.93268813899841e-6,
        -1.2473656348968279e-6, -2.170203775200449e-7, 3.615538086880008e-7, -1.5097218028902985e-7, 1.096209981647181e-8,
        2.5623207703885177e-8, -1.8394616508939677e-8, 6.3541091336218704e-9, -5.522049104017493e-10, -8.854639357979157e-10,
        1.0516946315893929e-9, -6.567363486993017e-10, 5.586956100398197e-11, 1.4301526399363466e-10, -5.083596218860809e-11,
        2.5928052798573476e-13,
      ],
    ],
    far: [
      [
        0.40180478139600334, -6.826636712625832e-18, 0.0029606102454442797, 0.00010477649805131545, 7.387137165640619e-6,
        8.324360493383541e-7, 1.37020546206327e-7, 3.186069540379162e-8, 1.0546968817615944e-8, 4.971878829792251e-9, 2.8244804749197373e-9,
        1.066827013041894e-9, -8.311085848935483e-10, -1.7842942614044501e-9, -7.673373159694647e-10, 8.395765343717765e-10,
        8.076185959694021e-10, -2.582249464489057e-10, -4.260677857665524e-10, 5.1743120161540146e-11, 1.335145298205085e-10,
        -4.9201290140682825e-12, -1.9356680836533645e-11, -8.469405688128594e-14,
      ],
      [
        0.39047905912136743, 1.906629311202135e-17, -0.008623471382762224, -0.0001693663364439695, -1.0017717319512702e-5,
        -1.0351077445369043e-6, -1.6163757522959138e-7, -3.623468251621639e-8, -1.166172757285035e-8, -5.384494781311105e-9,
        -3.03346974237775e-9, -1.1717179297021559e-9, 8.262497478273852e-10, 1.8581077713366551e-9, 8.355545878843094e-10,
        -8.463544110240162e-10, -8.515518738468875e-10, 2.485174240219658e-10, 4.439876841552087e-10, -4.5315167504883575e-11,
        -1.3821783364184397e-10, 2.9831500892226835e-12, 1.995243954036297e-11, 3.3066065000839474e-13,
      ],
    ],
  },
} as const
const [first, second] = [3, 9]

type Order = 0 | 1

/** I(x) for a positive x up to 3. */
function smallSum(order: Order, x: Expr): Sum {
  const square = e.mul(x, x)
  const terms = e.mul(square, polynomial(square, tables[floatName(x)].small[order]))
  const series = sumOfAny(like(x, 1), terms)
  return order === 0 ? series : product(series, { high: e.mul(x, like(x, 0.5)), low: like(x, 0) })
}

/** e^-x·I(x) for x from 3 on. The polynomials share their steps; only their coefficients differ. */
function scaledValue(order: Order, x: Expr): Expr {
  const { middle, far } = tables[floatName(x)]
  const isMiddle = e.compare('lt', x, like(x, second))
  const inverse = e.div(like(x, 1), x)
  const choose = (a: number, b: number): Expr => e.select(isMiddle, like(x, a), like(x, b))
  const t = e.fma(inverse, choose((2 * first * second) / (second - first), 2 * second), choose(-(second + first) / (second - first), -1))
  const [high = like(x, 0), low = like(x, 0), ...rest] = middle[order].map((c, i) => choose(c, far[order][i] ?? 0))
  const series = sum(
    high,
    e.fma(
      t,
      rest.reduceRight((total, c) => e.fma(total, t, c)),
      low,
    ),
  )
  return quotient(series, squareRoot({ high: x, low: like(x, 0) }))
}

/** I₁ is odd, I₀ even. */
const signed = (order: Order, value: Expr, x: Expr): Expr => (order === 0 ? value : turnedAs(value, x))

const rounded = ({ high, low }: Sum): Expr => e.add(high, low)

interface Parts {
  /** |x|, where it is small, or 0. */
  readonly small: Expr
  /** |x|, where it is not, or the border. */
  readonly large: Expr
  readonly isSmall: Expr
}

function parts(magnitude: Expr): Parts {
  const border = like(magnitude, first)
  const isSmall = e.compare('lt', magnitude, border)
  return { isSmall, small: e.select(isSmall, magnitude, like(magnitude, 0)), large: e.select(isSmall, border, magnitude) }
}

function scaledBessel(order: Order, x: Expr): Expr {
  const { small, large, isSmall } = parts(e.unary('abs', x))
  const { high, low, pattern } = exponentialSum(e.neg(small))
  const near = scale(rounded(product({ high, low }, smallSum(order, small))), pattern)
  // At infinity the quotient is 0/0, in effect.
  const far = e.select(e.compare('lt', large, like(x, Number.POSITIVE_INFINITY)), scaledValue(order, large), e.div(like(x, 1), large))
  return signed(order, e.select(isSmall, near, far), x)
}

/** From here on I₀ and I₁ are infinite. */
const overflow = { float32: 92.5, float64: 714.5 } as const

function bessel(order: Order, x: Expr): Expr {
  const { small, large, isSmall } = parts(atMost(e.unary('abs', x), overflow[floatName(x)]))
  const { high, low, pattern } = exponentialSum(large)
  const far = scale(rounded(product({ high, low }, { high: scaledValue(order, large), low: like(x, 0) })), pattern)
  return signed(order, e.select(isSmall, rounded(smallSum(order, small)), far), x)
}

export const i0 = (x: Expr): Expr => bessel(0, x)
export const i1 = (x: Expr): Expr => bessel(1, x)
export const i0e = (x: Expr): Expr => scaledBessel(0, x)
export const i1e = (x: Expr): Expr => scaledBessel(1, x)
