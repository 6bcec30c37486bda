// Choosing what to compute, for users: one of two functions by a bool, or one of several by a number.

import { showType } from '../../core/array-type.js'
import { type Graph, subgraph, variableOf } from '../../core/graph.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { unflatten } from '../../support/tree.js'
import type { IntDType } from '../../types/index.js'
import { describe, flattenTensors, type TreeFunction } from '../tree-function.js'
import { cond as bindCond } from './cond-primitive.js'
import { checkSameTrees, type TracedBody, traceBody, typed } from './trace-body.js'

/** The operands decide what the functions take. */
type Operands<A extends readonly unknown[]> = { [K in keyof A]: NoInfer<A[K]> }

/** A branch on the tensors that all branches capture. */
function withCaptured({ graph, captured }: TracedBody, operands: number, all: readonly Tensor[]): Graph {
  const own = graph.inputs.slice(operands)
  const shared = all.map(tensor => own[captured.indexOf(tensor)] ?? variableOf({ shape: tensor.shape, dtype: tensor.dtype }))
  return { ...graph, inputs: [...graph.inputs.slice(0, operands), ...shared] }
}

function choose(
  operation: string,
  index: Tensor,
  branches: readonly TreeFunction[],
  names: readonly string[],
  operands: readonly unknown[],
): unknown {
  const given = flattenTensors(operands)
  const traced = branches.map(branch => traceBody(operation, branch, given.structure, typed(given, '').types))
  const [first] = traced
  if (first === undefined) throw new ArgumentError(`${operation}: expected at least one branch; got none`)
  for (const [i, other] of traced.entries())
    checkSameTrees(
      operation,
      'branches must return the same types',
      { ...first, name: `the result of ${names[0]}` },
      { ...other, name: `the result of ${names[i]}` },
    )
  const captured = [...new Set(traced.flatMap(body => body.captured))]
  const outputs = bindCond([index, ...given.leaves, ...captured], {
    branches: traced.map(body => subgraph(withCaptured(body, given.leaves.length, captured))),
  })
  return unflatten(first.structure, outputs)
}

/**
 * One of two functions, by a bool: `predicate ? onTrue(...operands) : onFalse(...operands)`, decided where the program runs.
 *
 * Both are traced and compiled, one runs. Under `vmap` with a predicate for each example both run, and each example takes what is its.
 * @param predicate bool[]
 * @param onTrue a function of the operands
 * @param onFalse a function of the operands that returns a tree of the same types
 * @throws ShapeError, DTypeError when the predicate is no bool scalar, or naming the leaf at which the results differ in type
 * @example
 * ```
 * const x = tensor(-3)
 * cond(x.less(0), v => v.neg(), v => v, x).item() // 3
 * ```
 * @source the semantics of JAX's `lax.cond`
 */
export function cond<A extends readonly unknown[], R>(
  predicate: Tensor<[], 'bool'>,
  onTrue: (...operands: Operands<A>) => R,
  onFalse: (...operands: Operands<A>) => R,
  ...operands: A
): R
export function cond(predicate: unknown, onTrue: TreeFunction, onFalse: TreeFunction, ...operands: readonly unknown[]): unknown {
  if (!isTensor(predicate))
    throw new ArgumentError(`cond: the predicate must be a bool scalar; got ${describe(predicate)}, which an if can decide on`)
  if (predicate.dtype !== 'bool')
    throw new DTypeError(
      `cond: the predicate must be a bool scalar; expected bool[], got ${showType(predicate)}; compare, or convert with cast`,
    )
  if (predicate.shape.length > 0)
    throw new ShapeError(
      `cond: the predicate must be a bool scalar; expected bool[], got ${showType(predicate)}; choose elements with where(condition, a, b)`,
    )
  return choose('cond', cast(predicate, 'int32'), [onFalse, onTrue], ['onFalse', 'onTrue'], operands)
}

/**
 * One of several functions, by a number: `branches[index](...operands)`, decided where the program runs. A number below 0 takes the first, one
 * above the last the last.
 *
 * All are traced and compiled, one runs. Under `vmap` with a number for each example all run, and each example takes what is its.
 * @param index an integer scalar
 * @param branches functions of the operands that return trees of the same types
 * @throws ShapeError, DTypeError when the index is no integer scalar, or naming the leaf at which results differ in type; ArgumentError when there is
 *   no branch
 * @example
 * ```
 * switchCase(tensor(1, 'int32'), [x => x, x => x.mul(x), x => x.neg()], tensor(3)).item() // 9
 * ```
 * @source the semantics of JAX's `lax.switch`
 */
export function switchCase<A extends readonly unknown[], R>(
  index: Tensor<[], IntDType>,
  branches: readonly ((...operands: Operands<A>) => R)[],
  ...operands: A
): R
export function switchCase(index: unknown, branches: readonly TreeFunction[], ...operands: readonly unknown[]): unknown {
  if (!isTensor(index))
    throw new ArgumentError(`switchCase: the index must be an integer scalar; got ${describe(index)}, which can index the list itself`)
  if (!isInteger(index.dtype))
    throw new DTypeError(`switchCase: the index must be an integer scalar; expected int32[], got ${showType(index)}`)
  if (index.shape.length > 0)
    throw new ShapeError(`switchCase: the index must be an integer scalar; expected int32[], got ${showType(index)}`)
  if (!Array.isArray(branches)) throw new ArgumentError(`switchCase: expected a list of branches; got ${describe(branches)}`)
  return choose(
    'switchCase',
    cast(index, 'int32'),
    branches,
    branches.map((_, i) => `branch ${i}`),
    operands,
  )
}
