// The reference compiler: interprets a graph by the `reference` of each primitive, in order, in plain TypeScript.
// The oracle for every other compiler; nothing is rewritten, fused or reordered.

import { type HostArray, hostArray } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import type { Compiler } from '../../core/executable.js'
import type { Variable } from '../../core/graph.js'
import { forceAll } from '../../core/pending.js'
import { contentOf, Tensor } from '../../core/tensor.js'
import { InternalError } from '../../support/errors.js'

const hostOf = (tensor: Tensor): HostArray => {
  const content = contentOf(tensor)
  if (content.kind !== 'held') throw new InternalError(`reference compiler: an input is ${content.kind}`)
  return { shape: tensor.shape, dtype: tensor.dtype, data: content.buffer.read() }
}

export const referenceCompiler: Compiler = {
  compile(graph, captured) {
    return inputs => {
      const all = [...inputs, ...captured]
      forceAll(all)
      const values = new Map<Variable, HostArray>()
      for (const [i, variable] of graph.inputs.entries()) {
        const tensor = all[i]
        if (tensor === undefined) throw new InternalError(`reference compiler: expected ${graph.inputs.length} inputs; got ${all.length}`)
        values.set(variable, hostOf(tensor))
      }
      const arrayOf = (variable: Variable): HostArray => {
        const value = values.get(variable)
        if (value === undefined) throw new InternalError('reference compiler: the graph uses an undefined variable')
        return value
      }
      for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
        const results = outputs.map(output => hostArray(output.type))
        primitive.reference(operands.map(arrayOf), params, results)
        for (const [i, output] of outputs.entries()) values.set(output, results[i] as HostArray)
      }
      return graph.outputs.map(output => new Tensor(output.type, { kind: 'held', buffer: new HostBuffer(arrayOf(output)) }))
    }
  },
}
