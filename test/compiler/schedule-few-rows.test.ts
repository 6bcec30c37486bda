// Products of few rows: their tiles are several vectors wide, the last of which looks no further past the end than any other would.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import type { Graph } from '../../src/core/graph.js'
import { matmul } from '../../src/index.js'
import { type Case, checkAgreement, graphOf } from './schedule-cases.js'

const product = (rows: number, depth: number, columns: number): Graph =>
  graphOf(
    [
      [rows, depth],
      [depth, columns],
    ],
    (a, b) => matmul(a, b),
  )

describe('products of few rows', () => {
  test('have as many sums at once as registers hold, where there are tiles enough for all threads', () => {
    const sums = (rows: number, columns: number): number | undefined =>
      kernelsOf(compileProgram(product(rows, 300, columns), { vectorBytes: 64, vectorRegisters: 32, threads: 2 }).steps)[0]?.cells.length
    expect([1, 2, 3, 4, 6, 7].map(rows => sums(rows, 2048))).toEqual([16, 16, 24, 16, 24, 14])
    expect(sums(1, 2050)).toBe(2)
    expect(sums(1, 512)).toBe(4)
  })

  checkAgreement(
    [1, 2, 3, 5, 6].flatMap(rows =>
      [511, 512, 993, 1250].map((columns): Case => [`${rows} rows and ${columns} columns`, () => product(rows, 270, columns)]),
    ),
  )
})
