// Finding where a NaN or an infinity comes from: a trace that lets every operation through, notes it with the user's line, and asks at the end of
// each result how bad it is. One callback with all the answers finds the first operation that made its operands worse. Under jit the answers
// are computed by the program itself. Nothing is noted and nothing costs where nobody checks.

import { type HostArray, showType } from '../../core/array-type.js'
import { callOf } from '../../core/calls.js'
import { evaluateGraph } from '../../core/evaluate-graph.js'
import type { Params, ParamValue } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { full } from '../../primitives/broadcast.js'
import { abs, eq, ne, select } from '../../primitives/elementwise.js'
import { concat } from '../../primitives/join.js'
import { reduceMax } from '../../primitives/reduce.js'
import { reshape } from '../../primitives/reshape.js'
import { isFloat } from '../../support/dtype.js'
import { NonFiniteError, userLine } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { paths, type Structure } from '../../support/tree.js'
import { isPlain } from '../graph/graph-trace.js'
import { callFunction, flattenTensors, nameArgument, type TreeFunction } from '../tree-function.js'
import { bindCallback } from './callback.js'

/** How bad a tensor is: 0 all finite, 1 an infinity, 2 a NaN. */
const [infinite, notANumber] = [1, 2]

interface Noted {
  readonly name: string
  /** Something in its parameters is not finite: an infinity that the user wrote. */
  readonly meant: boolean
  readonly line: string | undefined
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
}

const allFinite = (value: ParamValue): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : Array.isArray(value) ? (value as readonly ParamValue[]).every(allFinite) : true

const meantIn = (params: Params): boolean => !Object.values(params).every(allFinite)

/** A trace over the current one that changes nothing. */
function notingTrace(noted: Noted[]): Trace {
  const parent = currentTrace()
  // Where nobody outside differentiates or batches them, calls are what they call.
  const opensCalls = isPlain()
  const trace: Trace = {
    name: 'checkFinite',
    parent,
    bind(primitive, inputs, params, types) {
      const call = opensCalls ? callOf(params) : undefined
      if (call !== undefined) return evaluateGraph(call, inputs, trace.bind)
      const outputs = parent.bind(primitive, inputs, params, types)
      noted.push({ name: primitive.name, meant: meantIn(params), line: userLine(), inputs, outputs })
      return outputs
    },
  }
  return trace
}

const isChecked = (tensor: Tensor): boolean => isFloat(tensor.dtype) && sizeOf(tensor.shape) > 0

/** int32[1] */
function badness(x: Tensor): Tensor {
  const [good, inf, nan] = [0, infinite, notANumber].map(value => full(value, { shape: x.shape, dtype: 'int32' })) as [
    Tensor,
    Tensor,
    Tensor,
  ]
  const isInfinite = eq(abs(x), full(Number.POSITIVE_INFINITY, x))
  const worst = reduceMax(
    select(ne(x, x), nan, select(isInfinite, inf, good)),
    x.shape.map((_, axis) => axis),
  )
  return reshape(worst, [1])
}

/** What is needed to judge a program by its answers: no tensor is held on to. */
interface Case {
  /** For messages: each argument with its answer. */
  readonly args: readonly (readonly [name: string, answer: number | undefined])[]
  readonly operations: readonly {
    readonly made: string
    readonly from: string
    readonly line: string | undefined
    readonly before: readonly (number | undefined)[]
    readonly after: readonly (number | undefined)[]
  }[]
}

function caseOf(args: readonly Tensor[], structure: Structure, noted: readonly Noted[], numbers: ReadonlyMap<Tensor, number>): Case {
  const names = paths(structure).map(nameArgument)
  const answerOf = (tensor: Tensor): number | undefined => numbers.get(tensor)
  return {
    args: args.map((arg, i) => [`${names[i]} (${showType(arg)})`, answerOf(arg)] as const),
    operations: noted
      .filter(({ meant }) => !meant)
      .map(({ name, line, inputs, outputs }) => ({
        made: name,
        from: `${outputs.map(showType).join(', ')} from ${inputs.length === 0 ? 'nothing' : inputs.map(showType).join(', ')}`,
        line,
        before: inputs.map(answerOf),
        after: outputs.map(answerOf),
      })),
  }
}

/** @throws NonFiniteError for the first operation that made what its operands were not */
function judge({ args, operations }: Case, answers: HostArray): void {
  const worstOf = (places: readonly (number | undefined)[]): number =>
    Math.max(0, ...places.map(place => (place === undefined ? 0 : (answers.data[place] as number))))
  for (const [name, answer] of args)
    if (worstOf([answer]) === notANumber) throw new NonFiniteError(`checkFinite: ${name} holds a NaN already`, undefined)
  for (const { made, from, line, before, after } of operations) {
    const worst = worstOf(after)
    if (worst > worstOf(before))
      throw new NonFiniteError(`checkFinite: ${made} made ${worst === notANumber ? 'a NaN' : 'an infinity'}: ${from}`, line)
  }
}

/**
 * The same function, which throws where a NaN or an infinity is made: it names the first operation whose result has one although its operands
 * have none (or a NaN, although they have infinities only), and the user's line that called for it. Infinities that are written down (masks) or
 * come in with the arguments are no error. Works in any nesting: `checkFinite(grad(f))` checks derivatives too, whose operations have the line
 * at which the derivative was called for; under jit the check is part of the program, and throws after a run of it.
 * @param f of trees of tensors
 * @throws NonFiniteError naming the operation and the line; or the argument that holds a NaN already
 * @example
 * ```
 * const safe = checkFinite((x: Tensor<[2]>) => x.div(x.sum()))
 * safe(tensor([1, 3])).toArray() // [0.25, 0.75]
 * let message = ''
 * try { safe(tensor([1, -1])) } catch (error) { message = error.message.split('\n')[0] }
 * message // "checkFinite: div made an infinity: float32[2] from float32[2], float32[2]"
 * ```
 */
export function checkFinite<F extends TreeFunction>(f: F): F {
  const call = (...args: readonly unknown[]): unknown => {
    const noted: Noted[] = []
    const trace = notingTrace(noted)
    const result = withTrace(trace, () => callFunction('checkFinite', f, args))
    const { leaves, structure } = flattenTensors(args)
    const numbers = new Map<Tensor, number>()
    for (const tensor of [...leaves, ...noted.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])])
      if (isChecked(tensor) && !numbers.has(tensor)) numbers.set(tensor, numbers.size)
    if (numbers.size === 0) return result
    const codes = concat([...numbers.keys()].map(badness), 0)
    const known = caseOf(leaves, structure, noted, numbers)
    const effect = ([answers]: readonly HostArray[]): void => {
      if (answers !== undefined) judge(known, answers)
    }
    bindCallback('checkFinite', effect, [codes])
    return result
  }
  // It takes and returns what f does.
  return call as unknown as F
}
