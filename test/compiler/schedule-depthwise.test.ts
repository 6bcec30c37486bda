// Depthwise convolutions: rows of the image computed several at a time, whether they come out even or not, at strides and kernels of which neighbours
// share much or little, of vectors at the borders and between, with an epilogue; and that what they share is read once.

import { conv2d, type Tensor } from 'tenet'
import { describe, expect, it } from 'vitest'
import { printKernel } from '../../src/compiler/kernel/print-kernel.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import type { Graph } from '../../src/core/graph.js'
import { type Case, checkAgreement, checkBits, graphOf } from './schedule-cases.js'

type Image = Tensor<[number, number, number, number], 'float32'>

/** Images of so many rows and columns. */
const depthwise = (
  rows: number,
  columns: number,
  kernel: number,
  stride = 1,
  [images, channels]: readonly [number, number] = [2, 6],
): Graph =>
  graphOf(
    [
      [images, channels, rows, columns],
      [channels, 1, kernel, kernel],
    ],
    (x, w) =>
      conv2d(x as Image, w as Image, { padding: (kernel - 1) / 2, stride, groups: channels })
        .add(1)
        .relu(),
  )

describe('depthwise convolutions', () => {
  const sizes: readonly (readonly [rows: number, columns: number, kernel: number, stride?: number])[] = [
    [8, 20, 3],
    [9, 20, 3],
    [7, 7, 3],
    [5, 33, 3],
    [2, 18, 3],
    [1, 18, 3],
    [13, 16, 5],
    [12, 17, 3, 2],
    [9, 50, 3],
    [10, 34, 7],
    [9, 71, 3, 2],
    [11, 40, 5, 2],
  ]
  checkBits(
    sizes.map(
      ([rows, columns, kernel, stride]): Case => [
        `${rows} × ${columns}, kernel ${kernel}, stride ${stride ?? 1}`,
        () => depthwise(rows, columns, kernel, stride),
      ],
    ),
  )
  checkAgreement([
    [
      'over threads',
      () =>
        graphOf(
          [
            [4, 64, 29, 29],
            [64, 1, 3, 3],
          ],
          (x, w) => conv2d(x as Image, w as Image, { padding: 1, groups: 64 }),
        ),
    ],
  ])

  it('read six rows for four, where they are', () => {
    const kernels = kernelsOf(
      compileProgram(depthwise(28, 28, 3, 1, [16, 128]), { vectorBytes: 64, vectorRegisters: 32, threads: 2 }).steps,
    )
    expect(kernels).toHaveLength(1)
    const text = kernels.map(printKernel).join('\n')
    expect(text).not.toMatch(/scratch/)
    // Two vectors of a row, each from six rows at three places.
    expect(text.match(/arg1\[/g)).toHaveLength(2 * 18)
  })
})
