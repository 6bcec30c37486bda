// Schedules of rates.

export { joined, product, warmup } from './combine.js'
export { type CosineOptions, cosine, linear, type PolynomialOptions, polynomial } from './course.js'
export { type CosineRestartsOptions, type CyclicOptions, cosineRestarts, cyclic, type OneCycleOptions, oneCycle } from './cycles.js'
export {
  type ExponentialDecayOptions,
  exponentialDecay,
  type InverseTimeOptions,
  inverseTime,
  type MultiStepOptions,
  multiStep,
  piecewise,
  type StepDecayOptions,
  stepDecay,
} from './decay.js'
export { constant, type Rate, type Schedule, type Step } from './schedule.js'
