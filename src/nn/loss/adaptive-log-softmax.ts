// The softmax of many classes in clusters: frequent classes in the head, the others in clusters that the head chooses among, each with the fewer features
// the rarer its classes are.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import { add, neg } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { greaterEqual, less } from '../../ops/elementwise/comparison.js'
import { logicalAnd } from '../../ops/elementwise/logic.js'
import { slice } from '../../ops/indexing/slice.js'
import { takeAlongAxis } from '../../ops/indexing/take.js'
import { foldIn, type Key } from '../../ops/random/index.js'
import { mean } from '../../ops/reductions/reduce.js'
import { logSoftmax } from '../../ops/reductions/softmax.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { concat } from '../../ops/shape/join.js'
import { expandDims, reshape } from '../../ops/shape/reshape.js'
import { checkKind, integerKinds } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type { IntDType, Parameter, Shape } from '../../types/index.js'
import { checkInput, checkParameters, type FloatTensor } from '../layer/layer.js'
import { checkBoolean, checkNumber, checkSize } from '../layer/options.js'
import { affine } from '../linear/affine.js'
import { type AffineParameters, affineParameters } from '../linear/affine-parameters.js'
import { loudly } from './reduction.js'

export interface AdaptiveLogSoftmaxOptions {
  /** By how much a cluster has fewer features than the one before: ⌊features / divValueⁱ⌋, i from 1. Default 4. */
  readonly divValue?: number
  /** Whether the head has a bias. Default false. */
  readonly headBias?: boolean
}

/** head { weight [shortlist + clusters, features], bias }, and tail: for each cluster the maps to its features and to its classes. */
export type AdaptiveLogSoftmaxParameters<E extends number, O> = Tensors<{
  readonly head: O extends { readonly headBias: true }
    ? { readonly weight: Parameter<[number, E]>; readonly bias: Parameter<[number]> }
    : { readonly weight: Parameter<[number, E]> }
  readonly tail: readonly (readonly [{ readonly weight: Parameter<[number, E]> }, { readonly weight: Parameter<[number, number]> }])[]
}>

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** The softmax of many classes with its loss: two inputs, so it is no layer of a sequence of layers. */
export interface AdaptiveLogSoftmax<C extends number, O> {
  readonly name: 'adaptiveLogSoftmaxWithLoss'
  /** Fresh parameters. @param input the number of features */
  init<const E extends number>(key: Key, input: readonly [E]): AdaptiveLogSoftmaxParameters<E, O>
  /**
   * The log-probability of each label, and the loss, the mean of their negatives.
   * @param x float32[n, features]
   * @param labels ints[n]: 0 to classes - 1, frequent classes first
   * @returns output float32[n] and loss float32[]; NaN where a label is out of range
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  apply<N extends number, E extends number>(
    params: AdaptiveLogSoftmaxParameters<E, O>,
    x: F32<readonly [N, NoInfer<E>]>,
    labels: Tensor<readonly [NoInfer<N>], IntDType>,
  ): { readonly output: F32<[N]>; readonly loss: F32<[]> }
  /** The log-probabilities of all classes. @param x float32[n, features] @returns float32[n, classes] */
  logProb<N extends number, E extends number>(params: AdaptiveLogSoftmaxParameters<E, O>, x: F32<readonly [N, NoInfer<E>]>): F32<[N, C]>
  /** The most probable classes. @param x float32[n, features] @returns int32[n] */
  predict<N extends number, E extends number>(
    params: AdaptiveLogSoftmaxParameters<E, O>,
    x: F32<readonly [N, NoInfer<E>]>,
  ): Tensor<[N], 'int32'>
}

interface Params {
  readonly head: AffineParameters
  readonly tail: readonly (readonly [AffineParameters, AffineParameters])[]
}

const name = 'adaptiveLogSoftmaxWithLoss'

/** @throws ArgumentError unless they are integers from 1 to classes - 1, in increasing order */
function checkCutoffs(cutoffs: unknown, classes: number): asserts cutoffs is Dims {
  const legal =
    Array.isArray(cutoffs) &&
    cutoffs.length > 0 &&
    cutoffs.every((cut, i) => Number.isSafeInteger(cut) && cut >= 1 && cut < classes && (i === 0 || cut > cutoffs[i - 1]))
  if (!legal)
    throw new ArgumentError(`${name}: cutoffs must be increasing integers from 1 to ${classes - 1}, one at least; got ${show(cutoffs)}`)
}

/**
 * The log-softmax of many classes, of which few are frequent: classes below the first cutoff are in the head, and each cluster of the others is one entry of it;
 * `log p(c) = log p(cluster) + log p(c | cluster)`. A cluster has the fewer features the rarer its classes are, so that the parameters are few.
 * Parameters: head.weight float32[cutoffs[0] + clusters, features], head.bias with `headBias`, tail.i.0.weight float32[⌊features / divValueⁱ⁺¹⌋, features],
 * tail.i.1.weight float32[classes of the cluster, …], all uniform in ±1/√in at first.
 * @param classes how many, sorted by how frequent they are
 * @param cutoffs increasing: the first class of each cluster
 * @param options divValue 4, headBias false
 * @returns `init(key, [features])`, `apply(params, x, labels)`, `logProb(params, x)` and `predict(params, x)`
 * @throws ArgumentError when cutoffs do not increase, or an option is out of range; ShapeError when a cluster would have no features
 * @example
 * ```
 * const words = adaptiveLogSoftmaxWithLoss(1000, [10, 100])
 * const params = words.init(random.key(0), [64])
 * words.logProb(params, ones([2, 64])).shape // [2, 1000]
 * words.apply(params, ones([2, 64]), tensor([3, 500], 'int32')).output.shape // [2]
 * ```
 * @source Grave et al., "Efficient softmax approximation for GPUs", 2017; as in PyTorch
 * @deviation from PyTorch: every cluster is computed for every example, for shapes do not depend on labels; what is saved is parameters
 */
