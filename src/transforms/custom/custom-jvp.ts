// Functions whose derivative the user says: forwards, and by transposition backwards too. The function becomes one operation: to compilers it
// is its graph; to derivatives, a rule that is called where it is needed. Batching batches both. After the custom rules of JAX.

import type { Subgraph } from '../../core/graph.js'
import { subgraph } from '../../core/graph.js'
import { type Opaque, opaque } from '../../core/opaque.js'
import type { Batched, Differentiated, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind, isTracing } from '../../core/trace.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { unflatten } from '../../support/tree.js'
import { batchGraph } from '../batching/batch-graph.js'
import { mapLeaves } from '../batching/map-leaves.js'
import { batchedAxisName } from '../batching/vmap-trace.js'
import { materialize } from '../forward/linearize.js'
import { callFunction, checkFunction, describe, matchingLeaves, type TreeFunction } from '../tree-function.js'
import { type Called, callFor, callRules, checkClosedOver } from './call.js'

/** Values of the outputs, then their tangents, from the arguments and theirs. */
type Rule = (primals: readonly Tensor[], tangents: readonly Tensor[]) => readonly Tensor[]

type CustomJvpParams = {
  readonly call: Subgraph
  readonly rule: Opaque<Rule>
  /** As many of the inputs are arguments; the others are values that the function closes over. */
  readonly argumentCount: number
}

const customJvpP: Primitive<CustomJvpParams> = Object.freeze({
  ...callRules('customJvp'),
  jvp: {
    together(primals, tangents, { rule, argumentCount }): Differentiated {
      checkClosedOver('customJvp', primals, tangents, argumentCount)
      const args = primals.slice(0, argumentCount)
      const results = rule.value(args, materialize(tangents, args))
      const count = results.length / 2
      return {
        outputs: results.slice(0, count),
        tangents: results.slice(count).map(tangent => (isFloat(tangent.dtype) ? tangent : null)),
      }
    },
  },
  transpose: 'nonlinear',
  batch(inputs, axes, size, { call, rule, argumentCount }): Batched {
    const axisName = batchedAxisName()
    const argumentAxes = axes.slice(0, argumentCount)
    const batchedRule: Rule = (primals, tangents) =>
      mapLeaves(
        leaves => rule.value(leaves.slice(0, argumentCount), leaves.slice(argumentCount)),
        [...primals, ...tangents],
        [...argumentAxes, ...argumentAxes],
        size,
        axisName,
      )
    const params = {
      call: subgraph(batchGraph(call.graph, axes, size, axisName)),
      rule: opaque(rule.name, batchedRule),
      argumentCount,
    }
    const outputs = bind(customJvpP, inputs, params)
    return { outputs, axes: outputs.map(() => 0) }
  },
} satisfies Primitive<CustomJvpParams>)

/** The user's rule, of leaves; what it returns is checked against what the function returns. */
const leafRule =
  (rule: TreeFunction, called: Called): Rule =>
  (primals, tangents) => {
    const pair = callFunction('customJvp', rule, [unflatten(called.arguments, primals), unflatten(called.arguments, tangents)])
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new ArgumentError(`customJvp: the rule must return [value, tangent]; got ${describe(pair)}`)
    const [value, tangent]: readonly unknown[] = pair
    return [
      ...matchingLeaves('customJvp', 'values of the rule', value, called.result, called.outputTypes),
      ...matchingLeaves('customJvp', 'tangents of the rule', tangent, called.result, called.outputTypes),
    ]
  }

/**
 * The same function with a derivative of one's own: where it is differentiated, in either direction, the rule takes its place.
 * @param f of trees of tensors; numbers and other static values in its arguments are never differentiated
 * @param rule from the list of arguments and the list of their tangents (trees like them; zeros where nothing flows) to
 *   `[value, tangent]`, both like what f returns; the tangent must be linear in the tangents
 * @throws ArgumentError when the rule does not return two, or f closes over a value that is differentiated; ShapeError when what the rule
 *   returns is not like what f returns
 * @example
 * ```
 * // log(1 + eˣ), whose derivative by the rules would be ∞/∞ where x is large
 * const stable = customJvp(
 *   (x: Tensor<[]>) => x.exp().add(1).log(),
 *   ([x], [dx]) => [x.exp().add(1).log(), dx.mul(sigmoid(x))],
 * )
 * grad(stable)(tensor(100)).item() // 1
 * ```
 * @source J. Bradbury and others, JAX (2018): custom_jvp
 * @deviation from JAX: there are no nondiff_argnums, for what is not a tensor is not differentiated anyway; the tangent of an integer tensor is
 *   zeros of its type.
 */
export function customJvp<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  rule: (primals: A, tangents: A) => readonly [value: NoInfer<R>, tangent: NoInfer<R>],
): (...args: A) => R {
  checkFunction('customJvp: rule', rule)
  return (...args) => {
    // Outside of every transform there is nothing to differentiate.
    if (!isTracing()) return callFunction('customJvp', f, args) as R
    const called = callFor('customJvp', f, args)
    const outputs = bind(customJvpP, called.inputs, {
      call: called.call,
      rule: opaque(rule.name === '' ? 'rule' : rule.name, leafRule(rule, called)),
      argumentCount: called.argumentCount,
    })
    // Put together as what f returned.
    return called.collect(outputs) as R
  }
}
