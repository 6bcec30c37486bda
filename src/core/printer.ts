// Prints a graph the way a jaxpr reads: inputs, one equation a line with types, outputs.

import { showType } from './array-type.js'
import { type Graph, showParam, type Variable } from './graph.js'

/** `a, b, …, z, aa, ab, …` */
function letters(n: number): string {
  const last = String.fromCharCode(97 + (n % 26))
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last
}

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
  const inputs = graph.inputs.map(declare).join(' ')
  const lines = graph.equations.map(({ primitive, inputs, params, outputs }) => {
    const shown = Object.entries(params).map(([key, value]) => `${key}=${showParam(value)}`)
    const bracket = shown.length === 0 ? '' : `[${shown.join(' ')}]`
    const args = inputs.map(name)
    return `    ${outputs.map(declare).join(' ')} = ${[primitive.name + bracket, ...args].join(' ')}`
  })
  return `{ ${inputs} ->\n${[...lines, `  in ${graph.outputs.map(name).join(' ')}`].join('\n')} }`
}
