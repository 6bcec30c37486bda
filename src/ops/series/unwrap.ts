// Angles and other numbers that start again at a period, made continuous.
// Source: the definition of numpy.unwrap.

import type { Tensor } from '../../core/tensor.js'
import { cumSum } from '../../primitives/cumulative/index.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { normalizeAxis } from '../../support/shape.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, show } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `unwrap` takes. */
export interface UnwrapOptions {
  /** Which axis; negative ones count from the end. Default -1. */
  readonly axis?: number
  /** After what the numbers start again. Default 2π. */
  readonly period?: number
  /** Jumps up to this stay, if it is more than half the period. Default: half the period. */
  readonly discontinuity?: number | undefined
}

/**
 * Numbers made continuous along an axis: where neighbours differ by more than half a period, whole periods are added to all that follow.
 * The derivative is 1.
 * @param x floats[…], angles in radians unless another period is given
 * @param options axis, default -1; period, default 2π; discontinuity, up to which jumps stay, default half the period
 * @returns floats, of the shape of x
 * @throws ShapeError when the axis does not exist, DTypeError unless float, ArgumentError unless the period is positive
 * @example
 * ```
 * unwrap(tensor([0, 1, 2, -1, 0]), { period: 4 }).toArray() // [0, 1, 2, 3, 4]
 * ```
 */
export function unwrap<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options?: UnwrapOptions): Tensor<S, D>
export function unwrap(operand: Tensor, options?: UnwrapOptions): Tensor {
  checkKind('unwrap', operand, floatKind)
  const { axis, period, discontinuity } = optionsOf('unwrap', options, { axis: -1, period: 2 * Math.PI, discontinuity: undefined })
  const at = normalizeAxis(axis, operand.shape.length, 'unwrap')
  if (typeof period !== 'number' || !(period > 0 && period < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`unwrap: period must be a positive number; got ${show(period)}`)
  const bound: unknown = discontinuity ?? period / 2
  if (typeof bound !== 'number' || !(bound >= 0))
    throw new ArgumentError(`unwrap: discontinuity must be a number of at least 0; got ${show(bound)}`)
  const x = computed(operand)
  const size = x.shape[at] as number
  if (size < 2) return operand
  const steps = p.sub(part(x, at, 1, size), part(x, at, 0, size - 1))
  const number = (value: number): Tensor => full(value, steps)
  const half = number(period / 2)
  const within = p.sub(modulo(p.add(steps, half), number(period)), half)
  // Half a period up stays up.
  const upward = p.and(p.eq(within, p.neg(half)), p.gt(steps, number(0)))
  const corrections = p.sub(p.select(upward, half, within), steps)
  const jumps = p.lt(p.abs(steps), number(bound))
  // Whole periods, which no derivative flows through.
  const added = cumSum(p.stopGradient(p.select(jumps, number(0), corrections)), { axis: at, reverse: false })
  return typed(rounded(concat([part(x, at, 0, 1), p.add(part(x, at, 1, size), added)], at), operand.dtype))
}

/** The remainder that has the sign of the divisor. */
function modulo(x: Tensor, by: Tensor): Tensor {
  const rest = p.rem(x, by)
  return p.select(p.lt(rest, full(0, rest)), p.add(rest, by), rest)
}
