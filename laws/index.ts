// tenet/laws: what must hold of layers, optimizers and functions of tensors, as tests that anyone can run on their own.
// Suites register tests; arbitraries draw what they are run on; predicates say what is wrong with one case, for other runners.

export type { Purpose, Range } from './arbitrary/elements.js'
export { key } from './arbitrary/key.js'
export { type BroadcastablePair, broadcastable, type ShapeOptions, type Sizes, shape } from './arbitrary/shape.js'
export { type TensorOptions, tensor } from './arbitrary/tensor.js'
export { type Tree, type TreeOptions, tree } from './arbitrary/tree.js'
export { vmapIsAStack, vmapOverEveryAxis, vmapOverNothing } from './predicate/batching.js'
export { broadcasts, commutes } from './predicate/broadcasting.js'
export { survivesCheckpoint } from './predicate/checkpoint.js'
export type { Violation } from './predicate/compare-arrays.js'
export { jitKeepsBits } from './predicate/compilation.js'
export { agreesWithDifferences, isAdjoint } from './predicate/derivatives.js'
export { type Agreement, devicesAgree } from './predicate/devices.js'
export type { AnyLayer, Declared, LayerCase, LayerDraw } from './predicate/layer.js'
export type { AnyOptimizer, OptimizerCase, OptimizerDraw } from './predicate/optimizer.js'
export { isPure } from './predicate/purity.js'
export { mapsCompositions, mapsIdentity, pathsNameLeaves } from './predicate/tree-laws.js'
export { sameBits } from './predicate/trees.js'
export { allDTypes, hasTypes, refuses } from './predicate/types-of-results.js'
export { viewsChangeNothing } from './predicate/views.js'
export type { CheckOptions, Law } from './suite/check.js'
export {
  affine,
  batchPermutationEquivariant,
  idempotent,
  type LayerLaw,
  type LayerLike,
  type LayerOptions,
  layer,
  linear,
  nearlyIdempotent,
  positivelyHomogeneous,
} from './suite/layer.js'
export { type OperationInput, type OperationOptions, operation } from './suite/operation.js'
export { type OptimizerLaw, type OptimizerLike, type OptimizerOptions, optimizer } from './suite/optimizer.js'
export type { Runner } from './suite/runner.js'
export { type TransformsOptions, transforms } from './suite/transforms.js'
