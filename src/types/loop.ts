// What loops need to know about trees of arrays: slices along the first axis, results stacked along a new one, and how many there are.

import type { List, Shape } from './dimension.js'
import type { TensorLike } from './tensor-like.js'

/** The shape of a slice along the first axis. */
export type SliceShape<S extends List> = number extends S['length']
  ? Shape
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Rest
    : Shape

/** The shape of `Size` results of one shape, stacked. */
export type StackedShape<S extends Shape, Size extends number> = number extends S['length'] ? Shape : readonly [Size, ...S]

/** The first size of the arrays in a tree; the sizes of several, where they differ, as a union. */
export type LengthOf<Tree> = [LeafLength<Tree>] extends [never] ? number : LeafLength<Tree>

type LeafLength<Tree> = 0 extends 1 & Tree
  ? number
  : Tree extends TensorLike<infer S>
    ? number extends S['length']
      ? number
      : S extends readonly [infer Size extends number, ...Shape]
        ? Size
        : never
    : Tree extends (...args: never) => unknown
      ? never
      : Tree extends readonly unknown[]
        ? LeafLength<Tree[number]>
        : Tree extends object
          ? { [K in keyof Tree]: LeafLength<Tree[K]> }[keyof Tree]
          : never
