// Whatever is donated, the results are the same bits: those of arguments that the program was given, and of those that it was not.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { bitDifferenceOf, tensorOf } from '../../laws/predicate/compare-arrays.js'
import type { HostArray } from '../../src/core/array-type.js'
import type { Graph } from '../../src/core/graph.js'
import { printGraph } from '../../src/core/printer.js'
import { cpuBackend } from '../../src/runtime/cpu/cpu-backend.js'
import { loadNative } from '../../src/runtime/native.js'
import { elementsFor } from './graph-elements.js'
import { carried, counted, mapped } from './random-control.js'
import { graphOf } from './random-graphs.js'
import { recipe } from './random-recipes.js'
import { meaning } from './same-bits.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
const { compiler } = cpuBackend(native.addon, native.host)

/** The results of a call whose arguments nobody else has. */
function call(graph: Graph, inputs: readonly HostArray[], donated: readonly number[]): readonly HostArray[] {
  const results = compiler.compile(graph, [], 'a program', donated)(inputs.map(tensorOf))
  return results.map(result => ({ shape: result.shape, dtype: result.dtype, data: result.dataSync() }))
}

/** Results that are computed: others are never asked of a compiler. */
const computed = (graph: Graph): Graph => ({ ...graph, outputs: graph.outputs.filter(v => !graph.inputs.includes(v)) })

function check(whole: Graph, numbers: readonly number[], seed: number): void {
  const graph = computed(whole)
  if (graph.outputs.length === 0) return
  const donated = [...new Set(numbers)].filter(i => i < graph.inputs.length)
  const inputs = elementsFor(graph, randomFrom(seed))
  const expected = meaning(graph, inputs)
  for (const given of [donated, []])
    for (const [i, result] of call(graph, inputs, given).entries()) {
      const violation = bitDifferenceOf(`output ${i}, donated [${given}],`, result, expected[i] as HostArray)
      if (violation !== null) expect.fail(`${violation}\n${printGraph(graph)}`)
    }
}

const numbers = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 })

describe('donated or not', () => {
  test('random programs give the same bits', () => {
    fc.assert(
      fc.property(recipe(16), numbers, fc.nat(), (made, given, seed) => check(graphOf(made), given, seed)),
      { numRuns: 40 },
    )
  })

  test('and loops around them', () => {
    const kinds = [
      (body: Graph, n: number) => mapped(body, n, true, 2),
      (body: Graph, n: number) => carried(body, n),
      (body: Graph, n: number) => counted(body, n),
    ]
    fc.assert(
      fc.property(recipe(8), numbers, fc.nat(), fc.constantFrom(...kinds), fc.integer({ min: 0, max: 3 }), (made, given, seed, kind, n) =>
        check(kind(graphOf(made), n), given, seed),
      ),
      { numRuns: 20 },
    )
  })
})
