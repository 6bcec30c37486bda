// A small GPT: a stack of causal transformer layers that predicts each token from those before it.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import type { AttentionCache } from '../../nn/attention/cache.js'
import { drop } from '../../nn/dropout/drop.js'
import { embeddingSettings } from '../../nn/embedding/embedding.js'
import { normal } from '../../nn/init/index.js'
import type { FloatTensor } from '../../nn/layer/layer.js'
import { checkRate, checkSize } from '../../nn/layer/options.js'
import { affine } from '../../nn/linear/affine.js'
import { encoderLayerRules } from '../../nn/transformer/encoder-layer.js'
import { encoderRules } from '../../nn/transformer/stack.js'
import { arange } from '../../ops/creation/creation.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { take } from '../../ops/indexing/take.js'
import { foldIn, type Key, split } from '../../ops/random/index.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import type { IntDType, LayerParameters, Parameter, TransformerEncoderLayerShapes, TransformerStackShapes } from '../../types/index.js'
import { type StateDicts, stateDicts } from '../network/state-dicts.js'
import { type GenerateOptions, generated } from './generate.js'
import { checkTokens, embedded } from './tokens.js'

export interface GptOptions {
  /** How many tokens there are. */
  readonly vocabulary: number
  /** How many tokens it can see. */
  readonly context: number
  /** The size of the vectors in it. */
  readonly features: number
  readonly numLayers: number
  readonly numHeads: number
  /** The rate of dropout in training. Default 0. */
  readonly dropout?: number
}

type Blocks<O extends GptOptions> = LayerParameters<
  TransformerStackShapes<
    TransformerEncoderLayerShapes<
      O['numHeads'],
      { readonly dimFeedforward: number; readonly activation: 'gelu'; readonly normFirst: true }
    >,
    { readonly norm: true }
  >,
  [O['context'], O['features']]
>

/** token_embedding { weight }, which makes the logits too; position_embedding { weight }; layers and norm as of `transformerEncoder`. */
export type GptParameters<O extends GptOptions> = Tensors<
  {
    readonly token_embedding: { readonly weight: Parameter<[O['vocabulary'], O['features']]> }
    readonly position_embedding: { readonly weight: Parameter<[O['context'], O['features']]> }
  } & Blocks<O>
>

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** What has been seen: the keys and values of every layer. */
export type GptCache<Batch extends number = number> = readonly AttentionCache<Batch>[]

export interface Gpt<O extends GptOptions> extends StateDicts<GptParameters<O>> {
  readonly name: string
  /** Fresh parameters. */
  init(key: Key): GptParameters<O>
  /**
   * The logits of the next token, at each place.
   * @param tokens ints[batch, time], of at most as many steps as the context
   * @returns float32[batch, time, vocabulary]; NaN of a sequence with a token that is not in the vocabulary
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  apply<B extends number, T extends number>(
    params: GptParameters<O>,
    tokens: Tensor<readonly [B, T], IntDType>,
  ): F32<[B, T, O['vocabulary']]>
  /** The same in training: the key decides what is dropped. */
  train<B extends number, T extends number>(
    params: GptParameters<O>,
    tokens: Tensor<readonly [B, T], IntDType>,
    key: Key,
  ): readonly [F32<[B, T, O['vocabulary']]>, GptParameters<O>]
  /** A cache in which nothing has been seen. */
  emptyCache<B extends number>(batch: B): GptCache<B>
  /**
   * The logits after the next tokens, those before being in the cache. With a cache of as many places as there are tokens (the context) they have the bits
   * that `apply` gives; NaN beyond the context.
   */
  step<B extends number, T extends number>(
    params: GptParameters<O>,
    tokens: Tensor<readonly [B, T], IntDType>,
    cache: GptCache<B>,
  ): readonly [F32<[B, T, O['vocabulary']]>, GptCache<B>]
  /**
   * Goes on from a prompt, token by token, each drawn by the key. A pure function: put it in `jit`.
   * @param prompt ints[batch, time], at least one token
   * @returns int32[batch, steps]
   * @throws ShapeError when prompt and steps are more than the context
   */
  generate<B extends number, N extends number>(
    params: GptParameters<O>,
    key: Key,
    prompt: Tensor<readonly [B, number], IntDType>,
    options: GenerateOptions<N>,
  ): Tensor<[B, N], 'int32'>
}

interface Params {
  readonly token_embedding: { readonly weight: Tensor }
  readonly position_embedding: { readonly weight: Tensor }
}
type Stack = ReturnType<typeof encoderRules>
type StackParameters = Parameters<Stack['encode']>[0]

/** Weights normal of deviation 0.02, smaller where residual branches end, so that their sum does not grow with the layers; biases zero, norms one. */
function gptInitial(key: Key, params: StackParameters, numLayers: number): StackParameters {
  const { leaves, structure } = flatten(params, isTensor)
  const keys = split(key, leaves.length)
  const last = 0.02 / Math.sqrt(2 * numLayers)
  const fresh = paths(structure).map((path, i) => {
    const leaf = leaves[i] as Tensor
    if (leaf.shape.length !== 2) return path.endsWith('bias') ? leaf.mul(0 as never) : leaf
    return normal(keys[i] as Key, leaf.shape, { std: /out_proj|linear2/.test(path) ? last : 0.02 })
  })
  return unflatten(structure, fresh) as StackParameters
}

