// Gamma distributed numbers, by rejection: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000. Each element
// has its own key and goes on until it is accepted; those that are, wait. The numbers are JAX's.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { whileLoop } from '../../transforms/index.js'
import { fractionsOf } from './bits.js'
import { drawEach, type ElementKeys, splitEach } from './element-keys.js'
import { anyOpen } from './rejection.js'
import { normalFrom } from './standard.js'

/** How the numbers are given: as they are, or as their logarithms, which do not underflow where alpha is small. */
export type Space = 'linear' | 'logarithmic'

interface Round {
  /** Of the round, from which the next one's come. */
  readonly keys: ElementKeys
  /** Of normal numbers, until one is large enough; and of the uniform one that decides. */
  readonly normals: ElementKeys
  readonly deciding: ElementKeys
  readonly cube: Tensor
  readonly open: Tensor
}

/** One number for each key and alpha, which have the same shape. */
export function gammaSample(elementKeys: ElementKeys, alpha: Tensor, space: Space): Tensor {
  const of = (value: number): Tensor => full(value, alpha)
  const one = of(1)
  const isLarge = p.ge(alpha, one)
  // Below 1: Gamma(α) = Gamma(α + 1) · U^(1/α).
  const d = p.sub(p.select(isLarge, alpha, p.add(alpha, one)), of(1 / 3))
  const c = p.div(of(1 / 3), p.sqrt(d))

  const round = (keys: ElementKeys): Omit<Round, 'cube' | 'open'> => ({
    keys: splitEach(keys, 0),
    normals: splitEach(keys, 1),
    deciding: splitEach(keys, 2),
  })
  const choose = (condition: Tensor, [a, b]: ElementKeys, [x, y]: ElementKeys): ElementKeys => [
    p.select(condition, a, x),
    p.select(condition, b, y),
  ]
  const attempt = ({ keys, normals, deciding, cube, open }: Round): Round => {
    const x = normalFrom(fractionsOf(drawEach(splitEach(normals, 1)), alpha.dtype))
    const v = p.add(one, p.mul(x, c))
    const tooSmall = p.le(v, of(0))
    const [square, v3, u] = [p.mul(x, x), p.mul(p.mul(v, v), v), fractionsOf(drawEach(deciding), alpha.dtype)]
    const rejected = p.and(
      p.ge(u, p.sub(one, p.mul(of(0.0331), p.mul(square, square)))),
      p.ge(p.log(u), p.add(p.mul(square, of(0.5)), p.mul(d, p.add(p.sub(one, v3), p.log(v3))))),
    )
    const next = round(keys)
    return {
      keys: choose(tooSmall, keys, next.keys),
      normals: choose(tooSmall, splitEach(normals, 0), next.normals),
      deciding: choose(tooSmall, deciding, next.deciding),
      cube: p.select(open, v3, cube),
      open: p.and(open, p.or(tooSmall, rejected)),
    }
  }

  const start: Round = { ...round(splitEach(elementKeys, 0)), cube: one, open: p.eq(elementKeys[0], elementKeys[0]) }
  const { cube } = whileLoop<Round>(({ open }) => anyOpen(open), attempt, start)

  const u = fractionsOf(drawEach(splitEach(elementKeys, 1)), alpha.dtype)
  const inverse = p.div(one, alpha)
  if (space === 'linear') return p.mul(p.mul(d, cube), p.select(isLarge, one, p.pow(p.sub(one, u), inverse)))
  const logarithm = p.log1p(p.neg(u))
  const boost = p.select(p.or(isLarge, p.eq(logarithm, of(0))), of(0), p.mul(logarithm, inverse))
  return p.add(p.add(p.log(d), p.log(cube)), boost)
}
