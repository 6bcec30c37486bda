// The inverse error function, x·P(w) with w = -log(1 - x²): smooth on the whole range, in three pieces of which one is chosen.
// 1 - x² comes from one fused operation, so that it keeps its digits next to ±1. After Giles, "Approximating the erfinv function",
// GPU Computing Gems, 2010; coefficients for float64: coefficients.py, `erfInv`. float32 is a matter of its own.

import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import { erfInvFloat32 } from './erf-inv-float32.js'
import { like } from './float-format.js'
import { onExpressions } from './float32-arithmetic.js'
import { log } from './log.js'

/** Polynomials in w for w < 5, in √w - 3 for √w < 3.77, and in √w - 4.875 beyond. */
const pieces = {
  central: [
    0.886226925452758, 0.23201366653464708, 0.011549342038507607, -0.0023351016446047186, -0.00012804327427148242, 4.661135893462157e-5,
    2.020209986661612e-6, -1.0129775500868179e-6, -3.670171692381891e-8, 2.2166598265840056e-8, 1.2625823235794057e-9,
    -8.44148091503876e-10, 1.4105874796869789e-10, -4.813346488502823e-11, 1.8336844583067053e-11, -4.3594233876002605e-12,
    6.651072409676731e-13, -6.782589480485223e-14, 4.61746875822348e-15, -2.001646146966546e-16, 4.897964264374725e-18,
    -4.910880635111078e-20,
  ],
  middle: [
    2.8329767987282706, 1.0016752766933998, 0.009445522012034765, -0.007643805570045168, 0.005685182415473171, -0.003558794017197676,
    0.0014837373947537622, -0.0001488980692003049, -0.00028312497082264894, 0.00020551617151454222, -4.645694491952407e-5,
    -2.2870201708947013e-5, 2.1920946066407964e-5, -5.959414796622021e-6, -1.6190307876769376e-6, 2.028764170994405e-6,
    -6.950833984600938e-7, -1.2186582812458018e-7, 2.134967817015877e-7, -3.024658958813793e-8, -2.4173170375303327e-8,
  ],
  tail: [
    4.7236171149637975, 1.0103244465623908, -5.055681957737064e-5, -0.00025628873478982455, 8.942926239321741e-5, -2.3429531300393934e-5,
    5.5079722310477085e-6, -1.2683318534886275e-6, 3.3150795403537e-7, -1.2097611469875702e-7, 6.027181203552138e-8, -3.234661312434116e-8,
    1.5884358612100055e-8, -6.49248030382641e-9, 2.058899224326446e-9, -4.746756012362943e-10, 5.7634152394472015e-12,
    8.612031351435368e-11, -3.9355609728101796e-11, 4.350068466004412e-12,
  ],
} as const
const border = 3.77

function erfInvFloat64(x: Expr): Expr {
  const one = like(x, 1)
  const w = e.neg(log(e.fma(e.neg(x), x, one)))
  const root = e.unary('sqrt', w)
  const [central, middle] = [e.compare('lt', w, like(x, 5)), e.compare('lt', root, like(x, border))]
  const choose = (a: number, b: number, c: number): Expr => e.select(central, like(x, a), e.select(middle, like(x, b), like(x, c)))
  // What the root lost by rounding would be an ulp of the result.
  const lost = e.div(e.fma(e.neg(root), root, w), e.add(root, root))
  const fromCentre = e.sub(root, e.select(middle, like(x, 3), like(x, 4.875)))
  const t = e.select(central, w, e.add(fromCentre, lost))
  const coefficients = pieces.central.map((a, i) => choose(a, pieces.middle[i] ?? 0, pieces.tail[i] ?? 0))
  const inside = e.mul(
    x,
    coefficients.reduceRight((sum, c) => e.fma(sum, t, c)),
  )
  const magnitude = e.unary('abs', x)
  const end = e.select(e.compare('eq', magnitude, one), e.mul(x, like(x, Number.POSITIVE_INFINITY)), like(x, Number.NaN))
  return e.select(e.compare('lt', magnitude, one), inside, end)
}

export const erfInv = (x: Expr): Expr => (x.type === 'float32' ? erfInvFloat32(onExpressions)(x) : erfInvFloat64(x))
