// Weight and spectral normalization: a layer whose weight is made from other parameters. In its tree the weight gives way to
// `parametrizations.weight`, under PyTorch's names; all else stays.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { matmul } from '../../ops/contraction/matmul.js'
import { div, maximum, mul, square } from '../../ops/elementwise/arithmetic.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { foldIn, type Key, normal, split } from '../../ops/random/index.js'
import { sum } from '../../ops/reductions/reduce.js'
import { moveAxis } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import { isRecord } from '../../support/tree.js'
import { stopGradient } from '../../transforms/index.js'
import type { LayerOutput, LayerParameters, LayerShapes, Parameter, Shape, TakesOf } from '../../types/index.js'
import { defineLayer, type FloatTensor, type Layer, type LayerRules, rulesOf } from '../layer/layer.js'
import { checkNumber, checkSize } from '../layer/options.js'

type Fields = Readonly<Record<string, unknown>>

/** A layer with a parametrized weight: that of the lambda F, its weight made from Own. */
interface ParametrizedShapes<F extends LayerShapes, Own> extends LayerShapes {
  readonly out: LayerOutput<F, this['in']>
  readonly parameters: Parametrized<LayerParameters<F, this['in']>, Own>
  readonly takes: TakesOf<F>
}

type Parametrized<P, Own> = {
  readonly [K in Exclude<keyof P, 'weight'> | 'parametrizations']: K extends keyof P
    ? P[K]
    : { readonly weight: P extends { readonly weight: infer W } ? OwnOf<Own, W> : never }
}

type OwnOf<Own, W> = Own extends 'weightNorm'
  ? { readonly original0: Parameter<Shape>; readonly original1: W }
  : { readonly original: W; readonly '0': { readonly _u: Parameter<[number]>; readonly _v: Parameter<[number]> } }

/** weightNorm(layer) */
export interface WeightNormShapes<F extends LayerShapes> extends ParametrizedShapes<F, 'weightNorm'> {}
/** spectralNorm(layer) */
export interface SpectralNormShapes<F extends LayerShapes> extends ParametrizedShapes<F, 'spectralNorm'> {}

/** How a weight is made: from it once, into it in every application. */
interface Parametrization {
  readonly begin: (weight: FloatTensor, key: Key) => Fields
  readonly weightOf: (own: Fields) => FloatTensor
  /** What the parameters are before a step of training. */
  readonly refresh: (own: Fields) => Fields
}

function parametrized<F extends LayerShapes>(name: string, inner: LayerRules, parametrization: Parametrization): Layer<F> {
  const ownOf = (params: unknown): Fields => {
    const { parametrizations } = (isRecord(params) ? params : {}) as { readonly parametrizations?: unknown }
    const own = isRecord(parametrizations) ? parametrizations.weight : undefined
    if (!isRecord(own)) throw new ArgumentError(`${name}: parameters must hold parametrizations.weight`)
    return own
  }
  const plain = (params: Fields, own: Fields): Fields => {
    const { parametrizations: _, ...rest } = params
    return { ...rest, weight: parametrization.weightOf(own) }
  }
  return defineLayer<F, Fields>({
    name,
    takes: inner.takes ?? 'floats',
    init(key, input) {
      const params = inner.init(foldIn(key, 0), input)
      const weight = isRecord(params) ? params.weight : undefined
      if (!isTensor(weight) || !isRecord(params)) throw new ArgumentError(`${name}: the layer must have a weight; got ${inner.name}`)
      if (weight.shape.length < 2) throw new ShapeError(`${name}: the weight must have at least two axes; got ${show(weight)}`)
      const { weight: _, ...rest } = params
      // Float, as all parameters of layers are.
      return { ...rest, parametrizations: { weight: parametrization.begin(weight as FloatTensor, foldIn(key, 1)) } }
    },
    apply: (params, x) => inner.apply(plain(params, ownOf(params)), x),
    train(params, x, key) {
      const own = parametrization.refresh(ownOf(params))
      const [y, refreshed] = inner.train(plain(params, own), x, key)
      const { weight: _, ...rest } = refreshed as Fields
      return [y, { ...rest, parametrizations: { weight: own } }]
    },
  })
}

/** A leaf of the parametrization. @throws ArgumentError when it is missing */
function leaf(operation: string, own: Fields, name: string): FloatTensor {
  const value = own[name]
  if (!isTensor(value))
    throw new ArgumentError(`${operation}: parametrizations.weight must hold the tensor ${name}; got { ${Object.keys(own)} }`)
  return value as FloatTensor
}

export interface WeightNormOptions {
  /** The axis whose slices have a length each; `null`, the weight as a whole. Default 0. */
  readonly axis?: number | null
}

/**
 * A layer whose weight is a direction times a length: `weight = g · v / ‖v‖`, the norm over all axes but one.
 * Parameters: those of the layer, but for the weight, which becomes `parametrizations.weight.original0`, g, and `original1`, v.
 * @param layer any with a parameter `weight` of two or more axes
 * @param options `axis`, whose slices have a length each, 0; `null`: one length for all
 * @throws ArgumentError when the layer has no weight or the option is out of range
 * @example
 * ```
 * model([8], weightNorm(linear(4)))
 * ```
 * @source Salimans and Kingma, "Weight normalization", 2016; as PyTorch's parametrizations.weight_norm
 */
