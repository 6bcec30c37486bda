// Relatives of the gamma function, elementwise over floats: the multivariate one, and the regularised incomplete ones. After W. Gautschi,
// "A computational procedure for incomplete gamma functions", 1979: the power series of the lower one below a + 1, Lentz's continued
// fraction of the upper one beyond, each until its terms no longer count.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { customJvp, whileLoop } from '../../transforms/index.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { gammaDerivative } from '../random/gamma-derivative.js'
import { anyOpen } from '../random/rejection.js'
import { checkInteger } from '../signatures/operands.js'
import { type FloatBinaryFunction, typed } from '../signatures/signatures.js'
import { of, widened } from './wide.js'

/**
 * The logarithm of the multivariate gamma function: `ln Γ_d(a) = d(d - 1)/4 · ln π + Σ ln Γ(a - (i - 1)/2)`, over i from 1 to d; NaN
 * for `a ≤ (d - 1)/2`.
 * @param a floats[…]
 * @param d of the matrices, at least 1
 * @throws DTypeError unless float, ArgumentError unless d is a positive integer
 * @example
 * ```
 * multigammaln(tensor([2], 'float64'), 1).toArray() // [0]
 * ```
 */
export function multigammaln<S extends Shape, D extends FloatDType>(a: Tensor<S, D>, d: number): Tensor<S, D> {
  checkInteger('multigammaln', 'd', d, 1)
  const { wide, narrow } = widened('multigammaln', [a])
  const [x] = wide as [Tensor]
  const isInside = p.gt(x, of(x, (d - 1) / 2))
  const inside = p.select(isInside, x, of(x, d))
  const sum = Array.from({ length: d }, (_, i) => p.lgamma(p.sub(inside, of(x, i / 2)))).reduce((total, term) => p.add(total, term))
  const all = p.add(sum, of(x, ((d * (d - 1)) / 4) * Math.log(Math.PI)))
  return typed(narrow(p.select(isInside, all, of(x, Number.NaN))))
}

const epsilon = 2 ** -53
/** Enough for a up to 10⁵: near x = a it takes some √a of them. */
const mostTerms = 4000

/** What every loop carries beside its own: which elements go on, and how many terms there have been. */
interface Progress {
  readonly open: Tensor
  readonly count: Tensor
}

const goesOn = ({ open, count }: Progress): Tensor<[], 'bool'> => typed(p.and(anyOpen(open), p.lt(count, of(count, mostTerms))))
const begun = (open: Tensor): Progress => ({ open, count: full(0, { shape: [], dtype: 'int32' }) })
const counted = (count: Tensor): Tensor => p.add(count, of(count, 1))

interface Series extends Progress {
  readonly divisor: Tensor
  readonly term: Tensor
  readonly sum: Tensor
}

/** `Σ xⁿ / ((a + 1) … (a + n))` */
function seriesOf(a: Tensor, x: Tensor, open: Tensor): Tensor {
  const one = of(a, 1)
  const start: Series = { ...begun(open), divisor: a, term: one, sum: one }
  const { sum } = whileLoop(
    goesOn,
    (now: Series): Series => {
      const divisor = p.add(now.divisor, one)
      const term = p.mul(now.term, p.div(x, divisor))
      const sum = p.select(now.open, p.add(now.sum, term), now.sum)
      return { open: p.and(now.open, p.gt(term, p.mul(of(sum, epsilon), sum))), count: counted(now.count), divisor, term, sum }
    },
    start,
  )
  return sum
}

interface Fraction extends Progress {
  readonly index: Tensor
  readonly width: Tensor
  readonly c: Tensor
  readonly d: Tensor
  readonly value: Tensor
}

/** The continued fraction `1/(x + 1 - a - 1·(1 - a)/(x + 3 - a - …))` */
function fractionOf(a: Tensor, x: Tensor, open: Tensor): Tensor {
  const [one, two] = [of(a, 1), of(a, 2)]
  // What stands for a denominator of 0.
  const tiny = of(a, 1e-300)
  const away = (t: Tensor): Tensor => p.select(p.lt(p.abs(t), tiny), tiny, t)
  const width = p.sub(p.add(x, one), a)
  const first = p.div(one, away(width))
  const start: Fraction = { ...begun(open), index: of(a, 0), width, c: p.div(one, tiny), d: first, value: first }
  const { value } = whileLoop(
    goesOn,
    (now: Fraction): Fraction => {
      const index = p.add(now.index, one)
      const numerator = p.mul(index, p.sub(a, index))
      const wider = p.add(now.width, two)
      const d = p.div(one, away(p.add(p.mul(numerator, now.d), wider)))
      const c = away(p.add(wider, p.div(numerator, now.c)))
      const change = p.mul(c, d)
      return {
        open: p.and(now.open, p.gt(p.abs(p.sub(change, one)), of(a, 2 * epsilon))),
        count: counted(now.count),
        index,
        width: wider,
        c,
        d,
        value: p.select(now.open, p.mul(now.value, change), now.value),
      }
    },
    start,
  )
  return value
}

