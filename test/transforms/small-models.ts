// Small differentiable functions built from the primitives' wrappers: what transforms are nested on.

import type { Tensor } from '../../src/core/tensor.js'
import { conv } from '../../src/primitives/contraction/conv.js'
import { dot } from '../../src/primitives/contraction/dot.js'
import { add, mul, sub, tanh } from '../../src/primitives/elementwise/index.js'
import { broadcast, reduceSum } from '../../src/primitives/structure/broadcast.js'
import { plainConv } from '../primitives/plain-conv.js'
import { wave } from './setup.js'

export interface Dense {
  readonly weight: Tensor
  readonly bias: Tensor
}
export interface Mlp {
  readonly hidden: Dense
  readonly out: Dense
}

export const mlpParams = (seed = 1): Mlp => ({
  hidden: { weight: wave([4, 3], seed), bias: wave([4], seed + 1) },
  out: { weight: wave([2, 4], seed + 2), bias: wave([2], seed + 3) },
})

const vectorDense = ({ weight, bias }: Dense, x: Tensor): Tensor => add(dot(weight, x, { contract: [[1], [0]], batch: [[], []] }), bias)

export const sumAll = (x: Tensor): Tensor =>
  reduceSum(
    x,
    x.shape.map((_, i) => i),
  )

/** @param x float64[3], @returns float64[2] */
export const mlp = (p: Mlp, x: Tensor): Tensor => vectorDense(p.out, tanh(vectorDense(p.hidden, x)))

/** The squared error of one example. @param y float64[2] */
export function mlpLoss(p: Mlp, x: Tensor, y: Tensor): Tensor {
  const error = sub(mlp(p, x), y)
  return sumAll(mul(error, error))
}

export interface ConvNet {
  readonly kernel: Tensor
  readonly bias: Tensor
  readonly readout: Tensor
}

export const convParams = (): ConvNet => ({ kernel: wave([2, 1, 2, 2], 3), bias: wave([2], 4), readout: wave([2, 3, 3], 5) })

/** A convolution, a bias, tanh and a linear readout. @param x float64[1, 4, 4] */
export function convLoss(p: ConvNet, x: Tensor): Tensor {
  const image = broadcast(x, [1, ...x.shape], [1, 2, 3])
  const features = conv(image, p.kernel, plainConv)
  const active = tanh(add(features, broadcast(p.bias, features.shape, [1])))
  return sumAll(
    dot(active, p.readout, {
      contract: [
        [1, 2, 3],
        [0, 1, 2],
      ],
      batch: [[], []],
    }),
  )
}
