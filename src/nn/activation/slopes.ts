// Rectifiers whose negative slope is learned or drawn.

import { showType } from '../../core/array-type.js'
import { full } from '../../ops/creation/creation.js'
import { mul } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater } from '../../ops/elementwise/comparison.js'
import { uniform } from '../../ops/random/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { LayerShapes, Parameter, SameShape } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'
import { checkNumber, checkSize } from '../layer/options.js'

export interface PreluOptions {
  /** One slope for all, or as many as there are channels. Default 1. */
  readonly numParameters?: number
  /** The slope at first. Default 0.25. */
  readonly init?: number
}

/** prelu(options): the shape stays. */
export interface PreluShapes<Options> extends LayerShapes {
  readonly out: this['in']
  readonly parameters: {
    readonly weight: Parameter<[Options extends { readonly numParameters: infer N extends number } ? N : 1]>
  }
}

const rectified = (x: FloatTensor, slope: FloatTensor | number): FloatTensor => where(greater(x, 0), x, mul(x, slope))

/**
 * `x` where x is positive, else `weight · x`, with a learned weight.
 * Parameters: weight float32[numParameters], 0.25 at first. Weight decay does not suit it.
 * @param options numParameters 1, or the number of channels, axis 1; init 0.25
 * @throws ArgumentError when an option is unknown or out of range; when applied, ShapeError when there are other than 1 or numParameters channels
 * @source He et al., "Delving deep into rectifiers", 2015; as in PyTorch
 */
export function prelu<const O extends PreluOptions = Record<never, never>>(options?: O): Layer<PreluShapes<O>> {
  checkOptions('prelu', options, ['numParameters', 'init'])
  const { numParameters = 1, init = 0.25 }: PreluOptions = options ?? {}
  checkSize('prelu', 'numParameters', numParameters)
  checkNumber('prelu', 'init', init)
  return defineLayer<PreluShapes<O>, { readonly weight: FloatTensor }>({
    name: 'prelu',
    init: () => ({ weight: full([numParameters], init) }),
    apply(params, x) {
      checkParameters('prelu', params, ['weight'])
      checkInput('prelu', x, params.weight)
      if (numParameters !== 1 && x.shape[1] !== numParameters)
        throw new ShapeError(`prelu: input must have ${numParameters} channels, as there are slopes; got ${showType(x)}`)
      const slopes = params.weight.reshape([numParameters, ...x.shape.slice(2).map(() => 1)])
      return rectified(x, x.shape.length < 2 ? params.weight : slopes)
    },
  })
}

export interface RreluOptions {
  /** Default 1/8. */
  readonly lower?: number
  /** Default 1/3. */
  readonly upper?: number
}

/**
 * `x` where x is positive, else `slope · x`: in training each element draws a slope, uniform from lower to upper; applied it is their mean.
 * @param options lower 1/8, upper 1/3
 * @throws ArgumentError unless lower is at most upper
 * @source Xu et al., "Empirical evaluation of rectified activations in convolutional network", 2015; as in PyTorch
 */
export function rrelu(options: RreluOptions = {}): Layer<SameShape> {
  checkOptions('rrelu', options, ['lower', 'upper'])
  const { lower = 1 / 8, upper = 1 / 3 } = options
  checkNumber('rrelu', 'lower', lower)
  checkNumber('rrelu', 'upper', upper)
  if (lower > upper) throw new ArgumentError(`rrelu: lower must be at most upper; got ${lower} and ${upper}`)
  return defineLayer<SameShape>({
    name: 'rrelu',
    init: () => noParameters,
    apply(_params, x) {
      checkInput('rrelu', x)
      return rectified(x, (lower + upper) / 2)
    },
    train(params, x, key) {
      checkInput('rrelu', x)
      return [rectified(x, uniform(key, x.shape, { min: lower, max: upper, dtype: x.dtype })), params]
    },
  })
}
