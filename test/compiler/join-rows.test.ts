// Kernels that treat the same rows become one, row by row, where what they hand on stays within the row; the bits are the same.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf as allKernels } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import type { Tensor } from '../../src/core/tensor.js'
import { dynamicUpdateSlice } from '../../src/ops/index.js'
import {
  add,
  broadcast,
  cast,
  conv,
  div,
  exp,
  mul,
  neg,
  pad,
  reduceMax,
  reduceSum,
  reverse,
  sub,
  tanh,
  transpose,
} from '../../src/primitives/index.js'
import { plainConv } from '../primitives/plain-conv.js'
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

const padded = (x: Tensor): Tensor => pad(x, [0, 0, 1, 2], [0, 0, 2, 1], [0, 0, 0, 0], 0)

const kernelsOf = (graph: Graph): readonly string[] =>
  allKernels(compileProgram(graph, cpuTarget('+avx2', 2)).steps).map(({ name }) => name)
const temporariesOf = (graph: Graph): number => compileProgram(graph, cpuTarget('+avx2', 2)).temporaries.length

describe('rows', () => {
  test('a softmax is one kernel, and nothing of it goes through memory', () => {
    const graph = graphOf([[40, 100]], softmax)
    expect([kernelsOf(graph).length, temporariesOf(graph)]).toEqual([1, 0])
  })

  test('a map and what it is padded to are one kernel, image by image, past what stands between', () => {
    const graph = graphOf([[4, 8, 6, 6], [8], [40, 40]], (x, c = x, m = x) => {
      const y = exp(mul(x, broadcast(c, x.shape, [1])))
      return [transpose(softmax(m), [1, 0]), y, padded(y)]
    })
    expect(kernelsOf(graph).filter(name => name.includes('pad'))).toEqual([expect.stringMatching(/mul_exp_pad|exp_pad/)])
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
    [
      'images and their frames',
      () =>
        graphOf([[2, 9, 5, 7], [9]], (x, c = x) => {
          const y = exp(mul(x, broadcast(c, x.shape, [1])))
          return [y, padded(y)]
        }),
    ],
    [
      'a depthwise convolution and its frame',
      () =>
        graphOf(
          [
            [2, 9, 6, 5],
            [9, 1, 3, 3],
          ],
          (x, w = x) => conv(padded(tanh(x)), w, { ...plainConv, groups: 9 }),
        ),
    ],
    [
      'rows that a scatter writes after others have begun them',
      () =>
        graphOf([[6, 16], [2, 16], [2]], (x, y = x, at = x) =>
          softmax(dynamicUpdateSlice(exp(x), y, cast(at, 'int32') as Tensor<[2], 'int32'>)),
        ),
    ],
    ['one after the other', () => graphOf([[7, 33]], x => softmax(mul(softmax(x), x)))],
  ])
})