/**
 * A decoder-only transformer in the manner of GPT-2: token and position embeddings, layers with norms first and GELU, a last norm; the token embedding
 * also maps to logits. Weights are normal of deviation 0.02 at first, those at the end of residual branches 0.02/√(2 numLayers), biases 0.
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * const model = gpt({ vocabulary: 65, context: 128, features: 128, numLayers: 4, numHeads: 4 })
 * const logits = model.apply(params, tokens)   // float32[batch, time, 65]
 * const more = model.generate(params, key, prompt, { steps: 100, temperature: 0.8, topK: 20 })
 * ```
 * @source Radford et al., "Language models are unsupervised multitask learners", 2019; tied weights: Press and Wolf, 2017
 */
export function gpt<const O extends GptOptions>(options: O): Gpt<O> {
  const name = 'gpt'
  checkGivenOptions(name, options, ['vocabulary', 'context', 'features', 'numLayers', 'numHeads', 'dropout'])
  const { vocabulary, context, features, numLayers, numHeads, dropout = 0 } = options
  for (const [what, size] of Object.entries({ vocabulary, context, features, numLayers, numHeads })) checkSize(name, what, size)
  checkRate(name, 'dropout', dropout)
  if (features % numHeads !== 0) throw new ArgumentError(`${name}: ${numHeads} heads must divide the features; got ${features}`)
  const tokenSettings = embeddingSettings(name, vocabulary, features, {})
  const block = encoderLayerRules(numHeads, { dimFeedforward: 4 * features, dropout, activation: 'gelu', normFirst: true })
  const stack = encoderRules(block, numLayers, { norm: true })

  /** Token and position vectors. @param places ints[time] */
  const inputs = (params: Params, tokens: Tensor, places: Tensor): FloatTensor => {
    const at = take(params.position_embedding.weight, places as Tensor<readonly number[], IntDType>, 0)
    return add(
      embedded(tokenSettings, params.token_embedding.weight, tokens as Tensor<readonly number[], IntDType>) as FloatTensor,
      at as FloatTensor,
    )
  }
  const logits = (params: Params, x: Tensor): Tensor => affine(x, params.token_embedding.weight)

  const check = (params: Params, tokens: unknown): void => {
    checkTokens(name, tokens)
    if ((tokens.shape[1] as number) > context)
      throw new ShapeError(`${name}: there must be at most ${context} tokens, the context; got ${showType(tokens)}`)
    for (const part of ['token_embedding', 'position_embedding'] as const) {
      const weight: unknown = params?.[part]?.weight
      const size = part === 'token_embedding' ? vocabulary : context
      if (!isTensor(weight) || !isFloat(weight.dtype) || weight.shape[0] !== size)
        throw new ArgumentError(
          `${name}: parameters must hold ${part}.weight [${size},${features}]; got ${isTensor(weight) ? showType(weight) : 'none'}`,
        )
    }
  }

  const forward = (params: Params & StackParameters, tokens: Tensor, key: Key | undefined): Tensor => {
    check(params, tokens)
    const [inputKey, stackKey] = key === undefined ? [] : split(key)
    const x = drop(name, inputs(params, tokens, arange(tokens.shape[1] as number, 'int32')), dropout, inputKey)
    return logits(params, stack.encode(params, x, stackKey === undefined ? { isCausal: true } : { isCausal: true, dropoutKey: stackKey }))
  }

  const step = (params: Params & StackParameters, tokens: Tensor, cache: GptCache): readonly [Tensor, GptCache] => {
    check(params, tokens)
    const seen = cache[0]?.length
    if (!isTensor(seen)) throw new ArgumentError(`${name}: a cache must be what emptyCache makes`)
    const places = add(arange(tokens.shape[1] as number, 'int32'), seen)
    const [y, next] = stack.step(params, inputs(params, tokens, places), cache)
    return [logits(params, y), next]
  }

  const init = (key: Key) => {
    const [tokenKey, positionKey, stackKey] = split(key, 3)
    return {
      token_embedding: { weight: normal(tokenKey, [vocabulary, features], { std: 0.02 }) },
      position_embedding: { weight: normal(positionKey, [context, features], { std: 0.02 }) },
      ...gptInitial(foldIn(stackKey, 1), stack.init(stackKey, [context, features]), numLayers),
    }
  }
  const rules = {
    name,
    init,
    ...stateDicts(init),
    apply: (params: Params & StackParameters, tokens: Tensor) => forward(params, tokens, undefined),
    train: (params: Params & StackParameters, tokens: Tensor, key: Key) => [forward(params, tokens, key), params] as const,
    emptyCache: (batch: number) => stack.emptyCache(batch, context, features),
    step,
    generate(params: Params & StackParameters, key: Key, prompt: Tensor, told: GenerateOptions<number>) {
      check(params, prompt)
      const next = (tokens: Tensor, cache: GptCache) => step(params, tokens, cache)
      return generated(name, next, stack.emptyCache(prompt.shape[0] as number, context, features), key, prompt, told, {
        vocabulary,
        context,
      })
    },
  }
  // The types say of shapes what the rules compute; the tests hold them against each other.
  return Object.freeze(rules) as unknown as Gpt<O>
}
