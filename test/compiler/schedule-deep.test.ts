// Contractions that are deep, as gradients of weights are: a sum over all positions of all images, of few rows and many columns.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf as allKernels } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { type ConvParams, conv, dot, exp, neg, tanh } from '../../src/primitives/index.js'
import { plainConv } from '../primitives/plain-conv.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

/** Channels stand where images do, images where channels do, and what flows back is the kernel. */
const weights = (params: Partial<ConvParams> = {}): Graph =>
  graphOf(
    [
      [8, 3, 12, 11],
      [23, 3, 10, 9],
    ],
    (x, g) => conv(x, g, { ...plainConv, ...params }),
  )

const namesOf = (graph: Graph): string[] => allKernels(compileProgram(graph, cpuTarget('+avx2', 2)).steps).map(({ name }) => name)

/** Tables of positions: what this schedule alone has for operands whose columns are apart. */
const tablesOf = (graph: Graph): number =>
  allKernels(compileProgram(graph, cpuTarget('+avx2', 2)).steps)
    .flatMap(({ buffers }) => buffers)
    .filter(buffer => buffer.dtype === 'int32').length

describe('deep contractions', () => {
  test('of plain operands are one kernel, nothing is packed beforehand', () => expect(namesOf(weights())).toEqual(['k0_conv']))

  test('are not those whose columns follow each other', () => {
    const product = graphOf(
      [
        [32, 300],
        [100, 300],
      ],
      (a, b) => dot(a, b, { contract: [[1], [1]], batch: [[], []] }),
    )
    expect(tablesOf(product)).toBe(0)
    expect(tablesOf(weights())).toBe(1)
  })

  test('a window of few columns takes one vector of each tile, and is not cut into less than a tile where it is packed', () => {
    const kernel = (rows: number, columns: number) => {
      const graph = graphOf(
        [
          [columns, 4, 14, 36],
          [rows, 4, 10, 32],
        ],
        (x, g) => conv(x, g, plainConv),
      )
      return allKernels(compileProgram(graph, cpuTarget('+avx512f', 2)).steps).at(-1)
    }
    // Of windows of 5 × 5: a task for each of five rows; one vector of 16 for each of nine sums.
    expect(kernel(9, 1)?.cells.filter(({ lanes }) => lanes === 16)).toHaveLength(9)
    expect(kernel(16, 6)?.tasks).toBe(6)
  })

  checkBits([
    ['gradient of weights', () => weights()],
    [
      'rows of five, read where they are, a vector each',
      () =>
        graphOf(
          [
            [1, 4, 12, 36],
            [9, 4, 8, 32],
          ],
          (x, g) => conv(x, g, plainConv),
        ),
    ],
    [
      'rows of five, packed together',
      () =>
        graphOf(
          [
            [4, 4, 12, 12],
            [16, 4, 8, 8],
          ],
          (x, g) => conv(x, g, plainConv),
        ),
    ],
    [
      'whole vectors along the depth, turned over, the last rows missing',
      () =>
        graphOf(
          [
            [8, 5, 10, 10],
            [23, 5, 8, 8],
          ],
          (x, g) => conv(x, g, plainConv),
        ),
    ],
    [
      'turned over as they are computed',
      () =>
        graphOf(
          [
            [11, 5, 10, 10],
            [32, 5, 8, 8],
          ],
          (x, g) => conv(x, exp(g), plainConv),
        ),
    ],
    [
      'two results of the sum, operands computed',
      () =>
        graphOf(
          [
            [8, 3, 10, 9],
            [23, 3, 8, 11],
          ],
          (x, g) => {
            const sum = conv(x, exp(g), {
              ...plainConv,
              padding: [
                [0, 0],
                [2, 2],
              ],
            })
            return [neg(sum), tanh(sum)]
          },
        ),
    ],
  ])
  checkAgreement([
    [
      'of a convolution with strides',
      () =>
        graphOf(
          [
            [18, 3, 23, 21],
            [23, 3, 11, 10],
          ],
          (x, g) => conv(x, g, { ...plainConv, kernelDilation: [2, 2] }),
        ),
    ],
    [
      'of a convolution of single pixels with strides, its image computed',
      () =>
        graphOf(
          [
            [20, 5, 15, 15],
            [40, 5, 8, 8],
          ],
          (x, g) => conv(exp(x), g, { ...plainConv, kernelDilation: [2, 2] }),
        ),
    ],
    [
      'in groups',
      () =>
        graphOf(
          [
            [16, 3, 12, 11],
            [46, 3, 10, 9],
          ],
          (x, g) => conv(x, g, { ...plainConv, batchGroups: 2 }),
        ),
    ],
  ])
})
