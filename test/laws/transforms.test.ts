// Functions that together use every kind of primitive: transforms obey their laws on each of them, in nestings too.

import fc from 'fast-check'
import type { Tensor } from 'tenet'
import * as tenet from 'tenet'
import * as laws from 'tenet/laws'
import { crossEntropy, ctcLoss, mseLoss, multilabelMarginLoss } from 'tenet/nn'
import { describe } from 'vitest'

type F32<S extends tenet.Shape> = Tensor<S, 'float32'>
type I32<S extends tenet.Shape> = Tensor<S, 'int32'>

const generic = <const S extends tenet.Shape>(shape: S) => laws.tensor({ shape, elements: 'generic' })
const distinct = <const S extends tenet.Shape>(shape: S) => laws.tensor({ shape, elements: 'distinct' })
const positive = <const S extends tenet.Shape>(shape: S) => laws.tensor({ shape, elements: 'generic', range: [0.5, 2] })
const indices = <const S extends tenet.Shape>(shape: S, below: number) => laws.tensor({ shape, dtype: 'int32', range: [0, below - 1] })

describe('elementwise and broadcasting', () =>
  laws.transforms((x: F32<[2, 3]>, row: F32<[3]>) => tenet.tanh(x).mul(row).add(tenet.exp(x.neg())), {
    inputs: fc.tuple(generic([2, 3]), generic([3])),
  }))

describe('special functions', () =>
  laws.transforms((x: F32<[4]>) => [tenet.log(x), tenet.erf(x), tenet.rsqrt(x), tenet.pow(x, 2.5), tenet.sin(x).div(tenet.log1p(x))], {
    inputs: fc.tuple(positive([4])),
  }))

describe('trees in and out', () =>
  laws.transforms(
    ({ weight, bias }: { weight: F32<[3, 2]>; bias: F32<[2]> }, x: F32<[2, 3]>) => ({
      y: x.matmul(weight).add(bias),
      norm: [tenet.square(x).sum()],
    }),
    { inputs: fc.tuple(fc.record({ weight: generic([3, 2]), bias: generic([2]) }), generic([2, 3])) },
  ))

describe('reductions', () =>
  laws.transforms((x: F32<[3, 2]>) => [tenet.softmax(x, -1), tenet.logsumexp(x), tenet.std(x, 0), tenet.prod(x, 1), tenet.norm(x)], {
    inputs: fc.tuple(generic([3, 2])),
  }))

describe('choices', () =>
  laws.transforms((x: F32<[3, 2]>) => [tenet.max(x, 0), tenet.min(x), tenet.where(tenet.greater(x, 0), x, tenet.square(x))], {
    inputs: fc.tuple(distinct([3, 2])),
  }))

describe('movement of elements', () =>
  laws.transforms(
    (x: F32<[3, 2]>) => [
      tenet.transpose(x).reshape([6]),
      tenet.pad(x, [
        [1, 0],
        [0, 2],
      ]),
      tenet.flip(x, 0),
      tenet.concat([x, x], 1),
    ],
    {
      inputs: fc.tuple(generic([3, 2])),
    },
  ))

describe('gathering and scattering', () =>
  laws.transforms((x: F32<[4, 2]>, at: I32<[3]>) => [tenet.take(x, at), tenet.indexAdd(x, at, tenet.take(x, at))], {
    inputs: fc.tuple(generic([4, 2]), indices([3], 4)),
  }))

describe('slices at index vectors', () =>
  laws.transforms(
    (x: F32<[4, 2]>, at: I32<[3, 1]>) => {
      const rows = { offsetAxes: [1], collapsedAxes: [0], startMap: [0] } as const
      const chosen = tenet.gather(x, at, { ...rows, sliceSizes: [1, 2], fillValue: 0 })
      return [chosen, tenet.scatter(x, at, chosen.mul(2), { ...rows, combine: 'add' }), tenet.scatter(x, at, chosen.exp(), rows)]
    },
    { inputs: fc.tuple(generic([4, 2]), laws.tensor({ shape: [3, 1], dtype: 'int32', range: [-1, 4] })) },
  ))

describe('contractions', () =>
  laws.transforms((x: F32<[2, 3]>, y: F32<[3, 2]>) => tenet.einsum('ij,jk->ki', x, y), {
    inputs: fc.tuple(generic([2, 3]), generic([3, 2])),
  }))

describe('convolutions and pools', () =>
  laws.transforms((x: F32<[1, 2, 5, 4]>, w: F32<[2, 2, 2, 2]>) => tenet.maxPool2d(tenet.conv2d(x, w, { padding: 1, stride: [2, 1] }), 2), {
    inputs: fc.tuple(generic([1, 2, 5, 4]), generic([2, 2, 2, 2])),
  }))

describe('losses', () =>
  laws.transforms(
    (logits: F32<[3, 4]>, labels: I32<[3]>) => [
      // A mean over labels that are all ignored is NaN.
      crossEntropy(logits, labels, { labelSmoothing: 0.1, ignoreIndex: 2, reduction: 'sum' }),
      mseLoss(logits, tenet.oneHot(labels, 4, logits.dtype)),
      multilabelMarginLoss(logits, tenet.oneHot(labels, 4, 'int32').mul(3)),
    ],
    {
      inputs: fc.tuple(generic([3, 4]), indices([3], 4)),
    },
  ))

describe('sums over alignments', () =>
  laws.transforms(
    (logits: F32<[4, 2, 3]>, labels: I32<[2, 2]>, counts: I32<[2]>) =>
      ctcLoss(tenet.logSoftmax(logits), labels.add(1), tenet.full([2], 4, 'int32'), counts, { zeroInfinity: true }),
    { inputs: fc.tuple(generic([4, 2, 3]), indices([2, 2], 2), indices([2], 3)) },
  ))

describe('integers alone', () =>
  laws.transforms((x: I32<[4]>) => x.mul(x).sub(3), {
    inputs: fc.tuple(laws.tensor({ shape: [4], dtype: 'int32' })),
    differentiable: 'not',
  }))
