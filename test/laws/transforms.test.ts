// Functions that together use every kind of primitive: transforms obey their laws on each of them, in nestings too.

import fc from 'fast-check'
import type { Shape, Tensor } from 'tenet'
import * as tenet from 'tenet'
import * as laws from 'tenet/laws'
import { describe } from 'vitest'

type Floats = Tensor<Shape, 'float32'>
const generic = (shape: laws.Sizes) => laws.tensor({ shape, elements: 'generic' })

describe('elementwise and broadcasting', () =>
  laws.transforms(
    (x: Floats, row: Floats) =>
      tenet
        .tanh(x)
        .mul(row)
        .add(tenet.exp(x.mul(-1))),
    {
      inputs: fc.tuple(generic([2, 3]), generic([3])),
    },
  ))

describe('trees in and out', () =>
  laws.transforms(
    ({ weight, bias }: { weight: Floats; bias: Floats }, x: Floats) => ({ y: x.matmul(weight).add(bias), norm: [x.mul(x).sum()] }),
    {
      inputs: fc.tuple(fc.record({ weight: generic([3, 2]), bias: generic([2]) }), generic([2, 3])),
    },
  ))

describe('reductions and choices', () =>
  laws.transforms((x: Floats) => [tenet.softmax(x, -1), tenet.max(x, 0), tenet.where(tenet.greater(x, 0), x, tenet.square(x))], {
    inputs: fc.tuple(laws.tensor({ shape: [3, 2], elements: 'distinct' })),
  }))

describe('movement of elements', () =>
  laws.transforms((x: Floats) => tenet.transpose(x).reshape([2, 3]).sum(1), { inputs: fc.tuple(generic([3, 2])) }))

describe('integers beside floats', () =>
  laws.transforms((x: Floats, indices: Tensor<Shape, 'int32'>) => tenet.oneHot(indices, 3).mul(x), {
    inputs: fc.tuple(generic([2, 3]), laws.tensor({ shape: [2], dtype: 'int32', range: [0, 2] })),
  }))

describe('integers alone', () =>
  laws.transforms((x: Tensor<Shape, 'int32'>) => x.mul(x).sub(3), {
    inputs: fc.tuple(laws.tensor({ shape: [4], dtype: 'int32' })),
    differentiable: 'not',
  }))
