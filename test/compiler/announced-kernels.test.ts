// What is said of kernels while a program is made of them: whoever compiles those that are announced has nothing left to do but where a donated
// input's place is taken.

import { describe, expect, test } from 'vitest'
import type { Kernel } from '../../src/compiler/kernel/ir.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { grad, scan, softmax, toGraph, zeros } from '../../src/index.js'
import { add, mul } from '../../src/primitives/index.js'
import { graphOf } from './schedule-cases.js'

const target = cpuTarget('+avx2', 2)
const announced = (graph: Graph, donated: readonly number[] = []) => {
  const kernels: Kernel[] = []
  const program = compileProgram(graph, target, donated, kernel => kernels.push(kernel))
  return { kernels, all: kernelsOf(program.steps) }
}

const dense = toGraph((w: ReturnType<typeof zeros<[20, 30]>>) =>
  grad((v: typeof w) =>
    softmax(zeros([8, 20]).add(1).matmul(v).tanh(), -1)
      .square()
      .sum(),
  )(w),
)(zeros([20, 30]))
const loop = toGraph((h: ReturnType<typeof zeros<[4]>>, xs: ReturnType<typeof zeros<[5, 4]>>) =>
  scan((c: typeof h, x: typeof h) => [c.mul(x).tanh(), c.add(x)] as const, h, xs),
)(zeros([4]), zeros([5, 4]))

describe('kernels are announced', () => {
  test.each([
    ['of a layer, joined ones among them', dense],
    ['of a loop', loop],
  ])('%s: each of them, once, as it stays', (_, graph) => {
    const { kernels, all } = announced(graph)
    expect(kernels.length).toBeGreaterThan(1)
    expect(new Set(kernels).size).toBe(kernels.length)
    expect(new Set(kernels)).toEqual(new Set(all))
  })

  test('but those that read a donated input, which a result may replace', () => {
    const graph = graphOf([[64], [64]], (x, y) => add(mul(x, y), y))
    expect(announced(graph).kernels).toHaveLength(1)
    expect(announced(graph, [1]).kernels).toEqual([])
  })
})
