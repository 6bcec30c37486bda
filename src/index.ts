// tenet: functional, immutable array programming and deep learning. Re-exports what users call, and is the one place that plugs
// backends into core.

import './runtime/plugged.js'

export { type Element, type ElementArray, isTensor, type Nested, type NestedArray, type Tensor } from './core/tensor.js'
export * as data from './data/index.js'
export { type Explanation, explain } from './explain/index.js'
export * as io from './io/index.js'
export * as metrics from './metrics/index.js'
export * as models from './models/index.js'
export * as nn from './nn/index.js'
export * from './ops/index.js'
export * as tree from './ops/tree.js'
export * as optim from './optim/index.js'
export {
  availableDevices,
  currentDevice,
  type Device,
  type DeviceInfo,
  type DeviceLike,
  device,
  devices,
  useDevice,
} from './runtime/devices.js'
export { deviceOf, put } from './runtime/put.js'
export type { Complex } from './support/complex.js'
export { ArgumentError, DTypeError, InternalError, LimitationError, NonFiniteError, ShapeError, TraceError } from './support/errors.js'
export * from './training/index.js'
export {
  type AllGatherOptions,
  type Argnums,
  type ArgumentChange,
  type AssociativeScanOptions,
  type AxisName,
  type AxisTree,
  allGather,
  associativeScan,
  axisIndex,
  axisSize,
  type CheckpointPolicy,
  type Cotangents,
  checkFinite,
  checkpointName,
  checkpointPolicies,
  cond,
  customJvp,
  customVjp,
  type ElementsAlong,
  evalShape,
  explainRecompile,
  foriLoop,
  type GradOptions,
  grad,
  type HessianOf,
  hessian,
  hvp,
  type JacobianOf,
  type JitOptions,
  jacfwd,
  jacrev,
  jit,
  jvp,
  linearize,
  linearTranspose,
  pmax,
  pmean,
  pmin,
  psum,
  type Recompilation,
  type RematOptions,
  remat,
  type Scalar,
  type ScanOptions,
  type Slices,
  type Stacked,
  scan,
  stopGradient,
  switchCase,
  type TypesOf,
  toGraph,
  type VmapOptions,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from './transforms/index.js'
export * as debug from './transforms/inspection/debug.js'
export type { ComplexDType, DType, FloatDType, InexactDType, IntDType, Shape } from './types/index.js'
