// The bilinear map of two inputs.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { einsum } from '../../ops/contraction/einsum.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { type Key, split } from '../../ops/random/index.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { uniform } from '../init/index.js'
import { checkInput, checkParameters, type FloatTensor } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'
import { hasBias } from './affine-parameters.js'

export interface BilinearOptions {
  readonly bias?: boolean
}

type BilinearParameters<Out extends number, In1 extends number, In2 extends number, O> = O extends { readonly bias: false }
  ? { readonly weight: Tensor<[Out, In1, In2], 'float32'> }
  : { readonly weight: Tensor<[Out, In1, In2], 'float32'>; readonly bias: Tensor<[Out], 'float32'> }

/** A map of two inputs: no layer, for those take one, but made and applied like one. */
export interface Bilinear<Out extends number, O> {
  readonly name: 'bilinear'
  /** @param input the numbers of features of the two inputs */
  init<In1 extends number, In2 extends number>(key: Key, input: readonly [In1, In2]): BilinearParameters<Out, In1, In2, O>
  /** @throws ShapeError when the inputs are not float32[batch, in1] and float32[batch, in2] */
  apply<B extends number, In1 extends number, In2 extends number>(
    params: BilinearParameters<Out, In1, In2, O>,
    x1: Tensor<readonly [B, In1], 'float32'>,
    x2: Tensor<readonly [NoInfer<B>, In2], 'float32'>,
  ): Tensor<[B, Out], 'float32'>
}

/**
 * `y[n, o] = Σ x1[n, i] · weight[o, i, j] · x2[n, j] + bias[o]`.
 * Parameters: weight float32[features, in1, in2] and bias float32[features], both uniform in ±1/√in1 at first.
 * @param features the size of the result
 * @param options `{ bias: false }` leaves the bias out
 * @returns `init(key, [in1, in2])` and `apply(params, x1, x2)`
 * @throws ArgumentError unless features is a positive integer
 * @example
 * ```
 * const score = bilinear(1)
 * score.apply(score.init(key, [3, 4]), ones([2, 3]), ones([2, 4])).shape // [2, 1]
 * ```
 * @source as in PyTorch
 */
export function bilinear<Out extends number, const O extends BilinearOptions = Record<never, never>>(
  features: Out,
  options?: O,
): Bilinear<Out, O> {
  checkSize('bilinear', 'features', features)
  checkOptions('bilinear', options, ['bias'])
  const bias = hasBias(options)
  const rules = {
    name: 'bilinear',
    init(key: Key, [in1, in2]: readonly [number, number]) {
      checkSize('bilinear', 'the first input', in1)
      checkSize('bilinear', 'the second input', in2)
      const [weightKey, biasKey] = split(key)
      const bound = 1 / Math.sqrt(in1)
      const weight = uniform(weightKey, [features, in1, in2], { min: -bound, max: bound })
      return bias ? { weight, bias: uniform(biasKey, [features], { min: -bound, max: bound }) } : { weight }
    },
    apply(params: { readonly weight: FloatTensor; readonly bias?: FloatTensor }, x1: Tensor, x2: Tensor): Tensor {
      checkParameters('bilinear', params, bias ? ['weight', 'bias'] : ['weight'])
      const { weight } = params
      checkInput('bilinear', x1, weight)
      checkInput('bilinear', x2, weight)
      const [, in1, in2] = weight.shape
      if (x1.shape.length !== 2 || x2.shape.length !== 2 || x1.shape[1] !== in1 || x2.shape[1] !== in2 || x1.shape[0] !== x2.shape[0])
        throw new ShapeError(`bilinear: inputs must be [n,${in1}] and [n,${in2}]; got ${showType(x1)} and ${showType(x2)}`)
      const y = einsum('ni,oij,nj->no', x1, weight, x2)
      return params.bias === undefined ? y : add(y, params.bias)
    },
  }
  // The types say of shapes what the rules compute.
  return Object.freeze(rules) as unknown as Bilinear<Out, O>
}
