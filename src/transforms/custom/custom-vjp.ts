// Functions whose reverse derivative the user says: what to keep on the way forward, and how cotangents come back from it. The function becomes
// one operation: to compilers it is its graph; differentiated, it runs the forward rule, and its tangent is an operation of its own that
// nobody can compute, only transpose: by the backward rule. After the custom rules of JAX.

import { type ArrayType, arrayType } from '../../core/array-type.js'
import { type Subgraph, subgraph } from '../../core/graph.js'
import { type Opaque, opaque } from '../../core/opaque.js'
import type { BatchAxis, Batched, Differentiated, Primitive, Tangent } from '../../core/primitive.js'
import { bind, isTracing } from '../../core/trace.js'
import { notLinear } from '../../primitives/not-linear.js'
import { reduceSum } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { type DTypeName, isFloat } from '../../support/dtype.js'
import { LimitationError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { batchedType, batchGraph } from '../batching/batch-graph.js'
import { mapLeaves } from '../batching/map-leaves.js'
import { batchedAxisName } from '../batching/vmap-trace.js'
import { materialize } from '../forward/linearize.js'
import { isRecording } from '../graph/graph-trace.js'
import { callFunction, checkFunction } from '../tree-function.js'
import { callFor, callRules, checkClosedOver } from './call.js'
import { type Backward, type Forward, leafForward } from './vjp-rules.js'

type CustomVjpParams = {
  readonly call: Subgraph
  readonly forward: Opaque<Forward>
  /** As many of the inputs are arguments; the others are values that the function closes over. */
  readonly argumentCount: number
}

type TangentParams = {
  readonly backward: Opaque<Backward>
  /** As many of the inputs are what the forward rule kept; the others are tangents of the float arguments. */
  readonly residualCount: number
  readonly outputs: readonly { readonly shape: Dims; readonly dtype: DTypeName }[]
}

function refuse(): never {
  throw new LimitationError(
    'customVjp: the function has no forward derivative, for its rule says only how cotangents come back; got jvp, jacfwd or linearize of it. ' +
      'Use reverse derivatives (grad, vjp, jacrev), or customJvp, whose rule serves both directions',
  )
}

/** The tangents of the float outputs, as far as anyone knows: a linear map of which there is the transpose alone. */
const tangentP: Primitive<TangentParams> = Object.freeze({
  name: 'customVjpTangent',
  domain: [],
  typeOf: (_inputs, { outputs }) => outputs.map(({ shape, dtype }) => arrayType(shape, dtype)),
  reference: refuse,
  jvp(primals, tangents, params, outputs) {
    const { residualCount } = params
    if (tangents.slice(0, residualCount).some(tangent => tangent !== null)) refuse()
    const moved = materialize(tangents.slice(residualCount), primals.slice(residualCount))
    const results = bind(tangentP, [...primals.slice(0, residualCount), ...moved], params)
    return outputs.map((_, i) => results[i] ?? null)
  },
  transpose(cotangents, inputs, { backward, residualCount }, outputs): readonly Tangent[] {
    const residuals = inputs.slice(0, residualCount).map(input => (input.linear ? notLinear('customVjp') : input.value))
    const results = backward.value(residuals, materialize(cotangents, outputs))
    return inputs.map((input, i) => (i >= residualCount && input.linear ? (results[i - residualCount] ?? null) : null))
  },
  batch(inputs, axes, size, { backward, residualCount, outputs }): Batched {
    const [kept, moving] = [axes.slice(0, residualCount), axes.slice(residualCount)]
    const params = {
      backward: opaque(backward.name, batchBackward(backward.value, kept, moving, size, batchedAxisName())),
      residualCount,
      outputs: outputs.map(type => batchedType(type, 0, size)),
    }
    const results = bind(tangentP, inputs, params)
    return { outputs: results, axes: results.map(() => 0) }
  },
  lower: refuse,
  complex: 'none',
} satisfies Primitive<TangentParams>)

/** Backward for many examples: residuals mapped as given, cotangents of outputs along their first axis. */
const batchBackward =
  (
    backward: Backward,
    residualAxes: readonly BatchAxis[],
    argumentAxes: readonly BatchAxis[],
    size: number,
    axisName: string | null,
  ): Backward =>
  (residuals, cotangents) => {
    const count = residuals.length
    const results = mapLeaves(
      leaves => backward(leaves.slice(0, count), leaves.slice(count)),
      [...residuals, ...cotangents],
      [...residualAxes, ...cotangents.map(() => 0)],
      size,
      axisName,
    )
    return results.map((result, i) => {
      const axis = argumentAxes[i] ?? null
      // What all examples share gets what comes back from all of them.
      return axis === null ? reduceSum(result, [0]) : moveAxis(result, 0, axis)
    })
  }

/** Forward for many examples; outputs and residuals are mapped along their first axis. */
const batchForward =
  (forward: Forward, axes: readonly BatchAxis[], size: number, axisName: string | null): Forward =>
  primals => {
    const one: { count: number; backward: Backward | null } = { count: 0, backward: null }
    const results = mapLeaves(
      leaves => {
        const { outputs, residuals, backward } = forward(leaves)
        one.count = outputs.length
        one.backward = backward
        return [...outputs, ...residuals]
      },
      primals,
      axes,
      size,
      axisName,
    )
    const [outputs, residuals] = [results.slice(0, one.count), results.slice(one.count)]
    const floatAxes = axes.filter((_, i) => isFloat(primals[i]?.dtype ?? 'bool'))
    const { backward } = one
    return {
      outputs,
      residuals,
      backward:
        backward === null
          ? () => []
          : batchBackward(
              backward,
              residuals.map(() => 0),
              floatAxes,
              size,
              axisName,
            ),
    }
  }

const customVjpP: Primitive<CustomVjpParams> = Object.freeze({
  ...callRules('customVjp'),
  jvp: {
    together(primals, tangents, { forward, argumentCount }): Differentiated {
      checkClosedOver('customVjp', primals, tangents, argumentCount)
      // A recorded tangent may yet be transposed; any other would have to be computed.
      if (!isRecording()) refuse()
      const args = primals.slice(0, argumentCount)
      const { outputs, residuals, backward } = forward.value(args)
      const isFloatType = ({ dtype }: ArrayType): boolean => isFloat(dtype)
      const moved = materialize(tangents.slice(0, argumentCount), args).filter(isFloatType)
      const types = outputs.filter(isFloatType).map(({ shape, dtype }) => arrayType(shape, dtype))
      const results = bind(tangentP, [...residuals, ...moved], {
        backward: opaque(forward.name, backward),
        residualCount: residuals.length,
        outputs: types,
      })
      let next = 0
      return { outputs, tangents: outputs.map(output => (isFloatType(output) ? (results[next++] ?? null) : null)) }
    },
  },
  transpose: 'nonlinear',
  batch(inputs, axes, size, { call, forward, argumentCount }): Batched {
    const axisName = batchedAxisName()
    const params = {
      call: subgraph(batchGraph(call.graph, axes, size, axisName)),
      forward: opaque(forward.name, batchForward(forward.value, axes.slice(0, argumentCount), size, axisName)),
      argumentCount,
    }
    const outputs = bind(customVjpP, inputs, params)
    return { outputs, axes: outputs.map(() => 0) }
  },
} satisfies Primitive<CustomVjpParams>)

/** What a backward rule returns: a cotangent for each argument, or `null` for none. */
export type Cotangents<A extends readonly unknown[]> = { readonly [I in keyof A]: A[I] | null }

/**
 * The same function with a reverse derivative of one's own: where it is differentiated backwards, the rules take its place.
 * @param f of trees of tensors; numbers and other static values in its arguments are never differentiated
 * @param forward of the same arguments, returns `[value, residuals]`: what f returns and any tree of what `backward` will need
 * @param backward from the residuals and the cotangents of the value (a tree like it, zeros where nothing flows) to the list of cotangents of
 *   the arguments: trees like them, or `null` for zeros; what stands in the place of tensors that are not float is ignored
 * @throws LimitationError when it is differentiated forward; ArgumentError when f closes over a value that is differentiated, or a rule does not
 *   return what it should; ShapeError when what a rule returns is not like what it belongs to
 * @example
 * ```
 * // The identity, whose gradient is clipped on the way back
 * const clipped = customVjp(
 *   (x: Tensor<[2]>) => x,
 *   (x: Tensor<[2]>) => [x, null],
 *   (_, ct) => [ct.clamp(-1, 1)],
 * )
 * grad((x: Tensor<[2]>) => clipped(x).mul(tensor([10, 0.5])).sum())(tensor([1, 2])).toArray() // [1, 0.5]
 * ```
 * @source J. Bradbury and others, JAX (2018): custom_vjp
 * @deviation from JAX: there are no nondiff_argnums, for what is not a tensor is not differentiated anyway; residuals may hold it too.
 */
export function customVjp<A extends readonly unknown[], R, S>(
  f: (...args: A) => R,
  forward: (...args: A) => readonly [value: NoInfer<R>, residuals: S],
  backward: (residuals: NoInfer<S>, cotangents: NoInfer<R>) => Cotangents<A>,
): (...args: A) => R {
  checkFunction('customVjp: forward', forward)
  checkFunction('customVjp: backward', backward)
  return (...args) => {
    // Outside of every transform there is nothing to differentiate.
    if (!isTracing()) return callFunction('customVjp', f, args) as R
    const called = callFor('customVjp', f, args)
    const outputs = bind(customVjpP, called.inputs, {
      call: called.call,
      forward: opaque(forward.name === '' ? 'forward' : forward.name, leafForward([forward, backward], called)),
      argumentCount: called.argumentCount,
    })
    // Put together as what f returned.
    return called.collect(outputs) as R
  }
}
