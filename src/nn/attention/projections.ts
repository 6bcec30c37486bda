// What multi-head attention computes with, under PyTorch's names: queries, keys and values are three blocks of rows of `in_proj_weight`, or have
// a weight each where their features differ. Keys and values beyond those of the sequence are learned, or zero.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { zeros } from '../../ops/creation/creation.js'
import { slice } from '../../ops/indexing/slice.js'
import { foldIn, type Key, split } from '../../ops/random/index.js'
import { concat } from '../../ops/shape/join.js'
import { swapAxes } from '../../ops/shape/permute.js'
import { broadcastTo, reshape } from '../../ops/shape/reshape.js'
import { ArgumentError } from '../../support/errors.js'
import { xavierNormal, xavierUniform } from '../init/index.js'
import { checkParameters, type FloatTensor } from '../layer/layer.js'
import { affine } from '../linear/affine.js'
import { type AffineParameters, affineParameters } from '../linear/affine-parameters.js'

export interface AttentionParameters {
  readonly in_proj_weight?: Tensor
  readonly q_proj_weight?: Tensor
  readonly k_proj_weight?: Tensor
  readonly v_proj_weight?: Tensor
  readonly in_proj_bias?: Tensor
  readonly bias_k?: Tensor
  readonly bias_v?: Tensor
  readonly out_proj: AffineParameters
}

export interface ProjectionSettings {
  readonly numHeads: number
  readonly bias: boolean
  /** The features of keys and of values; those of queries unless given. */
  readonly kdim: number | undefined
  readonly vdim: number | undefined
  /** Whether there is one more key and value, learned; and one more, zero. */
  readonly addBiasKv: boolean
  readonly addZeroAttn: boolean
}

/** Whether queries, keys and values have a weight each: where their features differ. */
const areSeparate = ({ kdim, vdim }: ProjectionSettings, features: number | undefined): boolean =>
  (kdim ?? features) !== features || (vdim ?? features) !== features

/** Glorot's uniform weights, a linear layer's for the result, biases of zero: as PyTorch begins. */
export function initialProjections(key: Key, features: number, settings: ProjectionSettings): AttentionParameters {
  const [q, k, v, out] = split(key, 4)
  const { bias, kdim = features, vdim = features, addBiasKv } = settings
  const weights = areSeparate(settings, features)
    ? {
        q_proj_weight: xavierUniform(q, [features, features]),
        k_proj_weight: xavierUniform(k, [features, kdim]),
        v_proj_weight: xavierUniform(v, [features, vdim]),
      }
    : { in_proj_weight: xavierUniform(q, [3 * features, features]) }
  const { weight } = affineParameters(out, [features, features], false)
  return {
    ...weights,
    ...(bias ? { in_proj_bias: zeros([3 * features]) } : {}),
    ...(addBiasKv ? { bias_k: xavierNormal(foldIn(k, 1), [1, 1, features]), bias_v: xavierNormal(foldIn(v, 1), [1, 1, features]) } : {}),
    out_proj: bias ? { weight, bias: zeros([features]) } : { weight },
  }
}

/** @throws ArgumentError unless the parameters are those of such attention */
export function checkProjections(layer: string, params: AttentionParameters, settings: ProjectionSettings): void {
  const learned = settings.addBiasKv ? ['bias_k', 'bias_v'] : []
  const out: unknown = params?.out_proj
  if (typeof out !== 'object' || out === null || isTensor(out)) throw new ArgumentError(`${layer}: parameters must hold out_proj, a record`)
  checkParameters(`${layer}: out_proj`, out, settings.bias ? ['weight', 'bias'] : ['weight'])
  const separate = areSeparate(settings, params.out_proj.weight.shape[0])
  const weights = separate ? ['q_proj_weight', 'k_proj_weight', 'v_proj_weight'] : ['in_proj_weight']
  checkParameters(layer, params, [...weights, ...(settings.bias ? ['in_proj_bias'] : []), ...learned])
}

/** The features of queries, keys and values that the parameters are for. */
export function featuresOf({ in_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight }: AttentionParameters): readonly number[] {
  return [q_proj_weight, k_proj_weight, v_proj_weight].map(weight => (weight ?? (in_proj_weight as Tensor)).shape[1] as number)
}

const rows = (x: Tensor, block: 0 | 1 | 2): Tensor => {
  const size = (x.shape[0] as number) / 3
  return slice(x, [block * size, (block + 1) * size])
}

/**
 * Queries (0), keys (1) or values (2), by heads.
 * @param x floats[batch, time, in]
 * @returns floats[batch, heads, time, features / heads]
 */
export function projected(params: AttentionParameters, block: 0 | 1 | 2, x: Tensor, numHeads: number): FloatTensor {
  const own = [params.q_proj_weight, params.k_proj_weight, params.v_proj_weight][block]
  const weight = own ?? rows(params.in_proj_weight as Tensor, block)
  const bias = params.in_proj_bias === undefined ? undefined : rows(params.in_proj_bias, block)
  return byHeads(affine(x, weight, bias), numHeads)
}

/** @param x floats[batch, time, features] @returns floats[batch, heads, time, features / heads] */
function byHeads(x: Tensor, numHeads: number): FloatTensor {
  const [batch, time, features] = x.shape as [number, number, number]
  return swapAxes(reshape(x, [batch, time, numHeads, features / numHeads]), 1, 2) as FloatTensor
}

/**
 * The keys, or values, beyond those of the sequence: the learned one, then zero. Every query may look at them.
 * @param like the keys or values of the sequence, floats[batch, heads, time, size]
 * @returns floats[batch, heads, 0 to 2, size]
 */
export function beyondSequence(
  { bias_k, bias_v }: AttentionParameters,
  which: 'key' | 'value',
  like: FloatTensor,
  { numHeads, addBiasKv, addZeroAttn }: ProjectionSettings,
): FloatTensor {
  const [batch, , , size] = like.shape as [number, number, number, number]
  const one = [batch, numHeads, 1, size]
  const learned = (which === 'key' ? bias_k : bias_v) as Tensor
  const all = [
    zeros([batch, numHeads, 0, size], like.dtype),
    ...(addBiasKv ? [broadcastTo(byHeads(learned, numHeads), one)] : []),
    ...(addZeroAttn ? [zeros(one, like.dtype)] : []),
  ]
  return concat(all as readonly FloatTensor[], 2) as FloatTensor
}

/** What the heads found, side by side, through the last map. @param x floats[batch, heads, time, size] */
export function combined({ out_proj }: AttentionParameters, x: Tensor): Tensor {
  const [batch, heads, time, size] = x.shape as [number, number, number, number]
  return affine(reshape(swapAxes(x, 1, 2), [batch, time, heads * size]), out_proj.weight, out_proj.bias)
}
