// What encoder and decoder layers are made of: norms, the feed-forward net, and the way around each part.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { ones, zeros } from '../../ops/creation/creation.js'
import { gelu, relu } from '../../ops/elementwise/activations.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { type Key, split } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import { checkChoice, checkOptions } from '../../support/options.js'
import type { TransformerLayerOptions } from '../../types/index.js'
import { drop } from '../dropout/drop.js'
import { checkParameters, type FloatTensor } from '../layer/layer.js'
import { checkBoolean, checkNumber, checkRate, checkSize } from '../layer/options.js'
import { affine } from '../linear/affine.js'
import type { AffineParameters } from '../linear/affine-parameters.js'
import { layerNormOf } from '../normalization/layer-norm.js'

export type TransformerSettings = Required<TransformerLayerOptions>

/** @throws ArgumentError */
export function transformerSettings(layer: string, options: TransformerLayerOptions | undefined): TransformerSettings {
  checkOptions(layer, options, ['dimFeedforward', 'dropout', 'activation', 'layerNormEps', 'normFirst', 'bias'])
  const settings = {
    dimFeedforward: 2048,
    dropout: 0.1,
    activation: 'relu',
    layerNormEps: 1e-5,
    normFirst: false,
    bias: true,
    ...options,
  } as const
  checkSize(layer, 'dimFeedforward', settings.dimFeedforward)
  checkRate(layer, 'dropout', settings.dropout)
  checkChoice(layer, 'activation', settings.activation, ['relu', 'gelu'])
  checkNumber(layer, 'layerNormEps', settings.layerNormEps, 0)
  checkBoolean(layer, 'normFirst', settings.normFirst)
  checkBoolean(layer, 'bias', settings.bias)
  return settings
}

export const initialNorm = (features: number, bias: boolean): AffineParameters =>
  bias ? { weight: ones([features]), bias: zeros([features]) } : { weight: ones([features]) }

/** @throws ArgumentError unless there are records of tensors under these names */
export function checkAffine(layer: string, params: unknown, names: readonly string[], bias: boolean): void {
  const held = (typeof params === 'object' && params !== null ? params : {}) as Readonly<Record<string, unknown>>
  for (const name of names) {
    const own = held[name]
    if (typeof own !== 'object' || own === null || isTensor(own))
      throw new ArgumentError(`${layer}: parameters must hold ${name}, a record; got { ${Object.keys(held).join(', ')} }`)
    checkParameters(`${layer}: ${name}`, own, bias ? ['weight', 'bias'] : ['weight'])
  }
}

const activations = { relu, gelu: (x: FloatTensor): FloatTensor => gelu(x) } as const

/** `linear2(activation(linear1(x)))`, with dropout within and after. */
export function feedForward(
  layer: string,
  { linear1, linear2 }: { readonly linear1: AffineParameters; readonly linear2: AffineParameters },
  x: Tensor,
  { activation, dropout }: TransformerSettings,
  key: Key | undefined,
): FloatTensor {
  const [within, after] = key === undefined ? [undefined, undefined] : split(key)
  const hidden = activations[activation](affine(x, linear1.weight, linear1.bias) as FloatTensor)
  return drop(layer, affine(drop(layer, hidden, dropout, within), linear2.weight, linear2.bias) as FloatTensor, dropout, after)
}

/** `x + branch(norm(x))` with the norm first, `norm(x + branch(x))` with it last. */
export function around(
  { normFirst, layerNormEps }: TransformerSettings,
  norm: AffineParameters,
  x: FloatTensor,
  branch: (x: FloatTensor) => FloatTensor,
): FloatTensor {
  return normFirst
    ? (add(x, branch(layerNormOf(x, norm, layerNormEps))) as FloatTensor)
    : layerNormOf(add(x, branch(x)) as FloatTensor, norm, layerNormEps)
}
