// An experiment: options with types, and a function of them. It does nothing by itself: `tenet run` gives it options, seeds, and a folder for each run.

import type { Tensor } from '../core/tensor.js'
import type { Picture } from '../io/png.js'
import type { Key } from '../ops/random/index.js'
import { ArgumentError } from '../support/errors.js'
import { checkGivenOptions } from '../support/options.js'
import { show } from '../support/show.js'
import { isRecord } from '../support/tree.js'
import { isOption, type OptionValues, type Schema } from './options/option.js'

/** Numbers of a step, by name. */
export type Metrics = Readonly<Record<string, number | Tensor<[]>>>

/** How far a run is. `total` is in the unit of `step`. */
export interface Progress {
  readonly step: number
  readonly total: number
  readonly [metric: string]: number | Tensor<[]>
}

/** How often each label was taken for each: `counts[expected][predicted]`. */
export interface ConfusionMatrix {
  readonly labels: readonly string[]
  readonly counts: readonly (readonly number[])[]
}

/** One example and what the model makes of it. */
export interface SamplePrediction {
  readonly expected: string
  readonly predicted: string
  /** From 0 to 1. */
  readonly confidence?: number
  /** The input: a text, or the name of a picture of the run. */
  readonly text?: string
  readonly picture?: string
}

/** What a run comes to, beyond the numbers it has logged. */
export interface GivenSummary {
  readonly values?: Readonly<Record<string, number>>
  readonly confusion?: ConfusionMatrix
  readonly predictions?: readonly SamplePrediction[]
}

/** What a run is given beside its options. */
export interface RunContext {
  /** The key of the seed: `random.key(seed)`. */
  readonly key: Key
  readonly seed: number
  /** The folder of the run, which exists. */
  readonly folder: string
  /** Aborted when the run is to stop; the next `checkpoint` then saves and ends it. */
  readonly signal: AbortSignal
  /**
   * Writes numbers of a step to `metrics.jsonl` and the event file, at once. Without `step` it is that of the last call and one.
   * @throws ArgumentError when one is no number; IoError when it cannot be written: what was there before is unchanged
   */
  readonly log: (metrics: Metrics & { readonly step?: number }) => void
  /** Writes how numbers are distributed to the event file. @throws as log does */
  readonly histogram: (name: string, values: Tensor | ArrayLike<number>, step?: number) => void
  /** Tells whoever watches how far it is. */
  readonly progress: (progress: Progress) => void
  /**
   * Saves a state to go on from: a tree of tensors and plain values. Atomic. A name keeps it apart from what `resume` reads: `checkpoint(best, 'best')`.
   * @throws IoError (as a rejection) when it cannot be written; what was there before is unchanged
   */
  readonly checkpoint: (state: unknown, name?: string) => Promise<void>
  /**
   * The state that the interrupted run has saved last, in a tree like the template; `null` where there is none. To be called before anything is logged.
   * @throws IoError or RestoreError (as a rejection) when it cannot be read, or does not fit
   */
  readonly resume: <T>(template: T) => Promise<T | null>
  /** Writes a picture to `pictures/<name>.png` and the event file. @throws as log does */
  readonly picture: (name: string, picture: Picture, step?: number) => Promise<void>
  /** Adds to what the run comes to: `summary.json`. */
  readonly summary: (summary: GivenSummary) => Promise<void>
}

export interface ExperimentDefinition<S extends Schema> {
  /** The name of its folder in `runs`; that of the script unless given. */
  readonly name?: string
  /** The first line of `--help`. */
  readonly description?: string
  readonly options: S
  readonly run: (options: OptionValues<S>, context: RunContext) => Promise<void> | void
}

export interface Experiment<S extends Schema = Schema> {
  readonly name: string | null
  readonly description: string
  readonly options: S
  readonly run: (options: OptionValues<S>, context: RunContext) => Promise<void> | void
}

/** Words that `tenet run` has a use for. */
export const reserved: readonly string[] = ['again', 'config', 'help', 'jobs', 'runs', 'sample', 'seed']

const optionName = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** What may be the name of a folder everywhere. */
export const isFolderName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= 100 && /^[^\p{C}<>:"/\\|?*]+$/u.test(name) && !/^[. ]|[. ]$/.test(name)

function checkSchema(options: unknown): void {
  if (!isRecord(options)) throw new ArgumentError(`experiment: options must be an object of options; got ${show(options)}`)
  for (const [name, option] of Object.entries(options)) {
    if (!isOption(option)) throw new ArgumentError(`experiment: ${name} must be one of option.int, option.float, …; got ${show(option)}`)
    if (!optionName.test(name)) throw new ArgumentError(`experiment: an option must be called by letters, digits and _; got '${name}'`)
    if (reserved.includes(name)) throw new ArgumentError(`experiment: an option cannot be called '${name}', which tenet run has a use for`)
  }
}

const experiments = new WeakSet<object>()

/** Marks experiments of any copy of the package. */
export const experimentMark = Symbol.for('tenet.experiment')

/** Whether a value was made by `experiment`, of this copy of the package. */
export const isExperiment = (value: unknown): value is Experiment => typeof value === 'object' && value !== null && experiments.has(value)

/**
 * An experiment, which a script exports and `tenet run` runs: once for each combination of options and seeds, each in a folder of its own.
 * @param definition name, description, options, run
 * @throws ArgumentError when a part is missing or of the wrong kind
 * @example
 * ```
 * experiment({
 *   options: { depth: option.int(20), shortcut: option.boolean(true), lr: option.float(0.1) },
 *   async run({ depth, shortcut, lr }, { key, log, progress, checkpoint, resume }) {},
 * })
 * ```
 */
export function experiment<const S extends Schema>(definition: ExperimentDefinition<S>): Experiment<S> {
  checkGivenOptions('experiment', definition, ['name', 'description', 'options', 'run'])
  const { name = null, description = '', options, run } = definition
  if (name !== null && !isFolderName(name))
    throw new ArgumentError(`experiment: the name must be one that a folder can have; got ${show(name)}`)
  if (typeof description !== 'string') throw new ArgumentError(`experiment: the description must be a string; got ${show(description)}`)
  checkSchema(options)
  if (typeof run !== 'function') throw new ArgumentError(`experiment: run must be a function of options and context; got ${show(run)}`)
  const made = Object.freeze({ name, description, options: Object.freeze({ ...options }), run, [experimentMark]: true })
  experiments.add(made)
  return made
}
