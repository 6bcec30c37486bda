// Trees of tensors, as types: parameters, gradients, states of optimizers. What is done with them at run time is in support/tree.ts.

import type { TensorLike } from '../types/index.js'
import type { Tensor } from './tensor.js'

/** The tree with a Tensor in the place of every leaf of which only shape and dtype are known. Trees of tensors stay as they are. */
export type Tensors<T> =
  T extends TensorLike<infer S, infer D>
    ? Tensor<S, D>
    : T extends (...args: never) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: Tensors<T[K]> }
        : T

/** A tree of which nothing is known but that its leaves are tensors, or absent. */
export type TensorTree = Tensor | null | readonly TensorTree[] | { readonly [name: string]: TensorTree }
