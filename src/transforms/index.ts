// Transforms of functions of trees: derivatives, vectorization, compilation, inspection.

export type { AxisTree } from './batching/batch-axes.js'
export { type BatchedArguments, type BatchedTree, type VmapOptions, vmap } from './batching/vmap.js'
export { type JitOptions, jit } from './compilation/jit.js'
export { stopGradient } from './custom/stop-gradient.js'
export { jvp } from './forward/jvp.js'
export { linearize } from './forward/linearize.js'
export { evaluateGraph } from './graph/evaluate-graph.js'
export { type GraphTrace, graphTrace, type TracedGraph, traceFunction } from './graph/graph-trace.js'
export { evalShape, type TypesOf, toGraph } from './graph/to-graph.js'
export { type Argnums, type ArgumentsAt, type GradOptions, grad, type Scalar, valueAndGrad } from './reverse/grad.js'
export { transposeGraph } from './reverse/transpose.js'
export { vjp } from './reverse/vjp.js'
