// while: a loop that runs as long as a condition on its carry holds. Forward derivatives run along; there is no way back, for how often
// the body runs, and so what would have to be kept, is known only once it has run.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import { type Graph, type Subgraph, subgraph } from '../../core/graph.js'
import { interpret } from '../../core/interpret.js'
import type { Differentiated, Primitive, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { select } from '../../primitives/elementwise/index.js'
import { reduceAny } from '../../primitives/reduction/reduce.js'
import { only } from '../../primitives/single.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { InternalError, ShapeError } from '../../support/errors.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { batchOfGraph, buildGraph, jvpOfGraph, repeated } from './graph-transforms.js'
import { whileSamples } from './while-samples.js'

/** Inputs: carries, constants of the condition, constants of the body. Outputs: the last carries. */
export type WhileParams = {
  /** From carries and its constants to a bool scalar. */
  readonly condition: Subgraph
  /** From carries and its constants to carries. */
  readonly body: Subgraph
  readonly carries: number
  readonly conditionConstants: number
}

const partsOf = <T>(list: readonly T[], { carries, conditionConstants }: Pick<WhileParams, 'carries' | 'conditionConstants'>) => ({
  carries: list.slice(0, carries),
  forCondition: list.slice(carries, carries + conditionConstants),
  forBody: list.slice(carries + conditionConstants),
})

function checkTypes(what: string, got: readonly ArrayType[], expected: readonly ArrayType[]): void {
  const same = got.length === expected.length && got.every((type, i) => sameType(type, expected[i] ?? type))
  if (!same) throw new ShapeError(`while: ${what} must be [${expected.map(showType)}]; got [${got.map(showType)}]`)
}

const typesIn = (variables: Graph['inputs']): readonly ArrayType[] => variables.map(v => v.type)

export const whileP: Primitive<WhileParams> = Object.freeze({
  name: 'while',
  domain: whileSamples,
  typeOf(inputs, params) {
    const { condition, body } = params
    const { carries, forCondition, forBody } = partsOf(inputs, params)
    checkTypes('the inputs of the condition', [...carries, ...forCondition], typesIn(condition.graph.inputs))
    checkTypes('the inputs of the body', [...carries, ...forBody], typesIn(body.graph.inputs))
    checkTypes('the condition', typesIn(condition.graph.outputs), [{ shape: [], dtype: 'bool' }])
    const types = typesIn(body.graph.inputs).slice(0, params.carries)
    checkTypes('the next carry', typesIn(body.graph.outputs), types)
    return types
  },
  reference(inputs, params, outputs) {
    const { forCondition, forBody, ...initial } = partsOf(inputs, params)
    let carries: typeof inputs = initial.carries
    const holds = (): boolean => only(interpret(params.condition.graph, [...carries, ...forCondition])).data[0] !== 0
    while (holds()) carries = interpret(params.body.graph, [...carries, ...forBody])
    for (const [k, carry] of carries.entries()) outputs[k]?.data.set(carry.data)
  },
  jvp: { together: differentiateWhile },
  transpose: {
    impossible:
      'whileLoop has no reverse derivative: how often its body runs is known only once it has run, so nothing can be kept for the way back. ' +
      'Use scan, or foriLoop with bounds that are numbers; or a forward derivative (jvp, jacfwd).',
  },
  batch(inputs, axes, size, params) {
    const { condition, body } = params
    const mappedInputs = partsOf(
      axes.map(axis => axis !== null),
      params,
    )
    let moving: readonly boolean[] = mappedInputs.carries
    const batches = () => ({
      test: batchOfGraph(condition.graph, [...moving, ...mappedInputs.forCondition], size),
      round: batchOfGraph(body.graph, [...moving, ...mappedInputs.forBody], size, output => moving[output] === true),
    })
    let { test, round } = batches()
    // A carry is mapped as soon as one round makes it so; all are when each example has its own number of rounds.
    for (;;) {
      const each = test.mapped[0] === true
      const next = moving.map((before, i) => before || each || round.mapped[i] === true)
      if (next.every((value, i) => value === moving[i])) break
      moving = next
      ;({ test, round } = batches())
    }
    const operands = inputs.map((x, i) => {
      const axis = axes[i] ?? null
      return axis !== null ? moveAxis(x, axis, 0) : moving[i] ? repeated(x, size) : x
    })
    const outputs =
      test.mapped[0] === true
        ? whileAny(operands, params, test.graph, round.graph)
        : whileLoop(operands, { ...params, condition: subgraph(test.graph), body: subgraph(round.graph) })
    return { outputs, axes: moving.map(mapped => (mapped ? 0 : null)) }
  },
  lower: (_inputs, { condition, body, ...counts }) => ({
    kind: 'control',
    name: 'while',
    condition: condition.graph,
    body: body.graph,
    ...counts,
  }),
  complex: 'none',
} satisfies Primitive<WhileParams>)

export function whileLoop(inputs: readonly Tensor[], params: WhileParams): readonly Tensor[] {
  const { carries, conditionConstants, condition, body } = params
  // Equal parameters are so in one order.
  return bind(whileP, inputs, { carries, conditionConstants, condition, body })
}

/** Runs while the condition, of type bool[size], holds for any example; those for which it does not keep their carry. */
function whileAny(operands: readonly Tensor[], params: WhileParams, test: Graph, round: Graph): readonly Tensor[] {
  const { carries, forCondition, forBody } = partsOf(operands, params)
  const condition = buildGraph('vmap', input => {
    const inputs = test.inputs.map(v => input(v.type))
    return [reduceAny(only(evaluateGraph(test, inputs)), [0])]
  })
  const body = buildGraph('vmap', input => {
    const before = carries.map(input)
    const [own, others] = [forCondition.map(input), forBody.map(input)]
    const goesOn = only(evaluateGraph(test, [...before, ...own]))
    return evaluateGraph(round, [...before, ...others]).map((after, i) => {
      const carry = before[i]
      if (carry === undefined) throw new InternalError('while: a carry too many')
      return select(broadcast(goesOn, carry.shape, [0]), after, carry)
    })
  })
  return whileLoop([...carries, ...forCondition, ...forCondition, ...forBody], {
    ...params,
    condition: subgraph(condition),
    body: subgraph(body),
  })
}

/**
 * The values by the loop itself, the tangents by one that carries both: a linearization knows the values before it knows any tangent.
 */
function differentiateWhile(primals: readonly Tensor[], tangents: readonly Tangent[], params: WhileParams): Differentiated {
  const { body, carries } = params
  const parts = partsOf(tangents, params)
  const moves = (carry: readonly boolean[]): readonly boolean[] => [...carry, ...parts.forBody.map(tangent => tangent !== null)]
  let moving = parts.carries.map(tangent => tangent !== null)
  const derivativeOf = () => jvpOfGraph(body.graph, moves(moving), output => moving[output] === true)
  let derivative = derivativeOf()
  // A carry moves as soon as one round makes it so.
  while (derivative.moving.some((each, i) => each && !moving[i])) {
    moving = moving.map((before, i) => before || derivative.moving[i] === true)
    derivative = derivativeOf()
  }
  const outputs = whileLoop(primals, params)
  if (!moving.includes(true)) return { outputs, tangents: outputs.map(() => null) }

  const values = partsOf(primals, params)
  const places = moving.flatMap((each, i) => (each ? [i] : []))
  const initial = places.map(i => tangents[i] ?? full(0, primals[i] as Tensor))
  const forBody = parts.forBody.filter(tangent => tangent !== null)
  // The derivative takes values, then tangents; the loop takes carries, then constants.
  const round = buildGraph('jvp', input => {
    const [carry, directions] = [values.carries.map(input), initial.map(input)]
    const [constants, constantDirections] = [values.forBody.map(input), forBody.map(input)]
    const captured = derivative.captured.map(input)
    return evaluateGraph(derivative.graph, [...carry, ...constants, ...directions, ...constantDirections, ...captured])
  })
  const condition = buildGraph('jvp', input => {
    const carry = values.carries.map(input)
    for (const direction of initial) input(direction)
    return evaluateGraph(params.condition.graph, [...carry, ...values.forCondition.map(input)])
  })
  const both = whileLoop([...values.carries, ...initial, ...values.forCondition, ...values.forBody, ...forBody, ...derivative.captured], {
    ...params,
    condition: subgraph(condition),
    body: subgraph(round),
    carries: carries + initial.length,
  })
  return { outputs, tangents: moving.map((each, i) => (each ? (both[carries + places.indexOf(i)] ?? null) : null)) }
}
