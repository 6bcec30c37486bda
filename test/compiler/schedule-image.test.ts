// Convolutions and windows on images of odd sizes: strides, dilations, groups, padding beyond the kernel, cropping; and tables of rows.

import { describe } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import {
  add,
  broadcast,
  type ConvParams,
  conv,
  exp,
  full,
  gather,
  iota,
  mul,
  neg,
  pad,
  rem,
  reshape,
  reverse,
  scatterAdd,
  tanh,
  transpose,
  type WindowParams,
  windowMax,
  windowSum,
} from '../../src/primitives/index.js'
import type { Dims } from '../../src/support/shape.js'
import { plainConv } from '../primitives/plain-conv.js'
import { type Case, checkAgreement, checkBits, graphOf } from './schedule-cases.js'

describe('convolutions', () => {
  checkBits([
    [
      'a kernel turned round, rows missing in the last panel',
      () =>
        graphOf(
          [
            [2, 4, 9, 20],
            [4, 17, 3, 3],
          ],
          (x, w) => conv(x, reverse(transpose(w, [1, 0, 2, 3]), [2, 3]), plainConv),
        ),
    ],
  ])
  const cases: readonly (readonly [name: string, x: Dims, weight: Dims, params: Partial<ConvParams>])[] = [
    [
      'odd width',
      [2, 3, 7, 13],
      [5, 3, 3, 3],
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    [
      'stride 2',
      [1, 4, 9, 11],
      [3, 4, 3, 3],
      {
        strides: [2, 2],
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    ['rows with little between them', [2, 3, 9, 26], [5, 3, 3, 3], {}],
    ['deep, rows with little between them', [1, 30, 5, 38], [5, 30, 3, 3], {}],
    ['rows in blocks of unequal size', [1, 3, 57, 26], [5, 3, 3, 3], {}],
    ['no more positions than a vector has', [3, 9, 5, 5], [30, 9, 3, 3], {}],
    ['width of one', [2, 3, 5, 1], [4, 3, 3, 1], {}],
    ['kernel of one', [2, 9, 5, 7], [6, 9, 1, 1], {}],
    ['kernel as large as the image', [2, 2, 5, 7], [3, 2, 5, 7], {}],
    [
      'padding beyond the kernel',
      [1, 2, 4, 5],
      [3, 2, 2, 3],
      {
        padding: [
          [4, 3],
          [5, 2],
        ],
      },
    ],
    [
      'cropping',
      [1, 2, 8, 9],
      [3, 2, 3, 3],
      {
        padding: [
          [-1, -2],
          [0, -3],
        ],
      },
    ],
    [
      'dilated kernel',
      [2, 2, 11, 12],
      [3, 2, 3, 2],
      {
        kernelDilation: [2, 3],
        padding: [
          [2, 2],
          [0, 3],
        ],
      },
    ],
    [
      'dilated input',
      [1, 3, 5, 6],
      [2, 3, 3, 3],
      {
        inputDilation: [2, 3],
        padding: [
          [2, 2],
          [2, 2],
        ],
      },
    ],
    [
      'dilated input and strides',
      [1, 3, 5, 6],
      [2, 3, 3, 3],
      {
        inputDilation: [3, 2],
        strides: [2, 3],
        padding: [
          [2, 1],
          [2, 2],
        ],
      },
    ],
    [
      'groups',
      [2, 6, 7, 7],
      [8, 3, 3, 3],
      {
        groups: 2,
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    [
      'each channel alone',
      [1, 5, 6, 9],
      [10, 1, 3, 3],
      {
        groups: 5,
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    ['batch groups', [6, 3, 6, 5], [4, 3, 3, 3], { batchGroups: 2 }],
    [
      'deep',
      [1, 40, 3, 5],
      [7, 40, 3, 3],
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
    [
      'wide rows',
      [1, 1, 3, 90],
      [2, 1, 3, 3],
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
  ]
  checkBits(
    cases.map(([name, x, weight, params]): Case => [name, () => graphOf([x, weight], (a, w) => conv(a, w, { ...plainConv, ...params }))]),
  )
  checkBits([
    [
      'of computed images, with bias and maximum',
      () =>
        graphOf([[2, 3, 9, 10], [4, 3, 3, 3], [4]], (x, w, b) => {
          const y = conv(tanh(x), w, {
            ...plainConv,
            padding: [
              [1, 1],
              [1, 1],
            ],
          })
          return windowMax(add(y, broadcast(b, y.shape, [1])), {
            window: [1, 1, 2, 2],
            strides: [1, 1, 2, 2],
            padding: [
              [0, 0],
              [0, 0],
              [0, 0],
              [0, 0],
            ],
            windowDilation: [1, 1, 1, 1],
          })
        }),
    ],
    [
      'one axis',
      () =>
        graphOf(
          [
            [2, 3, 50],
            [5, 3, 4],
          ],
          (x, w) => conv(x, w, { ...plainConv, strides: [3], padding: [[2, 1]], inputDilation: [1], kernelDilation: [2] }),
        ),
    ],
    [
      'three axes',
      () =>
        graphOf(
          [
            [1, 2, 5, 6, 7],
            [3, 2, 2, 3, 2],
          ],
          (x, w) =>
            conv(x, w, {
              ...plainConv,
              strides: [1, 2, 1],
              padding: [
                [1, 0],
                [0, 1],
                [1, 1],
              ],
              inputDilation: [1, 1, 1],
              kernelDilation: [1, 1, 2],
            }),
        ),
    ],
    [
      'float64',
      () =>
        graphOf(
          [
            [1, 3, 7, 8],
            [2, 3, 3, 3],
          ],
          (x, w) =>
            conv(x, w, {
              ...plainConv,
              padding: [
                [1, 1],
                [1, 1],
              ],
            }),
          'float64',
        ),
    ],
    [
      'of an image padded before',
      () =>
        graphOf(
          [
            [1, 2, 5, 6],
            [3, 2, 3, 3],
          ],
          (x, w) => conv(pad(x, [0, 0, 2, 1], [0, 0, 1, 2], [0, 0, 1, 0], 0.5), w, plainConv),
        ),
    ],
  ])
  checkAgreement([
    [
      'shared by threads',
      () =>
        graphOf(
          [
            [8, 6, 28, 28],
            [16, 6, 5, 5],
          ],
          (x, w) =>
            conv(x, w, {
              ...plainConv,
              padding: [
                [2, 2],
                [2, 2],
              ],
            }),
        ),
    ],
  ])
})

describe('windows, gathers, scatters', () => {
  const two: WindowParams = {
    window: [1, 3, 2],
    strides: [1, 2, 1],
    padding: [
      [0, 0],
      [2, 1],
      [0, 1],
    ],
    windowDilation: [1, 1, 2],
  }
  const rows = (count: number, modulus: number): Tensor => {
    const n = iota({ shape: [count, 1], dtype: 'int32', axis: 0 })
    return rem(mul(n, full(7, n)), full(modulus, n))
  }
  const table = {
    offsetAxes: [1],
    collapsedAxes: [0],
    startMap: [0],
    operandBatchAxes: [],
    indicesBatchAxes: [],
    sliceSizes: [1, 13],
    mode: 'fill' as const,
  }
  checkBits([
    ['sums in windows', () => graphOf([[3, 17, 31]], x => windowSum(x, { ...two, baseDilation: [1, 2, 1] }))],
    [
      'a long window',
      () =>
        graphOf([[3, 400]], x =>
          windowSum(x, {
            window: [1, 300],
            strides: [1, 7],
            padding: [
              [0, 0],
              [10, 10],
            ],
            windowDilation: [1, 1],
            baseDilation: [1, 1],
          }),
        ),
    ],
    ['rows of a table', () => graphOf([[10, 13]], x => gather(x, rows(50, 12), table))],
    [
      'added to a table',
      () =>
        graphOf(
          [
            [10, 13],
            [50, 13],
          ],
          (x, u) => scatterAdd(neg(x), rows(50, 12), mul(u, u), table),
        ),
    ],
    [
      'flattened after',
      () =>
        graphOf(
          [
            [10, 13],
            [50, 13],
          ],
          (x, u) => exp(reshape(scatterAdd(x, rows(50, 12), u, table), [130])),
        ),
    ],
  ])
})
