// Transforms of functions of trees: derivatives, vectorization, compilation, inspection.

export type { Argnums, ArgumentsAt } from './argnums.js'
export type { AxisTree } from './batching/batch-axes.js'
export { type AllGatherOptions, type AxisName, allGather, axisIndex, axisSize, pmax, pmean, pmin, psum } from './batching/collectives.js'
export { type BatchedArguments, type BatchedTree, type VmapOptions, vmap } from './batching/vmap.js'
export { donating, donationsOf, type JitOptions, jit } from './compilation/jit.js'
export type { ArgumentChange } from './compilation/pattern-changes.js'
export { explainRecompile, type Recompilation } from './compilation/recompilation.js'
export {
  type AssociativeScanOptions,
  associativeScan,
  cond,
  type ElementsAlong,
  foriLoop,
  type ScanOptions,
  type Slices,
  type Stacked,
  scan,
  switchCase,
  whileLoop,
} from './control/index.js'
export { customJvp } from './custom/custom-jvp.js'
export { type Cotangents, customVjp } from './custom/custom-vjp.js'
export { stopGradient } from './custom/stop-gradient.js'
export { jvp } from './forward/jvp.js'
export { linearize } from './forward/linearize.js'
export { evaluateGraph } from './graph/evaluate-graph.js'
export { type GraphTrace, graphTrace, type TracedGraph, traceFunction } from './graph/graph-trace.js'
export { evalShape, type TypesOf, toGraph } from './graph/to-graph.js'
export { checkFinite } from './inspection/check-finite.js'
export type { JacobianOf } from './jacobian/blocks.js'
export { type HessianOf, hessian, hvp } from './jacobian/hessian.js'
export { jacfwd } from './jacobian/jacfwd.js'
export { jacrev } from './jacobian/jacrev.js'
export { checkpointName } from './remat/checkpoint-name.js'
export { type CheckpointPolicy, checkpointPolicies } from './remat/policies.js'
export { type RematOptions, remat } from './remat/remat.js'
export { type GradOptions, grad, type Scalar, valueAndGrad } from './reverse/grad.js'
export { linearTranspose } from './reverse/linear-transpose.js'
export { transposeGraph } from './reverse/transpose.js'
export { vjp } from './reverse/vjp.js'
