// The mask of a rectifier is that of its result, for every number there is, and what was rectified is kept no longer.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runPasses } from '../../../src/compiler/passes/index.js'
import { masks } from '../../../src/compiler/passes/masks.js'
import { compileProgram } from '../../../src/compiler/program/compile-program.js'
import { cpuTarget } from '../../../src/compiler/targets/cpu.js'
import { hostArray } from '../../../src/core/array-type.js'
import { checkGraph } from '../../../src/core/checker.js'
import type { Graph, Variable } from '../../../src/core/graph.js'
import { grad, relu, type Tensor, toGraph, zeros } from '../../../src/index.js'
import { dotP } from '../../../src/primitives/contraction/dot.js'
import { addP } from '../../../src/primitives/elementwise/arithmetic.js'
import { selectP } from '../../../src/primitives/elementwise/choose.js'
import { leP } from '../../../src/primitives/elementwise/logic.js'
import { type Builder, builder, interpret } from './graphs.js'

const matmul = { contract: [[1], [0]], batch: [[], []] } as const

/** `x = a · b + c`, `y = select(x ≤ z, z, x)` and a gradient that y's mask lets through. */
function rectifier(more: (b: Builder, x: Variable, y: Variable, mask: Variable) => readonly Variable[] = () => []): Graph {
  const b = builder()
  const [left, right, bias, z, g] = [b.input([3, 2]), b.input([2, 4]), b.input([3, 4]), b.input([3, 4]), b.input([3, 4])]
  const x = b.apply(addP, [b.apply(dotP, [left, right], matmul), bias], {})
  const mask = b.apply(leP, [x, z], {})
  const y = b.apply(selectP, [mask, z, x], {})
  const through = b.apply(selectP, [mask, b.full(0, g.type), g], {})
  return b.graph(y, through, ...more(b, x, y, mask))
}

const run = (graph: Graph): Graph => {
  const result = masks.run(graph, () => undefined)
  checkGraph(result, 'masks')
  return result
}
const tests = (graph: Graph): readonly Variable[] =>
  graph.equations.flatMap(({ primitive, inputs: [x] }) => (primitive === leP && x !== undefined ? [x] : []))

describe('masks', () => {
  test('are asked of the result, where its sums are kept for nothing else', () => {
    const graph = run(rectifier())
    const [x, y] = tests(graph)
    expect(graph.equations.find(({ outputs }) => outputs[0] === x)?.primitive).toBe(addP)
    expect(y).toBe(graph.outputs[0])
  })

  test.each<[string, Graph]>([
    ['the input is read by others', rectifier((b, x) => [b.apply(addP, [x, x], {})])],
    ['the input is a result', rectifier((_, x) => [x])],
  ])('stay where they are where %s', (_, graph) => expect(run(graph)).toBe(graph))

  test('stay where there are no sums to keep', () => {
    const b = builder()
    const [x, g] = [b.input([4]), b.input([4])]
    const zero = b.full(0, x.type)
    const mask = b.apply(leP, [x, zero], {})
    const graph = b.graph(b.apply(selectP, [mask, zero, x], {}), b.apply(selectP, [mask, zero, g], {}))
    expect(run(graph)).toBe(graph)
  })

  test('that are results themselves, or tested by others, are the same', () => {
    const graph = run(rectifier((b, _, y, mask) => [mask, b.apply(selectP, [mask, y, y], {})]))
    expect(graph.outputs[2]).toBe(
      graph.equations.find(({ inputs: [v], primitive }) => primitive === leP && v === graph.outputs[0])?.outputs[0],
    )
  })

  test('keep every bit, for NaN, infinities and zeros of both signs, whatever is compared with', () => {
    const any = fc.oneof(fc.constantFrom(Number.NaN, 0, -0, 1, -1, Infinity, -Infinity), fc.float({ noNaN: false }))
    const arrays = (...counts: readonly number[]) => fc.tuple(...counts.map(n => fc.array(any, { minLength: n, maxLength: n })))
    const graph = rectifier((_, __, ___, mask) => [mask])
    const asked = run(graph)
    fc.assert(
      fc.property(arrays(6, 8, 12, 12, 12), values => {
        const inputs = graph.inputs.map((v, i) => {
          const array = hostArray(v.type)
          for (const [j, value] of (values[i] ?? []).entries()) array.data[j] = value
          return array
        })
        const [before, after] = [graph, asked].map(each => interpret(each, inputs).map(({ data }) => [...data]))
        // toEqual tells -0 from 0, and finds NaN equal to itself.
        expect(after).toEqual(before)
      }),
    )
  })

  test('a hidden layer keeps one array for its gradient, not two', () => {
    const loss = (w: Tensor<[20, 30], 'float32'>, v: Tensor<[30, 4], 'float32'>, x: Tensor<[16, 20], 'float32'>) =>
      relu(x.matmul(w).add(1)).matmul(v).square().sum()
    const graph = toGraph(grad(loss, { argnums: [0, 1] }))(zeros([20, 30]), zeros([30, 4]), zeros([16, 20]))
    const hidden = compileProgram(graph, cpuTarget('+avx2', 2)).temporaries.filter(({ type }) => type.shape.join() === '16,30')
    // The layer's result and the gradient that comes back to it.
    expect(hidden).toHaveLength(2)
    expect(runPasses(graph, { check: true }).equations.filter(({ primitive }) => primitive === leP)).toHaveLength(2)
  })
})
