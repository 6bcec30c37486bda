// The algebra of positions in kernels: ranges, affine normal forms, guards. Start with `simplify.ts`.

export { type Affine, affineIn, constantOf, dependsOn, type LoopVariable, type Parts, partsOf, variablesOf } from './affine.js'
export { type Range, range } from './range.js'
export { rangeInside } from './range-inside.js'
export { createInterner, type Interner } from './scope.js'
export { simplifyExpr, simplifyIndex } from './simplify.js'
