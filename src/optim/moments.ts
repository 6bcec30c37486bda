// Running means of gradients and of their squares, which most optimizers keep, and what corrects them for having begun at 0.

import type { Tensor } from '../core/tensor.js'
import { add, mul, neg, square } from '../ops/elementwise/arithmetic.js'
import { cast } from '../ops/elementwise/choose.js'
import { expm1 } from '../ops/elementwise/float-functions.js'
import type { FloatTensor } from './leaves.js'
import type { Step } from './schedule/schedule.js'

/** `share · average + (1 - share) · x` */
export const runningMean = (average: FloatTensor, x: FloatTensor, share: number): FloatTensor => add(mul(average, share), mul(x, 1 - share))

/** The same of the square of x. */
export const runningSquare = (average: FloatTensor, x: FloatTensor, share: number): FloatTensor => runningMean(average, square(x), share)

/** `1 - beta^steps`, as `-expm1(steps · log beta)`, for the difference would lose the digits of a beta near 1. */
export const debias = (beta: number, steps: Step): Tensor<[], 'float64'> => neg(expm1(mul(cast(steps, 'float64'), Math.log(beta))))
