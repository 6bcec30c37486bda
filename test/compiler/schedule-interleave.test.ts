// Maps whose elements change with their position's remainder: gradients of pooling, what is upsampled, shuffled or put together alternately. The bits are
// the same however they are computed.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInterner } from '../../src/compiler/index-algebra/index.js'
import { interleave } from '../../src/compiler/schedule/interleave.js'
import { add as addExpr, div, type Expr, index, mul as mulExpr, rem, variable } from '../../src/core/expr.js'
import { variableOf } from '../../src/core/graph.js'
import type { Tensor } from '../../src/core/tensor.js'
import { add, concat, mul, reshape, tanh, transpose } from '../../src/primitives/index.js'
import { pads } from '../../src/primitives/window/axis.js'
import { windowArgmax } from '../../src/primitives/window/max.js'
import { windowSum } from '../../src/primitives/window/sum.js'
import { windowPut } from '../../src/primitives/window/take.js'
import type { DTypeName } from '../../src/support/dtype.js'
import { meaning, sameBits } from './same-bits.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

/** The parts' elements in turn, along the last axis. */
function inTurn(...parts: readonly Tensor[]): Tensor {
  const shape = parts[0]?.shape ?? []
  const together = concat(
    parts.map(part => reshape(part, [...shape, 1])),
    shape.length,
  )
  return reshape(together, [...shape.slice(0, -1), (shape.at(-1) ?? 1) * parts.length])
}

const turns = (count: number, length: number, dtype: DTypeName = 'float32') =>
  graphOf(
    Array.from({ length: count }, () => [3, length]),
    (...parts) => inTurn(...parts),
    dtype,
  )

interface Pooling {
  readonly size: number
  readonly window: number
  readonly stride: number
  readonly padding: number
}

/** The gradient of maxima along the last two axes, and the positions that it goes by. */
function maximaGradient({ size, window, stride, padding }: Pooling) {
  const out = Math.floor((size + 2 * padding - window) / stride) + 1
  const params = {
    window: [1, window, window],
    strides: [1, stride, stride],
    padding: pads([0, 0], [padding, padding], [padding, padding]),
    windowDilation: [1, 1, 1],
  }
  const shape = [2, size, size]
  return graphOf([shape, [2, out, out]], (x, ct) => windowPut(ct, windowArgmax(x, params), { ...params, shape }))
}

describe('an axis is taken several elements at a time', () => {
  const i = variable('i', 12)
  const output = { variable: variableOf({ shape: [12], dtype: 'float32' }), at: [i], value: index(0) }
  const read = (at: Expr): Expr => ({ op: 'read', type: 'float32', source: 0, at: [at], guard: null })
  const countOf = (value: Expr): number | null => interleave(i, [value, i], [output], createInterner())?.outputs.length ?? null

  test.each<readonly [string, Expr, number | null]>([
    ['two', read(div(i, index(2))), 2],
    ['two, a step on', read(div(addExpr(i, index(1)), index(2))), 2],
    ['three', read(addExpr(mulExpr(rem(i, index(3)), index(4)), div(i, index(3)))), 3],
    ['as many as the larger divisor', read(addExpr(div(i, index(4)), rem(i, index(2)))), 4],
    ['not of more than are stored together', read(div(i, index(6))), null],
    ['not where its extent is no multiple', read(div(i, index(5))), null],
    ['not where it divides nothing', read(mulExpr(i, index(2))), null],
  ])('%s', (_, value, expected) => expect(countOf(value)).toBe(expected))
})

describe('elements in turn', () => {
  checkBits([
    ['of two', () => turns(2, 21)],
    ['of two, less than a vector', () => turns(2, 3)],
    ['of three', () => turns(3, 37)],
    ['of four', () => turns(4, 18)],
    ['of five, one by one', () => turns(5, 20)],
    ['bytes', () => turns(2, 40, 'uint8')],
    ['float64', () => turns(3, 11, 'float64')],
    ['truth values', () => turns(4, 17, 'bool')],
    ['halves', () => turns(2, 19, 'bfloat16')],
    ['one row', () => graphOf([[70], [70]], (a, b) => inTurn(a, b))],
    [
      'two results',
      () =>
        graphOf(
          [
            [3, 20],
            [3, 20],
            [3, 40],
          ],
          (a, b, c) => {
            const both = inTurn(a, b)
            return [add(both, c), tanh(mul(both, c))]
          },
        ),
    ],
    [
      'channels shuffled to pixels',
      () => graphOf([[2, 4, 5, 9]], x => reshape(transpose(reshape(x, [2, 1, 2, 2, 5, 9]), [0, 1, 4, 2, 5, 3]), [2, 1, 10, 18])),
    ],
  ])
  checkAgreement([['shared by threads', () => turns(2, 100_000)]])
})

describe('gradients of pooling', () => {
  checkBits([
    ['of maxima that overlap, padded', () => maximaGradient({ size: 12, window: 3, stride: 2, padding: 1 })],
    ['of an odd size', () => maximaGradient({ size: 11, window: 3, stride: 2, padding: 1 })],
    ['of threes', () => maximaGradient({ size: 36, window: 4, stride: 3, padding: 2 })],
    ['of fours that leave gaps', () => maximaGradient({ size: 20, window: 3, stride: 4, padding: 0 })],
    [
      'of means',
      () =>
        graphOf([[2, 7, 9]], x =>
          windowSum(x, {
            window: [1, 2, 2],
            strides: [1, 1, 1],
            padding: pads([0, 0], [1, 1], [1, 1]),
            windowDilation: [1, 1, 1],
            baseDilation: [1, 2, 2],
          }),
        ),
    ],
  ])

  test('of any sizes', () => {
    const pooling = fc
      .record({ window: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 2, max: 4 }), extra: fc.nat(30), half: fc.nat(2) })
      .map(({ window, stride, extra, half }) => ({ size: window + extra, window, stride, padding: Math.min(half, window >> 1) }))
    // Each is compiled several times.
    fc.assert(
      fc.property(pooling, given => {
        sameBits(maximaGradient(given), 1, meaning)
      }),
      { numRuns: 8 },
    )
  })
})

describe('where the largest element of a window is', () => {
  const found = (size: number, window: number, dtype: DTypeName = 'float32') =>
    graphOf(
      [[2, size, size]],
      x =>
        windowArgmax(x, {
          window: [1, window, window],
          strides: [1, 2, 2],
          padding: pads([0, 0], [1, 1], [1, 1]),
          windowDilation: [1, 1, 1],
        }),
      dtype,
    )
  checkBits([
    ['of few positions', () => found(14, 3)],
    ['of many positions, one after the other', () => found(14, 7)],
    ['integers', () => found(13, 2, 'int32')],
  ])
})
