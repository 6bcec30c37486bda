// Convolutions by Winograd's algorithms: however they are scheduled, fused and shared among threads, the bits are those of Note [Winograd].

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf as allKernels } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import type { Tensor } from '../../src/core/tensor.js'
import { convP } from '../../src/primitives/contraction/conv.js'
import type { ConvOperation } from '../../src/primitives/contraction/conv-geometry.js'
import { add, cast, exp, mul, tanh } from '../../src/primitives/index.js'
import { bindOne } from '../../src/primitives/single.js'
import { moveAxis } from '../../src/primitives/structure/permute.js'
import { reverse } from '../../src/primitives/structure/reverse.js'
import { pad, slice } from '../../src/primitives/structure/slice.js'
import type { Dims } from '../../src/support/shape.js'
import { plainConv } from '../primitives/plain-conv.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

const strands = (n: number): Pick<ConvOperation, 'method'> => ({ method: { name: 'winograd', strands: n } })

function conv(x: Tensor, weight: Tensor, given: Partial<ConvOperation> = {}): Tensor {
  const params: ConvOperation = { ...plainConv, ...strands(1), ...given }
  return bindOne(convP, [x, weight], params)
}

const plain = (x: Dims, weight: Dims, params: Partial<ConvOperation> = {}): Graph => graphOf([x, weight], (a, b) => conv(a, b, params))

const namesOf = (graph: Graph): string[] => allKernels(compileProgram(graph, cpuTarget('+avx2', 2)).steps).map(({ name }) => name)

describe('convolutions by squares', () => {
  test('transform the weights once, then everything else at once', () =>
    expect(namesOf(plain([2, 3, 8, 8], [5, 3, 3, 3]))).toEqual(['k0_conv_left', 'k0_conv']))

  checkBits([
    ['even sides', () => plain([2, 3, 10, 8], [5, 3, 3, 3])],
    ['odd sides, the last squares half outside', () => plain([1, 2, 7, 9], [4, 2, 3, 3])],
    ['a single square', () => plain([1, 1, 4, 4], [1, 1, 3, 3])],
    ['less than a square', () => plain([2, 2, 3, 4], [3, 2, 3, 3])],
    ['rows of squares longer than a vector, several blocks', () => plain([1, 2, 12, 46], [3, 2, 3, 3])],
    ['more rows than a register tile, which do not come out even', () => plain([1, 2, 6, 6], [31, 2, 3, 3])],
    ['more channels than a block of a direct sum', () => plain([1, 300, 4, 4], [2, 300, 3, 3])],
    ['several chains of channels', () => plain([1, 130, 6, 6], [3, 130, 3, 3])],
    ['small images, several to a block', () => plain([7, 3, 6, 8], [4, 3, 3, 3])],
    ['small images of odd sides', () => plain([5, 2, 7, 5], [15, 2, 3, 3])],
    ['groups of channels', () => plain([2, 6, 6, 6], [4, 3, 3, 3], { groups: 2 })],
    ['groups of images', () => plain([4, 3, 6, 5], [4, 3, 3, 3], { batchGroups: 2 })],
    [
      'a padding that is not in memory',
      () =>
        graphOf(
          [
            [2, 3, 6, 5],
            [4, 3, 3, 3],
          ],
          (x, w) => conv(pad(x, [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0]), w),
        ),
    ],
    [
      'a padding of its own',
      () =>
        plain([2, 3, 6, 5], [4, 3, 3, 3], {
          padding: [
            [1, 1],
            [2, 0],
          ],
        }),
    ],
    [
      'operands computed on the way, weights turned round, two results of the sum',
      () =>
        graphOf(
          [
            [2, 3, 8, 7],
            [3, 4, 3, 3],
            [2, 4, 6, 5],
          ],
          (x, w, residual) => {
            const sum = conv(exp(x), reverse(moveAxis(w, 1, 0), [2, 3]))
            return [tanh(add(sum, residual)), mul(sum, sum)]
          },
        ),
    ],
    [
      'halves, computed in float32',
      () =>
        graphOf(
          [
            [2, 3, 6, 6],
            [4, 3, 3, 3],
          ],
          (x, w) => conv(cast(x, 'float16'), cast(w, 'float16')),
        ),
    ],
  ])
  checkAgreement([
    ['many images', () => plain([5, 33, 18, 18], [40, 33, 3, 3])],
    ['wide images', () => plain([1, 16, 58, 58], [20, 16, 3, 3])],
  ])
})

