// Products too small to be anything but a zero, whose sign says whether sums begin with them or with 0: every schedule of contractions agrees on it.

import { conv2d, matmul, type Tensor } from 'tenet'
import { describe } from 'vitest'
import { convP } from '../../src/primitives/contraction/conv.js'
import { bindOne } from '../../src/primitives/single.js'
import type { Dims } from '../../src/support/shape.js'
import { plainConv } from '../primitives/plain-conv.js'
import { type Case, checkBits, graphOf } from './schedule-cases.js'

type Matrix = Tensor<[number, number], 'float32'>
type Image = Tensor<[number, number, number, number], 'float32'>

/** Of operands around 2⁻⁷⁵, products lie around half of the smallest float there is. */
const tiny = 2 ** -75

const of = (name: string, x: Dims, y: Dims, f: (a: Tensor, b: Tensor) => Tensor): Case => [
  name,
  () => graphOf([x, y], (a, b = a) => f(a.mul(tiny), b.mul(tiny))),
]

const product = (rows: number, depth: number, columns: number): Case =>
  of(`${rows} × ${depth} × ${columns}`, [rows, depth], [depth, columns], (a, b) => matmul(a as Matrix, b as Matrix))

const weightsOf =
  (method: (typeof plainConv)['method']) =>
  (x: Tensor, g: Tensor): Tensor =>
    bindOne(convP, [x, g], { ...plainConv, method })

describe('products of almost nothing', () => {
  checkBits([
    ...[1, 257].flatMap(depth => [product(1, depth, 9), product(9, depth, 1), product(19, depth, 33)]),
    of('windows', [2, 3, 9, 8], [5, 3, 3, 3], (x, w) => conv2d(x as Image, w as Image, { padding: 1 })),
    of('windows of each channel', [2, 4, 9, 8], [4, 1, 3, 3], (x, w) => conv2d(x as Image, w as Image, { padding: 1, groups: 4 })),
    of('a sum over all positions', [4, 3, 10, 10], [23, 3, 8, 8], weightsOf(plainConv.method)),
    of('by squares', [2, 3, 9, 8], [5, 3, 3, 3], weightsOf({ name: 'winograd', strands: 2 })),
    of('along lanes', [2, 3, 9, 20], [2, 3, 7, 18], weightsOf({ name: 'lanes' })),
  ])
})
