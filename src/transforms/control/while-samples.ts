// Legal uses of while: carries of several kinds, constants on either side. Each ends within a few rounds, whatever is drawn.

import { subgraph, type Variable } from '../../core/graph.js'
import type { Sample } from '../../core/primitive.js'
import { addP, mulP } from '../../primitives/elementwise/arithmetic.js'
import { andP, geP, ltP } from '../../primitives/elementwise/logic.js'
import { constantP } from '../../primitives/structure/constant.js'
import { type Apply, body, float32, int32 } from './sample-bodies.js'
import type { WhileParams } from './while-primitive.js'

/** `-4 ≤ i < 4`, so that no loop is long */
const near = (apply: Apply, i: Variable): Variable => {
  const at = (value: number) => apply(constantP, [], { value, dtype: 'int32' })
  return apply(andP, [apply(geP, [i, at(-4)], {}), apply(ltP, [i, at(4)], {})], {})
}

/** `i < limit` */
const below = body([int32(), float32(2), int32()], (apply, i, _x, limit) => [apply(andP, [apply(ltP, [i, limit], {}), near(apply, i)], {})])

/** `i ← i + 1, x ← x·c + x`, of which nothing is linear in all. */
const powers = body([int32(), float32(2), float32(2)], (apply, i, x, c) => {
  const one = apply(constantP, [], { value: 1, dtype: 'int32' })
  return [apply(addP, [i, one], {}), apply(addP, [apply(mulP, [x, c], {}), x], {})]
})

/** Without constants. */
const few = body([int32(), float32(), float32()], (apply, i) => [near(apply, i)])

/** Two carries that change places. */
const exchange = body([int32(), float32(), float32()], (apply, i, a, b) => {
  const one = apply(constantP, [], { value: 1, dtype: 'int32' })
  return [apply(addP, [i, one], {}), b, apply(addP, [a, b], {})]
})

const range = [-2, 4] as const

export const whileSamples: readonly Sample<WhileParams>[] = [
  {
    inputs: [{ ...int32(), range }, float32(2), { ...int32(), range }, float32(2)],
    params: { condition: subgraph(below), body: subgraph(powers), carries: 2, conditionConstants: 1 },
  },
  {
    inputs: [{ ...int32(), range }, float32(), float32()],
    params: { condition: subgraph(few), body: subgraph(exchange), carries: 3, conditionConstants: 0 },
  },
]
