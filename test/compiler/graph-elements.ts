// Elements for the inputs of a graph: ordinary numbers, and where arithmetic has its corners.

import type { HostArray } from '../../src/core/array-type.js'
import type { Graph } from '../../src/core/graph.js'
import { type DTypeName, dtypeInfo, type Kind } from '../../src/support/dtype.js'
import { sizeOf } from '../../src/support/shape.js'

const ordinary: Readonly<Record<Kind, (random: () => number) => number>> = {
  float: random => 4 * random() - 2,
  bool: random => Math.round(random()),
  int: random => Math.floor(random() * 7) - 3,
  uint: random => Math.floor(random() * 7),
  complex: random => 4 * random() - 2,
}

/** Where arithmetic has its corners. */
const corners = (dtype: DTypeName): readonly number[] => {
  const { kind, min, max, store } = dtypeInfo(dtype)
  if (kind !== 'float') return [min, max, store(0), store(1)]
  return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, max, -max, dtype === 'float32' ? 2 ** -149 : 2 ** -1074]
}

/** Elements for the inputs of a graph: small numbers, of which sums and products stay finite for a while; for one graph in three with corners. */
export function elementsFor(graph: Graph, random: () => number): HostArray[] {
  const share = random() < 1 / 3 ? 0.2 : 0
  return graph.inputs.map(({ type: { shape, dtype } }) => {
    const { kind, create, store } = dtypeInfo(dtype)
    const data = create(sizeOf(shape))
    const special = corners(dtype)
    for (let i = 0; i < data.length; i++)
      data[i] = random() < share ? (special[Math.floor(random() * special.length)] as number) : store(ordinary[kind](random))
    return { shape, dtype, data }
  })
}
