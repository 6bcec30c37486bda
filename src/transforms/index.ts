// Transforms of functions of trees: derivatives, vectorization, compilation, inspection.

export type { AxisTree } from './batch-axes.js'
export { evaluateGraph } from './evaluate-graph.js'
export { type Argnums, type ArgumentsAt, type GradOptions, grad, type Scalar, valueAndGrad } from './grad.js'
export { type GraphTrace, graphTrace, type TracedGraph, traceFunction } from './graph-trace.js'
export { type JitOptions, jit } from './jit.js'
export { jvp } from './jvp.js'
export { linearize } from './linearize.js'
export { stopGradient } from './stop-gradient.js'
export { evalShape, type TypesOf, toGraph } from './to-graph.js'
export { transposeGraph } from './transpose.js'
export { vjp } from './vjp.js'
export { type BatchedArguments, type BatchedTree, type VmapOptions, vmap } from './vmap.js'
