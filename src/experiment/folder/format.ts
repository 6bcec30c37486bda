// The folder of a run: what files there are and what they hold.
//   config.json       experiment, options, seed, version of the code      environment.json  versions, CPU, backend
//   status.json       running, finished, failed or interrupted            metrics.jsonl     one object a line: step, time, numbers
//   summary.json      last and best numbers, and what the run has given   events.out.tfevents.*  the same numbers for TensorBoard
//   checkpoints/      last.safetensors, and others by name                pictures/         PNG
//   output.log        what the run has printed                            lock              whose the folder is, while it runs

import type { ConfusionMatrix, SamplePrediction } from '../experiment.js'
import type { OptionValue } from '../options/option.js'

export const fileNames = Object.freeze({
  config: 'config.json',
  environment: 'environment.json',
  status: 'status.json',
  metrics: 'metrics.jsonl',
  summary: 'summary.json',
  checkpoints: 'checkpoints',
  pictures: 'pictures',
  output: 'output.log',
  lock: 'lock',
})

/** Where the code of a run is from: the commit of its repository, and whether there were changes to it. */
export interface CodeVersion {
  readonly commit: string
  readonly dirty: boolean
}

export interface RunConfig {
  readonly experiment: string
  readonly options: Readonly<Record<string, OptionValue>>
  readonly seed: number
  /** `null` outside of a git repository. */
  readonly version: CodeVersion | null
}

/** Interrupted: it was told to stop, or its process died. */
export type RunState = 'running' | 'finished' | 'failed' | 'interrupted'

export interface RunStatus {
  readonly state: RunState
  /** When it began, and when it ended, as ISO 8601 has it; `null` while it has not. */
  readonly started: string
  readonly ended: string | null
  /** Seconds that it has run, over all times that it was gone on with. */
  readonly seconds: number
  /** Why it failed. */
  readonly error?: string
}

/** What was logged at a step; `time` in seconds since 1970. */
export interface LoggedMetrics {
  readonly step: number
  readonly time: number
  readonly [metric: string]: number
}

export interface Extreme {
  readonly value: number
  readonly step: number
}

export interface RunSummary {
  /** The last number of each metric. */
  readonly last: Readonly<Record<string, number>>
  /** The least and the largest number of each metric, the first of equal ones; `null` where all are NaN. */
  readonly best: Readonly<Record<string, { readonly min: Extreme; readonly max: Extreme } | null>>
  /** What the run has given by `summary(…)`. */
  readonly values?: Readonly<Record<string, number>>
  readonly confusion?: ConfusionMatrix
  readonly predictions?: readonly SamplePrediction[]
}

/** All of it, as `readRun` gives it. */
export interface Run {
  readonly folder: string
  /** The name of the folder. */
  readonly id: string
  readonly config: RunConfig
  readonly environment: Readonly<Record<string, unknown>>
  readonly status: RunStatus
  readonly metrics: readonly LoggedMetrics[]
  /** `null` until there is one. */
  readonly summary: RunSummary | null
  /** Names of pictures, as `pictures/<name>.png`. */
  readonly pictures: readonly string[]
}
