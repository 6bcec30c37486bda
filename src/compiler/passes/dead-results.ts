// What of a loop or branch nobody needs: results that nothing reads, carries that only they depend on, and operands that are then not
// looked at. After common subexpressions: loops that are equal are one, whoever needs which of its results. Keyed by the names of the
// primitives, like all rules.

import { doesSomething } from '../../core/effects.js'
import { type Equation, type Graph, isSubgraph, type Subgraph, subgraph, type Variable } from '../../core/graph.js'
import type { ParamValue } from '../../core/primitive.js'
import { InternalError } from '../../support/errors.js'
import type { Pass } from './pass.js'
import { numberParam } from './rewrite.js'

type Needed = (v: Variable) => boolean

export const deadResults: Pass = {
  name: 'dead-results',
  description: 'drops what nothing needs, of loops and branches too',
  run: liveOf,
}

function liveOf(graph: Graph): Graph {
  const needed = new Set<Variable>(graph.outputs)
  const kept: Equation[] = []
  let changed = false
  for (const equation of graph.equations.toReversed()) {
    const stays = doesSomething(equation)
    if (!stays && !equation.outputs.some(v => needed.has(v))) {
      changed = true
      continue
    }
    const trimmed = stays ? equation : withoutDeadResults(equation, v => needed.has(v))
    if (trimmed !== equation) changed = true
    for (const v of trimmed.inputs) needed.add(v)
    kept.push(trimmed)
  }
  return changed ? { ...graph, equations: kept.reverse() } : graph
}

/** The equation without what nobody needs; the same one where everything is needed. */
function withoutDeadResults(equation: Equation, needed: Needed): Equation {
  if (equation.primitive.name === 'scan') return scanned(equation, needed)
  return equation.primitive.name === 'cond' ? chosen(equation, needed) : equation
}

function subgraphParam(value: ParamValue | undefined): Subgraph {
  if (value === undefined || !isSubgraph(value)) throw new InternalError('dead-code: a loop or branch without a graph')
  return value
}

/** The variables that outputs depend on. */
function readBy({ equations }: Graph, outputs: readonly Variable[]): ReadonlySet<Variable> {
  const read = new Set(outputs)
  for (const equation of equations.toReversed()) if (equation.outputs.some(v => read.has(v))) for (const v of equation.inputs) read.add(v)
  return read
}

/** The part of a graph between these inputs and outputs. */
const part = ({ equations }: Graph, inputs: readonly Variable[], outputs: readonly Variable[]) =>
  subgraph(liveOf({ inputs, equations, outputs }))

const at = <T>(list: readonly T[], keep: readonly boolean[]): readonly T[] => list.filter((_, i) => keep[i] === true)

const count = (keep: readonly boolean[]): number => keep.filter(is => is).length

function scanned(equation: Equation, needed: Needed): Equation {
  const { inputs, params, outputs } = equation
  const [carries, slices] = [numberParam(params, 'carries'), numberParam(params, 'slices')]
  const { graph } = subgraphParam(params.body)
  let keep = outputs.map(needed)
  let read = readBy(graph, at(graph.outputs, keep))
  for (;;) {
    // A carry is needed as soon as one round needs it.
    const next = keep.map((is, i) => is || (i < carries && read.has(graph.inputs[i] ?? missing())))
    if (next.every((is, i) => is === keep[i])) break
    keep = next
    read = readBy(graph, at(graph.outputs, keep))
  }
  const operands = graph.inputs.map((v, i) => (i < carries ? keep[i] === true : read.has(v)))
  if (!keep.includes(false) && !operands.includes(false)) return equation
  const body = part(graph, at(graph.inputs, operands), at(graph.outputs, keep))
  const sizes = { carries: count(keep.slice(0, carries)), slices: count(operands.slice(carries, carries + slices)) }
  return { ...equation, inputs: at(inputs, operands), params: { ...params, ...sizes, body }, outputs: at(outputs, keep) }
}

function chosen(equation: Equation, needed: Needed): Equation {
  const { params, outputs } = equation
  const [index = missing(), ...operands] = equation.inputs
  const graphs = (Array.isArray(params.branches) ? (params.branches as readonly ParamValue[]) : []).map(value => subgraphParam(value).graph)
  const keep = outputs.map(needed)
  const reads = graphs.map(graph => readBy(graph, at(graph.outputs, keep)))
  const taken = operands.map((_, i) => graphs.some((graph, b) => reads[b]?.has(graph.inputs[i] ?? missing())))
  if (!keep.includes(false) && !taken.includes(false)) return equation
  const branches = graphs.map(graph => part(graph, at(graph.inputs, taken), at(graph.outputs, keep)))
  return { ...equation, inputs: [index, ...at(operands, taken)], params: { ...params, branches }, outputs: at(outputs, keep) }
}

const missing = (): never => {
  throw new InternalError('dead-code: a loop or branch without one of its parts')
}
