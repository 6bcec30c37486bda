// Procedures as kernels: every use in the domains of the primitives that lower to one, then what stands around them, and larger batches.

import { describe, test } from 'vitest'
import { type Graph, variableOf } from '../../src/core/graph.js'
import { cumMax, cumProduct, cumSum } from '../../src/primitives/cumulative/index.js'
import { add, exp, mul, neg, primitives, reduceSum, transpose } from '../../src/primitives/index.js'
import { cholesky, eigh, lu, qr, solve, svd, triangularSolve } from '../../src/primitives/linalg/index.js'
import { mT, product } from '../../src/primitives/linalg/matrices.js'
import { searchSorted, sort } from '../../src/primitives/sorting/index.js'
import { sizeOf } from '../../src/support/shape.js'
import { meaning, sameBits } from './same-bits.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

const procedures = primitives.flatMap(primitive =>
  primitive.domain.flatMap((sample, i): [string, Graph][] => {
    const outputs = primitive.typeOf(sample.inputs, sample.params)
    if (primitive.lower(sample.inputs, sample.params, outputs).kind !== 'procedure') return []
    if (outputs.every(type => sizeOf(type.shape) === 0)) return []
    const equation = { primitive, inputs: sample.inputs.map(variableOf), params: sample.params, outputs: outputs.map(variableOf) }
    return [[`${primitive.name}, sample ${i}`, { inputs: equation.inputs, equations: [equation], outputs: equation.outputs }]]
  }),
)

describe('every procedure gives the bits of its program', () => {
  test.each(procedures)('%s', (_, graph) => sameBits(graph, 1, meaning))
})

describe('procedures', () => {
  checkBits([
    [
      'read what is computed on the way',
      () => graphOf([[7, 33]], x => cumSum(mul(transpose(x, [1, 0]), transpose(x, [1, 0])), { axis: 0, reverse: false })),
    ],
    [
      'feed what follows',
      () =>
        graphOf([[5, 40]], x => [
          exp(neg(cumSum(x, { axis: 1, reverse: true }))),
          reduceSum(cumProduct(x, { axis: 0, reverse: false }), [1]),
        ]),
    ],
    ['of several outputs, one of them not read', () => graphOf([[6, 19]], x => add(sort(neg(x), 1, false)[0], x))],
    [
      'of several outputs, in other groups',
      () => graphOf([[6, 19]], x => [neg(sort(x, 0, true)[0]), add(sort(x, 0, true)[1], cumMax(x, { axis: 1, reverse: false })[1])]),
    ],
    [
      'one into another',
      () =>
        graphOf(
          [
            [3, 50],
            [3, 9],
          ],
          (x, v) => searchSorted(sort(x, 1, false)[0], v, 'right'),
        ),
    ],
    [
      'lines side by side, several instances',
      () => graphOf([[9, 3, 131]], x => [cumSum(x, { axis: 0, reverse: false }), ...cumMax(x, { axis: 0, reverse: true })]),
    ],
  ])
  checkAgreement([
    ['a batch over threads', () => graphOf([[700, 300]], x => [...sort(x, 1, false), cumSum(x, { axis: 1, reverse: false })])],
    [
      'matrices of several vectors a row',
      () =>
        graphOf([[2, 45, 45]], x => [cholesky(add(product(x, mT(x)), x)), ...lu(x), ...qr(x, false), ...eigh(x), ...svd(x), solve(x, x)]),
    ],
    ['tall and flat matrices', () => graphOf([[70, 23]], x => [...qr(x, true), ...qr(mT(x), false), ...svd(x), ...lu(x), ...lu(mT(x))])],
    [
      'columns over tasks',
      () =>
        graphOf(
          [
            [33, 33],
            [33, 300],
          ],
          (t, b) => triangularSolve(t, b, { lower: true, transposed: true, unit: true }),
        ),
    ],
    ['long lines', () => graphOf([[70_001]], x => [...sort(x, 0, true), cumSum(x, { axis: 0, reverse: false })])],
  ])
})
