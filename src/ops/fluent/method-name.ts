// The names of the methods that the files of this folder declare together.

import type { Tensor } from '../../core/tensor.js'

/** What a tensor is without the methods defined here. */
type Core = 'shape' | 'dtype' | 'data' | 'dataSync' | 'toArray' | 'item' | 'toString' | 'T'

export type MethodName = Exclude<keyof Tensor & string, Core>
