// The laws of optimizers as tests.

import fc from 'fast-check'
import { shape } from '../arbitrary/shape.js'
import { tensor } from '../arbitrary/tensor.js'
import { tree } from '../arbitrary/tree.js'
import * as predicate from '../predicate/optimizer.js'
import { type CheckOptions, check, type Law } from './check.js'
import { type Runner, runnerOr } from './runner.js'

/** Anything that is an optimizer: `optim`'s, or one of your own. */
export interface OptimizerLike {
  init(params: never): unknown
  update(gradients: never, state: never, params: never): readonly [unknown, unknown]
}

export type OptimizerLaw = Law<predicate.OptimizerCase>

export interface OptimizerOptions extends CheckOptions {
  /** Trees of float tensors to optimize. By default small trees of any structure. */
  readonly params?: fc.Arbitrary<unknown>
  /** Why parameters move without gradients: weight decay, noise. Without a reason they must not. */
  readonly movesBecauseOf?: string
  /** Laws that hold of this optimizer beyond the required ones. */
  readonly optional?: readonly OptimizerLaw[]
  readonly runner?: Runner
}

const anyParams = (): fc.Arbitrary<unknown> =>
  tree(tensor({ shape: shape({ rank: [0, 2], max: 3 }), elements: 'generic' }), { depth: 2, width: 2 })

/** Each run takes several steps, some of them through a file or the compiler. */
const few = 4

const required: readonly OptimizerLaw[] = [
  { name: 'init is pure', holds: predicate.initIsPure },
  { name: 'update is pure', holds: predicate.updateIsPure, mostRuns: few },
  { name: 'updates are like parameters, and states like states', holds: predicate.keepsTrees },
  { name: 'jit keeps every bit', holds: predicate.updateCompilesBitForBit, mostRuns: few },
  { name: 'an ensemble under vmap is updated as its members alone', holds: predicate.updatesEnsembles, mostRuns: few },
  { name: 'the state survives a checkpoint', holds: predicate.stateSurvivesCheckpoint, mostRuns: few },
  { name: 'a resumed run equals the uninterrupted one', holds: predicate.resumes, mostRuns: few },
]

const rests: OptimizerLaw = { name: 'without gradients nothing moves', holds: predicate.restsWithoutGradients }

/**
 * Registers the laws of an optimizer as tests: init and update are pure; updates are like parameters and states like states; without gradients
 * nothing moves; jit and vmap keep every bit; the state is a tree of tensors that survives a checkpoint; a resumed run equals the uninterrupted one.
 * @example
 * ```
 * describe('adamw', () => laws.optimizer(optim.adamw(), { movesBecauseOf: 'weight decay' }))
 * ```
 */
export function optimizer(subject: OptimizerLike, options: OptimizerOptions = {}): void {
  const runner = runnerOr(options.runner)
  const draws = fc.record({ params: options.params ?? anyParams(), seed: fc.nat({ max: 2 ** 20 }) })
  // Only its functions are called, with what they themselves return.
  const anyOptimizer = subject as unknown as predicate.AnyOptimizer
  const all = [...required, ...(options.movesBecauseOf === undefined ? [rests] : []), ...(options.optional ?? [])]
  for (const { holds, ...law } of all)
    check(runner, { ...law, holds: (draw: predicate.OptimizerDraw) => holds({ optimizer: anyOptimizer, ...draw }) }, draws, options)
}
