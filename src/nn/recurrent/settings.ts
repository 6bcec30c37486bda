// The options of recurrent layers, read and checked.

import { checkInteger } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import { checkChoice, checkOptions } from '../../support/options.js'
import type { LstmOptions, RecurrentOutputs } from '../../types/index.js'
import { checkBoolean, checkRate, checkSize } from '../layer/options.js'
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

const common = ['numLayers', 'bidirectional', 'bias', 'dropout', 'output']

/** @throws ArgumentError */
export function settingsOf(kind: RecurrentKind, hiddenSize: number, options: LstmOptions, more: readonly string[]): RecurrentSettings {
  const { name } = kind
  checkOptions(name, options, [...common, ...more])
  const { numLayers = 1, bidirectional = false, dropout = 0, output = 'sequence', projSize = 0 } = options
  checkSize(name, 'hiddenSize', hiddenSize)
  checkSize(name, 'numLayers', numLayers)
  checkInteger(name, 'projSize', projSize, 0)
  checkBoolean(name, 'bidirectional', bidirectional)
  if (projSize >= hiddenSize)
    throw new ArgumentError(`${name}: projSize must be less than hiddenSize; got ${projSize} for hiddenSize ${hiddenSize}`)
  checkRate(name, 'dropout', dropout)
  checkChoice(name, 'output', output, ['sequence', 'last'])
  return { kind, hiddenSize, numLayers, directions: bidirectional ? 2 : 1, bias: hasBias(options), dropout, projSize, output }
}

/** The size of a hidden state. */
export const hiddenOut = ({ hiddenSize, projSize }: RecurrentSettings): number => projSize || hiddenSize
