// What layers ask of options that are one of some words, or a rate.

import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'

/** @throws ArgumentError unless it is one of the values */
export function checkChoice<T extends string>(layer: string, name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value))
    throw new ArgumentError(`${layer}: ${name} must be ${choices.map(choice => `'${choice}'`).join(' or ')}; got ${show(value)}`)
}

/** @throws ArgumentError unless it is at least 0 and less than 1 */
export function checkRate(layer: string, name: string, rate: unknown): void {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1))
    throw new ArgumentError(`${layer}: ${name} must be at least 0 and less than 1; got ${show(rate)}`)
}
