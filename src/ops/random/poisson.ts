// Poisson distributed integers, as JAX draws them. Source: D. E. Knuth, "The art of computer programming", volume 2, for small rates; W. Hörmann,
// "The transformed rejection method for generating Poisson random variables", 1993, for large ones.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import type { DTypeName } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { whileLoop } from '../../transforms/index.js'
import type { FloatDType, IntDType, Mut, Shape } from '../../types/index.js'
import { fractions } from './bits.js'
import { checkIntegerDType } from './discrete.js'
import { checkKey, type Key, split } from './key.js'
import { notNegative, type Parameter, parameters } from './parameters.js'
import { anyOpen } from './rejection.js'

interface Product {
  readonly key: Key
  readonly count: Tensor
  readonly logarithm: Tensor
}

/** How many uniform numbers it takes until their product is below e^(-rate). */
function byProducts(operation: string, key: Key, rate: Tensor): Tensor {
  const bound = p.neg(rate)
  const zero = full(0, rate)
  const { count } = whileLoop<Product>(
    ({ logarithm }) => anyOpen(p.gt(logarithm, bound)),
    state => {
      const [next, drawing] = split(state.key)
      const more = p.add(state.count, full(1, rate))
      return {
        key: next,
        count: p.select(p.gt(state.logarithm, bound), more, state.count),
        logarithm: p.add(state.logarithm, p.log(fractions(operation, drawing, rate.shape, rate.dtype))),
      }
    },
    { key, count: zero, logarithm: zero },
  )
  return p.sub(count, full(1, count))
}

interface Rejection {
  readonly key: Key
  readonly count: Tensor
  readonly accepted: Tensor
}

function byRejection(operation: string, key: Key, rate: Tensor): Tensor {
  const of = (value: number): Tensor => full(value, rate)
  const logRate = p.log(rate)
  const b = p.add(of(0.931), p.mul(of(2.53), p.sqrt(rate)))
  const a = p.add(of(-0.059), p.mul(of(0.02483), b))
  const inverseAlpha = p.add(of(1.1239), p.div(of(1.1328), p.sub(b, of(3.4))))
  const squeeze = p.sub(of(0.9277), p.div(of(3.6224), p.sub(b, of(2))))
  const none = p.ne(rate, rate)
  const { count } = whileLoop<Rejection>(
    ({ accepted }) => anyOpen(p.not(accepted)),
    state => {
      const [next, first, second] = split(state.key, 3)
      const u = p.sub(fractions(operation, first, rate.shape, rate.dtype), of(0.5))
      const v = fractions(operation, second, rate.shape, rate.dtype)
      const shifted = p.sub(of(0.5), p.abs(u))
      const k = p.floor(p.add(p.add(p.mul(p.add(p.div(p.mul(of(2), a), shifted), b), u), rate), of(0.43)))
      const s = p.log(p.div(p.mul(v, inverseAlpha), p.add(p.div(a, p.mul(shifted, shifted)), b)))
      const t = p.sub(p.add(p.neg(rate), p.mul(k, logRate)), p.lgamma(p.add(k, of(1))))
      const quickly = p.and(p.ge(shifted, of(0.07)), p.le(v, squeeze))
      const refused = p.or(p.lt(k, of(0)), p.and(p.lt(shifted, of(0.013)), p.gt(v, shifted)))
      const accept = p.or(quickly, p.and(p.not(refused), p.le(s, t)))
      return { key: next, count: p.select(accept, k, state.count), accepted: p.or(state.accepted, accept) }
    },
    { key, count: of(-1), accepted: none },
  )
  return count
}

/**
 * Poisson distributed integers: `rateᵏ · e^(-rate) / k!` is the probability of k.
 * @param key uint32[2]
 * @param shape what to fill
 * @param rate the mean, not negative: a number, or floats that stretch to the shape, which are taken as float32; -1 is drawn where it is no rate
 * @param dtype int32 unless given
 * @returns dtype[shape]
 * @throws ArgumentError unless given a key and a finite number, not negative; ShapeError when the rates do not stretch to the shape, DTypeError
 * unless the dtype is integer
 * @example
 * ```
 * random.poisson(random.key(0), [100], 3).greaterEqual(0).all().item() // true
 * ```
 */
export function poisson<const S extends Shape, A extends Shape = [], F extends FloatDType = 'float32', D extends IntDType = 'int32'>(
  key: Key,
  shape: S,
  rate: Parameter<A, S, F>,
  dtype?: D,
): Tensor<Mut<S>, D>
export function poisson(key: Key, shape: Dims, rate: unknown, dtype: DTypeName = 'int32'): Tensor {
  const operation = 'random.poisson'
  checkKey(operation, key)
  checkIntegerDType(operation, dtype)
  const { values } = parameters(operation, shape, [['rate', rate, notNegative] as const], undefined)
  const lambda = p.cast(values[0], 'float32')
  const of = (value: number): Tensor => full(value, lambda)
  const isRate = p.and(p.ge(lambda, of(0)), p.lt(lambda, of(Number.POSITIVE_INFINITY)))
  const isSmall = p.lt(lambda, of(10))
  // Elements of the other kind, and what is no rate, get rates that end soon.
  const small = byProducts(operation, key, p.select(p.and(isRate, isSmall), lambda, of(0)))
  const large = byRejection(operation, key, p.select(p.and(isRate, p.not(isSmall)), lambda, of(1e5)))
  const drawn = p.select(p.eq(lambda, of(0)), of(0), p.select(isSmall, small, large))
  return p.cast(p.select(isRate, drawn, of(-1)), dtype)
}
