// The plane rotation that makes a symmetric 2 by 2 matrix diagonal, as steps of a program and in plain numbers: what Jacobi's method
// for singular values iterates. Source: Golub, Van Loan (2013), Matrix Computations, section 8.5.

import { add, compare, constant, div, type Expr, mul, select, sub } from '../../core/expr.js'
import type { CellVariable, Step } from '../../core/procedure.js'
import { abs, sqrt, square } from './access.js'

/** Sweeps after which the iteration gives up; 6 to 10 are usual, whatever the size, since convergence is quadratic in the end. */
export const mostSweeps = 30

export interface Rotation {
  readonly tangent: CellVariable
  readonly cosine: CellVariable
  readonly sine: CellVariable
}

/** Sets the rotation for diagonal elements `a`, `b` and the element `off` beside them, which is not zero. The smaller angle. */
export function setRotation({ tangent, cosine, sine }: Rotation, a: Expr, b: Expr, off: Expr): readonly Step[] {
  const [zero, one, two] = [0, 1, 2].map(value => constant(a.type, value)) as [Expr, Expr, Expr]
  const theta = div(sub(b, a), mul(two, off))
  const magnitude = div(one, add(abs(theta), sqrt(add(square(theta), one))))
  return [
    tangent.set(select(compare('lt', theta, zero), sub(zero, magnitude), magnitude)),
    cosine.set(div(one, sqrt(add(square(tangent.value), one)))),
    sine.set(mul(tangent.value, cosine.value)),
  ]
}

/** The same in plain numbers. */
export function rotationOf(
  a: number,
  b: number,
  off: number,
  round: (x: number) => number,
): { tangent: number; cosine: number; sine: number } {
  const theta = round(round(b - a) / round(2 * off))
  const magnitude = round(1 / round(Math.abs(theta) + round(Math.sqrt(round(round(theta * theta) + 1)))))
  const tangent = theta < 0 ? 0 - magnitude : magnitude
  const cosine = round(1 / round(Math.sqrt(round(round(tangent * tangent) + 1))))
  return { tangent, cosine, sine: round(tangent * cosine) }
}
