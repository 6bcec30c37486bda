// The order of sorting: numbers by value, zeros of either sign equal, NaN after everything else. In scalar expressions, in plain numbers, and as
// an unsigned integer.

import { and, binary, bitcast, compare, constant, convert, type Expr, isFloatType, or, select, widened } from '../../core/expr.js'
import { dtypeInfo, isDType } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'

export type SortParams = { readonly axis: number; readonly descending: boolean }

/** Whether `a` comes before `b` and is not equal to it. */
export function precedes(x: Expr, y: Expr): Expr {
  const [a, b] = [widened(x), widened(y)]
  const less = compare('lt', a, b)
  return isFloatType(a.type) ? or(less, and(compare('eq', a, a), compare('ne', b, b))) : less
}

/** The same for numbers: negative, zero or positive, as `sort` takes it. */
export function compareInOrder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

/** How an element's place in the order is written: in an unsigned integer, of which so many low bits may differ. */
export interface OrderKey {
  readonly type: 'uint32' | 'uint64'
  readonly bits: number
}

/** Halves are widened: the digits that this adds are zeros. */
export function orderKeyOf(type: string): OrderKey {
  if (!isDType(type)) throw new InternalError(`there is no order of ${type}`)
  const bits = type === 'bool' ? 8 : dtypeInfo(type).kind === 'float' ? Math.max(32, dtypeInfo(type).bits) : dtypeInfo(type).bits
  return { type: bits > 32 ? 'uint64' : 'uint32', bits }
}

/** A key that is given: integers of 64 bits are bigints. */
export const keyConstant = (type: OrderKey['type'], value: bigint): Expr => constant(type, type === 'uint64' ? value : Number(value))

/**
 * An unsigned integer, as `orderKeyOf` says, by which elements are ordered as by `precedes`: equal for what is equal. Negative floats count down from
 * the middle, so their bits are turned over; of all others the sign's bit is.
 */
export function orderKey(x: Expr, descending: boolean): Expr {
  const { type, bits } = orderKeyOf(x.type)
  const ones = keyConstant(type, 2n ** BigInt(bits) - 1n)
  const sign = keyConstant(type, 2n ** BigInt(bits - 1))
  const ascending = (): Expr => {
    const value = widened(x)
    if (!isFloatType(value.type)) {
      const digits = and(convert(type, value), ones)
      return isDType(value.type) && dtypeInfo(value.type).min < 0 ? binary('xor', digits, sign) : digits
    }
    const zero = constant(value.type, 0)
    const pattern = bitcast(type, select(compare('eq', value, zero), zero, value))
    const turned = select(compare('lt', value, zero), ones, sign)
    return select(compare('eq', value, value), binary('xor', pattern, turned), ones)
  }
  return descending ? binary('xor', ascending(), ones) : ascending()
}
