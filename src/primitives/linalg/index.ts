// Linear algebra: factorisations of stacks of matrices, and what is solved with them.

export { cholesky, choleskyP } from './cholesky.js'
export { eig, eigP } from './eig.js'
export { eigh, eighP } from './eigh.js'
export { lu, luFactors, luP, permuteRows } from './lu.js'
export { type PinvParams, pinv, pinvP } from './pinv.js'
export { type QrParams, qr, qrP } from './qr.js'
export { solve, solveP } from './solve.js'
export { svd, svdP } from './svd.js'
export { type TriangularParams, triangularSolve, triangularSolveP } from './triangular-solve.js'
