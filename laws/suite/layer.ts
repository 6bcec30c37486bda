// The laws of layers as tests. Required ones hold of every layer; optional ones are named by whoever knows that they hold.

import fc from 'fast-check'
import type { DType } from 'tenet'
import type { Range } from '../arbitrary/elements.js'
import { key } from '../arbitrary/key.js'
import type { Sizes } from '../arbitrary/shape.js'
import { tensor } from '../arbitrary/tensor.js'
import * as predicate from '../predicate/layer.js'
import * as optional from '../predicate/optional-layer.js'
import { type CheckOptions, check, type Law } from './check.js'
import { type Runner, runnerOr } from './runner.js'

/** Anything that is a layer: `nn`'s, or one of your own. */
export interface LayerLike {
  init(key: never, input: never): unknown
  apply(params: never, x: never): unknown
  train(params: never, x: never, key: never): readonly [unknown, unknown]
}

export type LayerLaw = Law<predicate.LayerCase>

export interface LayerOptions extends predicate.Declared, CheckOptions {
  /** Shapes of one example, without the batch axis. */
  readonly input: fc.Arbitrary<Sizes>
  /** How many examples a batch may have. Default 1 and 3; a layer that cannot train on one says 2 and 3. */
  readonly batch?: readonly number[]
  /** The dtype of examples. Default float32. */
  readonly dtype?: DType
  /** The least and greatest element of examples. */
  readonly range?: Range
  /** Laws that hold of this layer beyond the required ones. */
  readonly optional?: readonly LayerLaw[]
  readonly runner?: Runner
}

/** Draws everything a law needs. */
export const layerDraws = ({ input, batch = [1, 3], dtype = 'float32', range }: LayerOptions): fc.Arbitrary<predicate.LayerDraw> =>
  fc.tuple(input, fc.constantFrom(...batch)).chain(([example, count]) => {
    const examples = tensor({ shape: [count, ...example], dtype, elements: 'generic', ...(range === undefined ? {} : { range }) })
    return fc.record({ input: fc.constant(example), key: key(), x: examples, other: examples, seed: fc.nat({ max: 2 ** 20 }) })
  })

/** Derivatives take many evaluations, files are slow, and a program is compiled for each draw: these are run less often. */
const few = 4

export const requiredLayerLaws = (declared: predicate.Declared): readonly LayerLaw[] => [
  { name: 'init is deterministic in the key', holds: predicate.initIsDeterministic },
  { name: 'parameters have the declared tree', holds: subject => predicate.hasDeclaredTree(subject, declared) },
  { name: 'apply is pure', holds: predicate.applyIsPure, mostRuns: few },
  { name: 'apply agrees with its declared shape', holds: subject => predicate.applyKeepsItsShape(subject, declared) },
  { name: 'apply to a batch is the stack of single applications', holds: predicate.applyBatches, mostRuns: few },
  { name: 'train is pure and keeps the tree', holds: predicate.trainingIsPure, mostRuns: few },
  { name: 'jit keeps every bit', holds: predicate.compilesBitForBit, mostRuns: few },
  {
    name: 'derivatives agree with differences, and reverse with forward',
    holds: subject => predicate.differentiates(subject, declared),
    mostRuns: few,
  },
  { name: 'no parameter is without gradient', holds: subject => predicate.noParameterIsIdle(subject, declared), mostRuns: few },
  { name: 'parameters survive a checkpoint', holds: predicate.parametersSurviveCheckpoint, mostRuns: few },
]

/** `f(2x - 3y) = 2f(x) - 3f(y)` */
export const linear: LayerLaw = { name: 'is linear', holds: optional.linear }
/** `f(3x - 2y) = 3f(x) - 2f(y)` */
export const affine: LayerLaw = { name: 'is affine', holds: optional.affine }
/** `f(2x) = 2f(x)` */
export const positivelyHomogeneous: LayerLaw = { name: 'is positively homogeneous', holds: optional.positivelyHomogeneous }
/** `f(f(x)) = f(x)` */
export const idempotent: LayerLaw = { name: 'is idempotent', holds: optional.idempotent }
/** `f(f(x)) = f(x)`, where rounding may tell. */
export const nearlyIdempotent: LayerLaw = { name: 'is idempotent up to rounding', holds: optional.nearlyIdempotent }
/** The order of examples does not matter to any of them. */
export const batchPermutationEquivariant: LayerLaw = {
  name: 'is equivariant to permutations of the batch',
  holds: optional.batchPermutationEquivariant,
}

/**
 * Registers the laws of a layer as tests: init is deterministic in the key and has the declared tree; apply is pure, agrees with its declared shape,
 * batches, jits bit for bit, differentiates (finite differences, adjointness), leaves no parameter without gradient; parameters survive a checkpoint.
 * @example
 * ```
 * describe('scaledLinear', () => laws.layer(scaledLinear(4), {
 *   input: laws.shape({ rank: 1, max: 16 }),
 *   optional: [laws.linear, laws.batchPermutationEquivariant],
 * }))
 * ```
 */
export function layer(subject: LayerLike, options: LayerOptions): void {
  const runner = runnerOr(options.runner)
  // Only its functions are called, with what they themselves return.
  const anyLayer = subject as unknown as predicate.AnyLayer
  for (const { holds, ...law } of [...requiredLayerLaws(options), ...(options.optional ?? [])])
    check(runner, { ...law, holds: (draw: predicate.LayerDraw) => holds({ layer: anyLayer, ...draw }) }, layerDraws(options), options)
}
