// The trained leaves of a tree as one vector, and back.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../ops/elementwise/choose.js'
import { slice } from '../../ops/indexing/slice.js'
import { concat } from '../../ops/shape/join.js'
import { reshape } from '../../ops/shape/reshape.js'
import { commonDType } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import type { FloatDType } from '../../types/index.js'
import { isTrained } from '../leaves.js'
import type { Vector } from './line-search.js'

export interface Flattened<P> {
  readonly vector: Vector
  /** The tree with what is trained from a vector; the rest stays. */
  readonly restore: (vector: Vector) => P
}

/** @throws ArgumentError when nothing of the tree is trained */
export function flattenTree<P>(operation: string, params: P): Flattened<P> {
  const { leaves, structure } = flatten(params, isTensor)
  const names = paths(structure)
  const trained = leaves.map((leaf, i) => isTrained(leaf, names[i] ?? ''))
  const chosen = leaves.filter((_, i) => trained[i])
  if (chosen.length === 0) throw new ArgumentError(`${operation}: expected parameters; got a tree without float tensors`)
  const dtype = commonDType(operation, chosen) as FloatDType
  const vector = concat(
    chosen.map(leaf => reshape(cast(leaf, dtype), [sizeOf(leaf.shape)])),
    0,
  ) as Vector
  return {
    vector,
    restore(from) {
      let begin = 0
      const restored = leaves.map((leaf, i): Tensor => {
        if (!trained[i]) return leaf
        const end = begin + sizeOf(leaf.shape)
        const part = slice(from as Tensor, [begin, end]) as Tensor
        begin = end
        return reshape(cast(part, leaf.dtype), leaf.shape)
      })
      // The structure of the tree, with leaves of the same types.
      return unflatten(structure, restored) as P
    },
  }
}
