// What the tensors of a tree hold, so that two trees compare by it; all NaNs are one.

import { type Tensor, tree } from 'tenet'
import { bytesOfElements } from '../../src/support/dtype.js'

const bytesOf = (leaf: Tensor): string => Buffer.from(bytesOfElements(leaf.dtype, leaf.dataSync())).toString('hex')

interface Content {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly hex: string
}

/** The tree with shape, dtype and bytes in the place of every tensor. */
export const contentOf = (node: unknown): unknown => tree.map(node, leaf => ({ dtype: leaf.dtype, shape: leaf.shape, hex: bytesOf(leaf) }))

/** The same, flat, by path. */
export const contentByPath = (node: unknown): Readonly<Record<string, Content>> =>
  Object.fromEntries(
    tree.leaves(node).map((leaf, i) => [tree.paths(node)[i], { dtype: leaf.dtype, shape: leaf.shape, hex: bytesOf(leaf) }]),
  )
