// Normalizations of each example by itself, over its last axes: layer norm, and RMS norm, which does not subtract a mean.

import { showType } from '../../core/array-type.js'
import { ones, zeros } from '../../ops/creation/creation.js'
import { add, mul, square } from '../../ops/elementwise/arithmetic.js'
import { rsqrt } from '../../ops/elementwise/float-functions.js'
import { mean } from '../../ops/reductions/reduce.js'
import { floatFormat } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { LayerShapes, List, Parameter, Shape, Tail } from '../../types/index.js'
import { checkInput, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean, checkNumber, checkSize } from '../layer/options.js'
import type { AffineParameters } from '../linear/affine-parameters.js'
import { affine } from './normalize.js'
import { standardize } from './standardize.js'

export interface LayerNormOptions {
  /** How many of the last axes are normalized together. Default 1. */
  readonly axes?: number
  /** Added to the variance, against division by zero. Default 1e-5. */
  readonly eps?: number
  /** Whether there are a weight and a bias for each element. Default true. */
  readonly elementwiseAffine?: boolean
  /** Whether there is a bias beside the weight. Default true. */
  readonly bias?: boolean
}

export interface RmsNormOptions extends Omit<LayerNormOptions, 'bias' | 'eps'> {
  /** Added to the mean square. Default the distance from 1 to the next number: 2⁻²³ for float32. */
  readonly eps?: number
}

type AxesOf<Options> = Options extends { readonly axes: infer N extends number } ? N : 1

// The last N sizes: sizes are dropped from the front until N are left.
type LastSizes<S, N> = S extends List
  ? number extends S['length'] | N
    ? Shape
    : S['length'] extends N
      ? S
      : S extends readonly []
        ? Shape
        : LastSizes<Tail<S>, N>
  : Shape

type NormalizedParameters<Names extends string, S> = { readonly [Name in Names]: Parameter<S extends Shape ? S : Shape> }

/** layerNorm(options): the shape stays. */
export interface LayerNormShapes<Options> extends LayerShapes {
  readonly out: this['in']
  readonly parameters: NormalizedParameters<LayerNormNames<Options>, LastSizes<this['in'], AxesOf<Options>>>
}

type LayerNormNames<Options> = Options extends { readonly elementwiseAffine: false }
  ? never
  : Options extends { readonly bias: false }
    ? 'weight'
    : 'weight' | 'bias'

/** rmsNorm(options): the shape stays. */
export interface RmsNormShapes<Options> extends LayerShapes {
  readonly out: this['in']
  readonly parameters: NormalizedParameters<
    Options extends { readonly elementwiseAffine: false } ? never : 'weight',
    LastSizes<this['in'], AxesOf<Options>>
  >
}

interface NormParameters {
  readonly weight?: FloatTensor
  readonly bias?: FloatTensor
}

/** A layer that normalizes the last axes of each example. */
function lastAxes<F extends LayerShapes>(
  name: string,
  { axes = 1, elementwiseAffine = true }: Pick<LayerNormOptions, 'axes' | 'elementwiseAffine'>,
  bias: boolean,
  normalize: (x: FloatTensor, axes: Dims) => FloatTensor,
): Layer<F> {
  checkSize(name, 'axes', axes)
  checkBoolean(name, 'elementwiseAffine', elementwiseAffine)
  const names = elementwiseAffine ? (bias ? ['weight', 'bias'] : ['weight']) : []
  const checkExample = (example: Dims): void => {
    if (example.length < axes) throw new ShapeError(`${name}: input must have ${axes} axes to normalize; got ${showShape(example)}`)
  }
  return defineLayer<F, NormParameters>({
    name,
    init(_key, input) {
      checkExample(input)
      const sizes = input.slice(-axes)
      return elementwiseAffine ? { weight: ones(sizes), ...(bias ? { bias: zeros(sizes) } : {}) } : {}
    },
    apply(params, x) {
      checkParameters(name, params, names)
      checkInput(name, x, params.weight)
      checkExample(x.shape.slice(1))
      const { weight } = params
      if (weight !== undefined && !sameShape(x.shape.slice(-axes), weight.shape))
        throw new ShapeError(`${name}: input must end in the sizes of the weight; expected [n,…,${weight.shape}], got ${showType(x)}`)
      const last = Array.from({ length: axes }, (_, i) => i - axes)
      return affine(normalize(x, last), weight, params.bias)
    },
  })
}

/** Layer norm of the last axis, of what has been checked. */
export const layerNormOf = (x: FloatTensor, { weight, bias }: AffineParameters, eps: number): FloatTensor =>
  // Floats, as all parameters of layers are.
  affine(standardize({ x }, { axes: [-1], eps }).y, weight as FloatTensor, bias as FloatTensor | undefined)

/**
 * Each example, over its last axes, less its mean, over its spread, then scaled and shifted: `y = (x - μ) / √(σ² + eps) · weight + bias`, with the biased variance.
 * Parameters: weight, ones at first, and bias, zeros, float32[…the sizes of the normalized axes].
 * @param options `axes`, how many of the last axes, 1; eps 1e-5; `{ bias: false }` or `{ elementwiseAffine: false }` leave parameters out
 * @returns a layer from float32[batch, …, features] to the same
 * @throws ArgumentError when an option is unknown or out of range; ShapeError when there are fewer axes, or sizes differ
 * @example
 * ```
 * model([10, 64], layerNorm(), linear(64))
 * ```
 * @source Ba, Kiros, Hinton, "Layer normalization", 2016; as in PyTorch
 * @deviation from PyTorch: the number of axes is given, not their sizes, which are found when the layer meets its input
 */
export function layerNorm<const O extends LayerNormOptions = Record<never, never>>(options?: O): Layer<LayerNormShapes<O>> {
  checkOptions('layerNorm', options, ['axes', 'eps', 'elementwiseAffine', 'bias'])
  const { eps = 1e-5, bias = true, ...rest }: LayerNormOptions = options ?? {}
  checkNumber('layerNorm', 'eps', eps, 0)
  checkBoolean('layerNorm', 'bias', bias)
  return lastAxes('layerNorm', rest, bias, (x, axes) => standardize({ x }, { axes, eps }).y)
}

/**
 * Each example, over its last axes, divided by its root mean square: `y = x / √(mean x² + eps) · weight`.
 * Parameters: weight float32[…the sizes of the normalized axes], ones at first.
 * @param options `axes`, how many of the last axes, 1; eps 2⁻²³, that of float32; `{ elementwiseAffine: false }` leaves the weight out
 * @returns a layer from float32[batch, …, features] to the same
 * @throws ArgumentError when an option is unknown or out of range; ShapeError when there are fewer axes, or sizes differ
 * @source Zhang and Sennrich, "Root mean square layer normalization", 2019; as in PyTorch
 */
export function rmsNorm<const O extends RmsNormOptions = Record<never, never>>(options?: O): Layer<RmsNormShapes<O>> {
  checkOptions('rmsNorm', options, ['axes', 'eps', 'elementwiseAffine'])
  const { eps, ...rest }: RmsNormOptions = options ?? {}
  if (eps !== undefined) checkNumber('rmsNorm', 'eps', eps, 0)
  return lastAxes('rmsNorm', rest, false, (x, axes) => {
    const floor = eps ?? 2 ** (1 - floatFormat(x.dtype).digits)
    return mul(x, rsqrt(add(mean(square(x), axes, { keepDims: true }), floor)))
  })
}
