// One layer in one direction, over a whole sequence: what the inputs give to the gates is one product ahead of the loop, what the hidden state
// gives is computed in it. Where a sequence has ended, the states stay and outputs are zero, so that forwards the last states are those at each
// sequence's own end, and backwards each begins at its own end.

import type { Tensor } from '../../core/tensor.js'
import { where } from '../../ops/elementwise/choose.js'
import { scan } from '../../transforms/index.js'
import type { FloatTensor } from '../layer/layer.js'
import { affine } from '../linear/affine.js'
import type { RecurrentKind } from './kind.js'
import type { Weights } from './parameters.js'

/** The states after one step. */
export function stepOf(
  { advance }: RecurrentKind,
  weights: Weights,
  fromInput: Tensor,
  states: readonly Tensor[],
): readonly [Tensor, ...Tensor[]] {
  const fromHidden = affine(states[0] as Tensor, weights.hidden, weights.hiddenBias)
  const [hidden, ...others] = advance(fromInput as FloatTensor, fromHidden as FloatTensor, states as readonly FloatTensor[])
  const next = hidden as Tensor
  return [weights.projection === undefined ? next : affine(next, weights.projection), ...others]
}

export interface Run {
  /** floats[time, batch, hidden] */
  readonly outputs: Tensor
  /** floats[batch, hidden] each */
  readonly states: readonly Tensor[]
}

/**
 * @param x floats[time, batch, features]
 * @param initial the states at the start, floats[batch, hidden] each
 * @param within bool[time, batch, 1]: whether a sequence has not ended; all go on to the end without
 */
export function runDirection(
  kind: RecurrentKind,
  weights: Weights,
  x: Tensor,
  initial: readonly Tensor[],
  within: Tensor | undefined,
  reverse: boolean,
): Run {
  const fromInput = affine(x, weights.input, weights.inputBias)
  const [states, outputs] =
    within === undefined
      ? scan(
          (carry: readonly Tensor[], gates: Tensor) => {
            const next = stepOf(kind, weights, gates, carry)
            return [next as readonly Tensor[], next[0]]
          },
          initial,
          fromInput,
          { reverse },
        )
      : scan(
          (carry: readonly Tensor[], slices: { readonly gates: Tensor; readonly within: Tensor }) => {
            const next = stepOf(kind, weights, slices.gates, carry)
            const on = slices.within as Tensor<readonly number[], 'bool'>
            return [next.map((state, i) => where(on, state, carry[i] as Tensor)) as readonly Tensor[], where(on, next[0], 0)]
          },
          initial,
          { gates: fromInput, within },
          { reverse },
        )
  return { outputs, states }
}
