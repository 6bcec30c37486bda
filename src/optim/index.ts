// Optimizers as pure transformations of gradients, and the schedules of their rates.

export {
  type AdamOptions,
  type AdamState,
  type AdamWOptions,
  type AdamWState,
  adam,
  adamw,
  type MomentsOptions,
  type MomentsState,
  scaleByMoments,
} from './adam.js'
export { applyUpdates } from './apply-updates.js'
export { type ChainState, chain } from './chain.js'
export { clipByGlobalNorm, globalNorm } from './clip.js'
export { mask, type Selection } from './mask.js'
export type { Optimizer, StateOf } from './optimizer.js'
export { addDecayedWeights, type CountState, scale, scaleByLearningRate, scaleBySchedule } from './scale.js'
export {
  type CosineOptions,
  constant,
  cosine,
  type ExponentialDecayOptions,
  exponentialDecay,
  linear,
  piecewise,
  type Rate,
  type Schedule,
  type Step,
  warmup,
} from './schedule.js'
export { type MomentumOptions, type MomentumState, type SgdOptions, type SgdState, scaleByMomentum, sgd } from './sgd.js'
