// Optimizers by name, and the parts that scale gradients, which they are chains of.

export { type AdadeltaOptions, adadelta, type DifferencesOptions, type DifferencesState, scaleByDifferences } from './adadelta.js'
export { type AdafactorOptions, type AdafactorState, adafactor } from './adafactor.js'
export { type AdagradOptions, adagrad, type SquaresOptions, type SquaresState, scaleByAccumulatedSquares } from './adagrad.js'
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
export { type AdamaxOptions, adamax, type InfinityNormState, scaleByInfinityNorm } from './adamax.js'
export { type AsgdOptions, type AsgdState, asgd } from './asgd.js'
export { type LambOptions, lamb, scaleByTrustRatio } from './lamb.js'
export { type LionOptions, lion, type SignedMomentumOptions, type SignedMomentumState, scaleBySignedMomentum } from './lion.js'
export {
  type MuonAdjustment,
  type MuonOptions,
  muon,
  type OrthogonalMomentumOptions,
  type OrthogonalMomentumState,
  scaleByOrthogonalMomentum,
} from './muon.js'
export { type NadamOptions, type NesterovMomentsOptions, type NesterovMomentsState, nadam, scaleByNesterovMoments } from './nadam.js'
export { type RadamOptions, type RectifiedMomentsOptions, type RectifiedMomentsState, radam, scaleByRectifiedMoments } from './radam.js'
export { type RmspropOptions, type RootMeanSquareOptions, type RootMeanSquareState, rmsprop, scaleByRootMeanSquare } from './rmsprop.js'
export { type RpropOptions, type RpropState, rprop } from './rprop.js'
export { type MomentumOptions, type MomentumState, type SgdOptions, type SgdState, scaleByMomentum, sgd } from './sgd.js'
