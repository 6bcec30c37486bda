// Convolutions of images smaller than a register tile, of which a block has several: what is read in place and what is packed, and what lies where.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jit, type Tensor, tensor } from '../../src/index.js'
import { conv, neg, reverse, tanh, transpose } from '../../src/primitives/index.js'
import { sizeOf } from '../../src/support/shape.js'
import { plainConv } from '../primitives/plain-conv.js'
import { checkBits, graphOf } from './schedule-cases.js'

/** Small integers: their sums are exact in any order. */
const integers = (shape: readonly number[], salt: number): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7 + salt) % 11) - 5),
    shape,
  )

/** `out[n, o, y, x] = Σ_{c, i, j} image[n, c, y · stride + i, x · stride + j] · weight[o, c, i, j]` */
function sums(image: Tensor, weight: Tensor, stride: number): number[] {
  const [[n = 0, c = 0, h = 0, w = 0], [o = 0, , kh = 0, kw = 0]] = [image.shape, weight.shape]
  const [a, b] = [image.dataSync(), weight.dataSync()]
  const [height, width] = [h - kh, w - kw].map(room => Math.floor(room / stride) + 1)
  const result: number[] = []
  for (let at = 0; at < n * o * (height ?? 0) * (width ?? 0); at++) {
    const [x, y] = [at % (width ?? 1), Math.floor(at / (width ?? 1)) % (height ?? 1)]
    const [out, img] = [Math.floor(at / ((width ?? 1) * (height ?? 1))) % o, Math.floor(at / ((width ?? 1) * (height ?? 1) * o))]
    let sum = 0
    for (let channel = 0; channel < c; channel++)
      for (let i = 0; i < kh; i++)
        for (let j = 0; j < kw; j++)
          sum +=
            Number(a[((img * c + channel) * h + y * stride + i) * w + x * stride + j]) * Number(b[((out * c + channel) * kh + i) * kw + j])
    result.push(sum)
  }
  return result
}

describe('small images', () => {
  checkBits([
    [
      'small images, several to a block',
      () =>
        graphOf(
          [
            [7, 3, 6, 6],
            [29, 3, 3, 3],
          ],
          (x, w) => {
            const sum = conv(x, w, plainConv)
            return [sum, tanh(sum)]
          },
        ),
    ],
    [
      'one small image taken by every second pixel, in blocks of depth, groups of rows dealt out',
      () =>
        graphOf(
          [
            [1, 33, 11, 11],
            [40, 33, 3, 3],
          ],
          (x, w) => neg(conv(x, w, { ...plainConv, strides: [2, 2] })),
        ),
    ],
    [
      'images of nine pixels, in blocks of depth, the kernel turned round',
      () =>
        graphOf(
          [
            [5, 30, 5, 5],
            [30, 29, 3, 3],
          ],
          (x, w) => neg(conv(x, reverse(transpose(w, [1, 0, 2, 3]), [2, 3]), plainConv)),
        ),
    ],
  ])

  test('give the sums they stand for, whatever their sizes', () => {
    const size = (min: number, max: number) => fc.integer({ min, max })
    const axis = size(1, 5).chain(kernel => fc.record({ kernel: fc.constant(kernel), size: size(kernel, kernel + 9) }))
    fc.assert(
      fc.property(size(1, 6), size(1, 20), size(1, 40), axis, axis, size(1, 2), (images, channels, out, y, x, stride) => {
        const [image, weight] = [integers([images, channels, y.size, x.size], 1), integers([out, channels, y.kernel, x.kernel], 3)]
        const params = { ...plainConv, strides: [stride, stride] }
        const result = jit((a: Tensor, b: Tensor) => conv(a, b, params))(image, weight)
        expect([...result.dataSync()].map(Number)).toEqual(sums(image, weight, stride).map(sum => sum + 0))
      }),
      { numRuns: 60, examples: [[2, 16, 32, { kernel: 4, size: 12 }, { kernel: 1, size: 3 }, 1]] },
    )
  })
})
