// Vectors looked up by their indices.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { full, zeros } from '../../ops/creation/creation.js'
import { abs, add, div, maximum, minimum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { equal } from '../../ops/elementwise/comparison.js'
import { pow } from '../../ops/elementwise/power.js'
import { at } from '../../ops/indexing/at.js'
import { take } from '../../ops/indexing/take.js'
import { normal } from '../../ops/random/index.js'
import { sum } from '../../ops/reductions/reduce.js'
import { expandDims, ravel } from '../../ops/shape/reshape.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { customJvp, stopGradient } from '../../transforms/index.js'
import type { IntDType, LayerShapes, List, Parameter, Shape } from '../../types/index.js'
import { checkIntegers, checkParameters, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean, checkNumber, checkSize } from '../layer/options.js'

export interface EmbeddingOptions {
  /** An index whose vector is zero at first and gets no gradient; negative ones count from the end. */
  readonly paddingIndex?: number
  /** Vectors that are longer are shortened to this norm where they are looked up; training keeps them so. */
  readonly maxNorm?: number
  /** The p of that norm. Default 2. */
  readonly normType?: number
  /** Whether the gradient of a vector is divided by how often it is looked up in the batch. Default false. */
  readonly scaleGradByFreq?: boolean
}

export interface PretrainedOptions extends EmbeddingOptions {
  /** Whether the vectors stay as they are. Default true. */
  readonly freeze?: boolean
}

/** embedding(count, size): [...] to [..., size]. */
export interface EmbeddingShapes<Count extends number, Size extends number> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List ? (number extends X['length'] ? Shape : [...X, Size]) : Shape
  readonly parameters: { readonly weight: Parameter<[Count, Size]> }
  readonly takes: 'integers'
}

export interface EmbeddingParameters {
  readonly weight: FloatTensor
}

type Integers = Tensor<Shape, IntDType>

/** The options of embeddings, checked. */
export interface EmbeddingSettings {
  readonly name: string
  readonly count: number
  readonly size: number
  readonly padding: number | undefined
  readonly maxNorm: number | undefined
  readonly normType: number
  readonly scaled: boolean
  readonly frozen: boolean
}

/** @throws ArgumentError when sizes are no positive integers or options out of range */
export function embeddingSettings(
  name: string,
  count: number,
  size: number,
  { paddingIndex, maxNorm, normType = 2, scaleGradByFreq = false, freeze = false }: PretrainedOptions,
): EmbeddingSettings {
  checkSize(name, 'count', count)
  checkSize(name, 'size', size)
  if (paddingIndex !== undefined && !(Number.isSafeInteger(paddingIndex) && paddingIndex >= -count && paddingIndex < count))
    throw new ArgumentError(`${name}: paddingIndex must be an index of ${count} vectors; got ${show(paddingIndex)}`)
  if (maxNorm !== undefined) checkNumber(name, 'maxNorm', maxNorm, 0)
  if (!(normType > 0 && Number.isFinite(normType))) throw new ArgumentError(`${name}: normType must be a positive number; got ${normType}`)
  checkBoolean(name, 'scaleGradByFreq', scaleGradByFreq)
  checkBoolean(name, 'freeze', freeze)
  const padding = paddingIndex === undefined || paddingIndex >= 0 ? paddingIndex : count + paddingIndex
  return { name, count, size, padding, maxNorm, normType, scaled: scaleGradByFreq, frozen: freeze }
}

/** Vectors shortened to the norm where they are longer; to derivatives, as they are. After PyTorch, whose lookup changes the weight itself. */
function shortened(vectors: FloatTensor, { maxNorm, normType }: EmbeddingSettings): FloatTensor {
  if (maxNorm === undefined) return vectors
  const fixed = stopGradient(vectors)
  const norm = pow(sum(pow(abs(fixed), normType), -1, { keepDims: true }), 1 / normType)
  // As in PyTorch: the small number keeps the division finite.
  const short = mul(fixed, minimum(div(maxNorm, add(norm, 1e-7)), 1))
  return add(vectors, sub(short, fixed))
}

/** Which indices are the padding's. */
export const isPadding = ({ padding }: EmbeddingSettings, indices: Integers): Tensor<Shape, 'bool'> =>
  padding === undefined ? full(indices.shape, false) : equal(cast(indices, 'int64'), padding)

/** x, whose derivative is that of x times a scale. */
const withScaledDerivative = customJvp(
  (x: FloatTensor, _scale: FloatTensor) => x,
  ([x, scale], [dx]): [FloatTensor, FloatTensor] => [x, mul(dx, scale) as FloatTensor],
)

/** Vectors whose gradients are divided by how often each is looked up. */
function byFrequency(vectors: FloatTensor, { scaled, count }: EmbeddingSettings, indices: Integers): FloatTensor {
  if (!scaled) return vectors
  const times = at(zeros([count], vectors.dtype), ravel(indices)).add(1) as FloatTensor
  const own = maximum(take(times, indices, 0, { mode: 'clip' }), 1) as FloatTensor
  return withScaledDerivative(vectors, expandDims(div(1, own), -1) as FloatTensor)
}

