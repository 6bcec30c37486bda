// What every layer asks of its options, in one wording.

import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'

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

/** @throws ArgumentError unless it is a number from 0 to 1 */
export function checkRate(layer: string, name: string, rate: unknown): void {
  if (!(typeof rate === 'number' && rate >= 0 && rate <= 1))
    throw new ArgumentError(`${layer}: ${name} must be a number from 0 to 1; got ${show(rate)}`)
}
