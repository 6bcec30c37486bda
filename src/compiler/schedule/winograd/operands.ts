// The operands of a contraction by Winograd's algorithms as squares of elements: the left one by window place, the right one by the place that window and
// image add up to.

import { add, and, compare, constant, type Expr, index, mul, neg, type ScalarType, select, sub } from '../../../core/expr.js'
import { type Arithmetic, type Square, square } from '../../../core/winograd.js'
import { InternalError } from '../../../support/errors.js'
import { guardReads } from '../../fusion/inline.js'
import { dependsOn, type Interner } from '../../index-algebra/index.js'
import type { LoopVariable } from '../../kernel/ir.js'
import type { Contraction } from '../contract/contract.js'
import { minimum, simplifyAll, substitute } from '../loops.js'

/** The axes of a contraction by Winograd's algorithms. */
export interface Axes {
  /** Columns before the image's. */
  readonly images: readonly LoopVariable[]
  readonly channels: readonly LoopVariable[]
  readonly y: LoopVariable
  readonly x: LoopVariable
  readonly i: LoopVariable
  readonly j: LoopVariable
}

export function axesOf({ columns, depth }: Contraction): Axes {
  const [y, x] = columns.slice(-2)
  const [i, j] = depth.slice(-2)
  if (y === undefined || x === undefined || i === undefined || j === undefined) throw new InternalError('winograd: no image or no window')
  return { images: columns.slice(0, -2), channels: depth.slice(0, -2), y, x, i, j }
}

/**
 * The right operand at the place [py, px] that image and window add up to.
 * @param right over its variables, placed
 */
export function rightAt(right: Expr, { y, x, i, j }: Axes, py: LoopVariable, px: LoopVariable, interner: Interner): Expr {
  const along = (e: Expr, image: LoopVariable, window: LoopVariable, sum: LoopVariable): Expr => {
    const [plain = e] = simplifyAll(substitute([e], new Map<Expr, Expr>([[image, sub(sum, window)]])), interner)
    if (!dependsOn(plain, window)) return plain
    // It does depend on nothing but the sum, though not in a form that shows it: as one of the pairs that give the sum.
    const from = minimum(sum, index(image.extent - 1))
    const pair = new Map<Expr, Expr>([
      [image, from],
      [window, sub(sum, from)],
    ])
    return simplifyAll(substitute([e], pair), interner)[0] ?? e
  }
  return along(along(right, y, i, py), x, j, px)
}

/** The element where all conditions hold, 0 elsewhere, where nothing is read. */
export function inside(e: Expr, conditions: readonly (Expr | null)[]): Expr {
  const all = conditions.reduce((a, b) => (a === null ? b : b === null ? a : and(a, b)), null)
  return all === null ? e : select(all, guardReads(e, all), constant(e.type, 0))
}

/** That a position is below the extent; `null` where it always is. @param reach what it is below in any case */
export const below = (position: Expr, extent: number, reach: number): Expr | null =>
  reach <= extent ? null : compare('lt', position, index(extent))

/** `size × size` elements from a corner on. */
export const squareAt = (size: number, element: (i: Expr, j: Expr) => Expr): Square<Expr> =>
  square(size, (i, j) => element(index(i), index(j)))

/** What transforms of expressions are made of. */
export const expressions = (type: ScalarType): Arithmetic<Expr> => ({ add, sub, neg, half: e => mul(e, constant(type, 0.5)) })

/** Twice a position, and perhaps a little more. */
export const twice = (position: Expr, more: Expr | null = null): Expr => {
  const double = add(position, position)
  return more === null ? double : add(double, more)
}