/** The vectors of indices, [...indices, size]. */
export function lookUp(settings: EmbeddingSettings, { weight }: EmbeddingParameters, indices: Integers): FloatTensor {
  const found = take(settings.frozen ? stopGradient(weight) : weight, indices)
  const vectors = shortened(byFrequency(found, settings, indices), settings)
  if (settings.padding === undefined) return vectors
  return where(expandDims(isPadding(settings, indices), -1), stopGradient(vectors), vectors)
}

/** What training makes of the parameters: vectors that were looked up and too long are shortened for good. */
export function kept(settings: EmbeddingSettings, params: EmbeddingParameters, indices: Integers): EmbeddingParameters {
  if (settings.maxNorm === undefined) return params
  const all = ravel(indices)
  const weight = stopGradient(params.weight)
  return { ...params, weight: at(weight, all).set(shortened(take(weight, all), settings)) }
}

/** @throws ArgumentError, ShapeError, DTypeError unless the parameters hold a weight of the right shape and x integers */
export function checkLookUp({ name, count, size }: EmbeddingSettings, params: EmbeddingParameters, x: unknown): asserts x is Integers {
  checkParameters(name, params, ['weight'])
  checkIntegers(name, x)
  const { shape } = params.weight
  if (shape.length !== 2 || shape[0] !== count || shape[1] !== size)
    throw new ShapeError(`${name}: the weight must be of ${count} vectors of size ${size}; got ${showType(params.weight)}`)
}

/** Normal vectors, that of the padding zero. */
export function initialVectors({ count, size, padding }: EmbeddingSettings, key: Parameters<typeof normal>[0]): FloatTensor {
  const weight: FloatTensor = normal(key, [count, size])
  return padding === undefined ? weight : at(weight, padding).set(zeros([size]))
}

function embeddingLayer<F extends LayerShapes>(settings: EmbeddingSettings, weight: FloatTensor | undefined): Layer<F> {
  return defineLayer<F, EmbeddingParameters>({
    name: settings.name,
    takes: 'integers',
    ...(settings.frozen ? { trainable: () => ({ weight: false }) } : {}),
    init: key => ({ weight: weight ?? initialVectors(settings, key) }),
    apply(params, x) {
      checkLookUp(settings, params, x)
      return lookUp(settings, params, x)
    },
    train(params, x) {
      checkLookUp(settings, params, x)
      return [lookUp(settings, params, x), kept(settings, params, x)]
    },
  })
}

const optionNames = ['paddingIndex', 'maxNorm', 'normType', 'scaleGradByFreq']

/**
 * A learned vector for each of so many indices: `y[…] = weight[x[…]]`.
 * Parameters: weight float32[count, size], of standard normal numbers at first.
 * @param count how many vectors; indices are 0 to count - 1
 * @param size the size of a vector
 * @param options `paddingIndex`, whose vector is zero at first and gets no gradient; `maxNorm` and `normType`: longer vectors are shortened where they are
 *   looked up, and the parameters that `train` returns hold them so; `scaleGradByFreq`: the gradient of a vector is divided by how often it is looked up
 * @returns a layer from ints[batch, …] to float32[batch, …, size]; NaN for an index out of range, which `checkFinite` reports
 * @throws ArgumentError when a number is out of range or an option unknown; when applied, DTypeError unless the input holds integers
 * @example
 * ```
 * model([20], embedding(1000, 64), gru(32, { output: 'last' }), linear(2))
 * ```
 * @source Bengio et al., "A neural probabilistic language model", 2003; as in PyTorch
 * @deviation from PyTorch: negative indices count from the end, and what is out of range gives NaN, for whether it is shows only when it is computed; there are
 *   no sparse gradients, for every tensor is dense: that of a table is scattered once, in one kernel
 */
export function embedding<Count extends number, Size extends number>(
  count: Count,
  size: Size,
  options: EmbeddingOptions = {},
): Layer<EmbeddingShapes<Count, Size>> {
  checkOptions('embedding', options, optionNames)
  return embeddingLayer(embeddingSettings('embedding', count, size, options), undefined)
}

/**
 * An embedding that begins with given vectors.
 * @param weight float32[count, size]
 * @param options those of `embedding`, and `freeze`: whether the vectors stay as they are, which is the default. Then they get no gradient, and
 *   `model.trainable` is false for them: with it as a mask, weight decay leaves them alone too
 * @returns a layer from ints[batch, …] to float32[batch, …, size]
 * @throws ShapeError unless the weight is a matrix
 * @source as in PyTorch
 */
export function embeddingFromPretrained<Count extends number, Size extends number>(
  weight: Tensor<readonly [Count, Size], 'float32'>,
  options: PretrainedOptions = {},
): Layer<EmbeddingShapes<Count, Size>> {
  const name = 'embeddingFromPretrained'
  checkOptions(name, options, [...optionNames, 'freeze'])
  if (!isTensor(weight) || weight.shape.length !== 2 || weight.dtype !== 'float32')
    throw new ShapeError(`${name}: the weight must be float32[count,size]; got ${show(weight)}`)
  const settings = embeddingSettings(name, weight.shape[0] ?? 0, weight.shape[1] ?? 0, { freeze: true, ...options })
  return embeddingLayer(settings, weight)
}
