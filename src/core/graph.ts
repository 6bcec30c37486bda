// The graph: a pure program over arrays in single-assignment form, the one intermediate representation that tracing makes,
// passes rewrite, backends compile and transposition walks backwards. Immutable; equations are in order of computation.

import type { ArrayType } from './array-type.js'
import { showType } from './array-type.js'
import { isOpaque } from './opaque.js'
import type { Params, ParamValue, Primitive } from './primitive.js'

/** A variable is its object: identity says which one it is. */
export interface Variable {
  readonly type: ArrayType
}

export interface Equation {
  readonly primitive: Primitive
  readonly inputs: readonly Variable[]
  readonly params: Params
  readonly outputs: readonly Variable[]
}

export interface Graph {
  readonly inputs: readonly Variable[]
  readonly equations: readonly Equation[]
  readonly outputs: readonly Variable[]
}

export const variableOf = (type: ArrayType): Variable => ({ type })

const mark = Symbol('subgraph')

/** A graph as a parameter: the body of a loop, a branch. It is closed: what it needs from around it are inputs of the operation. */
export interface Subgraph {
  readonly [mark]: true
  readonly graph: Graph
}

export const subgraph = (graph: Graph): Subgraph => Object.freeze({ [mark]: true as const, graph })

export const isSubgraph = (value: ParamValue): value is Subgraph => typeof value === 'object' && value !== null && mark in value

const isList = (value: ParamValue): value is readonly ParamValue[] => Array.isArray(value)

/** Whether there are graphs among the parameters: asked of every operation. */
export function holdsGraphs(params: Params): boolean {
  for (const name in params) {
    const value = params[name]
    if (typeof value !== 'object' || value === null || (isList(value) && typeof value[0] !== 'object')) continue
    if (subgraphsOf(value).length > 0) return true
  }
  return false
}

/** The graphs among the parameters, at any depth of lists and records. */
export function subgraphsOf(value: ParamValue): readonly Graph[] {
  if (typeof value !== 'object' || value === null || isOpaque(value)) return []
  if (isSubgraph(value)) return [value.graph]
  return (isList(value) ? value : Object.values(value)).flatMap(subgraphsOf)
}

/** The parameters with other graphs in the places of theirs; the same object where none changes. */
export function mapSubgraphs<V extends ParamValue>(value: V, change: (graph: Graph) => Graph): V
export function mapSubgraphs(value: ParamValue, change: (graph: Graph) => Graph): ParamValue {
  if (subgraphsOf(value).length === 0 || typeof value !== 'object' || value === null || isOpaque(value)) return value
  if (isSubgraph(value)) {
    const graph = change(value.graph)
    return graph === value.graph ? value : subgraph(graph)
  }
  if (isList(value)) {
    const list = value.map(item => mapSubgraphs(item, change))
    return list.every((item, i) => item === value[i]) ? value : list
  }
  const entries = Object.entries(value).map(([name, item]) => [name, mapSubgraphs(item, change)] as const)
  return entries.every(([name, item]) => item === value[name]) ? value : Object.fromEntries(entries)
}

/** The keys of subgraphs: long-lived, and asked for with every operation that has one. */
const keys = new WeakMap<Subgraph, string>()

function subgraphKey(value: Subgraph): string {
  let key = keys.get(value)
  if (key === undefined) {
    key = graphKey(value.graph)
    keys.set(value, key)
  }
  return key
}

/** Parameters in a canonical text: equal for equal parameters only (NaN, -0 and infinities included; graphs by their canonical structure, what is
 * opaque by its name). */
export function showParam(value: ParamValue): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isSubgraph(value)) {
    const key = subgraphKey(value)
    // Told apart from whatever follows by its length.
    return `graph ${key.length} ${key}`
  }
  if (isOpaque(value)) return `<${value.name}>`
  if (isList(value)) return `[${value.map(showParam).join(',')}]`
  return `{${Object.entries(value)
    .map(([name, v]) => `${name}:${showParam(v)}`)
    .join(',')}}`
}

/** The canonical structure in full: two graphs have equal keys exactly when they are the same program up to the names of variables. */
export function graphKey(graph: Graph): string {
  const numbers = new Map<Variable, number>()
  const name = (v: Variable): number => {
    let n = numbers.get(v)
    if (n === undefined) {
      n = numbers.size
      numbers.set(v, n)
    }
    return n
  }
  const parts = [graph.inputs.map(v => `${name(v)}:${showType(v.type)}`).join(' ')]
  for (const { primitive, inputs, params, outputs } of graph.equations)
    parts.push(
      `${outputs.map(v => `${name(v)}:${showType(v.type)}`).join(' ')}=${primitive.name}${showParam(params)} ${inputs.map(name).join(' ')}`,
    )
  parts.push(graph.outputs.map(name).join(' '))
  return parts.join('\n')
}
