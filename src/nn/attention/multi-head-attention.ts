// Multi-head attention as a layer: of a sequence to itself, of one to another, and step by step with the keys and values of the steps before.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { matmul } from '../../ops/contraction/matmul.js'
import type { Key } from '../../ops/random/index.js'
import { concat } from '../../ops/shape/join.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, showShape } from '../../support/shape.js'
import type { AttendedKeys, MultiHeadAttentionOptions, MultiHeadAttentionShapes } from '../../types/index.js'
import { drop } from '../dropout/drop.js'
import { checkInput, type FloatTensor, type Layer, type LayerRules, type ParametersOf } from '../layer/layer.js'
import { checkBoolean, checkRate, checkSize } from '../layer/options.js'
import { type AttentionCache, emptyCache, extended, placesUpTo, unlessFull } from './cache.js'
import { withMasks } from './masks.js'
import {
  type AttentionParameters,
  beyondSequence,
  checkProjections,
  combined,
  featuresOf,
  initialProjections,
  type ProjectionSettings,
  projected,
} from './projections.js'
import { causalMask, masked, scoresOf, weightsOf } from './scaled-dot-product.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** What multi-head attention may be told beside queries, keys and values. */
export interface AttendOptions {
  /** [batch, S]: true for keys that are not looked at, of padding; or floats, added to the scores. Learned keys and those of zero are always looked at. */
  readonly keyPaddingMask?: Tensor<readonly [number, number], 'bool' | 'float32'>
  /** [L, S], or [batch · heads, L, S]: true where a query must not look at a key; or floats, added to the scores. */
  readonly attnMask?: Tensor<readonly [number, number] | readonly [number, number, number], 'bool' | 'float32'>
  /** Query i looks at keys 0 to i alone. Default false. */
  readonly isCausal?: boolean
  /** The randomness of dropout: given in training. */
  readonly dropoutKey?: Key
}

export interface MultiHeadAttention<Heads extends number, Options> extends Layer<MultiHeadAttentionShapes<Heads, Options>> {
  /**
   * Attention of one sequence to another.
   * @param query float32[batch, L, features]
   * @param key float32[batch, S, kdim]
   * @param value float32[batch, S, vdim]
   * @returns float32[batch, L, features], and the weights float32[batch, heads, L, S], one more for each key that is added, which cost nothing unless they
   *   are read; their mean over axis 1 is what PyTorch gives. A query that may look at nothing gets zeros of the values.
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   * @example
   * ```
   * const [y, weights] = multiHeadAttention(8).attend(params, x, memory, memory, { keyPaddingMask })
   * ```
   */
  attend<B extends number, L extends number, S extends number, E extends number>(
    params: ParametersOf<MultiHeadAttentionShapes<Heads, Options>, [number, E]>,
    query: Tensor<readonly [B, L, E], 'float32'>,
    key: Tensor<readonly [NoInfer<B>, S, number], 'float32'>,
    value: Tensor<readonly [NoInfer<B>, NoInfer<S>, number], 'float32'>,
    options?: AttendOptions,
  ): readonly [output: F32<[B, L, E]>, weights: F32<[B, Heads, L, AttendedKeys<S, Options>]>]
  /**
   * A cache without keys and values, for as many steps as `capacity`.
   * @param features of queries
   */
  emptyCache<B extends number, C extends number, E extends number>(batch: B, capacity: C, features: E): AttentionCache<B, Heads, C>
  /**
   * The next steps of a sequence, looking at themselves causally and at all steps before. With a capacity of as many steps as there are, the results have the
   * bits of `attend` with `{ isCausal: true }`; else sums over keys are in another order. Beyond the capacity results are NaN.
   * @param x float32[batch, steps, features]
   * @returns float32[batch, steps, features], and the cache with these steps
   */
  step<B extends number, T extends number, E extends number, C extends number>(
    params: ParametersOf<MultiHeadAttentionShapes<Heads, Options>, [number, E]>,
    x: Tensor<readonly [B, T, E], 'float32'>,
    cache: AttentionCache<B, Heads, C>,
  ): readonly [F32<[B, T, E]>, AttentionCache<B, Heads, C>]
}

