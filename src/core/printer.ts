// Prints a graph the way a jaxpr reads: inputs, one equation a line with types, outputs. Graphs inside of an equation stand indented below it.

import { showType } from './array-type.js'
import { type Graph, isSubgraph, showParam, subgraphsOf, type Variable } from './graph.js'
import type { ParamValue } from './primitive.js'

/** `a, b, …, z, aa, ab, …` */
function letters(n: number): string {
  const last = String.fromCharCode(97 + (n % 26))
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last
}

const isList = (value: ParamValue): value is readonly ParamValue[] => Array.isArray(value)

/**
 * @example
 * ```
 * { a:float32[2,2] b:float32[2] ->
 *     c:float32[2,2] = broadcast[axes=[1] shape=[2,2]] b
 *     d:float32[2,2] = add a c
 *   in d }
 * ```
 */
export function printGraph(graph: Graph): string {
  const names = new Map<Variable, string>()
  const name = (v: Variable): string => {
    let s = names.get(v)
    if (s === undefined) {
      s = letters(names.size)
      names.set(v, s)
    }
    return s
  }
  const declare = (v: Variable): string => `${name(v)}:${showType(v.type)}`

  const printParam = (value: ParamValue, margin: string): string => {
    if (subgraphsOf(value).length === 0 || typeof value !== 'object' || value === null) return showParam(value)
    if (isSubgraph(value)) return print(value.graph, margin)
    if (isList(value)) return `[${value.map(item => printParam(item, margin)).join(' ')}]`
    return `{${Object.entries(value).map(([key, item]) => `${key}:${printParam(item, margin)}`)}}`
  }

  const print = ({ inputs, equations, outputs }: Graph, margin: string): string => {
    const head = inputs.map(v => ` ${declare(v)}`).join('')
    const lines = equations.map(({ primitive, inputs: operands, params, outputs: results }) => {
      const [args, defined] = [operands.map(name), results.map(declare)]
      const nested = `${margin}      `
      const isPlain = ([, value]: readonly [string, ParamValue]): boolean => subgraphsOf(value).length === 0
      const entries = Object.entries(params)
      const plain = entries.filter(isPlain).map(([key, value]) => `${key}=${showParam(value)}`)
      const bodies = entries.filter(entry => !isPlain(entry)).map(([key, value]) => `\n${nested}${key}=${printParam(value, nested)}`)
      const bracket = entries.length === 0 ? '' : `[${plain.join(' ')}${bodies.join('')}]`
      return `${margin}    ${defined.join(' ')} = ${[primitive.name + bracket, ...args].join(' ')}`
    })
    return `{${head} ->\n${[...lines, `${margin}  in ${outputs.map(name).join(' ')}`].join('\n')} }`
  }
  return print(graph, '')
}
