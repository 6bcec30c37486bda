// The reference backend: every pending operation by its primitive's `reference`, in plain TypeScript, one after the other.
// It is the oracle of the tests, and what runs where libLLVM is missing.

import { hostArray } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import type { Evaluator, Pending } from '../../core/pending.js'
import { runReference } from '../../core/reference.js'
import { operandOf, type Tensor } from '../../core/tensor.js'
import { InternalError } from '../../support/errors.js'
import { dependencies } from '../dependencies.js'

const hostOf = (tensor: Tensor) => {
  const content = operandOf(tensor)
  if (content.kind !== 'held') throw new InternalError(`reference: an input is ${content.kind}`)
  return { shape: tensor.shape, dtype: tensor.dtype, data: content.buffer.read() }
}

function compute(node: Pending): void {
  const outputs = node.types.map(hostArray)
  runReference(node.primitive, node.inputs.map(hostOf), node.params, outputs)
  for (const [i, output] of outputs.entries()) node.settle(i, new HostBuffer(output))
}

export const referenceEvaluator: Evaluator = {
  evaluate(roots) {
    for (const node of dependencies(roots)) compute(node)
  },
}