/** Multi-head attention as the library itself sees it. */
export interface AttentionRules extends LayerRules<AttentionParameters> {
  readonly attend: (
    params: AttentionParameters,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options?: Readonly<Record<string, unknown>>,
  ) => readonly [Tensor, Tensor]
  readonly emptyCache: (batch: number, capacity: number, features: number) => AttentionCache
  readonly step: (params: AttentionParameters, x: Tensor, cache: AttentionCache) => readonly [Tensor, AttentionCache]
}

/** @throws ShapeError, ArgumentError, DTypeError unless it is [batch, time, features] */
function checkSequence(layer: string, name: string, x: unknown, features: number, weight: Tensor): asserts x is FloatTensor {
  checkInput(layer, x, weight)
  if (x.shape.length !== 3 || x.shape[2] !== features)
    throw new ShapeError(`${layer}: ${name} must be [batch,time,features]; expected ${weight.dtype}[n,n,${features}], got ${showType(x)}`)
}

export function attentionRules(numHeads: number, options: MultiHeadAttentionOptions = {}): AttentionRules {
  const layer = 'multiHeadAttention'
  checkOptions(layer, options, ['dropout', 'bias', 'kdim', 'vdim', 'addBiasKv', 'addZeroAttn'])
  const { dropout: rate = 0, bias = true, kdim, vdim, addBiasKv = false, addZeroAttn = false } = options
  checkSize(layer, 'numHeads', numHeads)
  checkRate(layer, 'dropout', rate)
  for (const [name, value] of Object.entries({ bias, addBiasKv, addZeroAttn })) checkBoolean(layer, name, value)
  for (const [name, size] of Object.entries({ kdim, vdim })) if (size !== undefined) checkSize(layer, name, size)
  const settings: ProjectionSettings = { numHeads, bias, kdim, vdim, addBiasKv, addZeroAttn }
  const scaleFor = (heads: Tensor): number => 1 / Math.sqrt(heads.shape[3] as number)

  const checkOperands = (params: AttentionParameters, operands: readonly (readonly [name: string, x: unknown])[]): void => {
    checkProjections(layer, params, settings)
    const features = featuresOf(params)
    for (const [i, [name, x]] of operands.entries()) checkSequence(layer, name, x, features[i] as number, params.out_proj.weight)
  }

  /** What all queries may look at, behind what the masks have left of the sequence. */
  const withMore = (params: AttentionParameters, q: FloatTensor, scores: FloatTensor, k: FloatTensor, v: FloatTensor) => {
    if (!addBiasKv && !addZeroAttn) return { scores, v }
    const more = scoresOf(q, beyondSequence(params, 'key', k, settings), scaleFor(q))
    return {
      scores: concat([scores, more], -1) as FloatTensor,
      v: concat([v, beyondSequence(params, 'value', v, settings)], 2) as FloatTensor,
    }
  }

  const attend = (
    params: AttentionParameters,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    given: Readonly<Record<string, unknown>> = {},
  ): readonly [Tensor, Tensor] => {
    checkOptions(`${layer}.attend`, given, ['keyPaddingMask', 'attnMask', 'isCausal', 'dropoutKey'])
    const { isCausal = false, dropoutKey } = given
    checkOperands(params, Object.entries({ query, key, value }))
    if (key.shape[0] !== query.shape[0] || value.shape[0] !== query.shape[0] || value.shape[1] !== key.shape[1])
      throw new ShapeError(
        `${layer}: there must be a value for each key, and one batch; got ${showType(query)} (query), ${showType(key)} (key), ${showType(value)} (value)`,
      )
    const [q, k, v] = [projected(params, 0, query, numHeads), projected(params, 1, key, numHeads), projected(params, 2, value, numHeads)]
    const scores = withMasks(layer, scoresOf(q, k, scaleFor(q)), given)
    const causal = isCausal === true ? masked(layer, scores, causalMask(query.shape[1] as number, key.shape[1] as number)) : scores
    const all = withMore(params, q, causal, k, v)
    const weights = drop(layer, weightsOf(all.scores), rate, dropoutKey as Key | undefined)
    return [combined(params, matmul(weights, all.v)), weights]
  }

  const step = (params: AttentionParameters, x: Tensor, cache: AttentionCache): readonly [Tensor, AttentionCache] => {
    checkOperands(params, Object.entries({ x }))
    const [q, k, v] = [projected(params, 0, x, numHeads), projected(params, 1, x, numHeads), projected(params, 2, x, numHeads)]
    const next = extended(layer, cache, k, v)
    const scores = masked(layer, scoresOf(q, next.key as FloatTensor, scaleFor(q)), placesUpTo(cache, q.shape[2] as number))
    const all = withMore(params, q, scores, k, next.value as FloatTensor)
    const y = combined(params, matmul(weightsOf(all.scores), all.v))
    return [unlessFull(y, next), next]
  }

  const ofItself = (params: AttentionParameters, x: Tensor, more: Readonly<Record<string, unknown>>): Tensor =>
    attend(params, x, x, x, more)[0]
  return Object.freeze({
    name: layer,
    init(key: Key, input: Dims) {
      const features = input[1]
      if (input.length !== 2 || features === undefined)
        throw new ShapeError(`${layer}: input must be [time,features]; got ${showShape(input)}`)
      if (features % numHeads !== 0) throw new ShapeError(`${layer}: ${numHeads} heads must divide the features; got ${showShape(input)}`)
      return initialProjections(key, features, settings)
    },
    apply: (params: AttentionParameters, x: Tensor) => ofItself(params, x, {}),
    train: (params: AttentionParameters, x: Tensor, key: Key) => [ofItself(params, x, { dropoutKey: key }), params] as const,
    attend,
    emptyCache(batch: number, capacity: number, features: number) {
      for (const [name, size] of Object.entries({ batch, capacity, features })) checkInteger(layer, name, size, 0)
      if (features % numHeads !== 0) throw new ArgumentError(`${layer}: ${numHeads} heads must divide the features; got ${features}`)
      return emptyCache([batch, numHeads, capacity, features / numHeads])
    },
    step(params: AttentionParameters, x: Tensor, cache: AttentionCache) {
      if (typeof cache !== 'object' || cache === null || ![cache.key, cache.value, cache.length].every(isTensor))
        throw new ArgumentError(`${layer}: a cache must be { key, value, length }, as emptyCache makes it`)
      return step(params, x, cache)
    },
  })
}

