// Random graphs keep the bits of all results through every pass; the checker runs after each. Inputs hold -0, infinities and NaN.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runPasses } from '../../../src/compiler/passes/index.js'
import { pipeline } from '../../../src/compiler/passes/pipeline.js'
import { type HostArray, hostArray } from '../../../src/core/array-type.js'
import { checkGraph } from '../../../src/core/checker.js'
import { graphKey, type Variable } from '../../../src/core/graph.js'
import { printGraph } from '../../../src/core/printer.js'
import { dtypeInfo, isFloat } from '../../../src/support/dtype.js'
import { interpret } from './graphs.js'
import { arithmetic, randomGraph, views } from './random-graph.js'

const specialValues = [-0, 0, 1, -1, 1.5, -2.25, 3, Number.NaN, Number.POSITIVE_INFINITY, 1e30, -7]

function inputFor(v: Variable, seed: number): HostArray {
  const array = hostArray(v.type)
  const integers = specialValues.filter(Number.isInteger)
  for (let i = 0; i < array.data.length; i++) {
    const values = isFloat(v.type.dtype) ? specialValues : integers
    array.data[i] = dtypeInfo(v.type.dtype).store(values[(seed + 5 * i) % values.length] ?? 0)
  }
  return array
}

test('every pass keeps every bit, and finds nothing to do the second time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 5, maxLength: 120 }), fc.nat(50), (choices, seed) => {
      const source = randomGraph(choices, [...views, ...arithmetic])
      const inputs = source.inputs.map((v, i) => inputFor(v, seed + i))
      const expected = interpret(source, inputs)
      let graph = source
      for (const pass of pipeline) {
        graph = pass.run(graph, () => undefined)
        checkGraph(graph, pass.name)
        expect(
          pass.run(graph, () => undefined),
          `${pass.name} is idempotent`,
        ).toBe(graph)
        for (const [i, result] of interpret(graph, inputs).entries())
          expect([...result.data], `output ${i} after ${pass.name}\n${printGraph(source)}\nbecame\n${printGraph(graph)}`).toEqual([
            ...(expected[i]?.data ?? []),
          ])
      }
      expect(graph.equations.length).toBeLessThanOrEqual(source.equations.length)
      expect(graphKey(runPasses(source))).toBe(graphKey(graph))
    }),
    { numRuns: 400 },
  )
})
