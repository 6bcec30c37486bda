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
  checkAgreement([['has the bits it has anyhow, to its last rows', () => gradient(90, 6)]])
})

describe('a product of matrices', () => {
  const product = (rows: number, depth: number, columns: number): Graph =>
    graphOf(
      [
        [rows, depth],
        [depth, columns],
      ],
      (a, b) => matmul(a, b),
    )
  test('asks for the lines that it adds to, before its tiles', () => {
    expect(textOf(product(40, 300, 70))).toMatch(/prefetch arg2\[/)
    expect(textOf(product(40, 200, 70))).not.toMatch(/prefetch/)
  })
  test('asks for what it will pack next, where memory answers slowly and little is computed with it', () => {
    const asks = /prefetch arg0\[/
    expect(textOf(product(40, 1100, 1000))).toMatch(asks)
    expect(textOf(product(40, 500, 1000))).not.toMatch(asks)
    expect(textOf(product(400, 1100, 1000))).not.toMatch(asks)
  })

  checkAgreement([['has the bits it has anyhow, to the last block', () => product(17, 2100, 513)]])
})
