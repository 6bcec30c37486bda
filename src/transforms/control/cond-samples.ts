// Legal uses of cond: one branch and several, indices inside and outside of their range, results that are inputs or the same for all.

import { type Graph, subgraph } from '../../core/graph.js'
import type { Sample } from '../../core/primitive.js'
import { addP, mulP, negP } from '../../primitives/elementwise/arithmetic.js'
import { broadcastP } from '../../primitives/structure/broadcast.js'
import { constantP } from '../../primitives/structure/constant.js'
import type { CondParams } from './cond-primitive.js'
import { body, float32, int32 } from './sample-bodies.js'

const pair = [float32(2), float32(2)] as const

// Nonlinear in either input and in both: whichever branch runs.
const product = body(pair, (apply, x, y) => {
  const squares = apply(addP, [apply(mulP, [x, x], {}), apply(mulP, [y, y], {})], {})
  return [squares, apply(mulP, [x, y], {})]
})
const sum = body(pair, (apply, x, y) => {
  const total = apply(addP, [x, y], {})
  return [total, apply(mulP, [total, total], {})]
})
const still = body(pair, (apply, x, y) => [apply(mulP, [y, y], {}), x])
const constant = body(pair, (apply, x, y) => {
  const zero = apply(constantP, [], { value: 0, dtype: 'float32' })
  return [apply(mulP, [x, y], {}), apply(broadcastP, [zero], { shape: [2], axes: [] })]
})
/** Linear in both inputs together. */
const first = body(pair, (apply, x, y) => [apply(addP, [x, y], {})])
const second = body(pair, (apply, x) => [apply(negP, [x], {})])

const use = (...branches: readonly Graph[]): Sample<CondParams> => ({
  inputs: [{ ...int32(), range: [-1, branches.length] }, ...pair],
  params: { branches: branches.map(subgraph) },
})

export const condSamples: readonly Sample<CondParams>[] = [
  use(product, sum),
  use(sum, product),
  use(product, still, sum),
  use(still, product),
  use(constant, constant),
  use(sum),
  use(first, second),
  use(second, first),
]
