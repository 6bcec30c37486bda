// Sums, means and maxima of embedded vectors, a bag of indices at a time.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { div, maximum, mul } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { logicalNot } from '../../ops/elementwise/logic.js'
import { all, max, sum } from '../../ops/reductions/reduce.js'
import { expandDims } from '../../ops/shape/reshape.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { IntDType, LayerShapes, Mismatch, Parameter, Shape, Show } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import {
  checkLookUp,
  type EmbeddingOptions,
  type EmbeddingParameters,
  embeddingSettings,
  initialVectors,
  isPadding,
  kept,
  lookUp,
} from './embedding.js'

/** What becomes of the vectors of a bag. */
export type BagMode = 'mean' | 'sum' | 'max'

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Default 'mean'. */
  readonly mode?: BagMode
}

/** embeddingBag(count, size): [bag] to [size]. */
export interface EmbeddingBagShapes<Count extends number, Size extends number> extends LayerShapes {
  readonly out: this['in'] extends readonly [unknown]
    ? [Size]
    : number extends (this['in'] & Shape)['length']
      ? [Size]
      : Mismatch<`embeddingBag: input must be [bag], got ${Show<this['in']>}`>
  readonly parameters: { readonly weight: Parameter<[Count, Size]> }
  readonly takes: 'integers'
}

/** An embedding bag; `weighted` takes a weight for each index. */
export interface EmbeddingBag<Count extends number, Size extends number> extends Layer<EmbeddingBagShapes<Count, Size>> {
  /**
   * `Σ weightᵢ · vectorᵢ` of each bag: mode 'sum' alone.
   * @param indices ints[batch, bag]
   * @param weights float32[batch, bag]
   * @returns float32[batch, size]
   * @throws ArgumentError in another mode, ShapeError when shapes differ
   */
  weighted<B extends number, N extends number>(
    params: { readonly weight: Tensor<readonly [Count, Size], 'float32'> },
    indices: Tensor<readonly [B, N], IntDType>,
    weights: Tensor<readonly [B, N], 'float32'>,
  ): Tensor<[B, Size], 'float32'>
}

const modes: readonly unknown[] = ['mean', 'sum', 'max']

/**
 * Bags of vectors: the mean, the sum or the elementwise largest of those of a row of indices.
 * Parameters: weight float32[count, size], of standard normal numbers at first.
 * @param options mode 'mean'; `paddingIndex`: what bags of different sizes are filled up with, it counts for nothing; a bag of nothing is zero;
 *   `maxNorm` and `normType` as in `embedding`
 * @returns a layer from ints[batch, bag] to float32[batch, size]
 * @throws ArgumentError when a number is out of range or an option unknown; when applied, DTypeError, ShapeError unless the input is a table of integers
 * @source as in PyTorch
 * @deviation from PyTorch: bags are the rows of a table, filled up with the padding index, not one list with offsets
 */
export function embeddingBag<Count extends number, Size extends number>(
  count: Count,
  size: Size,
  options: EmbeddingBagOptions = {},
): EmbeddingBag<Count, Size> {
  const name = 'embeddingBag'
  checkOptions(name, options, ['mode', 'paddingIndex', 'maxNorm', 'normType'])
  const { mode = 'mean', ...rest } = options
  if (!modes.includes(mode)) throw new ArgumentError(`${name}: mode must be ${modes.map(show).join(', ')}; got ${show(mode)}`)
  const settings = embeddingSettings(name, count, size, rest)

  const checkExample = (example: Dims): void => {
    if (example.length !== 1) throw new ShapeError(`${name}: input must be [bag]; got ${showShape(example)}`)
  }
  function bag(params: EmbeddingParameters, indices: Tensor, weights?: FloatTensor): Tensor {
    checkLookUp(settings, params, indices)
    checkExample(indices.shape.slice(1))
    const vectors = lookUp(settings, params, indices) // [batch, bag, size]
    const counts = expandDims(logicalNot(isPadding(settings, indices)), -1)
    if (mode === 'max') {
      const empty = all(logicalNot(counts), 1) // [batch, 1]
      if (indices.shape[1] === 0) return sum(vectors, 1)
      return where(empty, 0, max(where(counts, vectors, -Infinity), 1))
    }
    const scaled = weights === undefined ? vectors : mul(vectors, expandDims(weights, -1))
    const total = sum(where(counts, scaled, 0), 1)
    if (mode === 'sum') return total
    return div(total, maximum(sum(cast(counts, vectors.dtype), 1), 1))
  }
  const layer = defineLayer<EmbeddingBagShapes<Count, Size>, EmbeddingParameters>({
    name,
    takes: 'integers',
    init(key, input) {
      checkExample(input)
      return { weight: initialVectors(settings, key) }
    },
    apply: (params, x) => bag(params, x),
    train(params, x) {
      checkLookUp(settings, params, x)
      return [bag(params, x), kept(settings, params, x)]
    },
  })
  const weighted = (params: EmbeddingParameters, indices: Tensor, weights: Tensor): Tensor => {
    if (mode !== 'sum') throw new ArgumentError(`${name}: only sums are weighted; got mode '${mode}'`)
    checkInput(name, weights, params.weight)
    if (!sameShape(weights.shape, indices.shape))
      throw new ShapeError(`${name}: there must be a weight for each index; expected [${indices.shape}], got ${showType(weights)}`)
    return bag(params, indices, weights)
  }
  // The types say of shapes what the rules compute.
  return Object.freeze({ ...layer, weighted }) as unknown as EmbeddingBag<Count, Size>
}
