// Operations without outputs: they are there for what they do. Passes keep them, in order; nothing is deferred of them and nothing compiled:
// outside of every transform they run at once; a program is compiled without them, hands out what they want to see, and they run after it, in
// order. Those in the body of a loop see what the loop has stacked for them, round by round. See Note [Branches].

import { LimitationError } from '../support/errors.js'
import { sizeOf } from '../support/shape.js'
import { arrayType, type HostArray } from './array-type.js'
import { inlineCalls } from './calls.js'
import { type Equation, type Graph, holdsGraphs, mapSubgraphs, subgraph, subgraphsOf, type Variable, variableOf } from './graph.js'
import type { Params, Primitive } from './primitive.js'

const isEffect = ({ outputs }: Equation): boolean => outputs.length === 0

/** Whether there are effects in graphs among the parameters. */
export const holdsEffects = (params: Params): boolean =>
  holdsGraphs(params) && subgraphsOf(params).some(({ equations }) => equations.some(doesSomething))

/** Whether an operation is there for what it does: it stays, although nobody needs its results. */
export const doesSomething = (equation: Equation): boolean => isEffect(equation) || holdsEffects(equation.params)

/** The same computation without effects. */
export function silent(graph: Graph): Graph {
  if (!graph.equations.some(doesSomething)) return graph
  const equations = graph.equations.filter(equation => !isEffect(equation))
  return { ...graph, equations: equations.map(equation => ({ ...equation, params: mapSubgraphs(equation.params, silent) })) }
}

/** What happens after a run; each step takes its values from those that the program has handed out, in order. */
export type EffectStep =
  | { readonly kind: 'effect'; readonly primitive: Primitive; readonly params: Params; readonly count: number }
  /** For each round, on that part of each value. */
  | {
      readonly kind: 'rounds'
      readonly length: number
      readonly reverse: boolean
      readonly steps: readonly EffectStep[]
      readonly count: number
    }
  /** The first value says which branch; the values of all branches follow. */
  | { readonly kind: 'branches'; readonly branches: readonly (readonly EffectStep[])[]; readonly count: number }

export interface Effectless {
  /** Its further outputs are what the effects want to see. */
  readonly graph: Graph
  readonly steps: readonly EffectStep[]
}

/** What there is to compute of a graph, and what is to happen after that. The graph itself where nothing is. */
export function withoutEffects(source: Graph): Effectless {
  if (!source.equations.some(doesSomething)) return { graph: source, steps: [] }
  const graph = inlineCalls(source)
  const { pure, values, steps } = extract(graph)
  return { graph: { inputs: graph.inputs, equations: pure, outputs: [...graph.outputs, ...values] }, steps }
}

interface Extracted {
  readonly pure: readonly Equation[]
  readonly values: readonly Variable[]
  readonly steps: readonly EffectStep[]
}

const countOf = (steps: readonly EffectStep[]): number => steps.reduce((sum, { count }) => sum + count, 0)

function extract(graph: Graph): Extracted {
  const pure: Equation[] = []
  const values: Variable[] = []
  const steps: EffectStep[] = []
  const see = (step: EffectStep, seen: readonly Variable[]): void => {
    steps.push(step)
    values.push(...seen)
  }
  for (const equation of graph.equations) {
    const { primitive, params, inputs } = equation
    if (isEffect(equation)) see({ kind: 'effect', primitive, params, count: inputs.length }, inputs)
    else if (holdsEffects(params)) extractControl(equation, pure, see)
    else pure.push(equation)
  }
  return { pure, values, steps }
}

