// Transposition: a linear graph walked backwards. Cotangents flow from outputs to inputs by the transpose rules of the primitives;
// where a variable was used several times they are added up, in the order of the walk, so the result depends on the graph alone.
// What no cotangent reaches is skipped: it would be a zero.

import { sameType, showType } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import type { Tangent, TransposeInput } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../primitives/elementwise/index.js'
import { notLinear } from '../../primitives/not-linear.js'
import { InternalError, LimitationError } from '../../support/errors.js'
import type { TracedGraph } from '../graph/graph-trace.js'

/**
 * The cotangents of the graph's inputs (the captured ones left out) from those of its outputs.
 * @throws ArgumentError unless the graph is linear in every input that is not captured
 */
export function transposeGraph({ graph, captured }: TracedGraph, cotangents: readonly Tangent[]): readonly Tangent[] {
  const linearCount = graph.inputs.length - captured.length
  const known = new Map<Variable, Tensor>()
  for (const [i, tensor] of captured.entries()) known.set(graph.inputs[linearCount + i] as Variable, tensor)

  const sums = new Map<Variable, Tensor>()
  const accumulate = (variable: Variable, cotangent: Tangent | undefined, from: string): void => {
    if (cotangent === null || cotangent === undefined || known.has(variable)) return
    if (!sameType(variable.type, cotangent))
      throw new InternalError(`transpose of ${from}: expected a cotangent ${showType(variable.type)}; got ${showType(cotangent)}`)
    const sum = sums.get(variable)
    sums.set(variable, sum === undefined ? cotangent : add(sum, cotangent))
  }
  for (const [i, output] of graph.outputs.entries()) accumulate(output, cotangents[i], 'the output')

  for (let i = graph.equations.length - 1; i >= 0; i--) {
    const equation = graph.equations[i]
    if (equation === undefined) continue
    const { primitive, inputs, params, outputs } = equation
    const flowing = outputs.map(output => sums.get(output) ?? null)
    if (flowing.every(cotangent => cotangent === null)) continue
    if (primitive.transpose === 'nonlinear') return notLinear(primitive.name)
    if (typeof primitive.transpose !== 'function') throw new LimitationError(primitive.transpose.impossible)
    for (const output of outputs) sums.delete(output)
    const operands = inputs.map((input): TransposeInput => {
      const value = known.get(input)
      return value === undefined ? { linear: true, type: input.type } : { linear: false, value }
    })
    const types = outputs.map(output => output.type)
    for (const [k, cotangent] of primitive.transpose(flowing, operands, params, types).entries())
      accumulate(inputs[k] as Variable, cotangent, primitive.name)
  }
  return graph.inputs.slice(0, linearCount).map(input => sums.get(input) ?? null)
}
