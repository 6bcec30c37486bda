// What must hold of every optimizer, for one draw: parameters, and gradients step by step.

import { tree, zerosLike } from 'tenet'
import { applyUpdates } from 'tenet/optim'
import { pairOf, vmapIsAStack } from './batching.js'
import { survivesCheckpoint, throughFile } from './checkpoint.js'
import type { Violation } from './compare-arrays.js'
import { jitKeepsBits } from './compilation.js'
import { isPure } from './purity.js'
import { directionLike, leavesOf, sameBits, treeDifference, typeDifferenceOf } from './trees.js'

/** An optimizer whose types are not looked at. */
export interface AnyOptimizer {
  readonly init: (params: unknown) => unknown
  readonly update: (gradients: unknown, state: unknown, params: unknown) => readonly [updates: unknown, next: unknown]
}

/** What is drawn for an optimizer. */
export interface OptimizerDraw {
  /** A tree of float tensors. */
  readonly params: unknown
  /** Of the gradients. */
  readonly seed: number
}

export interface OptimizerCase extends OptimizerDraw {
  readonly optimizer: AnyOptimizer
}

interface Progress {
  readonly params: unknown
  readonly state: unknown
}

const gradientsAt = ({ params, seed }: OptimizerDraw, step: number): unknown => directionLike(params, seed + step)

/** Steps `from` to `to` from a state. */
function advance(subject: OptimizerCase, start: Progress, from: number, to: number): Progress {
  let { params, state } = start
  for (let step = from; step < to; step++) {
    const [updates, next] = subject.optimizer.update(gradientsAt(subject, step), state, params)
    params = applyUpdates(params, updates)
    state = next
  }
  return { params, state }
}

const begin = ({ optimizer, params }: OptimizerCase): Progress => ({ params, state: optimizer.init(params) })

/** The first state is a function of the parameters. */
export const initIsPure = ({ optimizer, params }: OptimizerCase): Violation => isPure(optimizer.init, [params])

export const updateIsPure = (subject: OptimizerCase): Violation => {
  const { params, state } = advance(subject, begin(subject), 0, 1)
  return isPure(subject.optimizer.update, [gradientsAt(subject, 1), state, params], [gradientsAt(subject, 2), state, params])
}

/** Updates are like the parameters, and each state is like the first. */
export function keepsTrees(subject: OptimizerCase): Violation {
  const { params, state } = begin(subject)
  const [updates, next] = subject.optimizer.update(gradientsAt(subject, 0), state, params)
  return (
    treeDifference('the updates', leavesOf(updates), leavesOf(params), typeDifferenceOf) ??
    treeDifference('the state after an update', leavesOf(next), leavesOf(state), typeDifferenceOf)
  )
}

/** Without gradients nothing moves, at first. */
export function restsWithoutGradients({ optimizer, params }: OptimizerCase): Violation {
  const [updates] = optimizer.update(
    tree.map(params, leaf => zerosLike(leaf)),
    optimizer.init(params),
    params,
  )
  return sameBits('the parameters after an update by gradients of zero', applyUpdates(params, updates), params)
}

/** A compiled step gives the bits of the step, at first and later. */
export function updateCompilesBitForBit(subject: OptimizerCase): Violation {
  const step = (gradients: unknown, state: unknown, params: unknown): readonly unknown[] => {
    const [updates, next] = subject.optimizer.update(gradients, state, params)
    return [applyUpdates(params, updates), next]
  }
  const start = begin(subject)
  const later = advance(subject, start, 0, 2)
  return (
    jitKeepsBits(step, [gradientsAt(subject, 0), start.state, start.params]) ??
    jitKeepsBits(step, [gradientsAt(subject, 2), later.state, later.params])
  )
}

/** The state is a tree of tensors that a file keeps. */
export const stateSurvivesCheckpoint = (subject: OptimizerCase): Promise<Violation> =>
  survivesCheckpoint(advance(subject, begin(subject), 0, 1).state)

/** A run that was interrupted, saved, and resumed equals the one that was not, to the bit. */
export async function resumes(subject: OptimizerCase): Promise<Violation> {
  const half = advance(subject, begin(subject), 0, 2)
  const outcome = await throughFile(half)
  if (typeof outcome === 'string') return outcome
  return sameBits('the resumed run', advance(subject, outcome.restored, 2, 4), advance(subject, half, 2, 4))
}

/** An ensemble is one vmap: its members are updated as if each were alone, to the bit. */
export function updatesEnsembles(subject: OptimizerCase): Violation {
  // Nothing is mapped where there is nothing to update.
  if (tree.leaves(subject.params).length === 0) return null
  const { params, state } = advance(subject, begin(subject), 0, 1)
  return vmapIsAStack(subject.optimizer.update, [pairOf(gradientsAt(subject, 1)), pairOf(state), pairOf(params)])
}
