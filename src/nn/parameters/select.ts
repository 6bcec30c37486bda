// Parameters by the patterns of their paths: listed, frozen, replaced, begun anew.

import { sameType, showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { foldIn, type Key } from '../../ops/random/index.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { isStatistic } from '../../support/statistics.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import { stopGradient } from '../../transforms/index.js'
import type { DType } from '../../types/index.js'

/** One parameter or statistic. */
export interface ParameterEntry {
  /** Its name in checkpoints, messages and masks. */
  readonly path: string
  readonly shape: Dims
  readonly dtype: DType
  /** The number of its elements. */
  readonly size: number
  /** Whether it is a statistic, which nobody optimizes. */
  readonly statistic: boolean
}

const everything = /(?:)/

/** @throws ArgumentError unless it is a regular expression */
function checkPattern(operation: string, pattern: unknown): void {
  if (!(pattern instanceof RegExp)) throw new ArgumentError(`${operation}: the pattern must be a regular expression; got ${show(pattern)}`)
}

// `search` does not depend on where an expression with the flag g has stopped.
const matches = (path: string, pattern: RegExp): boolean => path.search(pattern) >= 0

/**
 * The tensors of a tree of parameters, with their paths.
 * @param pattern those whose path matches; all unless given
 * @throws ArgumentError unless the pattern is a regular expression
 * @example
 * ```
 * listParameters({ fc: { weight: ones([2, 3]) } }).map(({ path, size }) => [path, size]) // [["fc.weight", 6]]
 * ```
 */
export function listParameters(params: unknown, pattern: RegExp = everything): readonly ParameterEntry[] {
  checkPattern('listParameters', pattern)
  const { leaves, structure } = flatten(params, isTensor)
  const names = paths(structure)
  return leaves
    .map(({ shape, dtype }, i) => {
      const path = names[i] ?? ''
      return { path, shape, dtype, size: sizeOf(shape), statistic: isStatistic(path) }
    })
    .filter(({ path }) => matches(path, pattern))
}

/** The tree with `f` of the leaves that match, which keeps their types. @throws ArgumentError when none matches: the pattern is misspelt */
function mapMatching<P>(operation: string, params: P, pattern: RegExp, f: (leaf: Tensor, path: string, place: number) => unknown): P {
  checkPattern(operation, pattern)
  const { leaves, structure } = flatten(params, isTensor)
  const names = paths(structure)
  if (!names.some(path => matches(path, pattern)))
    throw new ArgumentError(
      `${operation}: no parameter matches ${pattern}; got ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`,
    )
  const results = leaves.map((leaf, i) => {
    const path = names[i] ?? ''
    if (!matches(path, pattern)) return leaf
    const next = f(leaf, path, i)
    if (!isTensor(next) || !sameType(next, leaf))
      throw new ShapeError(`${operation}: ${path} must keep its type; expected ${showType(leaf)}, got ${show(next)}`)
    return next
  })
  // The structure of the parameters, with tensors of the same types.
  return unflatten(structure, results) as P
}

/**
 * The parameters with those that match as constants: no gradient flows into them. For optimizers that also decay, mask them:
 * `optim.mask(tree.byPath(params, /^head\./), …)`.
 * @throws ArgumentError when no path matches
 * @example
 * ```
 * grad((p: typeof params) => loss(net.apply(freeze(p, /^backbone\./), x)))(params)
 * ```
 */
export const freeze = <P>(params: P, pattern: RegExp): P => mapMatching('freeze', params, pattern, leaf => stopGradient(leaf))

/**
 * The parameters with others in the place of those that match.
 * @param f gives a tensor of the same shape and dtype
 * @throws ArgumentError when no path matches, ShapeError when f gives another type
 * @example
 * ```
 * replaceParameters(params, /bias$/, leaf => zerosLike(leaf))
 * ```
 */
export const replaceParameters = <P>(params: P, pattern: RegExp, f: (leaf: Tensor, path: string) => Tensor): P =>
  mapMatching('replaceParameters', params, pattern, f)

/**
 * The parameters with those that match begun anew. Each gets a key of its own, by its place among all.
 * @param initializer such as those of `init`
 * @throws ArgumentError when no path matches, ShapeError when the initializer gives another type
 * @example
 * ```
 * initializeParameters(params, key, /^conv.*weight$/, (k, shape) => init.normal(k, shape, { std: 0.02 }))
 * ```
 */
export const initializeParameters = <P>(
  params: P,
  key: Key,
  pattern: RegExp,
  initializer: (key: Key, shape: Dims, path: string) => Tensor,
): P => mapMatching('initializeParameters', params, pattern, ({ shape }, path, place) => initializer(foldIn(key, place), shape, path))
