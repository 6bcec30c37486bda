// How networks begin, as torchvision's do. Which layer a parameter is of is seen by its shape: a kernel has four axes, a matrix two.

import type { Tensor } from '../../core/tensor.js'
import * as init from '../../nn/init/index.js'
import type { Key } from '../../ops/random/index.js'
import type { Dims } from '../../support/shape.js'
import type { Beginning } from './network.js'

type Initialiser = (key: Key, shape: Dims) => Tensor

/** Normal, so that gradients keep their variance before a relu. */
export const kaimingFanOut: Initialiser = (key, shape) => init.kaimingNormal(key, shape, { mode: 'fanOut', nonlinearity: 'relu' })

/** Normal, so that values keep their variance after a relu. */
export const kaimingFanIn: Initialiser = (key, shape) => init.kaimingNormal(key, shape)

/** Normal of deviation 0.01. */
export const narrow: Initialiser = (key, shape) => init.normal(key, shape, { std: 0.01 })

/** Normal of deviation 0.01 within ±2, as GoogLeNet begins. */
export const truncated: Initialiser = (key, shape) => init.truncatedNormal(key, shape, { std: 0.01, min: -2, max: 2 })

export interface Beginnings {
  /** Of convolutions. */
  readonly kernels?: Initialiser
  /** Of linear layers. */
  readonly matrices?: Initialiser
  /** Whose biases begin at zero. Those of batch norms do anyway. */
  readonly zeroBiases?: RegExp
}

export const beginWith =
  ({ kernels, matrices, zeroBiases }: Beginnings): Beginning =>
  (path, leaf, key) => {
    if (path.endsWith('.bias') && zeroBiases !== undefined && path.search(zeroBiases) >= 0) return init.zeros(key, leaf.shape)
    if (!path.endsWith('.weight')) return undefined
    if (leaf.shape.length === 4) return kernels?.(key, leaf.shape)
    return leaf.shape.length === 2 ? matrices?.(key, leaf.shape) : undefined
  }
