// Contractions whose sums go along lanes: gradients of the weights of depthwise and nearly depthwise convolutions. Rows that fill vectors and do not, bands of rows that
// come out even or not, blocks of images, windows of more results than there are registers, every second element.

import { conv2d, type Tensor, vjp } from 'tenet'
import { describe } from 'vitest'
import type { Graph } from '../../src/core/graph.js'
import { inLanes } from '../../src/core/lowering.js'
import { convP } from '../../src/primitives/contraction/conv.js'
import { bindOne } from '../../src/primitives/single.js'
import type { DTypeName } from '../../src/support/dtype.js'
import type { Dims } from '../../src/support/shape.js'
import { plainConv } from '../primitives/plain-conv.js'
import { type Case, checkAgreement, checkBits, graphOf } from './schedule-cases.js'

type Image = Tensor<[number, number, number, number], 'float32'>

interface Sizes {
  readonly images?: number
  readonly groups?: number
  /** Of each group, in and out. */
  readonly channels?: readonly [number, number]
  readonly kernel?: number
  readonly stride?: number
  readonly dilation?: number
}

/** The gradient of the weights, doubled, over images of so many rows and columns. */
function gradient(rows: number, columns: number, sizes: Sizes = {}): Graph {
  const { images = 1, groups = 2, channels = [1, 1], kernel = 3, stride = 1, dilation = 1 } = sizes
  const [from, to] = channels
  const weight: Dims = [groups * to, from, kernel, kernel]
  const padding = (dilation * (kernel - 1)) / 2
  const conv = (x: Tensor, w: Tensor): Tensor => conv2d(x as Image, w as Image, { padding, stride, dilation, groups })
  const [height, width] = [rows, columns].map(size => Math.floor((size - 1) / stride) + 1) as [number, number]
  return graphOf([[images, groups * from, rows, columns], weight, [images, groups * to, height, width]], (x, w, ct) =>
    vjp((u: Tensor) => conv(x, u), w)[1](ct)[0].mul(2),
  )
}

/** As the method says, whatever the sizes would have been computed by. */
const plain = (x: Dims, weight: Dims, params: Partial<typeof plainConv> = {}, dtype: DTypeName = 'float32'): Graph =>
  graphOf([x, weight], (a, w) => bindOne(convP, [a, w], { ...plainConv, ...params, method: inLanes }), dtype)

const line = { strides: [1], padding: [[1, 1]] as const, inputDilation: [1], kernelDilation: [1] }

const small: readonly Case[] = [
  ['rows of one vector, filled', () => gradient(8, 16)],
  ['rows of one vector, filled up, bands that do not come out even', () => gradient(9, 9)],
  ['rows of three vectors', () => gradient(5, 45)],
  ['rows of five vectors', () => gradient(3, 70)],
  ['rows of fours', () => gradient(16, 4, { images: 3 })],
  ['two images', () => gradient(6, 18, { images: 2 })],
  ['every second element', () => gradient(9, 37, { stride: 2 })],
  ['windows with gaps', () => gradient(9, 18, { dilation: 2 })],
  ['windows of 5 × 5', () => gradient(6, 17, { kernel: 5, groups: 1 })],
  ['windows of 7 × 7, in tiles that overlap', () => gradient(4, 17, { kernel: 7, groups: 1 })],
  ['several channels of each group', () => gradient(5, 17, { channels: [2, 4] })],
  ['channels that are no tile', () => gradient(4, 18, { channels: [3, 5], groups: 1 })],
  ['float64', () => plain([1, 2, 6, 20], [1, 2, 4, 18], {}, 'float64')],
  ['float16', () => plain([1, 2, 6, 20], [1, 2, 4, 18], {}, 'float16')],
  ['one spatial axis', () => plain([1, 3, 40], [2, 3, 37], line)],
  ['three spatial axes', () => plain([1, 2, 4, 5, 19], [1, 2, 2, 5, 17], { strides: [1, 1, 1], padding: [[0, 0], [1, 0], [0, 1]], inputDilation: [1, 1, 1], kernelDilation: [1, 1, 1] })], // biome-ignore format: one line reads best
  ['blocks of images', () => plain([1, 5, 63, 65], [1, 5, 63, 65])],
]

describe('sums along lanes', () => {
  checkBits(small)
  checkAgreement([
    ['over threads', () => gradient(29, 29, { images: 4, groups: 64 })],
    ['over threads, with tiles', () => gradient(28, 28, { images: 8, groups: 2, channels: [8, 8] })],
  ])
})
