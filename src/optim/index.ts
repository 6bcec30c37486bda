// Optimizers as pure transformations of gradients, and the schedules of their rates.

export { type AccumulateState, accumulate } from './accumulate.js'
export * from './algorithms/index.js'
export { applyUpdates } from './apply-updates.js'
export { type AverageState, type Averaging, ema, type SwaOptions, swa } from './averages.js'
export { type ChainState, chain } from './chain.js'
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.js'
export { freeze, type Group, type GroupsState, groups, mask, setToZero } from './groups.js'
export { allFinite, type LossScaleOptions, type LossScaleState, scaledLoss } from './loss-scale.js'
export {
  type LbfgsOptions,
  type LbfgsState,
  lbfgs,
  type MinimizeOptions,
  type Minimizer,
  minimize,
  type Objective,
} from './minimize/lbfgs.js'
export type { Optimizer, StateOf } from './optimizer.js'
export { type Plateau, type PlateauOptions, type PlateauState, reduceOnPlateau } from './plateau.js'
export { addDecayedWeights, type CountState, maximize, scale, scaleByLearningRate, scaleBySchedule } from './scale.js'
export * from './schedule/index.js'
export type { Selection, Selector } from './select.js'