describe('convolutions with windows of 2 × 2 by squares', () => {
  test('transform the weights once, then everything else at once', () =>
    expect(namesOf(plain([2, 3, 8, 8], [5, 3, 2, 2]))).toEqual(['k0_conv_left', 'k0_conv']))

  checkBits([
    ['even sides', () => plain([2, 3, 9, 7], [5, 3, 2, 2])],
    ['odd sides, the last squares half outside', () => plain([1, 2, 6, 8], [4, 2, 2, 2])],
    ['a single square', () => plain([1, 1, 3, 3], [1, 1, 2, 2])],
    ['less than a square', () => plain([2, 2, 2, 3], [3, 2, 2, 2])],
    ['images of 3 × 3', () => plain([2, 2, 4, 4], [3, 2, 2, 2])],
    ['rows of squares longer than a vector, several blocks', () => plain([1, 2, 11, 45], [3, 2, 2, 2])],
    ['more rows than a register tile, which do not come out even', () => plain([1, 2, 5, 5], [31, 2, 2, 2])],
    ['several chains of channels, whole lines of them', () => plain([1, 144, 5, 5], [3, 144, 2, 2])],
    ['small images of odd sides, several to a block', () => plain([5, 2, 6, 4], [15, 2, 2, 2])],
    ['groups of channels', () => plain([2, 6, 5, 5], [4, 3, 2, 2], { groups: 2 })],
    ['groups of images', () => plain([4, 3, 5, 4], [4, 3, 2, 2], { batchGroups: 2 })],
    [
      'a padding at one end alone',
      () =>
        plain([2, 3, 6, 5], [4, 3, 2, 2], {
          padding: [
            [1, 0],
            [0, 1],
          ],
        }),
    ],
    [
      'operands computed on the way, every second place of weights turned round, two results of the sum',
      () =>
        graphOf(
          [
            [2, 3, 8, 7],
            [3, 4, 4, 4],
            [2, 4, 7, 6],
          ],
          (x, w, residual) => {
            const every = slice(reverse(moveAxis(w, 1, 0), [2, 3]), [0, 0, 1, 0], [4, 3, 4, 3], [1, 1, 2, 2])
            const sum = conv(exp(x), every)
            return [tanh(add(sum, residual)), mul(sum, sum)]
          },
        ),
    ],
  ])
  checkAgreement([
    ['many images', () => plain([5, 33, 17, 17], [40, 33, 2, 2])],
    ['wide images', () => plain([1, 16, 57, 57], [20, 16, 2, 2])],
  ])
})

describe('gradients of windows by squares', () => {
  test('sum up strands, then the strands', () =>
    expect(namesOf(plain([3, 4, 8, 8], [5, 4, 6, 6], strands(2)))).toEqual(['k0_conv_strands', 'k0_conv']))

  checkBits([
    ['even sides', () => plain([3, 2, 8, 10], [4, 2, 6, 8])],
    ['odd sides', () => plain([2, 2, 7, 9], [3, 2, 5, 7])],
    ['strands of several channels, not all as many', () => plain([2, 5, 6, 6], [3, 5, 4, 4], strands(3))],
    ['several channels to a block, strands that do not come out even', () => plain([2, 11, 8, 7], [3, 11, 6, 5], strands(2))],
    ['several blocks of squares', () => plain([2, 1, 22, 22], [2, 1, 20, 20])],
    ['rows of squares longer than a block', () => plain([1, 1, 6, 142], [2, 1, 4, 140])],
    ['more rows and columns than register tiles, which do not come out even', () => plain([35, 1, 6, 6], [31, 1, 4, 4])],
    ['groups', () => plain([4, 3, 8, 8], [6, 3, 6, 6], { ...strands(2), batchGroups: 2 })],
    ['groups of channels', () => plain([4, 6, 8, 8], [6, 3, 6, 6], { ...strands(2), groups: 2 })],
    [
      'operands computed on the way, an image whose padding is not in memory, two results',
      () =>
        graphOf(
          [
            [3, 2, 6, 6],
            [4, 2, 6, 6],
          ],
          (x, g) => {
            const sum = conv(pad(x, [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0]), exp(g), strands(2))
            return [tanh(sum), mul(sum, sum)]
          },
        ),
    ],
  ])
  checkAgreement([
    ['more rows and columns than a task has', () => plain([70, 3, 18, 18], [66, 3, 16, 16], strands(3))],
    ['wide images', () => plain([32, 2, 58, 58], [32, 2, 56, 56], strands(2))],
  ])
})
