// Binomially distributed numbers, as JAX draws them: by the waiting times between successes where few are expected, by transformed rejection
// elsewhere. Source: W. Hörmann, "The generation of binomial random variates", 1993 (algorithm BTRS).

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { whileLoop } from '../../transforms/index.js'
import type { FloatDType, IntDType, Mut, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { take } from '../indexing/take.js'
import { typed } from '../signatures/signatures.js'
import { fractions } from './bits.js'
import { checkKey, type Key, split } from './key.js'
import { type DistributionOptions, inUnitInterval, notNegative, type Parameter, parameters } from './parameters.js'
import { anyOpen } from './rejection.js'

interface Waiting {
  readonly key: Key
  readonly successes: Tensor
  readonly trials: Tensor
}

/** Counts successes by how many trials each takes. */
function byWaiting(operation: string, key: Key, count: Tensor, probability: Tensor): Tensor {
  const logFailure = p.log1p(p.neg(probability))
  const zero = full(0, probability)
  const { successes } = whileLoop<Waiting>(
    ({ trials }) => anyOpen(p.le(trials, count)),
    state => {
      const [drawing, next] = split(state.key)
      const u = fractions(operation, drawing, probability.shape, probability.dtype)
      return {
        key: next,
        successes: p.select(p.le(state.trials, count), p.add(state.successes, full(1, zero)), state.successes),
        trials: p.add(state.trials, p.ceil(p.div(p.log(u), logFailure))),
      }
    },
    { key, successes: zero, trials: zero },
  )
  return p.sub(successes, full(1, successes))
}

/** `ln k! - Stirling's approximation` of it, for k = 0, 1, … 9. */
const tails = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211, 0.0138761288230707,
  0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
] as const

/** What Stirling's approximation leaves; from 9 on that of 9, as in JAX: what decides is differences, which are small there. */
function stirlingTail(k: Tensor): Tensor {
  const of = (value: number): Tensor => full(value, k)
  const clamped = p.clamp(of(0), k, of(9))
  const next = p.add(clamped, of(1))
  const square = p.mul(next, next)
  const series = p.div(p.sub(of(1 / 12), p.div(p.sub(of(1 / 360), p.div(of(1 / 1260), square)), square)), next)
  const known = take(
    typed<[number], FloatDType>(table(tails, [tails.length], k.dtype)),
    typed<Shape, IntDType>(p.cast(p.floor(clamped), 'int32')),
    0,
    {
      mode: 'clip',
    },
  )
  return p.select(p.le(k, of(9)), known, series)
}

interface Rejection {
  readonly key: Key
  readonly drawn: Tensor
  readonly accepted: Tensor
}

function byRejection(operation: string, key: Key, count: Tensor, probability: Tensor): Tensor {
  const of = (value: number): Tensor => full(value, probability)
  const [one, half] = [of(1), of(0.5)]
  const deviation = p.sqrt(p.mul(p.mul(count, probability), p.sub(one, probability)))
  const b = p.add(of(1.15), p.mul(of(2.53), deviation))
  const a = p.add(p.add(of(-0.0873), p.mul(of(0.0248), b)), p.mul(of(0.01), probability))
  const c = p.add(p.mul(count, probability), half)
  const squeeze = p.sub(of(0.92), p.div(of(4.2), b))
  const odds = p.div(probability, p.sub(one, probability))
  const alpha = p.mul(p.add(of(2.83), p.div(of(5.1), b)), deviation)
  const mode = p.floor(p.mul(p.add(count, one), probability))
  const logOf = (factor: Tensor, above: Tensor, below: Tensor): Tensor => p.mul(factor, p.log(p.div(above, below)))
  const after = (k: Tensor): Tensor => p.add(p.sub(count, k), one)

  const { drawn } = whileLoop<Rejection>(
    ({ accepted }) => anyOpen(p.not(accepted)),
    state => {
      const [next, first, second] = split(state.key, 3)
      const u = p.sub(fractions(operation, first, probability.shape, probability.dtype), half)
      const v = fractions(operation, second, probability.shape, probability.dtype)
      const us = p.sub(half, p.abs(u))
      const quickly = p.and(p.ge(us, of(0.07)), p.le(v, squeeze))
      const k = p.floor(p.add(p.mul(p.add(p.div(p.mul(of(2), a), us), b), u), c))
      const refused = p.or(p.lt(k, of(0)), p.gt(k, count))
      const logV = p.log(p.div(p.mul(v, alpha), p.add(p.div(a, p.mul(us, us)), b)))
      const terms = [
        logOf(p.add(mode, half), p.add(mode, one), p.mul(odds, after(mode))),
        logOf(p.add(count, one), after(mode), after(k)),
        logOf(p.add(k, half), p.mul(odds, after(k)), p.add(k, one)),
        stirlingTail(mode),
        stirlingTail(p.sub(count, mode)),
        p.neg(stirlingTail(k)),
        p.neg(stirlingTail(p.sub(count, k))),
      ]
      const bound = terms.reduce((sum, term) => p.add(sum, term))
      const accept = p.or(quickly, p.and(p.not(refused), p.le(logV, bound)))
      return { key: next, drawn: p.select(accept, k, state.drawn), accepted: p.or(state.accepted, accept) }
    },
    { key, drawn: of(-1), accepted: p.lt(p.abs(one), of(0)) },
  )
  return drawn
}

/**
 * Binomially distributed numbers: how many of `count` trials are successes, each with a probability.
 * @param key uint32[2]
 * @param shape what to fill
 * @param count of trials, not negative: a number, or floats that stretch to the shape
 * @param probability of success, in 0 … 1: likewise; NaN is drawn where a parameter is none
 * @param options dtype
 * @returns dtype[shape], whole numbers
 * @throws ArgumentError unless given a key and such numbers, ShapeError when a parameter does not stretch to the shape
 * @example
 * ```
 * random.binomial(random.key(0), [100], 10, 0.3).lessEqual(10).all().item() // true
 * ```
 */
export function binomial<const S extends Shape, A extends Shape = [], B extends Shape = [], D extends FloatDType = 'float32'>(
  key: Key,
  shape: S,
  count: Parameter<A, S, D>,
  probability: Parameter<B, S, D>,
  options?: DistributionOptions<D>,
): Tensor<Mut<S>, D> {
  const operation = 'random.binomial'
  checkKey(operation, key)
  const { values } = parameters(
    operation,
    shape,
    [['count', count, notNegative] as const, ['probability', probability, inUnitInterval] as const],
    options,
  )
  const [n, chance] = values
  const of = (value: number): Tensor => full(value, n)
  const isMissing = (x: Tensor): Tensor => p.ne(x, x)
  const isRare = p.lt(chance, of(0.5))
  const rare = p.select(isRare, chance, p.sub(of(1), chance))
  const noCount = p.or(isMissing(n), p.lt(n, of(0)))
  const noChance = p.or(isMissing(rare), p.lt(rare, of(0)))
  const q = p.select(noChance, of(0.01), rare)
  const waits = p.or(noCount, p.le(p.mul(n, q), of(10)))
  const whole = p.floor(n)
  const waited = byWaiting(operation, key, p.select(waits, whole, of(0)), q)
  const tried = byRejection(operation, key, p.select(waits, of(1e4), whole), p.select(waits, of(0.5), q))
  const endless = p.eq(n, of(Number.POSITIVE_INFINITY))
  const drawn = p.select(endless, n, p.select(waits, waited, tried))
  const counted = p.select(p.or(isRare, endless), drawn, p.sub(whole, drawn))
  return typed(p.select(p.or(noCount, noChance), of(Number.NaN), counted))
}