/**
 * Attention by heads: each projects queries, keys and values to its own features, `softmax(q kᵀ / √size) v`; what they find stands side by side and goes through
 * one more map. As a layer it is a sequence's attention to itself; `attend` is to another, `step` one step after the other.
 * Parameters: in_proj_weight float32[3 · features, features], rows for queries, keys and values, and in_proj_bias float32[3 · features]; out_proj.weight
 * float32[features, features] and out_proj.bias float32[features]. With other kdim or vdim q_proj_weight, k_proj_weight and v_proj_weight instead of
 * in_proj_weight; with addBiasKv, bias_k and bias_v float32[1, 1, features]. Weights are Glorot's uniform, out_proj.weight uniform in ±1/√features,
 * learned keys and values Glorot's normal, biases 0.
 * @param numHeads must divide the features
 * @param options dropout 0, bias true; `kdim` and `vdim`, features of keys and values; `addBiasKv`: one more key and value, learned; `addZeroAttn`: one more of
 *   zeros. The two are behind the sequence, and no mask hides them
 * @returns a layer from float32[batch, time, features] to the same
 * @throws ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * model([100, 64], residual(multiHeadAttention(8)), ['head', linear(2)])
 * ```
 * @source Vaswani et al., "Attention is all you need", 2017; names, layouts and masks as in PyTorch
 * @deviation from PyTorch: the batch comes first; a query that may look at nothing finds zeros, not NaN; weights come for each head
 */
export const multiHeadAttention = <Heads extends number, const O extends MultiHeadAttentionOptions = Record<never, never>>(
  numHeads: Heads,
  options?: O,
): MultiHeadAttention<Heads, O> =>
  // The types say of shapes what the rules compute; the tests hold them against each other.
  attentionRules(numHeads, options) as unknown as MultiHeadAttention<Heads, O>