export function adaptiveLogSoftmaxWithLoss<C extends number, const O extends AdaptiveLogSoftmaxOptions = Record<never, never>>(
  classes: C,
  cutoffs: readonly number[],
  options?: O,
): AdaptiveLogSoftmax<C, O> {
  checkSize(name, 'classes', classes)
  checkCutoffs(cutoffs, classes)
  checkOptions(name, options, ['divValue', 'headBias'])
  const { divValue = 4, headBias = false }: AdaptiveLogSoftmaxOptions = options ?? {}
  checkNumber(name, 'divValue', divValue, 1)
  checkBoolean(name, 'headBias', headBias)
  const shortlist = cutoffs[0] as number
  const ends = [...cutoffs.slice(1), classes]
  const sizes = ends.map((end, i) => end - (cutoffs[i] as number))

  /** @throws ArgumentError, ShapeError, DTypeError */
  function check(params: Params, x: unknown): asserts x is FloatTensor {
    checkParameters(`${name}: head`, params?.head, headBias ? ['weight', 'bias'] : ['weight'])
    const { tail } = params
    if (!Array.isArray(tail) || tail.length !== sizes.length)
      throw new ArgumentError(`${name}: parameters must hold tail, a list of ${sizes.length} pairs of maps; got ${show(tail)}`)
    for (const [i, pair] of tail.entries())
      for (const j of [0, 1])
        checkParameters(`${name}: tail.${i}.${j}`, (pair as Params['tail'][number] | undefined)?.[j as 0 | 1], ['weight'])
    const { weight } = params.head
    checkInput(name, x, weight)
    if (x.shape.length !== 2 || x.shape[1] !== weight.shape[1])
      throw new ShapeError(`${name}: input must be [n,features]; expected ${weight.dtype}[n,${weight.shape[1]}], got ${showType(x)}`)
  }
  const ofHead = ({ head }: Params, x: FloatTensor): FloatTensor => logSoftmax(affine(x, head.weight, head.bias) as FloatTensor, -1)
  const ofCluster = ([down, out]: Params['tail'][number], x: FloatTensor): FloatTensor =>
    logSoftmax(affine(affine(x, down.weight), out.weight) as FloatTensor, -1)
  /** The entry of each row at a place; of rows without it whatever is nearest. */
  const at = (rows: FloatTensor, places: Tensor): FloatTensor =>
    reshape(takeAlongAxis(rows, expandDims(places, 1) as Tensor<Shape, 'int32'>, 1, { mode: 'clip' }), [
      rows.shape[0] as number,
    ]) as FloatTensor

  function logProb(params: Params, x: Tensor): FloatTensor {
    check(params, x)
    const head = ofHead(params, x)
    const clusters = params.tail.map((own, i) => {
      const chosen = slice(head, [], [shortlist + i, shortlist + i + 1]) as FloatTensor // [n, 1]
      return add(ofCluster(own, x), chosen) as FloatTensor
    })
    return concat([slice(head, [], [0, shortlist]) as FloatTensor, ...clusters], 1) as FloatTensor
  }

  const rules = {
    name,
    init(key: Key, input: Dims) {
      const features = input?.[0]
      if (!Array.isArray(input) || input.length !== 1 || features === undefined)
        throw new ShapeError(`${name}: input must be [features]; got ${Array.isArray(input) ? showShape(input) : show(input)}`)
      const tail = sizes.map((size, i) => {
        const own = Math.floor(features / divValue ** (i + 1))
        if (own < 1)
          throw new ShapeError(
            `${name}: cluster ${i} would have no features; expected at least ${Math.ceil(divValue ** (i + 1))}, got ${features}`,
          )
        const pairKey = foldIn(key, i + 1)
        return [affineParameters(foldIn(pairKey, 0), [own, features], false), affineParameters(foldIn(pairKey, 1), [size, own], false)]
      })
      return { head: affineParameters(foldIn(key, 0), [shortlist + sizes.length, features], headBias), tail }
    },
    apply(params: Params, x: Tensor, labels: Tensor) {
      check(params, x)
      if (!isTensor(labels)) throw new ArgumentError(`${name}: labels must be a tensor; got ${show(labels)}`)
      checkKind(name, labels, integerKinds, 'labels')
      if (!sameShape(labels.shape, x.shape.slice(0, 1)))
        throw new ShapeError(`${name}: there must be a label for each example; expected ints[${x.shape[0]}], got ${showType(labels)}`)
      const y = cast(labels, 'int32') as Tensor<Shape, 'int32'>
      const all = at(logProb(params, x), y)
      const legal = logicalAnd(
        greaterEqual(cast(labels as Tensor<Shape, IntDType>, 'int64'), 0),
        less(cast(labels as Tensor<Shape, IntDType>, 'int64'), classes),
      )
      const output = loudly(all, legal as Tensor<Shape, 'bool'>)
      return { output, loss: neg(mean(output)) }
    },
    logProb,
    predict: (params: Params, x: Tensor) => argmax(logProb(params, x), 1),
  }
  // The types say of shapes what the rules compute; the tests hold them against each other.
  return Object.freeze(rules) as unknown as AdaptiveLogSoftmax<C, O>
}
