// The reference compiler: interprets a graph by the `reference` of each primitive, in order, in plain TypeScript.
// The oracle for every other compiler; nothing is rewritten, fused or reordered.

import type { HostArray } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import type { Compiler } from '../../core/executable.js'
import { interpret } from '../../core/interpret.js'
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
      const outputs = interpret(graph, all.map(hostOf))
      return graph.outputs.map((output, i) => new Tensor(output.type, { kind: 'held', buffer: new HostBuffer(outputs[i] as HostArray) }))
    }
  },
}
