// Training: the step of a model, a loss and an optimizer over one state, and runs of epochs over it.

export type { Batch, Batches, BatchSource } from './batches.js'
export {
  type Fit,
  type FitOptions,
  type FitState,
  fit,
  type Judged,
  type Report,
  type Validation,
} from './fit.js'
export {
  type BestState,
  type EarlyStopping,
  type EarlyStoppingOptions,
  earlyStopping,
  type Goal,
  type KeepBest,
  keepBest,
  type StoppingState,
} from './reducers.js'
export {
  type Evaluated,
  type InPrecision,
  type Loss,
  type Losses,
  type Precision,
  type TargetOf,
  type Trainable,
  type Trainer,
  type TrainOptions,
  train,
} from './train.js'
export type { TrainState } from './train-state.js'
