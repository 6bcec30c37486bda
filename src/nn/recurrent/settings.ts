// The options of recurrent layers, read and checked.

import { ArgumentError } from '../../support/errors.js'
import type { LstmOptions, RecurrentOutputs } from '../../types/index.js'
import { hasBias } from '../linear/affine-parameters.js'
import type { RecurrentKind } from './kind.js'

export interface RecurrentSettings {
  readonly kind: RecurrentKind
  readonly hiddenSize: number
  readonly numLayers: number
  readonly directions: 1 | 2
  readonly bias: boolean
  readonly dropout: number
  /** 0 for no projection. */
  readonly projSize: number
  readonly output: RecurrentOutputs
}

/** @throws ArgumentError unless it is an integer of at least `least` */
export function checkSize(layer: string, name: string, value: unknown, least = 1): void {
  if (!Number.isInteger(value) || (value as number) < least)
    throw new ArgumentError(
      `${layer}: ${name} must be ${least === 1 ? 'a positive integer' : `an integer of at least ${least}`}; got ${String(value)}`,
    )
}

/** @throws ArgumentError when there is an option of another name */
export function checkOptions(layer: string, options: object, names: readonly string[]): void {
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw new ArgumentError(`${layer}: unknown option ${name}; expected ${names.join(', ')}`)
}

/** @throws ArgumentError unless it is one of the values */
export function checkChoice<T extends string>(layer: string, name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value))
    throw new ArgumentError(
      `${layer}: ${name} must be ${choices.map(choice => `'${choice}'`).join(' or ')}; got ${JSON.stringify(value) ?? String(value)}`,
    )
}

const common = ['numLayers', 'bidirectional', 'bias', 'dropout', 'output']

/** @throws ArgumentError */
export function settingsOf(kind: RecurrentKind, hiddenSize: number, options: LstmOptions, more: readonly string[]): RecurrentSettings {
  const { name } = kind
  checkOptions(name, options, [...common, ...more])
  const { numLayers = 1, bidirectional = false, dropout = 0, output = 'sequence', projSize = 0 } = options
  checkSize(name, 'hiddenSize', hiddenSize)
  checkSize(name, 'numLayers', numLayers)
  checkSize(name, 'projSize', projSize, 0)
  if (projSize >= hiddenSize)
    throw new ArgumentError(`${name}: projSize must be less than hiddenSize; got ${projSize} for hiddenSize ${hiddenSize}`)
  if (!(dropout >= 0 && dropout < 1)) throw new ArgumentError(`${name}: dropout must be at least 0 and less than 1; got ${dropout}`)
  checkChoice<RecurrentOutputs>(name, 'output', output, ['sequence', 'last'])
  return { kind, hiddenSize, numLayers, directions: bidirectional ? 2 : 1, bias: hasBias(options), dropout, projSize, output }
}

/** The size of a hidden state. */
export const hiddenOut = ({ hiddenSize, projSize }: RecurrentSettings): number => projSize || hiddenSize
