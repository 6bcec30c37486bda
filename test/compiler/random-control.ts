// Loops and branches around random graphs: maps over slices, loops that carry everything, loops that ask before each round, branches.

import { type Equation, type Graph, subgraph, type Variable, variableOf } from '../../src/core/graph.js'
import type { Params, Primitive } from '../../src/core/primitive.js'
import { addP } from '../../src/primitives/elementwise/arithmetic.js'
import { ltP } from '../../src/primitives/elementwise/logic.js'
import { constantP } from '../../src/primitives/structure/constant.js'
import { condP } from '../../src/transforms/control/cond-primitive.js'
import { scanP } from '../../src/transforms/control/scan-primitive.js'
import { whileP } from '../../src/transforms/control/while-primitive.js'

export function equation<P extends Params>(primitive: Primitive<P>, inputs: readonly Variable[], params: NoInfer<P>): Equation {
  const types = primitive.typeOf(
    inputs.map(v => v.type),
    params,
  )
  // The record and its parameters match by the signature; graphs hold them untyped.
  return { primitive: primitive as unknown as Primitive, inputs, params, outputs: types.map(variableOf) }
}

/** Maps the graph over slices of its inputs, in some order, several at a time or one by one. */
export function mapped(body: Graph, length: number, reverse: boolean, unroll: number): Graph {
  const inputs = body.inputs.map(v => variableOf({ shape: [length, ...v.type.shape], dtype: v.type.dtype }))
  const loop = equation(scanP, inputs, { body: subgraph(body), carries: 0, slices: inputs.length, length, reverse, unroll })
  return { inputs, equations: [loop], outputs: loop.outputs }
}

/** From the inputs to results of their types, where there are any, and to the inputs themselves. */
function round({ inputs, outputs }: Graph): readonly Variable[] {
  const taken = new Set<Variable>()
  return inputs.map(v => {
    const found = outputs.find(o => !taken.has(o) && o.type.dtype === v.type.dtype && String(o.type.shape) === String(v.type.shape))
    if (found !== undefined) taken.add(found)
    return found ?? v
  })
}

/** Carries all inputs around, and results of some of which they are the type. */
export function carried(body: Graph, length: number): Graph {
  const inputs = body.inputs.map(v => variableOf(v.type))
  const whole = { ...body, outputs: [...round(body), ...body.outputs] }
  const loop = equation(scanP, inputs, { body: subgraph(whole), carries: inputs.length, slices: 0, length, reverse: false, unroll: 1 })
  return { inputs, equations: [loop], outputs: loop.outputs }
}

/** The same, so many times, which a counter counts up to. */
export function counted(body: Graph, times: number): Graph {
  const count = { shape: [], dtype: 'int32' } as const
  const number = (value: number): Equation => equation(constantP, [], { value, dtype: 'int32' })
  const [start, one, end] = [number(0), number(1), number(times)]
  const asked = [variableOf(count), ...body.inputs.map(v => variableOf(v.type))]
  const test = equation(ltP, [...asked.slice(0, 1), ...end.outputs], {})
  const now = variableOf(count)
  const next = equation(addP, [now, ...one.outputs], {})
  const condition = { inputs: asked, equations: [end, test], outputs: test.outputs }
  const whole = { inputs: [now, ...body.inputs], equations: [one, next, ...body.equations], outputs: [...next.outputs, ...round(body)] }
  const inputs = body.inputs.map(v => variableOf(v.type))
  const loop = equation(whileP, [...start.outputs, ...inputs], {
    condition: subgraph(condition),
    body: subgraph(whole),
    carries: inputs.length + 1,
    conditionConstants: 0,
  })
  return { inputs, equations: [start, loop], outputs: loop.outputs }
}

/** The graph in a branch, beside one that computes its results from constants only where it can. */
export function chosen(body: Graph, index: number): Graph {
  const number = equation(constantP, [], { value: index, dtype: 'int32' })
  const inputs = body.inputs.map(v => variableOf(v.type))
  const choice = equation(condP, [...number.outputs, ...inputs], { branches: [subgraph(body), subgraph(body)] })
  return { inputs, equations: [number, choice], outputs: choice.outputs }
}
