// Products whose rows, columns and depth fill no register tile and no block of 256, with all kinds of epilogues and operands.

import { describe } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, broadcast, cast, dot, exp, full, mul, neg, tanh } from '../../src/primitives/index.js'
import { type Case, checkAgreement, checkBits, graphOf } from './schedule-cases.js'

const matmul = (a: Tensor, b: Tensor): Tensor => dot(a, b, { contract: [[a.shape.length - 1], [0]], batch: [[], []] })

describe('contractions', () => {
  const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
    [1, 1, 1],
    [1, 300, 1],
    [5, 7, 1],
    [1, 9, 17],
    [1, 32, 40],
    [1, 33, 40],
    [13, 256, 7],
    [7, 257, 17],
    [13, 513, 18],
    [31, 20, 100],
    [6, 1, 16],
    [50, 3, 64],
  ]
  for (const dtype of ['float32', 'float64'] as const)
    checkBits(
      sizes.map(
        ([m, k, n]): Case => [
          `${dtype} ${m}×${k}×${n}`,
          () =>
            graphOf(
              [
                [m, k],
                [k, n],
              ],
              matmul,
              dtype,
            ),
        ],
      ),
    )
  // Columns that lie along the depth are turned over, square by square, where blocks are that large.
  const turned: readonly (readonly [m: number, k: number, n: number])[] = [
    [7, 272, 40],
    [7, 261, 33],
    [9, 37, 18],
    [9, 12, 20],
    [9, 40, 12],
  ]
  checkBits(
    turned.map(
      ([m, k, n]): Case => [
        `columns along the depth, computed, ${m}×${k}×${n}`,
        () =>
          graphOf([[m, k], [n, k], [n]], (a, b, c) =>
            dot(a, mul(exp(b), broadcast(c, [n, k], [0])), { contract: [[1], [1]], batch: [[], []] }),
          ),
      ],
    ),
  )
  checkBits([
    [
      'both transposed, with a bias and tanh',
      () =>
        graphOf([[300, 11], [23, 300], [23]], (a, b, c) =>
          tanh(add(dot(a, b, { contract: [[0], [1]], batch: [[], []] }), broadcast(c, [11, 23], [1]))),
        ),
    ],
    [
      'a batch, operands computed',
      () =>
        graphOf(
          [
            [3, 9, 31],
            [3, 31, 19],
          ],
          (a, b) => dot(exp(a), neg(b), { contract: [[2], [1]], batch: [[0], [0]] }),
        ),
    ],
    [
      'one row of little depth, in a batch, with operands and results computed',
      () =>
        graphOf(
          [
            [4, 1, 9],
            [4, 9, 37],
          ],
          (a, b) => {
            const sum = dot(exp(a), tanh(b), { contract: [[2], [1]], batch: [[0], [0]] })
            return [sum, neg(exp(sum))]
          },
        ),
    ],
    [
      'the sum and two epilogues',
      () =>
        graphOf(
          [
            [9, 270],
            [270, 21],
          ],
          (a, b) => {
            const c = matmul(a, b)
            return [c, tanh(c), mul(c, c)]
          },
        ),
    ],
    [
      'an epilogue of another dtype only',
      () =>
        graphOf(
          [
            [9, 270],
            [270, 21],
          ],
          (a, b) => cast(matmul(a, b), 'int32'),
        ),
    ],
    [
      'the sum and an epilogue in float64',
      () =>
        graphOf(
          [
            [9, 520],
            [520, 21],
          ],
          (a, b) => {
            const c = matmul(a, b)
            return [cast(c, 'float64'), c]
          },
        ),
    ],
    [
      'int32',
      () =>
        graphOf(
          [
            [9, 30],
            [30, 5],
          ],
          matmul,
          'int32',
        ),
    ],
    [
      'uint8',
      () =>
        graphOf(
          [
            [9, 300],
            [300, 5],
          ],
          matmul,
          'uint8',
        ),
    ],
    [
      'of nothing',
      () =>
        graphOf(
          [
            [9, 0],
            [0, 5],
          ],
          (a, b) => add(matmul(a, b), full(1, { shape: [9, 5], dtype: 'float32' })),
        ),
    ],
    [
      'with no rows',
      () =>
        graphOf(
          [
            [0, 4],
            [4, 5],
          ],
          matmul,
        ),
    ],
    ['with itself', () => graphOf([[20, 20]], a => matmul(matmul(a, a), a))],
    [
      'several axes each',
      () =>
        graphOf(
          [
            [2, 3, 4, 5],
            [5, 6, 3, 2],
          ],
          (a, b) =>
            dot(a, b, {
              contract: [
                [3, 1],
                [0, 2],
              ],
              batch: [[0], [3]],
            }),
        ),
    ],
    ['outer product', () => graphOf([[19], [35]], (a, b) => dot(a, b, { contract: [[], []], batch: [[], []] }))],
  ])
  checkAgreement([
    [
      'shared by threads',
      () =>
        graphOf(
          [
            [200, 300],
            [300, 401],
          ],
          matmul,
        ),
    ],
    [
      'many small ones',
      () =>
        graphOf(
          [
            [500, 8, 9],
            [500, 9, 10],
          ],
          (a, b) => dot(a, b, { contract: [[2], [1]], batch: [[0], [0]] }),
        ),
    ],
  ])
})
