// A line search for the strong Wolfe conditions: the value has fallen enough, `f(t) ≤ f(0) + c₁ t f'(0)`, and the slope has flattened enough,
// `|f'(t)| ≤ c₂ |f'(0)|`. First a bracket is found, by steps that grow, then it is narrowed; both by cubic interpolation. Compiled loops.
// Source: Nocedal and Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6, with the safeguards of M. Schmidt's minFunc, as in PyTorch.

import type { Tensor } from '../../core/tensor.js'
import { full, zerosLike } from '../../ops/creation/creation.js'
import { abs, add, div, maximum, minimum, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { greater, greaterEqual, less, lessEqual } from '../../ops/elementwise/comparison.js'
import { sqrt } from '../../ops/elementwise/float-functions.js'
import { logicalAnd, logicalNot, logicalOr } from '../../ops/elementwise/logic.js'
import { max } from '../../ops/reductions/reduce.js'
import { zipWith } from '../../ops/tree.js'
import { whileLoop } from '../../transforms/index.js'
import type { FloatDType } from '../../types/index.js'

export type Vector = Tensor<[number], FloatDType>
type Scalar = Tensor<[], FloatDType>
type Bool = Tensor<[], 'bool'>
type Int = Tensor<[], 'int32'>

/** Value, gradient and slope along the direction at a step. */
export interface Point {
  readonly step: Scalar
  readonly value: Scalar
  readonly gradient: Vector
  readonly slope: Scalar
}

/** What is sought along. */
export interface Line {
  /** At a step. */
  readonly at: (step: Scalar) => Point
  readonly start: Point
  readonly direction: Vector
}

export interface LineSearchOptions {
  /** c₁. Default 1e-4. */
  readonly decrease: number
  /** c₂. Default 0.9. */
  readonly curvature: number
  /** At most so many evaluations beyond the first. Default 25. */
  readonly evaluations: number
  /** Brackets that move parameters by less than this are not narrowed. Default 1e-9. */
  readonly tolerance: number
}

const choose = <T>(condition: Bool, a: T, b: T): T =>
  // Both trees have the types of T.
  zipWith<unknown, Tensor>([a, b], (x, y) => where(condition, x as Tensor, y as Tensor)) as T

/** Where the cubic through two points with their slopes is least, within bounds; halfway where it has no minimum. */
function cubicMinimum(a: Point, b: Point, low: Scalar, high: Scalar): Scalar {
  const d1 = sub(add(a.slope, b.slope), mul(3, div(sub(a.value, b.value), sub(a.step, b.step))))
  const square = sub(mul(d1, d1), mul(a.slope, b.slope))
  const d2 = sqrt(maximum(square, 0))
  const fromLeft = (left: Point, right: Point): Scalar => {
    const part = div(sub(add(right.slope, d2), d1), add(sub(right.slope, left.slope), mul(2, d2)))
    return sub(right.step, mul(sub(right.step, left.step), part))
  }
  const least = where(lessEqual(a.step, b.step), fromLeft(a, b), fromLeft(b, a))
  return where(greaterEqual(square, 0), minimum(maximum(least, low), high), div(add(low, high), 2))
}

/** While a bracket is sought: the two last points, and how many evaluations there have been. */
interface Search {
  readonly count: Int
  readonly before: Point
  readonly now: Point
}

/** A bracket: its better end and the other one. */
interface Bracket {
  readonly count: Int
  readonly low: Point
  readonly high: Point
  /** Whether the last step was near an end. */
  readonly near: Bool
  readonly done: Bool
}

/**
 * A step that satisfies the strong Wolfe conditions, or the best one found.
 * @param first the step to begin with; positive
 */
export function strongWolfe({ at, start, direction }: Line, first: Scalar, options: LineSearchOptions): Point {
  const { decrease, curvature, evaluations, tolerance } = options
  const tooHigh = (p: Point): Bool => greater(p.value, add(start.value, mul(mul(decrease, p.step), start.slope))) as Bool
  const flat = (p: Point): Bool => lessEqual(abs(p.slope), mul(-curvature, start.slope)) as Bool

  // Steps grow until they enclose a minimum.
  const encloses = ({ count, before, now }: Search): Bool => {
    const rises = logicalOr(tooHigh(now), logicalAnd(greater(count, 1), greaterEqual(now.value, before.value)))
    return logicalOr(rises, logicalAnd(logicalNot(flat(now)), greaterEqual(now.slope, 0))) as Bool
  }
  const found = whileLoop<Search>(
    search => logicalAnd(less(search.count, evaluations), logicalNot(logicalOr(encloses(search), flat(search.now)))) as Bool,
    ({ count, before, now }) => {
      const [least, most] = [add(now.step, mul(0.01, sub(now.step, before.step))), mul(now.step, 10)]
      return { count: add(count, 1), before: now, now: at(cubicMinimum(before, now, least, most)) }
    },
    { count: full([], 0, 'int32'), before: start, now: at(first) },
  )
  const enclosed = encloses(found)
  const exhausted = logicalNot(logicalOr(enclosed, flat(found.now))) as Bool
  const other = choose(exhausted, start, found.before)
  const straight = lessEqual(other.value, found.now.value) as Bool
  const done = logicalNot(enclosed) as Bool
  const ready = logicalAnd(done, logicalNot(exhausted)) as Bool

  // And then it is narrowed.
  const size = max(abs(direction)) as Scalar
  const narrowed = whileLoop<Bracket>(
    ({ count, low, high, done }) => {
      const wide = greaterEqual(mul(abs(sub(high.step, low.step)), size), tolerance)
      return logicalAnd(logicalAnd(less(count, evaluations), logicalNot(done)), wide) as Bool
    },
    ({ count, low, high, near }) => {
      const [left, right] = [minimum(low.step, high.step), maximum(low.step, high.step)]
      const guess = cubicMinimum(low, high, left, right)
      const margin = mul(0.1, sub(right, left))
      const close = less(minimum(sub(right, guess), sub(guess, left)), margin) as Bool
      const moves = logicalAnd(close, logicalOr(near, logicalOr(greaterEqual(guess, right), lessEqual(guess, left)))) as Bool
      const inside = where(less(abs(sub(guess, right)), abs(sub(guess, left))), sub(right, margin), add(left, margin))
      const next = at(where(moves, inside, guess))
      const worse = logicalOr(tooHigh(next), greaterEqual(next.value, low.value)) as Bool
      const turned = greaterEqual(mul(next.slope, sub(high.step, low.step)), 0) as Bool
      return {
        count: add(count, 1),
        low: choose(worse, low, next),
        high: choose(worse, next, choose(logicalAnd(turned, logicalNot(flat(next))) as Bool, low, high)),
        near: logicalAnd(close, logicalNot(moves)) as Bool,
        done: logicalAnd(logicalNot(worse), flat(next)) as Bool,
      }
    },
    {
      count: found.count,
      low: choose(ready, found.now, choose(straight, other, found.now)),
      high: choose(straight, found.now, other),
      near: full([], false, 'bool') as Bool,
      done,
    },
  )
  return narrowed.low
}

/** The line from a point along a direction. */
export function lineOf(
  valueAndGradient: (x: Vector) => readonly [Scalar, Vector],
  x: Vector,
  direction: Vector,
  value: Scalar,
  gradient: Vector,
  dot: (a: Vector, b: Vector) => Scalar,
): Line {
  const at = (step: Scalar): Point => {
    const [value, gradient] = valueAndGradient(add(x, mul(direction, step)))
    return { step, value, gradient, slope: dot(gradient, direction) }
  }
  return { at, direction, start: { step: zerosLike(value), value, gradient, slope: dot(gradient, direction) } }
}
