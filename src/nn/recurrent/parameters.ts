// The parameters of recurrent layers, under PyTorch's names: `weight_ih_l0`, …, `bias_hh_l1_reverse`.

import type { Tensor } from '../../core/tensor.js'
import { type Key, split } from '../../ops/random/index.js'
import type { Dims } from '../../support/shape.js'
import { uniform } from '../init/index.js'
import type { RecurrentKind } from './kind.js'
import { hiddenOut, type RecurrentSettings } from './settings.js'

export type RecurrentRecord = Readonly<Record<string, Tensor>>

/** What one direction of one layer, or a cell, computes with. */
export interface Weights {
  /** floats[gates · hidden, in] */
  readonly input: Tensor
  /** floats[gates · hidden, hidden] */
  readonly hidden: Tensor
  /** floats[gates · hidden] */
  readonly inputBias: Tensor | undefined
  readonly hiddenBias: Tensor | undefined
  /** floats[projection, hidden] */
  readonly projection: Tensor | undefined
}

/** How the names of a layer's parameters end: `_l0`, `_l0_reverse`. */
export const placeOf = (layer: number, direction: number): string => `_l${layer}${direction === 1 ? '_reverse' : ''}`

/** Names and shapes of the parameters that one direction of a layer, or a cell, has, in PyTorch's order. */
export function parameterShapes(
  { gates }: Pick<RecurrentKind, 'gates'>,
  { hiddenSize, projSize, bias }: Pick<RecurrentSettings, 'hiddenSize' | 'projSize' | 'bias'>,
  features: number,
  place: string,
): readonly (readonly [name: string, shape: Dims])[] {
  const rows = gates * hiddenSize
  return [
    [`weight_ih${place}`, [rows, features]],
    [`weight_hh${place}`, [rows, projSize || hiddenSize]],
    ...(bias ? ([`bias_ih${place}`, `bias_hh${place}`] as const).map(name => [name, [rows]] as const) : []),
    ...(projSize === 0 ? [] : [[`weight_hr${place}`, [projSize, hiddenSize]] as const]),
  ]
}

/** Those of all layers and directions. */
export function allParameterShapes(settings: RecurrentSettings, features: number): readonly (readonly [name: string, shape: Dims])[] {
  const { kind, numLayers, directions } = settings
  return Array.from({ length: numLayers * directions }, (_, at) => {
    const [layer, direction] = [Math.floor(at / directions), at % directions]
    return parameterShapes(kind, settings, layer === 0 ? features : directions * hiddenOut(settings), placeOf(layer, direction))
  }).flat()
}

/** All uniform in ±1/√hidden, as in PyTorch. */
export function initialParameters(
  key: Key,
  shapes: readonly (readonly [name: string, shape: Dims])[],
  hiddenSize: number,
): RecurrentRecord {
  const keys = split(key, shapes.length)
  const bound = 1 / Math.sqrt(hiddenSize)
  return Object.fromEntries(shapes.map(([name, shape], i) => [name, uniform(keys[i] as Key, shape, { min: -bound, max: bound })]))
}

/** Those of one direction of a layer, or of a cell. They have been checked. */
export const weightsAt = (params: RecurrentRecord, place: string): Weights => ({
  input: params[`weight_ih${place}`] as Tensor,
  hidden: params[`weight_hh${place}`] as Tensor,
  inputBias: params[`bias_ih${place}`],
  hiddenBias: params[`bias_hh${place}`],
  projection: params[`weight_hr${place}`],
})
