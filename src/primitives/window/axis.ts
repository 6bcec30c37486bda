// One axis of a sliding window: the geometry that convolutions, window reductions and the adjoints of both share.
// Position k of window o stands at p = o·stride + k·windowDilation of the padded axis and is input element i where
// p - low = i·baseDilation and 0 ≤ i < input; elsewhere it is in the padding. Padding may be negative: it then crops.
// Source: the windows of XLA's operation semantics (Conv, ReduceWindow).

import { add, and, compare, constant, div, type Expr, index, mul, rem, sub } from '../../core/expr.js'
import { ArgumentError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'

export interface WindowAxis {
  /** Number of input elements. */
  readonly input: number
  /** Number of positions of a window. */
  readonly window: number
  readonly stride: number
  readonly low: number
  readonly high: number
  /** Distance of neighbouring input elements: `baseDilation - 1` holes stand between them. */
  readonly baseDilation: number
  /** Distance of neighbouring window positions. */
  readonly windowDilation: number
}

/** What stands before and after each axis. */
export type Padding = readonly (readonly [low: number, high: number])[]

/** As a call, because that keeps a row of a table on one line. */
export const pads = (...pairs: Padding): Padding => pairs

/** @param from what the message ends with, made only for one @throws ArgumentError unless there is one whole number, at least 1, for each axis */
export function checkPositive(operation: string, what: string, values: Dims, rank: number, from: () => string): void {
  if (values.length !== rank || values.some(v => !Number.isInteger(v) || v < 1))
    throw new ArgumentError(`${operation}: ${what} must be positive integers; expected ${rank} of them, got [${values}] ${from()}`)
}

/** @throws ArgumentError unless there are two whole numbers for each axis */
export function checkPadding(operation: string, padding: Padding, rank: number, from: () => string): void {
  if (padding.length !== rank || padding.flat().some(v => !Number.isInteger(v)))
    throw new ArgumentError(
      `${operation}: padding must be pairs of integers [low, high]; expected ${rank} of them, got ${JSON.stringify(padding)} ${from()}`,
    )
}

/** The input element at hand; in the padding where the guard is false, nowhere if there is none. */
export interface Place {
  readonly at: Expr
  readonly guard: Expr | null
}

/** The extent of `size` elements that stand `dilation` apart. */
const spread = (size: number, dilation: number): number => (size === 0 ? 0 : (size - 1) * dilation + 1)

/** The number of windows: the size of the output. */
export function windowCount(axis: WindowAxis): number {
  const room = spread(axis.input, axis.baseDilation) + axis.low + axis.high - spread(axis.window, axis.windowDilation)
  return room < 0 ? 0 : Math.floor(room / axis.stride) + 1
}

/** From the windows back to the input: position k of a window here is position `window - 1 - k` there, the other way round. */
export function adjointAxis(axis: WindowAxis): WindowAxis {
  const count = windowCount(axis)
  const window = spread(axis.window, axis.windowDilation)
  const low = window - 1 - axis.low
  return {
    input: count,
    window: axis.window,
    stride: axis.baseDilation,
    low,
    high: spread(axis.input, axis.baseDilation) + window - 1 - spread(count, axis.stride) - low,
    baseDilation: axis.stride,
    windowDilation: axis.windowDilation,
  }
}

/** The input against what was computed from it, one result for each window position: the axis of a kernel's gradient. */
export function kernelAxis(axis: WindowAxis): WindowAxis {
  const count = windowCount(axis)
  return {
    input: axis.input,
    window: count,
    stride: axis.windowDilation,
    low: axis.low,
    high: spread(count, axis.stride) + spread(axis.window, axis.windowDilation) - 1 - spread(axis.input, axis.baseDilation) - axis.low,
    baseDilation: axis.baseDilation,
    windowDilation: axis.stride,
  }
}

/** The input element at position k of window o; -1 in the padding. */
export function placeOf(axis: WindowAxis, o: number, k: number): number {
  const p = o * axis.stride + k * axis.windowDilation - axis.low
  const i = Math.floor(p / axis.baseDilation)
  return p === i * axis.baseDilation && i >= 0 && i < axis.input ? i : -1
}

const isZero = (e: Expr): boolean => e.op === 'constant' && e.value === 0
const times = (e: Expr, factor: number): Expr => (factor === 1 || isZero(e) ? e : mul(e, index(factor)))
const plus = (a: Expr, b: Expr): Expr => (isZero(b) ? a : add(a, b))
/** `e + shift`, for a sum that is not negative. */
const shifted = (e: Expr, shift: number): Expr => (shift === 0 ? e : shift > 0 ? add(e, index(shift)) : sub(e, index(-shift)))

/** Both; `null` is true. */
export const both = (a: Expr | null, b: Expr | null): Expr | null => (a === null ? b : b === null ? a : and(a, b))

/** Positions are non-negative integers, so p - low = i·d is said as p + slack = (i + skip)·d, with slack in 0 … d-1. */
function numbering(axis: WindowAxis): { dilation: number; slack: number; skip: number } {
  const dilation = axis.input <= 1 ? 1 : axis.baseDilation
  const slack = (dilation - (((axis.low % dilation) + dilation) % dilation)) % dilation
  return { dilation, slack, skip: (axis.low + slack) / dilation }
}

/** The element `numbered - skip`, guarded only at those ends that `numbered`, running from `least` to `most`, can pass. */
function element(axis: WindowAxis, numbered: Expr, skip: number, least: number, most: number): Place {
  const end = skip + axis.input
  if (end <= least) return { at: index(0), guard: constant('bool', 0) }
  const low = least < skip ? compare('ge', numbered, index(skip)) : null
  const high = most >= end ? compare('lt', numbered, index(end)) : null
  return { at: shifted(numbered, -skip), guard: both(low, high) }
}

/** The input element at position k of window o. Affine in o and k unless the input is dilated. */
export function place(axis: WindowAxis, o: Expr, k: Expr): Place {
  const { dilation, slack, skip } = numbering(axis)
  const most = Math.max(0, windowCount(axis) - 1) * axis.stride + Math.max(0, axis.window - 1) * axis.windowDilation
  const p = shifted(plus(times(o, axis.stride), times(k, axis.windowDilation)), slack)
  if (dilation === 1) return element(axis, p, skip, 0, most)
  const onElement = compare('eq', rem(p, index(dilation)), index(0))
  const { at, guard } = element(axis, div(p, index(dilation)), skip, slack === 0 ? 0 : 1, Math.floor((most + slack) / dilation))
  return { at, guard: both(onElement, guard) }
}

/** A dilated input meets a dense window at every `baseDilation`-th position only: the others need no visit. */
const skipsHoles = (axis: WindowAxis): boolean => numbering(axis).dilation > 1 && (axis.windowDilation === 1 || axis.window === 1)

/** How many positions of a window have to be visited to meet every input element under it. */
export const tapCount = (axis: WindowAxis): number => (skipsHoles(axis) ? Math.ceil(axis.window / numbering(axis).dilation) : axis.window)

/** The visit number t to window o: the element and the window position k where it stands, in ascending order of both. */
export function tap(axis: WindowAxis, o: Expr, t: Expr): Place & { readonly position: Expr } {
  if (!skipsHoles(axis)) return { ...place(axis, o, t), position: t }
  const { dilation, slack, skip } = numbering(axis)
  const start = shifted(times(o, axis.stride), slack)
  const lastStart = Math.max(0, windowCount(axis) - 1) * axis.stride + slack
  const [least, most] = [Math.ceil(slack / dilation), Math.ceil(lastStart / dilation) + tapCount(axis) - 1]
  const numbered = plus(div(shifted(start, dilation - 1), index(dilation)), t)
  const position = sub(mul(numbered, index(dilation)), start)
  const inside = axis.window % dilation === 0 ? null : compare('lt', position, index(axis.window))
  const { at, guard } = element(axis, numbered, skip, least, most)
  return { at, guard: both(inside, guard), position }
}
