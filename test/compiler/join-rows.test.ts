// Kernels that treat the same rows become one, row by row, where what they hand on stays within the row; the bits are the same.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import type { Tensor } from '../../src/core/tensor.js'
import { add, broadcast, div, exp, mul, neg, reduceMax, reduceSum, reverse, sub, transpose } from '../../src/primitives/index.js'
import { checkBits, graphOf } from './schedule-cases.js'

const along = (x: Tensor, shape: readonly number[]): Tensor =>
  broadcast(
    x,
    shape,
    x.shape.map((_, axis) => axis),
  )
const last = (x: Tensor): number[] => [x.shape.length - 1]
const softmax = (x: Tensor): Tensor => {
  const e = exp(sub(x, along(reduceMax(x, last(x)), x.shape)))
  return div(e, along(reduceSum(e, last(x)), x.shape))
}

const kernelsOf = (graph: Graph): readonly string[] =>
  compileProgram(graph, cpuTarget('+avx2', 2)).steps.flatMap(step => (step.op === 'kernel' ? [step.kernel.name] : []))
const temporariesOf = (graph: Graph): number => compileProgram(graph, cpuTarget('+avx2', 2)).temporaries.length

describe('rows', () => {
  test('a softmax is one kernel, and nothing of it goes through memory', () => {
    const graph = graphOf([[40, 100]], softmax)
    expect([kernelsOf(graph).length, temporariesOf(graph)]).toEqual([1, 0])
  })

  test('what is wanted outside is stored', () => {
    const graph = graphOf([[40, 100]], x => {
      const e = exp(sub(x, along(reduceMax(x, [1]), x.shape)))
      return [e, div(e, along(reduceSum(e, [1]), x.shape))]
    })
    expect([kernelsOf(graph).length, temporariesOf(graph)]).toEqual([1, 0])
  })

  test.each<[string, () => Graph]>([
    ['rows read in another order', () => graphOf([[40, 100]], x => sub(x, along(reverse(reduceMax(x, [1]), [0]), x.shape)))],
    ['rows and columns', () => graphOf([[40, 40]], x => mul(x, transpose(softmax(x), [1, 0])))],
    ['rows too long to stay in a cache', () => graphOf([[4, 40_000]], softmax)],
  ])('%s stay apart', (_, graph) => expect(kernelsOf(graph()).length).toBeGreaterThan(1))

  checkBits([
    ['a softmax', () => graphOf([[9, 37]], softmax)],
    ['of rows in whole vectors, in a batch', () => graphOf([[2, 3, 64]], softmax)],
    ['of short rows', () => graphOf([[17, 3]], softmax)],
    ['of two axes', () => graphOf([[5, 4, 21]], x => div(x, along(reduceSum(exp(x), [1, 2]), x.shape)))],
    ['float64', () => graphOf([[9, 37]], softmax, 'float64')],
    [
      'several things wanted',
      () =>
        graphOf([[7, 33]], x => {
          const total = reduceSum(x, [1])
          return [total, add(x, along(total, x.shape)), neg(softmax(x))]
        }),
    ],
    ['one after the other', () => graphOf([[7, 33]], x => softmax(mul(softmax(x), x)))],
  ])
})
