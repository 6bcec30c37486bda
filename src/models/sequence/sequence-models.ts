// Recurrent networks over tokens: a classifier, of a whole sequence, and a tagger, of each of its steps.

import type { Tensor } from '../../core/tensor.js'
import { isTensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import { drop } from '../../nn/dropout/drop.js'
import { embeddingSettings, initialVectors } from '../../nn/embedding/embedding.js'
import { type FloatTensor, isWithoutParameters } from '../../nn/layer/layer.js'
import { checkBoolean, checkRate, checkSize } from '../../nn/layer/options.js'
import { affine } from '../../nn/linear/affine.js'
import { type AffineParameters, affineParameters } from '../../nn/linear/affine-parameters.js'
import { gruKind, lstmKind, rnnKinds } from '../../nn/recurrent/kind.js'
import type { RecurrentRecord } from '../../nn/recurrent/parameters.js'
import { recurrentRules } from '../../nn/recurrent/recurrent.js'
import { settingsOf } from '../../nn/recurrent/settings.js'
import { slice } from '../../ops/indexing/slice.js'
import { type Key, split } from '../../ops/random/index.js'
import { concat } from '../../ops/shape/join.js'
import { ArgumentError } from '../../support/errors.js'
import { checkChoice, checkGivenOptions } from '../../support/options.js'
import type { IntDType, LayerParameters, Multiply, Parameter, RecurrentKindName, RecurrentShapes } from '../../types/index.js'
import { type StateDicts, stateDicts } from '../network/state-dicts.js'
import { checkTokens, embedded } from './tokens.js'

export interface SequenceModelOptions {
  /** How many tokens there are. */
  readonly vocabulary: number
  /** The size of a token's vector. */
  readonly features: number
  readonly hiddenSize: number
  /** How many classes, of sequences or of steps. */
  readonly classes: number
  /** Default `lstm`. */
  readonly cell?: RecurrentKindName
  /** Default 1. */
  readonly numLayers?: number
  /** Default true. */
  readonly bidirectional?: boolean
  /** The rate of dropout of token vectors, between layers and ahead of the last map, in training. Default 0. */
  readonly dropout?: number
}

type CellOf<O> = O extends { readonly cell: infer K extends RecurrentKindName } ? K : 'lstm'
type BothWays<O> = O extends { readonly bidirectional: infer B extends boolean } ? B : true
type LayersOf<O> = O extends { readonly numLayers: infer N extends number } ? N : 1
type Recurrent<O extends SequenceModelOptions> = RecurrentShapes<
  CellOf<O>,
  O['hiddenSize'],
  { readonly numLayers: LayersOf<O>; readonly bidirectional: BothWays<O> }
>

/** embedding { weight }, rnn as of `lstm`, `gru` or `rnn`, and head { weight, bias }. */
export type SequenceModelParameters<O extends SequenceModelOptions> = Tensors<{
  readonly embedding: { readonly weight: Parameter<[O['vocabulary'], O['features']]> }
  readonly rnn: LayerParameters<Recurrent<O>, [number, O['features']]>
  readonly head: {
    readonly weight: Parameter<[O['classes'], BothWays<O> extends true ? Multiply<2, O['hiddenSize']> : O['hiddenSize']]>
    readonly bias: Parameter<[O['classes']]>
  }
}>

type Lengths = Tensor<readonly [number], IntDType>

/** A network over tokens; F says whether there is a result for each step. */
export interface SequenceModel<O extends SequenceModelOptions, EachStep extends boolean> extends StateDicts<SequenceModelParameters<O>> {
  readonly name: string
  /** Fresh parameters: token vectors normal, as PyTorch's embeddings begin. */
  init(key: Key): SequenceModelParameters<O>
  /**
   * Logits of classes.
   * @param tokens ints[batch, time]
   * @param lengths ints[batch]: how many tokens each sequence has; what is behind is not looked at. All of them unless given
   * @returns float32[batch, classes], or float32[batch, time, classes] of a tagger
   * @throws ShapeError, DTypeError, ArgumentError when something does not fit
   */
  apply<B extends number, T extends number>(
    params: SequenceModelParameters<O>,
    tokens: Tensor<readonly [B, T], IntDType>,
    lengths?: Lengths,
  ): Tensor<EachStep extends true ? [B, T, O['classes']] : [B, O['classes']], 'float32'>
  /** The same in training: the key decides what is dropped. */
  train<B extends number, T extends number>(
    params: SequenceModelParameters<O>,
    tokens: Tensor<readonly [B, T], IntDType>,
    key: Key,
    lengths?: Lengths,
  ): readonly [Tensor<EachStep extends true ? [B, T, O['classes']] : [B, O['classes']], 'float32'>, SequenceModelParameters<O>]
}

interface Params {
  readonly embedding: { readonly weight: Tensor }
  readonly rnn: RecurrentRecord
  readonly head: AffineParameters
}

const kinds = { rnn: rnnKinds.tanh, lstm: lstmKind, gru: gruKind } as const

function sequenceModel(name: string, options: SequenceModelOptions, wanted: 'last' | 'sequence') {
  checkGivenOptions(name, options, ['vocabulary', 'features', 'hiddenSize', 'classes', 'cell', 'numLayers', 'bidirectional', 'dropout'])
  const { vocabulary, features, hiddenSize, classes, cell = 'lstm', numLayers = 1, bidirectional = true, dropout = 0 } = options
  for (const [what, size] of Object.entries({ vocabulary, features, hiddenSize, classes, numLayers })) checkSize(name, what, size)
  checkChoice(name, 'cell', cell, ['rnn', 'lstm', 'gru'])
  checkBoolean(name, 'bidirectional', bidirectional)
  checkRate(name, 'dropout', dropout)
  const recurrent = recurrentRules(settingsOf(kinds[cell], hiddenSize, { numLayers, bidirectional, dropout }, []))
  const tokenSettings = embeddingSettings(name, vocabulary, features, {})
  const directions = bidirectional ? 2 : 1

  /** The last hidden states of the uppermost layer, both directions' side by side. */
  const summary = (state: unknown): Tensor => {
    const hidden = isTensor(state) ? state : (state as { readonly hidden: Tensor }).hidden
    const own = Array.from({ length: directions }, (_, i) => slice(hidden, (numLayers - 1) * directions + i) as Tensor)
    return concat(own, -1)
  }

  const check = (params: Params, tokens: unknown): void => {
    checkTokens(name, tokens)
    const weight: unknown = params?.embedding?.weight
    if (!isTensor(weight) || weight.shape[0] !== vocabulary || isWithoutParameters(params.head))
      throw new ArgumentError(`${name}: parameters must hold embedding.weight [${vocabulary},${features}], rnn and head`)
  }

  const forward = (params: Params, tokens: Tensor, lengths: Lengths | undefined, key: Key | undefined): Tensor => {
    check(params, tokens)
    const [tokenKey, layerKey, headKey] = key === undefined ? [] : split(key, 3)
    const vectors = embedded(tokenSettings, params.embedding.weight, tokens as Tensor<readonly number[], IntDType>) as FloatTensor
    const [outputs, state] = recurrent.run(params.rnn, drop(name, vectors, dropout, tokenKey), {
      ...(lengths === undefined ? {} : { lengths }),
      ...(layerKey === undefined ? {} : { dropoutKey: layerKey }),
    })
    const found = (wanted === 'last' ? summary(state) : outputs) as FloatTensor
    return affine(drop(name, found, dropout, headKey), params.head.weight, params.head.bias)
  }

  const init = (key: Key) => {
    const [tokenKey, layerKey, headKey] = split(key, 3)
    return {
      embedding: { weight: initialVectors(tokenSettings, tokenKey) },
      rnn: recurrent.init(layerKey, [1, features]),
      head: affineParameters(headKey, [classes, directions * hiddenSize], true),
    }
  }
  return Object.freeze({
    name,
    init,
    ...stateDicts(init),
    apply: (params: Params, tokens: Tensor, lengths?: Lengths) => forward(params, tokens, lengths, undefined),
    train: (params: Params, tokens: Tensor, key: Key, lengths?: Lengths) => [forward(params, tokens, lengths, key), params] as const,
  })
}

/**
 * A classifier of texts, many to one: token vectors, a recurrent net in both directions, and a map from its last hidden states to classes.
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * const model = textClassifier({ vocabulary: 20_000, features: 64, hiddenSize: 64, classes: 2, cell: 'gru' })
 * const logits = model.apply(params, tokens, lengths)   // float32[batch, 2]
 * ```
 * @source Graves and Schmidhuber, "Framewise phoneme classification with bidirectional LSTM", 2005
 */
export const textClassifier = <const O extends SequenceModelOptions>(options: O): SequenceModel<O, false> =>
  // The types say of shapes what the rules compute; the tests hold them against each other.
  sequenceModel('textClassifier', options, 'last') as unknown as SequenceModel<O, false>

/**
 * A tagger, many to many: token vectors, a recurrent net in both directions, and a map from each step's outputs to classes. Behind a sequence's end the
 * logits are those of an output of zero, the bias.
 * @throws ArgumentError when a size is no positive integer, or an option is unknown or out of range
 * @example
 * ```
 * const logits = tagger({ vocabulary: 100, features: 16, hiddenSize: 32, classes: 5 }).apply(params, tokens, lengths)   // float32[batch, time, 5]
 * ```
 * @source Huang, Xu, Yu, "Bidirectional LSTM-CRF models for sequence tagging", 2015, without the CRF
 */
export const tagger = <const O extends SequenceModelOptions>(options: O): SequenceModel<O, true> =>
  sequenceModel('tagger', options, 'sequence') as unknown as SequenceModel<O, true>
