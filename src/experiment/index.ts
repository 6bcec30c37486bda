// Experiments: options with types, runs in folders of their own, sweeps that go on where they stopped, and reading it all back.

export { IoError } from '../support/io-error.js'
export {
  type ConfusionMatrix,
  type Experiment,
  type ExperimentDefinition,
  experiment,
  type GivenSummary,
  type Metrics,
  type Progress,
  type RunContext,
  type SamplePrediction,
} from './experiment.js'
export { readCheckpoint } from './folder/checkpoints.js'
export type {
  CodeVersion,
  Extreme,
  LoggedMetrics,
  Run,
  RunConfig,
  RunState,
  RunStatus,
  RunSummary,
} from './folder/format.js'
export { type Runs, readRun, readRuns } from './folder/read-run.js'
export * as option from './options/constructors.js'
export type { Bounds, Described, NumberLimits, Option, OptionKind, OptionValue, OptionValues, Schema } from './options/option.js'
export * as plot from './plot/index.js'
