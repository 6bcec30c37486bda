// Loops and branches: whatever is inside, one result, however they are computed. Any graph is a branch, and the body of a loop that maps it over
// slices; the samples of the primitives carry values as well.

import fc from 'fast-check'
import { describe, test } from 'vitest'
import { type Graph, type Variable, variableOf } from '../../src/core/graph.js'
import type { Params, Primitive } from '../../src/core/primitive.js'
import { addP, mulP } from '../../src/primitives/elementwise/arithmetic.js'
import { controlPrimitives } from '../../src/transforms/control/index.js'
import { carried, chosen, counted, equation, mapped } from './random-control.js'
import { graphOf } from './random-graphs.js'
import { recipe } from './random-recipes.js'
import { sameBits } from './same-bits.js'

/** Each sample between operations that would like to be fused with it. */
function surrounded(primitive: Primitive, types: readonly Variable['type'][], params: Params): Graph {
  const inputs = types.map(variableOf)
  const doubled = inputs.map(v => (v.type.dtype === 'float32' ? equation(addP, [v, v], {}) : null))
  const operands = inputs.map((v, i) => doubled[i]?.outputs[0] ?? v)
  const control = equation(primitive, operands, params)
  const squares = control.outputs.filter(v => v.type.dtype !== 'bool').map(v => equation(mulP, [v, v], {}))
  return {
    inputs,
    equations: [...doubled.filter(e => e !== null), control, ...squares],
    outputs: [...squares.flatMap(e => e.outputs), ...control.outputs.slice(0, 1)],
  }
}

/** The sample with some of its results needed only. */
function partly(primitive: Primitive, types: readonly Variable['type'][], params: Params, result: number): Graph {
  const inputs = types.map(variableOf)
  const control = equation(primitive, inputs, params)
  return { inputs, equations: [control], outputs: control.outputs.filter((_, i) => i === result % control.outputs.length) }
}

describe.each(controlPrimitives.map(p => [p.name, p] as const))('%s', (_, primitive) => {
  test.each(primitive.domain.map((sample, i) => [i, sample] as const))('sample %i', (i, { inputs, params }) => {
    const types = inputs.map(({ shape, dtype }) => ({ shape, dtype }))
    for (let seed = 0; seed < 4; seed++) sameBits(surrounded(primitive, types, params), 10 * i + seed)
    for (let result = 0; result < 3; result++) sameBits(partly(primitive, types, params, result), 10 * i + result)
  })
})

describe('random graphs', () => {
  test('in the body of a map', () => {
    fc.assert(
      fc.property(
        recipe(8),
        fc.nat(),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 }),
        (made, seed, n, reverse, u) => sameBits(mapped(graphOf(made), n, reverse, u), seed),
      ),
      { numRuns: 12, seed: 2 },
    )
  })

  test('in the body of a loop that carries everything', () => {
    fc.assert(
      fc.property(recipe(8), fc.nat(), fc.integer({ min: 0, max: 4 }), (made, seed, n) => sameBits(carried(graphOf(made), n), seed)),
      { numRuns: 12, seed: 3 },
    )
  })

  test('in a loop that asks before each round', () => {
    fc.assert(
      fc.property(recipe(8), fc.nat(), fc.integer({ min: 0, max: 3 }), (made, seed, n) => sameBits(counted(graphOf(made), n), seed)),
      { numRuns: 8, seed: 5 },
    )
  })

  test('in a loop in a loop, and in a branch in a loop', () => {
    fc.assert(
      fc.property(recipe(5), fc.nat(), fc.integer({ min: 0, max: 3 }), (made, seed, n) => {
        sameBits(mapped(carried(graphOf(made), n), 2, true, 1), seed)
        sameBits(mapped(chosen(graphOf(made), n - 1), 2, false, 2), seed)
      }),
      { numRuns: 8, seed: 4 },
    )
  })
})
