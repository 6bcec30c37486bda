// Sums, means and maxima of embedded vectors, a bag of indices at a time: bags are rows of a table, or parts of one list.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange, full, zeros } from '../../ops/creation/creation.js'
import { div, maximum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { equal, greaterEqual, less, lessEqual } from '../../ops/elementwise/comparison.js'
import { logicalAnd, logicalNot } from '../../ops/elementwise/logic.js'
import { at } from '../../ops/indexing/at.js'
import { slice } from '../../ops/indexing/slice.js'
import { indexAdd } from '../../ops/indexing/take.js'
import { all, max, sum } from '../../ops/reductions/reduce.js'
import { concat } from '../../ops/shape/join.js'
import { expandDims } from '../../ops/shape/reshape.js'
import { checkKind, integerKinds, show } from '../../ops/signatures/operands.js'
import { searchSorted } from '../../ops/sorting/search.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { IntDType, LayerShapes, Mismatch, Parameter, Shape, Show } from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer } from '../layer/layer.js'
import { checkBoolean } from '../layer/options.js'
import { loudly } from '../loss/reduction.js'
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

/** What bags that stand in one list may be told beside their offsets. */
export interface PackedBagOptions<N extends number = number> {
  /** float32[n]: a weight for each index, in mode 'sum' alone. */
  readonly perSampleWeights?: Tensor<readonly [N], 'float32'>
  /**
   * Whether there is one offset more, where the last bag ends. Default false: it ends with the list. (Of PyTorch's lists that go on behind it, some dtypes count the
   * rest.)
   */
  readonly includeLastOffset?: boolean
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

type Held<Count extends number, Size extends number> = { readonly weight: Tensor<readonly [Count, Size], 'float32'> }

/** An embedding bag; `weighted` takes a weight for each index, `packed` bags of different sizes in one list. */
export interface EmbeddingBag<Count extends number, Size extends number> extends Layer<EmbeddingBagShapes<Count, Size>> {
  /**
   * `Σ weightᵢ · vectorᵢ` of each bag: mode 'sum' alone.
   * @param indices ints[batch, bag]
   * @param weights float32[batch, bag]
   * @returns float32[batch, size]
   * @throws ArgumentError in another mode, ShapeError when shapes differ
   */
  weighted<B extends number, N extends number>(
    params: Held<Count, Size>,
    indices: Tensor<readonly [B, N], IntDType>,
    weights: Tensor<readonly [B, N], 'float32'>,
  ): Tensor<[B, Size], 'float32'>
  /**
   * Bags one behind the other: bag i is `indices[offsets[i]]` to before `indices[offsets[i + 1]]`, and may be empty.
   * @param indices ints[n]
   * @param offsets ints[bags]: 0 first, never falling, at most n
   * @param options perSampleWeights: float32[n]; `includeLastOffset`: offsets are ints[bags + 1]
   * @returns float32[bags, size]; NaN where offsets are none, for whether they are shows only when they are computed
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   * @example
   * ```
   * embeddingBag(10, 3).packed(params, tensor([1, 2, 4, 5, 4], 'int32'), tensor([0, 2, 2], 'int32'))   // bags [1, 2], [] and [4, 5, 4]
   * ```
   */
  packed<N extends number, B extends number>(
    params: Held<Count, Size>,
    indices: Tensor<readonly [N], IntDType>,
    offsets: Tensor<readonly [B], IntDType>,
    options?: PackedBagOptions<NoInfer<N>> & { readonly includeLastOffset?: false },
  ): Tensor<[B, Size], 'float32'>
  packed<N extends number>(
    params: Held<Count, Size>,
    indices: Tensor<readonly [N], IntDType>,
    offsets: Tensor<readonly [number], IntDType>,
    options: PackedBagOptions<NoInfer<N>>,
  ): Tensor<[number, Size], 'float32'>
}

const modes: readonly unknown[] = ['mean', 'sum', 'max']
const name = 'embeddingBag'

/** The vectors of bags, and which of them count. */
interface Contents {
  readonly vectors: FloatTensor
  /** With one more axis than indices, for the elements. */
  readonly counts: Tensor<Shape, 'bool'>
}

/** Bags that are rows: axis 1. */
function ofRows(mode: BagMode, { vectors, counts }: Contents): FloatTensor {
  if (mode === 'max') {
    const empty = all(logicalNot(counts), 1) // [batch, 1]
    if (vectors.shape[1] === 0) return sum(vectors, 1) as FloatTensor
    return where(empty, 0, max(where(counts, vectors, -Infinity), 1)) as FloatTensor
  }
  const total = sum(where(counts, vectors, 0), 1) as FloatTensor
  return mode === 'sum' ? total : (div(total, maximum(sum(cast(counts, vectors.dtype), 1), 1)) as FloatTensor)
}

/** Bags in one list, that of each vector by its number; of `bags`, the others are left out. */
function ofList(mode: BagMode, { vectors, counts }: Contents, numbers: Tensor<Shape, 'int32'>, bags: number): FloatTensor {
  const added = (x: FloatTensor): FloatTensor =>
    indexAdd(zeros([bags, ...x.shape.slice(1)], x.dtype) as FloatTensor, numbers, x) as FloatTensor
  const each = added(cast(counts, vectors.dtype) as FloatTensor) // [bags, 1]
  if (mode === 'max') {
    const least: FloatTensor = full([bags, vectors.shape[1] as number], -Infinity, vectors.dtype)
    const largest = at(least, numbers).max(where(counts, vectors, -Infinity) as never)
    return where(equal(each, 0), 0, largest as FloatTensor) as FloatTensor
  }
  const total = added(where(counts, vectors, 0) as FloatTensor)
  return mode === 'sum' ? total : (div(total, maximum(each, 1)) as FloatTensor)
}

/**
 * Bags of vectors: the mean, the sum or the elementwise largest of those of a row of indices.
 * Parameters: weight float32[count, size], of standard normal numbers at first.
 * @param options mode 'mean'; `paddingIndex`: what rows are filled up with, it counts for nothing; a bag of nothing is zero; `maxNorm`, `normType` and
 *   `scaleGradByFreq` as in `embedding`, the last one not in mode 'max'
 * @returns a layer from ints[batch, bag] to float32[batch, size]; `packed` takes one list with offsets
 * @throws ArgumentError when a number is out of range or an option unknown; when applied, DTypeError, ShapeError unless the input is a table of integers
 * @source as in PyTorch
 * @deviation from PyTorch: a table's weights for each index are those of `weighted`, and a list's bags those of `packed`; there are no sparse gradients
 */
export function embeddingBag<Count extends number, Size extends number>(
  count: Count,
  size: Size,
  options: EmbeddingBagOptions = {},
): EmbeddingBag<Count, Size> {
  checkOptions(name, options, ['mode', 'paddingIndex', 'maxNorm', 'normType', 'scaleGradByFreq'])
  const { mode = 'mean', ...rest } = options
  if (!modes.includes(mode)) throw new ArgumentError(`${name}: mode must be ${modes.map(show).join(', ')}; got ${show(mode)}`)
  const settings = embeddingSettings(name, count, size, rest)
  if (mode === 'max' && settings.scaled) throw new ArgumentError(`${name}: scaleGradByFreq is for sums and means; got mode 'max'`)

  const checkExample = (example: Dims): void => {
    if (example.length !== 1) throw new ShapeError(`${name}: input must be [bag]; got ${showShape(example)}`)
  }
  function checkWeights(params: EmbeddingParameters, indices: Tensor, weights: unknown): asserts weights is FloatTensor {
    if (mode !== 'sum') throw new ArgumentError(`${name}: only sums are weighted; got mode '${mode}'`)
    checkInput(name, weights, params.weight)
    if (!sameShape(weights.shape, indices.shape))
      throw new ShapeError(`${name}: there must be a weight for each index; expected [${indices.shape}], got ${showType(weights)}`)
  }
  function contents(params: EmbeddingParameters, indices: Tensor, weights?: FloatTensor): Contents {
    const integers = indices as Tensor<Shape, IntDType>
    const vectors = lookUp(settings, params, integers) // […indices, size]
    const counts = expandDims(logicalNot(isPadding(settings, integers)), -1) as Tensor<Shape, 'bool'>
    return { vectors: weights === undefined ? vectors : (mul(vectors, expandDims(weights, -1)) as FloatTensor), counts }
  }
  function rows(params: EmbeddingParameters, indices: Tensor, weights?: FloatTensor): Tensor {
    checkLookUp(settings, params, indices)
    checkExample(indices.shape.slice(1))
    return ofRows(mode, contents(params, indices, weights))
  }
  const layer = defineLayer<EmbeddingBagShapes<Count, Size>, EmbeddingParameters>({
    name,
    takes: 'integers',
    init(key, input) {
      checkExample(input)
      return { weight: initialVectors(settings, key) }
    },
    apply: (params, x) => rows(params, x),
    train(params, x) {
      checkLookUp(settings, params, x)
      return [rows(params, x), kept(settings, params, x)]
    },
  })
  const weighted = (params: EmbeddingParameters, indices: Tensor, weights: Tensor): Tensor => {
    checkLookUp(settings, params, indices)
    checkWeights(params, indices, weights)
    return rows(params, indices, weights)
  }
  function packed(params: EmbeddingParameters, indices: Tensor, offsets: Tensor, told: PackedBagOptions = {}): Tensor {
    checkOptions(`${name}.packed`, told, ['perSampleWeights', 'includeLastOffset'])
    const { perSampleWeights, includeLastOffset = false } = told
    checkBoolean(name, 'includeLastOffset', includeLastOffset)
    checkLookUp(settings, params, indices)
    checkKind(name, offsets, integerKinds, 'offsets')
    const [n = 0] = indices.shape
    const bags = (offsets.shape[0] ?? 0) - (includeLastOffset ? 1 : 0)
    if (indices.shape.length !== 1 || offsets.shape.length !== 1 || bags < 0)
      throw new ShapeError(
        `${name}: indices and offsets must be lists; expected ints[n] and ints[bags], got ${showType(indices)} and ${showType(offsets)}`,
      )
    if (perSampleWeights !== undefined) checkWeights(params, indices, perSampleWeights)
    const starts = cast(offsets, 'int32') as Tensor<Shape, 'int32'>
    const numbers = sub(searchSorted(starts, arange(n, 'int32'), { side: 'right' }), 1) as Tensor<Shape, 'int32'>
    // What lies before the first bag is of none: number -1, which would count from the end.
    const placed = where(less(numbers, 0), bags, numbers) as Tensor<Shape, 'int32'>
    const y = ofList(mode, contents(params, indices, perSampleWeights), placed, bags)
    return loudly(y, areOffsets(starts, n))
  }
  // The types say of shapes what the rules compute.
  return Object.freeze({ ...layer, weighted, packed }) as unknown as EmbeddingBag<Count, Size>
}

/** Whether offsets begin with 0, never fall, and end within a list of n. */
function areOffsets(offsets: Tensor<Shape, 'int32'>, n: number): Tensor<Shape, 'bool'> {
  if (offsets.shape[0] === 0) return full([], n === 0, 'bool')
  const ends = concat([slice(offsets, [1, offsets.shape[0] as number]) as Tensor<[number], 'int32'>, arange(n, n + 1, 1, 'int32')], 0)
  const begins = where(equal(arange(offsets.shape[0] as number, 'int32'), 0), equal(offsets, 0), greaterEqual(offsets, 0))
  return all(logicalAnd(begins, lessEqual(offsets, ends as Tensor<Shape, 'int32'>))) as Tensor<Shape, 'bool'>
}
