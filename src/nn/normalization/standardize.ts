// Numbers less their mean over their spread, scaled and shifted, with the derivative written out: the chain rule, left to itself, sums over the numbers
// five times on its way back, where two sums do that a weight and a bias need as well.
// Source: Ioffe and Szegedy, "Batch normalization", 2015, section 3, where its gradients are put together.

import { add, mul, neg, square, sub } from '../../ops/elementwise/arithmetic.js'
import { rsqrt } from '../../ops/elementwise/float-functions.js'
import { mean } from '../../ops/reductions/reduce.js'
import type { Dims } from '../../support/shape.js'
import { customJvp } from '../../transforms/index.js'
import type { FloatTensor } from '../layer/layer.js'
import { affine, standardized } from './normalize.js'

/** What is normalized; the weight and the bias are the same along the axes of the mean. */
interface Operands {
  readonly x: FloatTensor
  readonly weight?: FloatTensor
  readonly bias?: FloatTensor
}

export interface Moments {
  /** With axes of size 1 where the mean was taken, as the variance. */
  readonly mean: FloatTensor
  /** Over n. */
  readonly variance: FloatTensor
}

interface Standardized extends Moments {
  readonly y: FloatTensor
}

export interface StandardizeOptions {
  readonly axes: Dims
  readonly eps: number
  /** Over what else the mean is taken. */
  readonly together?: (values: FloatTensor) => FloatTensor
}

/**
 * `y = (x - μ) / √(σ² + eps) · weight + bias`, with μ and the biased σ² over axes; and μ and σ² themselves.
 * With x̂ = (x - μ) / √(σ² + eps) and s = weight / √(σ² + eps): `dy = s·dx - s·mean(dx) - x̂·s·mean(x̂·dx) + x̂·dweight + dbias`.
 */
export function standardize(operands: Operands, { axes, eps, together = values => values }: StandardizeOptions): Standardized {
  const average = (values: FloatTensor): FloatTensor => together(mean(values, axes, { keepDims: true }))
  const value = ({ x, weight, bias }: Operands): Standardized => {
    const centre = average(x)
    const variance = average(square(sub(x, centre)))
    return { y: affine(standardized(x, centre, variance, eps), weight, bias), mean: centre, variance }
  }
  const rule = ([primals]: [Operands], [tangents]: [Operands]): [Standardized, Standardized] => {
    const result = value(primals)
    const { x, weight } = primals
    const spread = rsqrt(add(result.variance, eps))
    const scale = weight === undefined ? spread : mul(weight, spread)
    const normal = standardized(x, result.mean, result.variance, eps)
    const [drift, along] = [average(tangents.x), average(mul(normal, tangents.x))]
    // The signs stand inside of the sums' factors: going back, what is summed is then what the weight and the bias sum.
    const against = neg(scale)
    const moved = add(add(mul(scale, tangents.x), mul(against, drift)), mul(normal, mul(against, along)))
    const turned = tangents.weight === undefined ? moved : add(moved, mul(normal, tangents.weight))
    const y = tangents.bias === undefined ? turned : add(turned, tangents.bias)
    const variance = mul(2, average(mul(sub(x, result.mean), tangents.x)))
    return [result, { y, mean: drift, variance }]
  }
  return customJvp(value, rule)(operands)
}
