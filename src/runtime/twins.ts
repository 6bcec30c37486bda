// Trees of tensors that stand for the same elements as others, so that one of the two can be given away.

import { forceAll } from '../core/pending.js'
import { contentOf, isTensor, Tensor, typeOf } from '../core/tensor.js'
import { InternalError } from '../support/errors.js'
import { flatten, unflatten } from '../support/tree.js'

function twin(tensor: Tensor): Tensor {
  const content = contentOf(tensor)
  if (content.kind === 'pair') return new Tensor(typeOf(tensor), { kind: 'pair', re: twin(content.re), im: twin(content.im) })
  if (content.kind !== 'held') throw new InternalError(`twins: a tensor is ${content.kind}`)
  return new Tensor(typeOf(tensor), { kind: 'held', buffer: content.buffer.shared() })
}

/**
 * The tree with tensors of its own in the place of its tensors. The elements are in the same memory until either is donated to a program: that is given a copy,
 * and the other stays readable. What is pending is computed.
 */
export function twins<T>(tree: T): T {
  const { leaves, structure } = flatten(tree, isTensor)
  forceAll(leaves)
  // The structure of the tree, with tensors of the same types.
  return unflatten(structure, leaves.map(twin)) as T
}