/** The density of the gamma distribution, `x^(a - 1)·e^(-x)/Γ(a)`. */
const density = (a: Tensor, x: Tensor): Tensor => p.exp(p.sub(p.sub(p.mul(p.sub(a, of(a, 1)), p.log(x)), x), p.lgamma(a)))

type Side = 'lower' | 'upper'

function regularised(side: Side, a: Tensor, x: Tensor): Tensor {
  const number = (value: number): Tensor => of(x, value)
  const [zero, one, endless] = [number(0), number(1), number(Number.POSITIVE_INFINITY)]
  const isInside = p.and(p.and(p.gt(a, zero), p.lt(a, endless)), p.and(p.gt(x, zero), p.lt(x, endless)))
  const isNear = p.lt(x, p.add(a, one))
  const [near, far] = [p.and(isInside, isNear), p.and(isInside, p.not(isNear))]
  // Elements of the other kind get harmless arguments, and are closed from the start.
  const only = (those: Tensor, value: Tensor, otherwise: number): Tensor => p.select(those, value, number(otherwise))
  const weight = p.mul(density(only(isInside, a, 1), only(isInside, x, 1)), only(isInside, x, 1))
  const below = p.div(p.mul(weight, seriesOf(only(near, a, 1), only(near, x, 1), near)), only(isInside, a, 1))
  const above = p.mul(weight, fractionOf(only(far, a, 1), only(far, x, 2), far))
  const inside = side === 'lower' ? p.select(isNear, below, p.sub(one, above)) : p.select(isNear, p.sub(one, below), above)
  // P is 0 at x = 0 and for a = ∞, 1 at x = ∞ and for a = 0; where both are so, or one is below 0, there is none.
  const [all, nothing] = [p.or(p.eq(x, endless), p.eq(a, zero)), p.or(p.eq(x, zero), p.eq(a, endless))]
  const isNone = p.or(p.or(p.not(p.ge(a, zero)), p.not(p.ge(x, zero))), p.and(all, nothing))
  const end = p.select(side === 'lower' ? all : nothing, one, zero)
  return p.select(isInside, inside, p.select(isNone, number(Number.NaN), end))
}

function differentiable(side: Side): (a: Tensor, x: Tensor) => Tensor {
  const f = customJvp(
    (a: Tensor, x: Tensor): Tensor => regularised(side, a, x),
    ([a, x], [da, dx]): readonly [Tensor, Tensor] => {
      // A number at the same probability moves by gammaDerivative for each unit of a.
      const moved = p.sub(dx, p.mul(da, gammaDerivative(a, x)))
      const slope = p.mul(density(a, x), moved)
      return [f(a, x), side === 'lower' ? slope : p.neg(slope)]
    },
  )
  return f
}

const incomplete = (operation: string, side: Side): FloatBinaryFunction => {
  const f = differentiable(side)
  return (a, x) => {
    const { wide, narrow } = widened(operation, [a, x])
    const [shape, at] = wide as [Tensor, Tensor]
    return typed(narrow(f(shape, at)))
  }
}

/**
 * The regularised lower incomplete gamma function, the distribution function of the gamma distribution: `P(a, x) = 1/Γ(a) · ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt`.
 * Within a relative error of `2e-15 · (1 + a)` below x = a + 1, where it is not the difference from 1 of the upper one; for a up to 10⁵.
 * @param a floats[…] not negative, or a JavaScript number, which takes the dtype of x
 * @param x likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype; NaN where an argument is negative; differentiable in
 *   both, a second time forwards only, for its terms are those of a loop
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * gammainc(1, tensor([0, 1], 'float64')).toArray().map(v => v.toFixed(12)) // ["0.000000000000", "0.632120558829"]
 * ```
 */
export const gammainc: FloatBinaryFunction = incomplete('gammainc', 'lower')

/**
 * The regularised upper incomplete gamma function: `Q(a, x) = 1 - P(a, x)`; precise from x = a + 1 on,
 * however small it is, and within an ulp of 1 below.
 * @param a floats[…] not negative, or a JavaScript number, which takes the dtype of x
 * @param x likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype; NaN where an argument is negative; differentiable in
 *   both, a second time forwards only, for its terms are those of a loop
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * gammaincc(1, tensor([0, 1], 'float64')).toArray().map(v => v.toFixed(12)) // ["1.000000000000", "0.367879441171"]
 * ```
 */
export const gammaincc: FloatBinaryFunction = incomplete('gammaincc', 'upper')
