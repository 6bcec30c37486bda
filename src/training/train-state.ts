// What training is at a step: one tree of tensors. Saved and loaded, it goes on to the same bits.

import type { Tensor } from '../core/tensor.js'
import type { Key } from '../ops/random/index.js'
import type { AverageState } from '../optim/index.js'

/** Parameters P, and the state S of their optimizer. */
export interface TrainState<P, S> {
  readonly params: P
  readonly optimizer: S
  /** The average of the parameters, where one is kept. */
  readonly average: AverageState | null
  /** How many steps have been made: int32[]. */
  readonly step: Tensor<[], 'int32'>
  /** What the random numbers of all steps come from: step t uses `foldIn(key, t)`. */
  readonly key: Key
}
