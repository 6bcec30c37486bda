// What several products want laid out is laid out once, unless to keep it until then takes more memory.

import { broadcastTo, cumsum, type Tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { allSteps, kernelsIn } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { checkAgreement, graphOf as graphOfTensors } from './schedule-cases.js'

type Square = Tensor<[64, 64], 'float32'>

const graphOf = (count: number, f: (...xs: Square[]) => readonly Tensor[]): Graph =>
  graphOfTensors(
    Array.from({ length: count }, () => [64, 64]),
    (...xs) => f(...(xs as Square[])),
  )

/** Computed, and so that its rows lie apart: it is laid out for the left side of a product. */
const apart = (x: Square): Square => x.T.mul(2)

/** How many kernels of the program lay out. */
function layouts(graph: Graph): number {
  const { steps } = compileProgram(graph, cpuTarget('+avx2', 2))
  return allSteps(steps)
    .flatMap(kernelsIn)
    .filter(({ laysOut }) => laysOut).length
}

const projections = graphOf(4, (x, a = x, b = x, c = x) => [a, b, c].map(w => apart(x).matmul(w)))
const inPlaces = graphOf(2, (x, a = x) => {
  const first = apart(x).matmul(a).tanh()
  return [first, apart(x).matmul(first)]
})

describe('operands that are laid out', () => {
  test('are laid out once for several products', () => {
    expect(layouts(projections)).toBe(1)
    expect(layouts(inPlaces)).toBe(1)
  })

  test('are kept once from call to call', () => {
    expect(compileProgram(projections, cpuTarget('+avx2', 2)).operands.map(({ input }) => input)).toEqual([0])
  })

  test('are others of other elements', () => {
    expect(layouts(graphOf(3, (x, a = x, b = x) => [apart(x).matmul(a), apart(b).matmul(a)]))).toBe(2)
    expect(layouts(graphOf(2, (x, a = x) => [apart(x).matmul(a), x.T.mul(3).matmul(a)]))).toBe(2)
  })

  test('are laid out again where memory is short between the products', () => {
    const graph = graphOf(2, (x, a = x) => {
      const first = apart(x).matmul(a)
      const large = cumsum(broadcastTo(first, [50, 64, 64]), 0).sum(0)
      return [apart(x).matmul(large as Square)]
    })
    expect(layouts(graph)).toBe(2)
  })

  checkAgreement([
    ['give three products', () => projections],
    ['give one that waits for the other', () => inPlaces],
  ])
})
