// Small programs that between them are scheduled in every way there is.

import { conv2d, cumsum, indexAdd, matmul, softmax, sort, type Tensor, take, transpose } from 'tenet'
import type { Graph } from '../../src/core/graph.js'
import { graphOf } from './schedule-cases.js'

type Floats = Tensor<readonly number[], 'float32'>
type Image = Tensor<[number, number, number, number], 'float32'>

const conv = (x: Tensor, w: Tensor, groups: number): Tensor => conv2d(x as Image, w as Image, { padding: 1, groups })

const wave = (x: Floats): Tensor => x.exp().add(x.tanh()).mul(x.sigmoid())

export const programs: Readonly<Record<string, Graph>> = {
  'a chain of elementwise operations': graphOf([[1003]], x => wave(x as Floats)),
  'halves and conversions': graphOf([[515]], x => x.cast('float16').mul(3).cast('bfloat16').exp().cast('float32')),
  'sums along rows and columns': graphOf([[37, 130]], x => [x.sum(1), x.sum(0), x.max()]),
  'softmax over rows': graphOf([[21, 67]], x => softmax(x as Tensor<readonly [number, number], 'float32'>, -1)),
  'a product': graphOf(
    [
      [45, 70],
      [70, 53],
    ],
    (a, b) => matmul(a, b).add(1),
  ),
  'a product in float64': graphOf(
    [
      [19, 33],
      [33, 21],
    ],
    (a, b) => matmul(a, b),
    'float64',
  ),
  'a vector and a matrix': graphOf(
    [
      [1, 200],
      [200, 90],
    ],
    (a, b) => matmul(a, b),
  ),
  'many small products': graphOf(
    [
      [9, 8, 12],
      [9, 12, 7],
    ],
    (a, b) => matmul(a, b),
  ),
  'a convolution': graphOf(
    [
      [2, 16, 12, 12],
      [24, 16, 3, 3],
    ],
    (x, w) => conv(x, w, 1),
  ),
  'a convolution by squares': graphOf(
    [
      [2, 32, 10, 11],
      [33, 32, 3, 3],
    ],
    (x, w) => conv(x, w, 1),
  ),
  'the gradient of weights by squares': graphOf(
    [
      [33, 3, 12, 13],
      [32, 3, 10, 11],
    ],
    (x, ct) => conv2d(x as Image, ct as Image),
  ),
  'a depthwise convolution': graphOf(
    [
      [2, 16, 12, 12],
      [16, 1, 3, 3],
    ],
    (x, w) => conv(x, w, 16),
  ),
  'a transposition': graphOf([[65, 33]], x => transpose(x, [1, 0])),
  'a gather and a scatter': graphOf([[40, 17]], x => {
    const rows = x.slice([0, 40], [0, 1]).reshape([40]).cast('float32').abs().mul(7).floor().clamp(0, 39).cast('int32')
    return [take(x, rows, 0), indexAdd(x, rows, x.mul(2))]
  }),
  'sorting short lines': graphOf([[7, 29]], x => sort(x, 1)),
  'sorting long lines': graphOf([[7, 129]], x => sort(x, 1)),
  'running sums': graphOf([[5, 300]], x => cumsum(x, 1)),
  'running sums, several in step': graphOf([[21, 30]], x => cumsum(x, 1)),
}