/** Takes the effects out of a loop or branching. @throws LimitationError where they could not be told how often */
function extractControl(equation: Equation, pure: Equation[], see: (step: EffectStep, seen: readonly Variable[]) => void): void {
  const { primitive, inputs, params, outputs } = equation
  const lowering = primitive.lower(
    inputs.map(v => v.type),
    params,
    outputs.map(v => v.type),
  )
  if (lowering.kind === 'control' && lowering.name === 'scan') {
    const { body, length, reverse } = lowering
    const inner = extract(body)
    const stacked = inner.values.map(({ type }) => variableOf(arrayType([length, ...type.shape], type.dtype)))
    const without = { inputs: body.inputs, equations: inner.pure, outputs: [...body.outputs, ...inner.values] }
    pure.push({ ...equation, params: { ...params, body: subgraph(without) }, outputs: [...outputs, ...stacked] })
    see({ kind: 'rounds', length, reverse, steps: inner.steps, count: stacked.length }, stacked)
  } else if (lowering.kind === 'control' && lowering.name === 'cond') {
    const [index, ...operands] = inputs
    const found = lowering.branches.map(branch => ({ branch, ...extract(branch) }))
    const branches = found.map(({ branch, pure: equations }) => subgraph({ ...branch, equations }))
    pure.push({ ...equation, params: { ...params, branches } })
    const seen = found.map(({ branch, pure: equations, values }) => {
      const copied = copyOf(branch, equations, values, operands)
      pure.push(...copied.equations)
      return copied.values
    })
    const steps = found.map(each => each.steps)
    if (index !== undefined)
      see({ kind: 'branches', branches: steps, count: 1 + steps.reduce((sum, each) => sum + countOf(each), 0) }, [index, ...seen.flat()])
  } else
    throw new LimitationError(
      'whileLoop: debug.print and debug.callback cannot look into a loop whose number of rounds is known only at its end, for the values of every ' +
        'round would have to be kept. Look at the carry after the loop, or use scan, or foriLoop with bounds that are numbers.',
    )
}

/** The equations of a branch that some of its values need, on other inputs. */
function copyOf(branch: Graph, equations: readonly Equation[], wanted: readonly Variable[], inputs: readonly Variable[]) {
  const needed = new Set(wanted)
  const live: Equation[] = []
  for (const equation of equations.toReversed()) {
    if (!equation.outputs.some(v => needed.has(v))) continue
    for (const v of equation.inputs) needed.add(v)
    live.push(equation)
  }
  const known = new Map(branch.inputs.map((v, i) => [v, inputs[i] ?? v]))
  const now = (v: Variable): Variable => known.get(v) ?? v
  const copies = live.reverse().map(equation => {
    const operands = equation.inputs.map(now)
    const outputs = equation.outputs.map(({ type }) => variableOf(type))
    for (const [i, v] of equation.outputs.entries()) known.set(v, outputs[i] ?? v)
    return { ...equation, inputs: operands, outputs }
  })
  return { equations: copies, values: wanted.map(now) }
}

/** What round i sees. */
function roundOf({ shape, dtype, data }: HostArray, i: number): HostArray {
  const rest = shape.slice(1)
  const size = sizeOf(rest)
  return { shape: rest, dtype, data: data.subarray(i * size, (i + 1) * size) }
}

/** Does what is to be done after a run. */
export function perform(steps: readonly EffectStep[], values: readonly HostArray[]): void {
  let next = 0
  const take = (count: number): readonly HostArray[] => {
    next += count
    return values.slice(next - count, next)
  }
  for (const step of steps) {
    const seen = take(step.count)
    switch (step.kind) {
      case 'effect':
        step.primitive.reference(seen, step.params, [])
        break
      case 'rounds':
        for (let round = 0; round < step.length; round++) {
          const i = step.reverse ? step.length - 1 - round : round
          perform(
            step.steps,
            seen.map(value => roundOf(value, i)),
          )
        }
        break
      case 'branches': {
        const last = step.branches.length - 1
        const taken = Math.min(Math.max(Number(seen[0]?.data[0] ?? 0), 0), last)
        const before = step.branches.slice(0, taken).reduce((sum, each) => sum + countOf(each), 1)
        const own = step.branches[taken] ?? []
        perform(own, seen.slice(before, before + countOf(own)))
      }
    }
  }
}

// Note [Branches]
// What an effect in a branch sees is computed outside of the branching, whichever branch is taken, and the index chooses afterwards what happens:
// there is nothing to hand out of a branch that is not taken. It costs what computing those values costs, where somebody looks.
