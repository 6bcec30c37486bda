// bind: the only door into the system. What a bind means is decided by the innermost trace: jvp, vmap and the graph builder are
// traces; with none active the operation is deferred. The current trace is the one piece of dynamic scope there is.
// After JAX's "stackless" design: a trace interprets operations by binding others under its parent.

import { DTypeError, TraceError } from '../support/errors.js'
import { type ArrayType, showType } from './array-type.js'
import { callOf } from './calls.js'
import { isComplex, pairOf, partsOf } from './complex.js'
import { holdsEffects, withoutEffects } from './effects.js'
import { evaluateGraph } from './evaluate-graph.js'
import { variableOf } from './graph.js'
import { defer } from './pending.js'
import { performOn } from './perform.js'
import type { Params, Primitive } from './primitive.js'
import { contentOf, type Tensor } from './tensor.js'

export interface Trace {
  /** For messages: `grad`, `jit`, `vmap`, … */
  readonly name: string
  /** `null` for the outermost. */
  readonly parent: Trace | null
  /** Interprets one operation, whose types have been checked. */
  readonly bind: (primitive: Primitive, inputs: readonly Tensor[], params: Params, types: readonly ArrayType[]) => readonly Tensor[]
}

/** No transform is active: operations are deferred; those that are a graph are what it says, effects happen. */
const outermost: Trace = {
  name: 'no transform',
  parent: null,
  bind(primitive, inputs, params, types) {
    const call = callOf(params)
    if (call !== undefined) return evaluateGraph(call, inputs, outermost.bind)
    if (types.length > 0 && !holdsEffects(params)) return defer(primitive, inputs, params, types)
    const [operands, outputs] = [inputs.map(variableOf), types.map(variableOf)]
    const { graph, steps } = withoutEffects({ inputs: operands, equations: [{ primitive, inputs: operands, params, outputs }], outputs })
    const results = evaluateGraph(graph, inputs, outermost.bind)
    withTrace(outermost, () => performOn(steps, results.slice(types.length)))
    return results.slice(0, types.length)
  },
}

let current: Trace = outermost

export const currentTrace = (): Trace => current

export const isTracing = (): boolean => current !== outermost

/** Runs `body` with `trace` as the innermost one. */
export function withTrace<R>(trace: Trace, body: () => R): R {
  const previous = current
  current = trace
  try {
    return body()
  } finally {
    current = previous
  }
}

/** Runs `body` as outside of all transforms: for operations on known values whose results steer the program. */
export const outsideTraces = <R>(body: () => R): R => withTrace(outermost, body)

/** @throws TraceError when one of the tensors belongs to a trace that is over */
export function checkLeaks(operation: string, tensors: readonly Tensor[]): void {
  for (const input of tensors) {
    const value = contentOf(input)
    if (value.kind !== 'traced') continue
    let trace: Trace | null = current
    while (trace !== null && trace !== value.trace) trace = trace.parent
    if (trace === null)
      throw new TraceError(
        `${operation}: ${showType(input)} is a traced value that leaked out of the ${value.trace.name} it belongs to. ` +
          'Return values from the transformed function instead of assigning them to variables outside of it.',
      )
  }
}

/** An operation on complex tensors as operations on their parts. */
function bindComplex<P extends Params>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): readonly Tensor[] {
  const { name, complex } = primitive
  if (complex === 'none')
    throw new DTypeError(
      `${name}: not defined for complex numbers; got ${inputs.map(showType).join(' and ')}; take abs, real or imag of them first`,
    )
  if (complex !== 'parts') return complex(inputs, params)
  const part = (i: 0 | 1) =>
    bind(
      primitive,
      inputs.map(input => (isComplex(input) ? partsOf(input)[i] : input)),
      params,
    )
  const [re, im] = [part(0), part(1)]
  return re.map((x, i) => pairOf(x, im[i] as Tensor))
}

/** Applies a primitive. @throws ShapeError, DTypeError when the inputs are not legal; TraceError when one has leaked out of its trace */
export function bind<P extends Params>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): readonly Tensor[] {
  if (inputs.some(isComplex)) return bindComplex(primitive, inputs, params)
  // The record and its parameters have been matched by the signature; from here on they travel together untyped.
  const untyped = primitive as unknown as Primitive
  checkLeaks(primitive.name, inputs)
  return current.bind(untyped, inputs, params, primitive.typeOf(inputs, params))
}
