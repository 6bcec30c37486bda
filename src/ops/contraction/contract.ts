// The product of two tensors with named axes: what matmul, einsum and their relatives are made of.
//   out[labels] = Σ over the labels that both have and `out` lacks, of left · right

import type { Tensor } from '../../core/tensor.js'
import { dot } from '../../primitives/contraction/dot.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'

/** A tensor whose axes have names, each once. */
export interface Labelled {
  readonly tensor: Tensor
  readonly labels: readonly string[]
}

/** The axes in another order. */
export function reorder({ tensor, labels }: Labelled, order: readonly string[]): Tensor {
  return transpose(
    tensor,
    order.map(label => labels.indexOf(label)),
  )
}

/** Without an axis of size 1. */
export function dropLabel({ tensor, labels }: Labelled, label: string): Labelled {
  const at = labels.indexOf(label)
  return { tensor: reshape(tensor, tensor.shape.toSpliced(at, 1)), labels: labels.toSpliced(at, 1) }
}

/** Labels of one that are not in `out` must be in the other. */
export function contract(left: Labelled, right: Labelled, out: readonly string[]): Tensor {
  const shared = left.labels.filter(label => right.labels.includes(label))
  const batch = out.filter(label => shared.includes(label))
  const contracted = shared.filter(label => !out.includes(label))
  const axesIn = ({ labels }: Labelled, wanted: readonly string[]): number[] => wanted.map(label => labels.indexOf(label))
  const product = dot(left.tensor, right.tensor, {
    contract: [axesIn(left, contracted), axesIn(right, contracted)],
    batch: [axesIn(left, batch), axesIn(right, batch)],
  })
  const free = [...left.labels, ...right.labels].filter(label => !shared.includes(label))
  return reorder({ tensor: product, labels: [...batch, ...free] }, out)
}
