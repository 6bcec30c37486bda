// Operands that no near cache holds and that little is computed with: they are asked for ahead of time.

import { describe, expect, test } from 'vitest'
import { printKernel } from '../../src/compiler/kernel/print-kernel.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import type { Graph } from '../../src/core/graph.js'
import { matmul } from '../../src/index.js'
import { conv, reverse, transpose } from '../../src/primitives/index.js'
import { plainConv } from '../primitives/plain-conv.js'
import { checkAgreement, graphOf } from './schedule-cases.js'

/** The gradient of a small image. */
const gradient = (channels: number, size: number): Graph =>
  graphOf(
    [
      [1, channels, size, size],
      [channels, channels - 1, 3, 3],
    ],
    (x, w) => conv(x, reverse(transpose(w, [1, 0, 2, 3]), [2, 3]), plainConv),
  )

const textOf = (graph: Graph): string =>
  kernelsOf(compileProgram(graph, { vectorBytes: 64, vectorRegisters: 32, threads: 2 }).steps)
    .map(printKernel)
    .join('\n\n')

describe('a kernel turned round', () => {
  test('is asked for ahead of time where it is large and the image small', () => {
    // The image and the kernel are arguments 0 and 1; what sums are added to, argument 2, is asked for anyhow.
    expect(textOf(gradient(90, 6))).toMatch(/prefetch arg[01]\[/)
    expect(textOf(gradient(60, 6))).not.toMatch(/prefetch arg[01]\[/)
    expect(textOf(gradient(90, 20))).not.toMatch(/prefetch arg[01]\[/)
  })
  test('and so are the lines that a product adds to, before its tiles', () => {
    const product = (depth: number): Graph =>
      graphOf(
        [
          [40, depth],
          [depth, 70],
        ],
        (a, b) => matmul(a, b),
      )
    expect(textOf(product(300))).toMatch(/prefetch arg2\[/)
    expect(textOf(product(200))).not.toMatch(/prefetch/)
  })

  checkAgreement([['has the bits it has anyhow, to its last rows', () => gradient(90, 6)]])
})
