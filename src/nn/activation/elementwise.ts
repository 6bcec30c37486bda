// Activations that take no numbers: layers that keep the shape and have no parameters.

import type { Tensor } from '../../core/tensor.js'
import * as activations from '../../ops/elementwise/activations.js'
import { abs, add, div, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater, greaterEqual, less, lessEqual } from '../../ops/elementwise/comparison.js'
import { expm1, tanh as tanhOf } from '../../ops/elementwise/float-functions.js'
import type { SameShape } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'

/** A layer that applies a function to each element. */
export const elementwise = (name: string, f: (x: FloatTensor) => Tensor): Layer<SameShape> =>
  defineLayer<SameShape>({
    name,
    init: () => noParameters,
    apply(_params, x) {
      checkInput(name, x)
      return f(x)
    },
  })

/** Between two bounds, with a derivative of 0 at either. */
export const bounded = (x: FloatTensor, least: number, most: number): FloatTensor =>
  where(lessEqual(x, least), least, where(greaterEqual(x, most), most, x))

/** `α (eˣ - 1)` where x is not positive, else x. */
export function exponentialBelow(x: FloatTensor, alpha: number): FloatTensor {
  const positive = greater(x, 0)
  return where(positive, x, mul(expm1(where(positive, 0, x)), alpha))
}

/** Hands on its input. */
export const identity: Layer<SameShape> = elementwise('identity', x => x)

/** `max(x, 0)`. @source Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010 */
export const relu: Layer<SameShape> = elementwise('relu', activations.relu)

/** `min(max(x, 0), 6)`. @source Howard et al., "MobileNets", 2017 */
export const relu6: Layer<SameShape> = elementwise('relu6', x => bounded(x, 0, 6))

/** `tanh(x)`. */
export const tanh: Layer<SameShape> = elementwise('tanh', tanhOf)

/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid: Layer<SameShape> = elementwise('sigmoid', activations.sigmoid)

/** `-ln(1 + e⁻ˣ)`, the logarithm of the sigmoid. */
export const logSigmoid: Layer<SameShape> = elementwise('logSigmoid', x => activations.logSigmoid(x))

/** `x / (1 + e⁻ˣ)`. @source Elfwing, Uchibe, Doya, "Sigmoid-weighted linear units", 2018 */
export const silu: Layer<SameShape> = elementwise('silu', activations.silu)

/** `x Φ(x)`, Φ the distribution of the normal. @source Hendrycks and Gimpel, "Gaussian error linear units", 2016 */
export const gelu: Layer<SameShape> = elementwise('gelu', x => activations.gelu(x))

/** `gelu` with `Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2`, as in GPT-2; PyTorch's `GELU(approximate='tanh')`. */
export const geluTanh: Layer<SameShape> = elementwise('geluTanh', x => activations.gelu(x, 'tanh'))

/** `x tanh(ln(1 + eˣ))`. @source Misra, "Mish: a self regularized non-monotonic activation function", 2019 */
export const mish: Layer<SameShape> = elementwise('mish', x => mul(x, tanhOf(activations.softplus(x))))

const seluAlpha = 1.6732632423543772
const seluScale = 1.0507009873554805

/**
 * `s x` where x is positive, else `s α (eˣ - 1)`, with s ≈ 1.0507 and α ≈ 1.6733, which keep mean 0 and variance 1.
 * @source Klambauer et al., "Self-normalizing neural networks", 2017
 */
export const selu: Layer<SameShape> = elementwise('selu', x => mul(exponentialBelow(x, seluAlpha), seluScale))

/** `min(max(x + 3, 0), 6) / 6`. @source Courbariaux et al., "BinaryConnect", 2015; in the form of MobileNetV3 */
export const hardsigmoid: Layer<SameShape> = elementwise('hardsigmoid', x => div(bounded(add(x, 3), 0, 6), 6))

/** `x hardsigmoid(x)`. @source Howard et al., "Searching for MobileNetV3", 2019 */
export const hardswish: Layer<SameShape> = elementwise('hardswish', x =>
  where(less(x, -3), 0, where(greater(x, 3), x, div(mul(x, add(x, 3)), 6))),
)

/** `x / (1 + |x|)`. */
export const softsign: Layer<SameShape> = elementwise('softsign', x => div(x, add(abs(x), 1)))

/** `x - tanh(x)`. */
export const tanhshrink: Layer<SameShape> = elementwise('tanhshrink', x => sub(x, tanhOf(x)))
