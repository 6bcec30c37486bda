// cond: one of several branches, by an index. All are traced and compiled; one runs.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import { type Graph, type Subgraph, subgraph, type Variable, variableOf } from '../../core/graph.js'
import { interpret } from '../../core/interpret.js'
import type { BatchAxis, Batched, Differentiated, Primitive, Tangent, TransposeInput } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { eq, max, min, select } from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { InternalError, ShapeError } from '../../support/errors.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { condSamples } from './cond-samples.js'
import { batchOfGraph, buildGraph, jvpOfGraph, pullBackGraph, shareCaptured, traceGraph } from './graph-transforms.js'
import { type InputKind, splitGraph } from './split-graph.js'

/** Inputs: the number of the branch, an int32 scalar, then what every branch takes. Outputs: what every branch returns. */
export type CondParams = { readonly branches: readonly Subgraph[] }

const missing = (): never => {
  throw new InternalError('cond: a branch, an input or a result is missing')
}

const typesIn = (variables: Graph['inputs']): readonly ArrayType[] => variables.map(v => v.type)

function checkTypes(what: string, got: readonly ArrayType[], expected: readonly ArrayType[]): void {
  const same = got.length === expected.length && got.every((type, i) => sameType(type, expected[i] ?? type))
  if (!same) throw new ShapeError(`cond: ${what} must be [${expected.map(showType)}]; got [${got.map(showType)}]`)
}

export const condP: Primitive<CondParams> = Object.freeze({
  name: 'cond',
  domain: condSamples,
  typeOf([index, ...operands], { branches }) {
    const [first] = branches
    if (first === undefined || index === undefined) throw new ShapeError('cond: at least one branch and an index are due')
    checkTypes('the index', [index], [{ shape: [], dtype: 'int32' }])
    for (const [i, { graph }] of branches.entries()) {
      checkTypes(`the inputs of branch ${i}`, operands, typesIn(graph.inputs))
      checkTypes(`the results of branch ${i}`, typesIn(graph.outputs), typesIn(first.graph.outputs))
    }
    return typesIn(first.graph.outputs)
  },
  reference([index, ...operands], { branches }, outputs) {
    const i = Math.min(Math.max(Number(index?.data[0] ?? 0), 0), branches.length - 1)
    const results = interpret((branches[i] ?? missing()).graph, operands)
    for (const [k, result] of results.entries()) outputs[k]?.data.set(result.data)
  },
  jvp: { together: differentiateCond },
  transpose: transposeCond,
  batch([index, ...operands], [indexAxis, ...axes], size, { branches }) {
    if (index === undefined) return missing()
    const front = operands.map((x, i) => {
      const axis = axes[i] ?? null
      return axis === null ? x : moveAxis(x, axis, 0)
    })
    const mapped = axes.map(axis => axis !== null)
    const some = (graphs: readonly { readonly mapped: readonly boolean[] }[], output: number): boolean =>
      indexAxis != null || graphs.some(graph => graph.mapped[output] === true)
    // What one branch makes differ from example to example, all must give for each.
    const alone = branches.map(({ graph }) => batchOfGraph(graph, mapped, size))
    const due = alone[0]?.mapped.map((_, output) => some(alone, output)) ?? []
    const batched = branches.map(({ graph }) => batchOfGraph(graph, mapped, size, output => due[output] === true).graph)
    const outputAxes = due.map((is): BatchAxis => (is ? 0 : null))
    if (indexAxis == null) return { outputs: cond([index, ...front], { branches: batched.map(subgraph) }), axes: outputAxes }
    return { outputs: chooseEach(index, batched, front), axes: outputAxes }
  },
  lower: (_inputs, { branches }) => ({ kind: 'control', name: 'cond', branches: branches.map(({ graph }) => graph) }),
  complex: 'none',
} satisfies Primitive<CondParams>)

export function cond(inputs: readonly Tensor[], params: CondParams): readonly Tensor[] {
  return bind(condP, inputs, params)
}

/** Where each example has its own branch, all run on all examples, and each takes what is its. */
function chooseEach(index: Tensor, branches: readonly Graph[], operands: readonly Tensor[]): Batched['outputs'] {
  const whole = (value: number): Tensor => full(value, index)
  const clamped = max(min(index, whole(branches.length - 1)), whole(0))
  const [first, ...others] = branches.map(branch => evaluateGraph(branch, operands))
  return others.reduce((chosen, results, i) => {
    const isThis = eq(clamped, whole(i + 1))
    return results.map((result, k) => select(broadcast(isThis, result.shape, [0]), result, chosen[k] ?? missing()))
  }, first ?? missing())
}

