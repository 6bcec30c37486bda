// What every layer asks of its options, in one wording.

import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'

/** @throws ArgumentError unless they are a record of these names alone, for a misspelt option would go unnoticed */
export function checkOptions(layer: string, options: object | undefined, names: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ArgumentError(`${layer}: options must be a record; got ${show(options)}`)
  const unknown = Object.keys(options).find(name => !names.includes(name))
  if (unknown !== undefined) throw new ArgumentError(`${layer}: there is no option '${unknown}'; expected ${names.join(', ') || 'none'}`)
}

/** @throws ArgumentError unless it is true or false */
export function checkBoolean(layer: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new ArgumentError(`${layer}: ${name} must be true or false; got ${show(value)}`)
}

/** @throws ArgumentError unless it is a finite number from `least` to `most` */
export function checkNumber(layer: string, name: string, value: unknown, least = -Infinity, most = Infinity): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most) return
  const range =
    least === -Infinity && most === Infinity
      ? 'a finite number'
      : most === Infinity
        ? `a finite number of at least ${least}`
        : `a number from ${least} to ${most}`
  throw new ArgumentError(`${layer}: ${name} must be ${range}; got ${show(value)}`)
}

/** @throws ArgumentError unless it is an integer of at least 1 */
export function checkSize(layer: string, name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new ArgumentError(`${layer}: ${name} must be a positive integer; got ${show(value)}`)
}
