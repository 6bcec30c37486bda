// The approximations by name: expressions within 2 ulp in float32 and float64, and the plain functions JavaScript's Math lacks.

export { erf } from './erf.js'
export { erfInv } from './erf-inv.js'
export { erfInvFloat32 } from './erf-inv-float32.js'
export { erfInvOf, erfOf } from './error-function.js'
export { exp, expm1 } from './exp.js'
export { onNumbers } from './float32-arithmetic.js'
export { log, log1p } from './log.js'
export { pow } from './pow.js'
export { tanh } from './tanh.js'
export { cos, sin } from './trigonometric.js'
