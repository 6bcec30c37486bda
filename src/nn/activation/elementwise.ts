// Layers that keep the shape and have no parameters.

import type { Tensor } from '../../core/tensor.js'
import * as activations from '../../ops/elementwise/activations.js'
import { tanh as tanhOf } from '../../ops/elementwise/float-functions.js'
import type { FloatDType, SameShape, Shape } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'

function elementwise(name: string, f: (x: Tensor<Shape, FloatDType>) => Tensor): Layer<SameShape> {
  return defineLayer<SameShape>({
    name,
    init: () => noParameters,
    apply(_params, x) {
      checkInput(name, x)
      // Float, as has been checked.
      return f(x as Tensor<Shape, FloatDType>)
    },
  })
}

/** Hands on its input. */
export const identity: Layer<SameShape> = elementwise('identity', x => x)

/** `max(x, 0)`. @source Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010 */
export const relu: Layer<SameShape> = elementwise('relu', activations.relu)

/** `tanh(x)`. */
export const tanh: Layer<SameShape> = elementwise('tanh', tanhOf)

/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid: Layer<SameShape> = elementwise('sigmoid', activations.sigmoid)

/** `x / (1 + e⁻ˣ)`. @source Elfwing, Uchibe, Doya, "Sigmoid-weighted linear units", 2018 */
export const silu: Layer<SameShape> = elementwise('silu', activations.silu)

/** `x Φ(x)`, Φ the distribution of the normal. @source Hendrycks and Gimpel, "Gaussian error linear units", 2016 */
export const gelu: Layer<SameShape> = elementwise('gelu', x => activations.gelu(x))
