// How a gamma distributed number changes with alpha, at the same probability: dx/dα = -(∂P(α, x)/∂α) / p(x; α), where P is the regularised
// incomplete gamma function. The derivative of its power series where x is small or below α, of its continued fraction elsewhere, each until
// its terms no longer count. After M. Figurnov, S. Mohamed, A. Mnih, "Implicit reparameterization gradients", 2018.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { whileLoop } from '../../transforms/index.js'
import { typed } from '../signatures/signatures.js'
import { dtypeEpsilon } from './bits.js'
import { anyOpen } from './rejection.js'

const mostTerms = 2000

/** What every loop here carries beside its own: which elements go on, and how many terms there have been. */
interface Progress {
  readonly open: Tensor
  readonly term: Tensor
}

const goesOn = ({ open, term }: Progress): Tensor<[], 'bool'> => typed(p.and(anyOpen(open), p.lt(term, full(mostTerms, term))))

/** Changes only where elements are still open. */
const where =
  (open: Tensor) =>
  (next: Tensor, before: Tensor): Tensor =>
    p.select(open, next, before)

interface Series extends Progress {
  readonly r: Tensor
  readonly c: Tensor
  readonly sum: Tensor
  readonly dc: Tensor
  readonly dsum: Tensor
}

/** By `P(α, x) = x^α e^(-x) / Γ(α + 1) · Σ x^n / ((α + 1) … (α + n))`. */
function bySeries(alpha: Tensor, x: Tensor, open: Tensor): Tensor {
  const of = (value: number): Tensor => full(value, alpha)
  const epsilon = of(dtypeEpsilon(alpha.dtype))
  const { sum, dsum } = whileLoop<Series>(
    goesOn,
    s => {
      const keep = where(s.open)
      const r = p.add(s.r, of(1))
      const ratio = p.div(x, r)
      const dc = p.sub(p.mul(s.dc, ratio), p.div(p.mul(s.c, x), p.mul(r, r)))
      const c = p.mul(s.c, ratio)
      const dsum = p.add(s.dsum, dc)
      return {
        open: p.and(s.open, p.gt(p.abs(p.div(dc, dsum)), epsilon)),
        term: p.add(s.term, full(1, s.term)),
        r: keep(r, s.r),
        c: keep(c, s.c),
        sum: keep(p.add(s.sum, c), s.sum),
        dc: keep(dc, s.dc),
        dsum: keep(dsum, s.dsum),
      }
    },
    { open, term: full(0, { shape: [], dtype: 'int32' }), r: alpha, c: of(1), sum: of(1), dc: of(0), dsum: of(0) },
  )
  const logarithmic = p.sub(p.log(x), p.digamma(p.add(alpha, of(1))))
  return p.neg(p.div(p.mul(p.add(dsum, p.mul(sum, logarithmic)), x), alpha))
}

interface Fraction extends Progress {
  readonly y: Tensor
  readonly z: Tensor
  readonly c: Tensor
  readonly value: Tensor
  readonly dvalue: Tensor
  readonly pk: readonly [Tensor, Tensor]
  readonly qk: readonly [Tensor, Tensor]
  readonly dpk: readonly [Tensor, Tensor]
  readonly dqk: readonly [Tensor, Tensor]
}

/** By the continued fraction of `1 - P(α, x)`: numerators and denominators of its convergents, the last two of each. */
function byFraction(alpha: Tensor, x: Tensor, open: Tensor): Tensor {
  const of = (value: number): Tensor => full(value, alpha)
  const [zero, one, epsilon] = [of(0), of(1), of(dtypeEpsilon(alpha.dtype))]
  const y = p.sub(one, alpha)
  const z = p.add(p.add(x, y), one)
  const [p1, q1] = [p.add(x, one), p.mul(z, x)]
  const start = p.div(p1, q1)
  const { value, dvalue } = whileLoop<Fraction>(
    goesOn,
    f => {
      const keep = where(f.open)
      const [c, next, width] = [p.add(f.c, one), p.add(f.y, one), p.add(f.z, of(2))]
      const yc = p.mul(next, c)
      const [[pk1, pk2], [qk1, qk2], [dpk1, dpk2], [dqk1, dqk2]] = [f.pk, f.qk, f.dpk, f.dqk]
      const convergent = (a: Tensor, b: Tensor): Tensor => p.sub(p.mul(a, width), p.mul(b, yc))
      const slope = (da: Tensor, a: Tensor, db: Tensor, b: Tensor): Tensor =>
        p.add(p.sub(p.sub(p.mul(da, width), a), p.mul(db, yc)), p.mul(b, c))
      const [pk, qk] = [convergent(pk1, pk2), convergent(qk1, qk2)]
      const isZero = p.eq(qk, zero)
      const result = p.select(isZero, f.value, p.div(pk, qk))
      const [dpk, dqk] = [slope(dpk1, pk1, dpk2, pk2), slope(dqk1, qk1, dqk2, qk2)]
      const dresult = p.select(isZero, f.dvalue, p.div(p.sub(dpk, p.mul(result, dqk)), qk))
      // What counts is the ratios: large ones are scaled down together.
      const scale = p.select(p.gt(p.abs(pk), p.div(one, epsilon)), epsilon, one)
      const pair = (now: Tensor, last: Tensor, before: readonly [Tensor, Tensor]): readonly [Tensor, Tensor] => [
        keep(p.mul(now, scale), before[0]),
        keep(p.mul(last, scale), before[1]),
      ]
      return {
        open: p.and(f.open, p.gt(p.select(isZero, one, p.abs(p.sub(dresult, f.dvalue))), epsilon)),
        term: p.add(f.term, full(1, f.term)),
        y: keep(next, f.y),
        z: keep(width, f.z),
        c: keep(c, f.c),
        value: keep(result, f.value),
        dvalue: keep(dresult, f.dvalue),
        pk: pair(pk, pk1, f.pk),
        qk: pair(qk, qk1, f.qk),
        dpk: pair(dpk, dpk1, f.dpk),
        dqk: pair(dqk, dqk1, f.dqk),
      }
    },
    {
      open,
      term: full(0, { shape: [], dtype: 'int32' }),
      y,
      z,
      c: zero,
      value: start,
      dvalue: p.div(p.mul(start, x), q1),
      pk: [p1, one],
      qk: [q1, x],
      dpk: [zero, zero],
      dqk: [p.neg(x), zero],
    },
  )
  const logarithmic = p.sub(p.log(x), p.digamma(alpha))
  return p.neg(p.mul(p.add(dvalue, p.mul(value, logarithmic)), x))
}

/** `dx/dα` of a number x drawn with alpha; 0 where x is 0. */
export function gammaDerivative(alpha: Tensor, x: Tensor): Tensor {
  const one = full(1, x)
  const isPositive = p.gt(x, full(0, x))
  const far = p.and(p.gt(x, one), p.gt(x, alpha))
  // Elements of the other kind get harmless arguments, and are closed from the start.
  const near = p.and(isPositive, p.not(far))
  const series = bySeries(alpha, p.select(near, x, one), near)
  const fraction = byFraction(alpha, p.select(far, x, one), far)
  return p.select(isPositive, p.select(far, p.neg(fraction), series), full(0, x))
}
