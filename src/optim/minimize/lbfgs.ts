// L-BFGS: steps along a direction that the last gradients say of the curvature. It evaluates the function several times in a step, so it is no transformation
// of gradients: it takes the function itself.

import type { Tensor } from '../../core/tensor.js'
import { full, zeros, zerosLike } from '../../ops/creation/creation.js'
import { abs, add, div, minimum, mul, neg, sub } from '../../ops/elementwise/arithmetic.js'
import { where } from '../../ops/elementwise/choose.js'
import { equal, greater, less, lessEqual } from '../../ops/elementwise/comparison.js'
import { logicalAnd, logicalNot } from '../../ops/elementwise/logic.js'
import { slice } from '../../ops/indexing/slice.js'
import { max, sum } from '../../ops/reductions/reduce.js'
import { concat } from '../../ops/shape/join.js'
import { expandDims } from '../../ops/shape/reshape.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { checkMethods } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { cond, scan, valueAndGrad, whileLoop } from '../../transforms/index.js'
import type { FloatDType } from '../../types/index.js'
import { checkNonNegative } from '../scale.js'
import { flattenTree } from './flat.js'
import { lineOf, type Point, strongWolfe, type Vector } from './line-search.js'

type Scalar = Tensor<[], FloatDType>
type Bool = Tensor<[], 'bool'>
type History = Tensor<[number, number], FloatDType>

/** A function of parameters to be made as small as possible. */
export type Objective<P> = (params: P) => Tensor<[], FloatDType>

export interface LbfgsOptions {
  /** What the first step of a search is multiplied by. Default 1. */
  readonly learningRate?: number
  /** How many of the last steps say what they know. Default 100. */
  readonly historySize?: number
  /** How a step's length is found: `'strongWolfe'`, the default, or `'none'`: it is the learning rate. */
  readonly lineSearch?: 'strongWolfe' | 'none'
  /** At most so many evaluations in a search, beyond the first. Default 25. */
  readonly evaluations?: number
  /** Where no element of the gradient is larger, nothing moves. Default 1e-7. */
  readonly toleranceGrad?: number
  /** Where a step would change the value by less, or has moved parameters by less, nothing moves. Default 1e-9. */
  readonly toleranceChange?: number
}

/** The state of L-BFGS: a tree of tensors, over the parameters as one vector of n elements. */
export interface LbfgsState {
  readonly count: Tensor<[], 'int32'>
  readonly value: Scalar
  readonly gradient: Vector
  /** Steps and changes of gradients, the last one last: floats[historySize, n]. */
  readonly steps: History
  readonly changes: History
  /** `1 / (change · step)`, 0 where there is none: floats[historySize]. */
  readonly inverses: Vector
  /** The curvature that is assumed where nothing is known. */
  readonly scale: Scalar
  /** Whether there is nothing more to gain: bool[]. */
  readonly converged: Bool
}

export interface Minimizer<S> {
  /** The state at the beginning: evaluates the function. */
  init<P>(f: Objective<P>, params: P): S
  /** One step: where it leads, and the state with the value there. Where it has converged nothing moves. */
  step<P>(f: Objective<P>, params: P, state: S): readonly [params: P, state: S]
}

const dot = (a: Vector, b: Vector): Scalar => sum(mul(a, b)) as Scalar

/** A history without its first, and with another last. */
const pushed = (history: History, last: Vector): History =>
  concat([slice(history as Tensor, [1]) as History, expandDims(last, 0)], 0) as History

/** What the inverse of the curvature makes of the gradient, by the recursion over the history and back. */
function directionOf(
  { steps, changes, inverses, scale }: Pick<LbfgsState, 'steps' | 'changes' | 'inverses' | 'scale'>,
  gradient: Vector,
): Vector {
  interface Slice {
    readonly s: Vector
    readonly y: Vector
    readonly r: Scalar
  }
  const history = { s: steps, y: changes, r: inverses }
  const back = (q: Vector, { s, y, r }: Slice): readonly [Vector, Scalar] => {
    const share = mul(dot(s, q), r)
    return [sub(q, mul(y, share)), share]
  }
  const [q, shares] = scan(back as never, neg(gradient), history as never, { reverse: true }) as unknown as readonly [Vector, Vector]
  const forth = (d: Vector, { s, y, r, share }: Slice & { readonly share: Scalar }): readonly [Vector, null] => [
    add(d, mul(s, sub(share, mul(dot(y, d), r)))),
    null,
  ]
  const [direction] = scan(forth as never, mul(q, scale), { ...history, share: shares } as never) as unknown as readonly [Vector, null]
  return direction
}

/**
 * L-BFGS: quasi-Newton steps from the last gradients, with a line search. For functions without noise: all examples at once.
 * @throws ArgumentError when an option is out of range or there are no parameters
 * @example
 * ```
 * const minimizer = lbfgs({ historySize: 10 })
 * const step = jit((p: Params, s: LbfgsState) => minimizer.step(loss, p, s))
 * let [params, state] = [start, minimizer.init(loss, start)]
 * while (!state.converged.item()) [params, state] = step(params, state)
 * ```
 * @source Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989; as in PyTorch, one of its iterations a step
 */
