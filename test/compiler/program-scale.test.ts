// Programs that are large in one way: wide joins, long chains, many results, one value with many uses, paths beyond counting. They compile
// without deep recursion and without work that grows with the square of their size, and give the right bits.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import type { Tensor } from '../../src/core/tensor.js'
import { add, broadcast, concat, exp, full, mul, neg, pad, reduceMax, reduceSum, reverse, slice } from '../../src/primitives/index.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

const target = { vectorBytes: 32, vectorRegisters: 16, threads: 2 }

const times = (n: number, step: (x: Tensor, i: number) => Tensor) => (x: Tensor) => {
  let y = x
  for (let i = 0; i < n; i++) y = step(y, i)
  return y
}

describe('many parts', () => {
  checkBits([
    [
      'joined',
      () =>
        graphOf([[6]], x =>
          concat(
            Array.from({ length: 300 }, (_, i) => slice(x, [i % 5], [6])),
            0,
          ),
        ),
    ],
    [
      'of different sizes and computed, along the second axis',
      () =>
        graphOf([[2, 9]], x =>
          concat(
            Array.from({ length: 100 }, (_, i) => exp(slice(x, [0, i % 9], [2, 9]))),
            1,
          ),
        ),
    ],
    [
      'padded apart and joined',
      () =>
        graphOf([[3]], x =>
          concat(
            Array.from({ length: 40 }, (_, i) => pad(x, [i % 3], [1])),
            0,
          ),
        ),
    ],
  ])
})

describe('long chains', () => {
  checkAgreement([
    [
      'of sums over all',
      () =>
        graphOf(
          [[6]],
          times(50, x => exp(add(x, neg(broadcast(reduceMax(x, [0]), [6], []))))),
        ),
    ],
    [
      'of views that do not merge',
      () =>
        graphOf(
          [[6]],
          times(150, (x, i) => (i % 2 === 0 ? reverse(x, [0]) : slice(pad(x, [1], [0]), [0], [6]))),
        ),
    ],
  ])

  test('compile to the same kernels over and over', () => {
    const kernels = (n: number): number =>
      compileProgram(
        graphOf(
          [[8]],
          times(n, x => mul(broadcast(reduceSum(x, [0]), [8], []), x)),
        ),
        target,
      ).steps.length
    expect(kernels(2000) - kernels(1000)).toBe(2 * (kernels(1000) - kernels(500)))
  })
})

describe('many', () => {
  checkAgreement([
    ['results', () => graphOf([[5]], x => Array.from({ length: 150 }, (_, i) => add(x, full(i, x))))],
    [
      'uses of one value',
      () =>
        graphOf([[5]], x => {
          const e = exp(x)
          return times(150, (sum, i) => add(sum, mul(e, full(i, e))))(e)
        }),
    ],
    [
      'paths',
      () =>
        graphOf(
          [[5]],
          times(200, x => add(mul(x, full(0.25, x)), mul(x, full(0.75, x)))),
        ),
    ],
    [
      'inputs',
      () =>
        graphOf(
          Array.from({ length: 150 }, () => [4]),
          (...xs) => xs.reduce((a, b) => add(a, b)),
        ),
    ],
  ])
})
