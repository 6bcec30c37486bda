// Multinomial numbers, outcome by outcome: of the trials that the outcomes before have left, each is binomially distributed.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cumSum } from '../../primitives/cumulative/index.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims } from '../../support/shape.js'
import { scan } from '../../transforms/index.js'
import type { FloatDType, LastBox, Mut, Shape, ShapeResult } from '../../types/index.js'
import { moveAxis } from '../shape/permute.js'
import { checkKind, floatKind, stretchTo } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { binomial } from './binomial.js'
import { checkKey, type Key, keys } from './key.js'
import { type DistributionOptions, dtypeOf, notNegative, type Parameter, parameter } from './parameters.js'

type Floats = Tensor<Shape, FloatDType>

/**
 * Multinomially distributed numbers: how often each outcome occurs in `count` trials.
 * @param key uint32[2]
 * @param shape how many draws
 * @param count of trials, not negative: a number, or floats that stretch to the shape
 * @param p floats[…, k], the probability of each outcome; the axes in front stretch to the shape. They count in proportion to their sum
 * @param options dtype
 * @returns dtype[…shape, k], whole numbers that sum to the count
 * @throws ArgumentError unless given a key and such numbers, ShapeError when p has no axis or a parameter does not stretch to the shape
 * @example
 * ```
 * random.multinomial(random.key(0), [5], 10, tensor([0.2, 0.3, 0.5])).sum(-1).toArray() // [10, 10, 10, 10, 10]
 * ```
 * @source C. S. Davis, "The computer generation of multinomial random variates", 1993; the numbers of JAX
 */
export function multinomial<const S extends Shape, A extends Shape, P extends Shape, D extends FloatDType>(
  key: Key,
  shape: S,
  count: Parameter<A, S, D>,
  p: Tensor<P, D>,
  options?: DistributionOptions<D>,
): Tensor<ShapeResult<[...Mut<S>, ...LastBox<P>]>, D>
export function multinomial(key: Key, shape: Dims, count: unknown, chances: unknown, options?: DistributionOptions): Tensor {
  const operation = 'random.multinomial'
  checkKey(operation, key)
  checkShape(shape, operation)
  checkKind(operation, chances, floatKind, 'p')
  const { dtype: asked } = optionsOf(operation, options, { dtype: undefined })
  const outcomes = chances.shape.at(-1)
  if (outcomes === undefined) throw new ShapeError(`${operation}: p must have an axis of outcomes; got ${showType(chances)}`)
  const dtype = dtypeOf(operation, [['count', count, notNegative] as const, ['p', chances, notNegative] as const], asked)
  const trials = parameter(operation, ['count', count, notNegative], shape, dtype)
  const share = stretchTo(operation, 'p', p.cast(chances, dtype), [...shape, outcomes])
  const left = cumSum(share, { axis: shape.length, reverse: true })
  const ratio = p.div(share, p.select(p.eq(left, full(0, left)), full(1, left), left))
  const byOutcome = typed<Shape, FloatDType>(moveAxis(p.clamp(full(0, ratio), ratio, full(1, ratio)), -1, 0))
  const [, counts] = scan(
    (remaining: Floats, { chance, own }: { readonly chance: Floats; readonly own: Key }): [Floats, Floats] => {
      const drawn = typed<Shape, FloatDType>(binomial(own, shape, remaining, chance))
      return [typed(p.sub(remaining, drawn)), drawn]
    },
    typed(trials),
    { chance: byOutcome, own: keys(key, outcomes) },
  )
  return moveAxis(counts, 0, -1)
}
