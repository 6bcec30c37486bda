// Tests of schedules: the graph of a function of tensors, and a table of graphs that must give the same bits however they are computed.

import { test } from 'vitest'
import { tensorOf } from '../../laws/predicate/compare-arrays.js'
import { hostArray } from '../../src/core/array-type.js'
import type { Graph } from '../../src/core/graph.js'
import type { Tensor } from '../../src/core/tensor.js'
import type { DTypeName } from '../../src/support/dtype.js'
import type { Dims } from '../../src/support/shape.js'
import { toGraph } from '../../src/transforms/graph/to-graph.js'
import { meaning, sameBits } from './same-bits.js'

/** The graph of a function of tensors of the shapes. */
export const graphOf = (shapes: readonly Dims[], f: (...xs: Tensor[]) => Tensor | readonly Tensor[], dtype: DTypeName = 'float32'): Graph =>
  toGraph((...xs: Tensor[]) => f(...xs))(...shapes.map(shape => tensorOf(hostArray({ shape, dtype }))))

export type Case = readonly [name: string, graph: () => Graph]

/** Each is compared with its meaning, which takes seconds from about a million elements or 50,000 products on. */
export const checkBits = (cases: readonly Case[]): void => {
  test.each(cases.map(([name, graph]) => [name, graph] as const))('%s', (_, graph) => sameBits(graph(), 1, meaning))
}

/** For larger ones: the ways to compute them are compared with each other only. */
export const checkAgreement = (cases: readonly Case[]): void => {
  test.each(cases.map(([name, graph]) => [name, graph] as const))('%s', (_, graph) => sameBits(graph(), 1, null))
}