export function weightNorm<F extends LayerShapes>(layer: Layer<F>, options: WeightNormOptions = {}): Layer<WeightNormShapes<F>> {
  const name = 'weightNorm'
  checkOptions(name, options, ['axis'])
  const { axis = 0 } = options
  if (axis !== null && (!Number.isSafeInteger(axis) || axis < 0))
    throw new ArgumentError(`${name}: axis must be a non-negative integer or null; got ${show(axis)}`)
  const length = (v: FloatTensor): FloatTensor => {
    if (axis !== null && axis >= v.shape.length) throw new ShapeError(`${name}: there is no axis ${axis}; got ${show(v)}`)
    const others = v.shape.map((_, i) => i).filter(i => i !== axis)
    const norm = sqrt(sum(square(v), others, { keepDims: true }))
    return axis === null ? reshape(norm, []) : norm
  }
  return parametrized(name, rulesOf(name, layer), {
    begin: weight => ({ original0: length(weight), original1: weight }),
    weightOf: own => {
      const v = leaf(name, own, 'original1')
      return mul(v, div(leaf(name, own, 'original0'), length(v)))
    },
    refresh: own => own,
  })
}

export interface SpectralNormOptions {
  /** How many times the vectors are multiplied by the weight in a step of training. Default 1. */
  readonly powerIterations?: number
  /** Added to norms, against division by zero. Default 1e-12. */
  readonly eps?: number
  /** The axis of the weight that is the output: 1 for a transposed convolution. Default 0. */
  readonly outputAxis?: number
}

/** As many iterations as PyTorch makes at first. */
const iterationsAtFirst = 15

/**
 * A layer whose weight is divided by its largest singular value: `weight / σ`, `σ = uᵀ W v`, with W the weight as a matrix [out, rest] and u, v unit vectors that
 * each step of training multiplies by it once (power iteration).
 * Parameters: those of the layer, but for the weight, which becomes `parametrizations.weight.original`, and the statistics `parametrizations.weight.0._u`
 * and `_v`, which nobody optimizes (see `isStatistic`); gradients flow through W in σ, not through u and v.
 * @param layer any with a parameter `weight` of two or more axes
 * @param options powerIterations 1, eps 1e-12, outputAxis 0
 * @throws ArgumentError when the layer has no weight or an option is out of range
 * @example
 * ```
 * model([3, 32, 32], spectralNorm(conv2d(64, 3)), leakyRelu(0.2))
 * ```
 * @source Miyato et al., "Spectral normalization for generative adversarial networks", 2018; as PyTorch's parametrizations.spectral_norm
 */
export function spectralNorm<F extends LayerShapes>(layer: Layer<F>, options: SpectralNormOptions = {}): Layer<SpectralNormShapes<F>> {
  const name = 'spectralNorm'
  checkOptions(name, options, ['powerIterations', 'eps', 'outputAxis'])
  const { powerIterations = 1, eps = 1e-12, outputAxis = 0 } = options
  checkSize(name, 'powerIterations', powerIterations)
  checkNumber(name, 'eps', eps, 0)
  if (outputAxis !== 0 && outputAxis !== 1) throw new ArgumentError(`${name}: outputAxis must be 0 or 1; got ${show(outputAxis)}`)

  const asMatrix = (weight: FloatTensor): FloatTensor => {
    const turned = moveAxis(weight as Tensor, outputAxis, 0) as FloatTensor
    const [out = 0, ...rest] = turned.shape
    return reshape(turned, [out, sizeOf(rest)])
  }
  const times = (matrix: FloatTensor, vector: FloatTensor): FloatTensor =>
    reshape((matmul as (a: Tensor, b: Tensor) => FloatTensor)(matrix, reshape(vector, [vector.shape[0] ?? 0, 1])), [matrix.shape[0] ?? 0])
  const unit = (vector: FloatTensor): FloatTensor => div(vector, maximum(sqrt(sum(square(vector))), eps))
  const iterate = (matrix: FloatTensor, start: { readonly _u: FloatTensor; readonly _v: FloatTensor }, count: number) => {
    const fixed = stopGradient(matrix)
    const transposed = moveAxis(fixed as Tensor, 0, 1) as FloatTensor
    let { _u, _v } = start
    for (let i = 0; i < count; i++) {
      _u = unit(times(fixed, _v))
      _v = unit(times(transposed, _u))
    }
    return { _u, _v }
  }
  const vectorsOf = (own: Fields): { readonly _u: FloatTensor; readonly _v: FloatTensor } => {
    const held = isRecord(own['0']) ? own['0'] : {}
    return stopGradient({ _u: leaf(name, held, '_u'), _v: leaf(name, held, '_v') })
  }
  return parametrized(name, rulesOf(name, layer), {
    begin(weight, key) {
      const matrix = asMatrix(weight)
      const [ofRows, ofColumns] = split(key)
      const start = { _u: unit(normal(ofRows, [matrix.shape[0] ?? 0])), _v: unit(normal(ofColumns, [matrix.shape[1] ?? 0])) }
      return { original: weight, '0': iterate(matrix, start, iterationsAtFirst) }
    },
    weightOf(own) {
      const weight = leaf(name, own, 'original')
      const { _u, _v } = vectorsOf(own)
      return div(weight, sum(mul(_u, times(asMatrix(weight), _v))))
    },
    refresh: own => ({ ...own, '0': iterate(asMatrix(leaf(name, own, 'original')), vectorsOf(own), powerIterations) }),
  })
}
