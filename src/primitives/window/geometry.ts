// What the window reductions share: their parameters, one entry for every axis of the input (window size 1 where nothing is pooled),
// the checks and shapes, the walk over windows, and how a mapped axis joins.

import { type ArrayType, showType } from '../../core/array-type.js'
import { type Expr, index } from '../../core/expr.js'
import type { Read } from '../../core/lowering.js'
import { InternalError, ShapeError } from '../../support/errors.js'
import { type Dims, forEachIndex, sameShape, stridesOf } from '../../support/shape.js'
import {
  both,
  checkPadding,
  checkPositive,
  type Padding,
  type Place,
  placeOf,
  tap,
  tapCount,
  type WindowAxis,
  windowCount,
} from './axis.js'

export type WindowParams = {
  readonly window: Dims
  readonly strides: Dims
  /** Places before and after that belong to the windows but not to the input; negative ones crop. */
  readonly padding: Padding
  /** Distance of neighbouring window positions. */
  readonly windowDilation: Dims
}

export type WindowSumParams = WindowParams & {
  /** Distance at which the input elements are spread, zeros between them. */
  readonly baseDilation: Dims
}

export const windowAxes = (shape: Dims, params: WindowParams & { readonly baseDilation?: Dims }): WindowAxis[] =>
  shape.map((input, i) => {
    const [low, high] = params.padding[i] ?? [0, 0]
    return {
      input,
      window: params.window[i] ?? 1,
      stride: params.strides[i] ?? 1,
      low,
      high,
      baseDilation: params.baseDilation?.[i] ?? 1,
      windowDilation: params.windowDilation[i] ?? 1,
    }
  })

/** The shape of the output. @throws ArgumentError */
export function windowedShape(operation: string, x: ArrayType, params: WindowParams & { readonly baseDilation?: Dims }): Dims {
  const rank = x.shape.length
  const from = (): string => `from x ${showType(x)}`
  checkPositive(operation, 'window sizes', params.window, rank, from)
  checkPositive(operation, 'strides', params.strides, rank, from)
  checkPadding(operation, params.padding, rank, from)
  checkPositive(operation, 'windowDilation', params.windowDilation, rank, from)
  if (params.baseDilation !== undefined) checkPositive(operation, 'baseDilation', params.baseDilation, rank, from)
  return windowAxes(x.shape, params).map(windowCount)
}

/** @throws ShapeError unless there is one position (or cotangent) for each window */
export function checkWindows(operation: string, name: string, given: ArrayType, windows: Dims, from: string): void {
  if (!sameShape(given.shape, windows))
    throw new ShapeError(`${operation}: ${name} must have one element for each window; expected [${windows}], got [${given.shape}] ${from}`)
}

/** The parameters where one more axis, on which nothing is pooled, stands at `at`. */
export const withWindowAxis = <P extends WindowParams>(params: P, at: number): P => ({
  ...params,
  window: params.window.toSpliced(at, 0, 1),
  strides: params.strides.toSpliced(at, 0, 1),
  padding: params.padding.toSpliced(at, 0, [0, 0]),
  windowDilation: params.windowDilation.toSpliced(at, 0, 1),
})

/**
 * Calls `visit` for every window, in row-major order, with a function that walks its positions in row-major order and tells the linear
 * offset of the input element at each, -1 in the padding.
 */
export function forEachWindow(
  axes: readonly WindowAxis[],
  visit: (window: number, positions: (at: (element: number, position: number) => void) => void) => void,
): void {
  const strides = stridesOf(axes.map(axis => axis.input))
  const sizes = axes.map(axis => axis.window)
  forEachIndex(axes.map(windowCount), (o, window) => {
    visit(window, at =>
      forEachIndex(sizes, (k, position) => {
        let element = 0
        for (const [i, axis] of axes.entries()) {
          const place = placeOf(axis, o[i] as number, k[i] as number)
          if (place < 0) {
            at(-1, position)
            return
          }
          element += place * (strides[i] as number)
        }
        at(element, position)
      }),
    )
  })
}

/** The extents that a reduction over the windows visits: axes whose window has but one position to visit are left out. */
export const tapExtents = (axes: readonly WindowAxis[]): number[] => axes.map(tapCount).filter(count => count > 1)

export interface Tap {
  readonly at: readonly Expr[]
  /** `null` where every window lies inside the input. */
  readonly guard: Expr | null
  /** The position in the window along each axis. */
  readonly position: readonly Expr[]
}

/** The input element at visit `over`, an index of `tapExtents`, to the window `o`. */
export function tapAt(axes: readonly WindowAxis[], o: readonly Expr[], over: readonly Expr[]): Tap {
  let next = 0
  const taps: (Place & { readonly position: Expr })[] = axes.map((axis, i) => {
    const visit = tapCount(axis) > 1 ? over[next++] : index(0)
    const window = o[i]
    if (visit === undefined || window === undefined) throw new InternalError('a window has fewer axes than its input')
    return tap(axis, window, visit)
  })
  return {
    at: taps.map(t => t.at),
    guard: taps.reduce<Expr | null>((all, t) => both(all, t.guard), null),
    position: taps.map(t => t.position),
  }
}

export const readTap = (read: Read, input: number, { at, guard }: Tap): Expr => (guard === null ? read(input, at) : read(input, at, guard))
