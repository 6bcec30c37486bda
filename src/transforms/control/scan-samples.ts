// Legal uses of scan: what carries, slices, constants and results there may be, and what a body may do with them. Their arithmetic rounds the
// same way wherever it runs.

import { type Graph, subgraph } from '../../core/graph.js'
import type { Sample } from '../../core/primitive.js'
import { addP, mulP, negP, subP } from '../../primitives/elementwise/arithmetic.js'
import { castP } from '../../primitives/elementwise/cast.js'
import { broadcastP } from '../../primitives/structure/broadcast.js'
import { constantP } from '../../primitives/structure/constant.js'
import { body, float32, int32 } from './sample-bodies.js'
import type { ScanParams } from './scan-primitive.js'

/** `h ← h·x + c`, and the carry before it as the result: nonlinear in everything together. */
const recurrence = body([float32(2), float32(2), float32(2)], (apply, h, x, c) => {
  const next = apply(addP, [apply(mulP, [h, x], {}), c], {})
  return [next, h]
})

/** Two carries that change places, and an integer; a result of the slice alone, and one of all. */
const exchange = body([float32(), float32(), int32(), float32()], (apply, a, b, n, x) => {
  const one = apply(constantP, [], { value: 1, dtype: 'int32' })
  const sum = apply(addP, [a, apply(mulP, [b, x], {})], {})
  const count = apply(castP, [n], { dtype: 'float32' })
  return [b, sum, apply(addP, [n, one], {}), apply(mulP, [x, x], {}), apply(subP, [sum, count], {})]
})

/** Results only, of slices only: a map. */
const map = body([float32(3)], (apply, x) => [apply(negP, [x], {})])

/** A carry only, without slices. */
const growth = body([float32(2), float32()], (apply, h, c) => {
  const factor = apply(broadcastP, [c], { shape: [2], axes: [] })
  return [apply(mulP, [h, factor], {})]
})

/** A carry that depends on the slices a round later than another. */
const delayed = body([float32(), float32(), float32()], (apply, a, b, x) => [b, apply(mulP, [x, x], {}), a])

/** Linear in carry and slice, with a constant factor. */
const linear = body([float32(2), float32(2), float32(2)], (apply, h, x, w) => {
  const next = apply(addP, [apply(mulP, [h, w], {}), x], {})
  return [next, apply(negP, [next], {})]
})

/** Linear in everything together. */
const sums = body([float32(2), float32(2), float32(2)], (apply, h, x, c) => {
  const next = apply(addP, [apply(addP, [h, x], {}), c], {})
  return [next, apply(negP, [h], {})]
})

const use = (graph: Graph, carries: number, slices: number, rest: Partial<ScanParams> = {}): Sample<ScanParams> => {
  const params: ScanParams = { body: subgraph(graph), carries, slices, length: 4, reverse: false, unroll: 1, ...rest }
  const inputs = graph.inputs.map(({ type }, i) => ({
    shape: i >= carries && i < carries + slices ? [params.length, ...type.shape] : type.shape,
    dtype: type.dtype,
  }))
  return { inputs, params }
}

export const scanSamples: readonly Sample<ScanParams>[] = [
  use(recurrence, 1, 1),
  use(recurrence, 1, 1, { reverse: true }),
  use(recurrence, 1, 1, { length: 5, unroll: 2 }),
  use(recurrence, 1, 1, { length: 5, unroll: 3, reverse: true }),
  use(recurrence, 1, 1, { length: 1 }),
  use(exchange, 3, 1),
  use(exchange, 3, 1, { length: 3, reverse: true }),
  use(map, 0, 1),
  use(growth, 1, 0, { length: 3 }),
  use(delayed, 2, 1, { length: 3 }),
  use(linear, 1, 1),
  use(linear, 1, 1, { reverse: true, length: 3 }),
  use(sums, 1, 1),
  use(sums, 1, 1, { length: 0 }),
]