export function lbfgs(options: LbfgsOptions = {}): Minimizer<LbfgsState> {
  checkOptions('lbfgs', options, ['learningRate', 'historySize', 'lineSearch', 'evaluations', 'toleranceGrad', 'toleranceChange'])
  const {
    learningRate = 1,
    historySize = 100,
    lineSearch = 'strongWolfe',
    evaluations = 25,
    toleranceGrad = 1e-7,
    toleranceChange = 1e-9,
  } = options
  checkNonNegative('lbfgs', 'learningRate', learningRate)
  checkInteger('lbfgs', 'historySize', historySize, 1)
  checkInteger('lbfgs', 'evaluations', evaluations, 1)
  checkNonNegative('lbfgs', 'toleranceGrad', toleranceGrad)
  checkNonNegative('lbfgs', 'toleranceChange', toleranceChange)
  if (lineSearch !== 'strongWolfe' && lineSearch !== 'none')
    throw new ArgumentError(`lbfgs: lineSearch must be 'strongWolfe' or 'none'; got ${show(lineSearch)}`)

  const evaluated = <P>(f: Objective<P>, restore: (vector: Vector) => P) =>
    valueAndGrad((x: Vector) => f(restore(x))) as unknown as (x: Vector) => readonly [Scalar, Vector]
  const isSmall = (gradient: Vector): Bool => lessEqual(max(abs(gradient)), toleranceGrad) as Bool

  function move<P>(f: Objective<P>, x: Vector, state: LbfgsState, restore: (vector: Vector) => P): readonly [Vector, LbfgsState] {
    const direction = directionOf(state, state.gradient)
    const first = mul(
      where(equal(state.count, 0), minimum(1, div(1, sum(abs(state.gradient)))), full([], 1, state.value.dtype)),
      learningRate,
    ) as Scalar
    const valueAndGradient = evaluated(f, restore)
    const line = lineOf(valueAndGradient, x, direction, state.value, state.gradient, dot)
    const search = { decrease: 1e-4, curvature: 0.9, evaluations, tolerance: toleranceChange }
    const gains = lessEqual(line.start.slope, -toleranceChange) as Bool
    const { step, value, gradient }: Point = cond(
      gains,
      (): Point => (lineSearch === 'none' ? line.at(first) : strongWolfe(line, first, search)),
      (): Point => line.start,
    )
    const taken = mul(direction, step)
    const change = sub(gradient, state.gradient)
    const curvature = dot(change, taken)
    // What bends the wrong way says nothing.
    const tells = greater(curvature, 1e-10) as Bool
    const kept = (now: History, next: History): History => where(tells, next, now) as History
    const inverse = div(1, where(tells, curvature, 1)) as Scalar
    const settled = less(max(abs(taken)), toleranceChange)
    const still = less(abs(sub(value, state.value)), toleranceChange)
    const stops = where(gains, settled, true) as Bool
    return [
      add(x, taken),
      {
        count: add(state.count, 1),
        value,
        gradient,
        steps: kept(state.steps, pushed(state.steps, taken)),
        changes: kept(state.changes, pushed(state.changes, change)),
        inverses: where(
          tells,
          concat([slice(state.inverses as Tensor, [1]) as Vector, expandDims(inverse, 0)], 0) as Vector,
          state.inverses,
        ),
        scale: where(tells, div(curvature, where(tells, dot(change, change), 1)), state.scale) as Scalar,
        converged: where(isSmall(gradient), true, where(stops, true, still)) as Bool,
      },
    ]
  }

  return Object.freeze({
    init<P>(f: Objective<P>, params: P): LbfgsState {
      const { vector, restore } = flattenTree('lbfgs', params)
      const [value, gradient] = evaluated(f, restore)(vector)
      const history = zeros([historySize, vector.shape[0]], vector.dtype)
      return {
        count: zeros([], 'int32'),
        value,
        gradient,
        steps: history,
        changes: zerosLike(history),
        inverses: zeros([historySize], vector.dtype),
        scale: full([], 1, vector.dtype),
        converged: isSmall(gradient),
      }
    },
    step<P>(f: Objective<P>, params: P, state: LbfgsState): readonly [P, LbfgsState] {
      const { vector, restore } = flattenTree('lbfgs', params)
      const [x, next] = cond(
        state.converged,
        (from: Vector, now: LbfgsState): readonly [Vector, LbfgsState] => [from, now],
        (from: Vector, now: LbfgsState) => move(f, from, now, restore),
        vector,
        state,
      )
      return [restore(x), next]
    },
  })
}

export interface MinimizeOptions {
  /** At most so many steps. Default 100. */
  readonly steps?: number
}

/**
 * Where a function is least, near the parameters that are given: the steps of a minimizer until it converges, as one compiled loop.
 * @param f of parameters: floats[]
 * @param options steps, default 100: at most so many
 * @returns the parameters, and the state with the value and the gradient there
 * @example
 * ```
 * const [x] = minimize(v => v.sub(3).square().sum(), zeros([2]), lbfgs())
 * x.toArray() // [3, 3]
 * ```
 */
export function minimize<P>(
  f: Objective<P>,
  params: P,
  minimizer: Minimizer<LbfgsState>,
  options: MinimizeOptions = {},
): readonly [P, LbfgsState] {
  if (typeof f !== 'function') throw new ArgumentError(`minimize: expected a function of the parameters; got ${show(f)}`)
  checkMethods('minimize', 'a minimizer', minimizer, ['init', 'step'])
  checkOptions('minimize', options, ['steps'])
  const { steps = 100 } = options
  checkInteger('minimize', 'steps', steps, 0)
  return whileLoop<readonly [P, LbfgsState]>(
    ([, { count, converged }]) => logicalAnd(less(count, steps), logicalNot(converged)) as Bool,
    ([p, state]) => minimizer.step(f, p, state),
    [params, minimizer.init(f, params)],
  )
}
