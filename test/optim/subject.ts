// Parameters, gradients, and what optimizers make of them.

import { isTensor, tensor } from 'tenet'
import { applyUpdates, type Optimizer } from 'tenet/optim'
import { flatten } from '../../src/support/tree.js'

export const params = {
  layer: {
    weight: tensor([
      [1, -2],
      [3, 4],
    ]),
    bias: tensor([0.5, 0]),
  },
  out: tensor([2]),
}
export const gradients = {
  layer: {
    weight: tensor([
      [0.5, 1],
      [-1, 2],
    ]),
    bias: tensor([3, -4]),
  },
  out: tensor([0.25]),
}

export const numbers = (tree: unknown): number[][] => flatten(tree, isTensor).leaves.map(leaf => [...leaf.dataSync()])

/** Updates and state leaves of a few steps along the same gradients. */
export function run(optimizer: Optimizer, steps = 3): readonly [updates: number[][], state: number[][]] {
  let [state, p, updates] = [optimizer.init(params), params, params]
  for (let t = 0; t < steps; t++) {
    ;[updates, state] = optimizer.update(gradients, state, p)
    p = applyUpdates(p, updates)
  }
  return [numbers(updates), numbers(state)]
}
