// Convolutions of dilated images are taken apart into phases: the same values as from the convolution as a whole.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printGraph } from '../../src/core/printer.js'
import type { Tensor } from '../../src/core/tensor.js'
import { tensor, toGraph } from '../../src/index.js'
import { conv, convP } from '../../src/primitives/contraction/conv.js'
import type { ConvOperation } from '../../src/primitives/contraction/conv-geometry.js'
import { bindOne } from '../../src/primitives/single.js'
import { plainConv } from './plain-conv.js'

/** Small integers: their sums are exact in any order. */
const integers = (shape: readonly number[], salt: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 7 + salt) % 11) - 5),
    shape as [number],
  )

const size = (min: number, max: number) => fc.integer({ min, max })
const axis = fc.record({ size: size(1, 9), kernel: size(1, 5), dilation: size(1, 3), low: size(-2, 4), high: size(-2, 4) })

describe('phases', () => {
  test('give what the whole convolution gives', () => {
    fc.assert(
      fc.property(axis, axis, size(1, 2), size(1, 2), (a, b, groups, batchGroups) => {
        const params: ConvOperation = {
          ...plainConv,
          padding: [
            [a.low, a.high],
            [b.low, b.high],
          ],
          inputDilation: [a.dilation, b.dilation],
          groups,
          batchGroups: groups === 1 ? batchGroups : 1,
        }
        // As many channels as make it worthwhile.
        const x = integers([4, 16 * groups, a.size, b.size], 1)
        const weight = integers([32 * groups * params.batchGroups, 16, a.kernel, b.kernel], 3)
        expect(conv(x, weight, params).toArray()).toEqual(bindOne(convP, [x, weight], params).toArray())
      }),
      { numRuns: 25 },
    )
  })

  test('multiply as often as the convolution that a transposed one belongs to', () => {
    const params: ConvOperation = {
      ...plainConv,
      padding: [
        [2, 2],
        [2, 2],
      ],
      inputDilation: [2, 2],
    }
    const graph = toGraph((x: Tensor, weight: Tensor) => conv(x, weight, params))(integers([2, 8, 8, 8], 0), integers([8, 8, 4, 4], 0))
    const kernels = printGraph(graph).match(/conv\[[^\n]*/g) ?? []
    expect(kernels).toHaveLength(4)
    for (const each of kernels) expect(each).toContain('inputDilation=[1,1]')
  })
})
