// Loops that end when their carry says so, and loops over a range of integers, for users.

import { showType } from '../../core/array-type.js'
import { subgraph } from '../../core/graph.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { add, lt } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { constant, iota } from '../../primitives/structure/constant.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Structure, unflatten } from '../../support/tree.js'
import { checkFunction, describe, flattenTensors, type TreeFunction } from '../tree-function.js'
import { checkCarryHoldsTensors, scan } from './scan.js'
import { checkSameTrees, type TracedBody, traceBody, typed } from './trace-body.js'
import { whileLoop as bindWhile } from './while-primitive.js'

function checkCondition({ structure, types }: TracedBody): void {
  const [type] = types
  const expected = 'whileLoop: the condition must return a bool scalar'
  if (structure !== '*' || type === undefined) throw new ArgumentError(`${expected}; got ${types.length === 0 ? 'no tensor' : 'a tree'}`)
  if (type.dtype !== 'bool') throw new DTypeError(`${expected}; expected bool[], got ${showType(type)}`)
  if (type.shape.length > 0)
    throw new ShapeError(`${expected}; expected bool[], got ${showType(type)}: say with all() or any() which elements decide`)
}

/**
 * A loop that goes on while a condition on its carry holds: `while (condition(carry)) carry = body(carry)`, compiled.
 *
 * Under `vmap`, where examples need different numbers of rounds, those that have ended wait for the others. It differentiates forwards only: how
 * often the body runs is known only once it has run, so nothing can be kept for the way back.
 * @param condition a function of the carry; it must return a bool scalar
 * @param body a function of the carry; it must return a carry of the same types
 * @param init the first carry: a tree of tensors
 * @returns the carry for which the condition does not hold
 * @throws ShapeError, DTypeError naming the leaf when the carry changes its type, or when the condition is no bool scalar; LimitationError in reverse
 *   differentiation
 * @example
 * ```
 * whileLoop(x => x.less(100), x => x.mul(2), tensor(1)).item() // 128
 * ```
 * @source the semantics of JAX's `lax.while_loop`
 */
export function whileLoop<C>(condition: (carry: C) => Tensor<[], 'bool'>, body: (carry: C) => C, init: C): C
export function whileLoop(condition: TreeFunction, body: TreeFunction, init: unknown): unknown {
  const carry = flattenTensors(init)
  checkCarryHoldsTensors('whileLoop', carry, init)
  const given = typed(carry, 'init')
  const args: Structure = { list: [carry.structure] }
  const test = traceBody('whileLoop', condition, args, given.types)
  checkCondition(test)
  const round = traceBody('whileLoop', body, args, given.types)
  checkSameTrees('whileLoop', 'the carry must keep its type', given, { ...round, name: 'the carry that the body returns' })
  const outputs = bindWhile([...carry.leaves, ...test.captured, ...round.captured], {
    condition: subgraph(test.graph),
    body: subgraph(round.graph),
    carries: carry.leaves.length,
    conditionConstants: test.captured.length,
  })
  return unflatten(carry.structure, outputs)
}

type Bound = number | Tensor<[], 'int32'>

function checkBound(name: string, bound: unknown): void {
  if (isTensor(bound)) {
    if (bound.dtype !== 'int32' || bound.shape.length > 0)
      throw new DTypeError(`foriLoop: ${name} must be an integer or an int32 scalar; got ${showType(bound)}`)
  } else if (typeof bound !== 'number' || !Number.isInteger(bound) || Math.abs(bound) >= 2 ** 31)
    throw new ArgumentError(`foriLoop: ${name} must be an integer or an int32 scalar; got ${describe(bound)}`)
}

/**
 * A loop over a range of integers: `for (i = lower; i < upper; i++) carry = body(i, carry)`, compiled.
 *
 * With bounds that are JavaScript numbers it is a `scan`, and differentiates in both directions; with a tensor for a bound it is a `whileLoop`, and
 * differentiates forwards only.
 * @param lower int32[] or a number: the first i
 * @param upper int32[] or a number: where i ends, exclusive; there are no rounds when it is not above lower
 * @param body a function of i, an int32 scalar, and the carry; it must return a carry of the same types
 * @param init the first carry: a tree of tensors
 * @returns the carry after the last round
 * @throws ShapeError, DTypeError naming the leaf when the carry changes its type; ArgumentError, DTypeError when a bound is no integer
 * @example
 * ```
 * foriLoop(0, 5, (i, x) => x.mul(2), tensor(1)).item() // 32
 * ```
 * @source the semantics of JAX's `lax.fori_loop`
 */
export function foriLoop<C>(lower: Bound, upper: Bound, body: (i: Tensor<[], 'int32'>, carry: C) => C, init: C): C {
  checkFunction('foriLoop', body)
  checkBound('lower', lower)
  checkBound('upper', upper)
  const carry = flattenTensors(init)
  checkCarryHoldsTensors('foriLoop', carry, init)
  if (typeof lower === 'number' && typeof upper === 'number') {
    const counted = iota({ shape: [Math.max(0, upper - lower)], axis: 0, dtype: 'int32' })
    const range = lower === 0 ? counted : add(counted, full(lower, counted))
    const round = (c: C, i: Tensor): readonly [C, null] => [checkedRound(body, carry, i, c), null]
    return scan(round as (c: C, i: Tensor) => readonly [C, null], init, range as Tensor<[number], 'int32'>)[0]
  }
  const scalar = (bound: Bound): Tensor => (typeof bound === 'number' ? constant({ value: bound, dtype: 'int32' }) : bound)
  const end = scalar(upper)
  const [, last] = whileLoop<readonly [Tensor, C]>(
    // A comparison of scalars is a bool scalar.
    ([i]) => lt(i, end) as Tensor<[], 'bool'>,
    ([i, c]) => [add(i, constant({ value: 1, dtype: 'int32' })), checkedRound(body, carry, i, c)],
    [scalar(lower), init],
  )
  return last
}

/** Calls the body, and checks its carry in words of this loop. */
function checkedRound<C>(body: (i: Tensor<[], 'int32'>, carry: C) => C, carry: ReturnType<typeof flattenTensors>, i: Tensor, c: C): C {
  // i is one element of a range of int32.
  const next = body(i as Tensor<[], 'int32'>, c)
  checkSameTrees(
    'foriLoop',
    'the carry must keep its type',
    typed(carry, 'init'),
    typed(flattenTensors(next), 'the carry that the body returns'),
  )
  return next
}