/** The branches' own lists of values as one list of types that each can fill; values of one type share a place. */
function sharedPlaces(lists: readonly (readonly Variable[])[]): {
  readonly types: readonly ArrayType[]
  readonly places: readonly (readonly number[])[]
} {
  const types: ArrayType[] = []
  const places = lists.map(list => {
    const taken = new Set<number>()
    return list.map(v => {
      let place = types.findIndex((type, i) => !taken.has(i) && sameType(type, v.type))
      if (place < 0) place = types.push(v.type) - 1
      taken.add(place)
      return place
    })
  })
  return { types, places }
}

/**
 * Two branchings: one computes the values and what the derivative of the branch taken needs of them, the other is linear in the tangents.
 */
function differentiateCond(
  [index, ...operands]: readonly Tensor[],
  [, ...tangents]: readonly Tangent[],
  { branches }: CondParams,
): Differentiated {
  if (index === undefined) return missing()
  const moves = tangents.map(tangent => tangent !== null)
  const alone = branches.map(({ graph }) => jvpOfGraph(graph, moves).moving)
  const due = alone[0]?.map((_, output) => alone.some(moving => moving[output] === true)) ?? []
  const directions = tangents.filter(tangent => tangent !== null)
  const { graphs: derivatives, captured } = shareCaptured(
    branches.map(({ graph }) => jvpOfGraph(graph, moves, output => due[output] === true)),
  )
  const given = [...operands, ...captured]
  const parts = branches.map(({ graph }, b) => {
    const derivative = derivatives[b] ?? missing()
    const [taken, moved] = [operands.length, operands.length + directions.length]
    const own = [...derivative.inputs.slice(0, taken), ...derivative.inputs.slice(moved)]
    const unknown = derivative.inputs.slice(taken, moved)
    const kinds = derivative.inputs.map((v): InputKind => (own.includes(v) ? 'constant' : 'unknown'))
    const [values, changes] = [derivative.outputs.slice(0, graph.outputs.length), derivative.outputs.slice(graph.outputs.length)]
    const { known, rest, hoisted, residuals } = splitGraph(derivative, kinds, changes)
    return { own, unknown, values, changes, known, rest, kept: [...hoisted, ...residuals] }
  })
  const { types, places } = sharedPlaces(parts.map(({ kept }) => kept))
  const known = parts.map(({ own, known: equations, values, kept }, b): Graph => {
    const blank = buildGraph('cond', () => types.map(type => full(0, type)))
    const filled = types.map((_, place) => kept[(places[b] ?? []).indexOf(place)] ?? blank.outputs[place] ?? missing())
    return { inputs: own, equations: [...equations, ...blank.equations], outputs: [...values, ...filled] }
  })
  const all = cond([index, ...given], { branches: known.map(subgraph) })
  const outputs = all.slice(0, all.length - types.length)
  const kept = all.slice(outputs.length)
  const linear = parts.map(({ own, unknown, changes, rest, kept: mine }, b): Graph => {
    const inputs = types.map((type, place) => mine[(places[b] ?? []).indexOf(place)] ?? variableOf(type))
    return { inputs: [...own, ...inputs, ...unknown], equations: rest, outputs: changes }
  })
  const found =
    directions.length === 0 || !due.includes(true)
      ? []
      : cond([index, ...given, ...kept, ...directions], { branches: linear.map(subgraph) })
  let next = 0
  return { outputs, tangents: due.map(is => (is ? (found[next++] ?? missing()) : null)) }
}

function transposeCond(
  cotangents: readonly Tangent[],
  [index, ...operands]: readonly TransposeInput[],
  { branches }: CondParams,
): readonly Tangent[] {
  if (index === undefined || index.linear) throw new InternalError('cond: the index is not linear')
  const linear = operands.flatMap((input, i) => (input.linear ? [i] : []))
  const known = operands.flatMap(input => (input.linear ? [] : [input.value]))
  const flowing = cotangents.filter(cotangent => cotangent !== null)
  const traced = branches.map(({ graph }) =>
    traceGraph('transpose', input => {
      const values = known.map(input)
      const given = cotangents.map(cotangent => (cotangent === null ? null : input(cotangent)))
      const inputs = operands.map(operand => (operand.linear ? null : (values.shift() ?? missing())))
      const found = pullBackGraph(graph, inputs, given)
      return linear.map(i => found[i] ?? full(0, (graph.inputs[i] ?? missing()).type))
    }),
  )
  const { graphs: backwards, captured } = shareCaptured(traced)
  const results = cond([index.value, ...known, ...flowing, ...captured], { branches: backwards.map(subgraph) })
  return [null, ...operands.map((_, i) => results[linear.indexOf(i)] ?? null)]
}
