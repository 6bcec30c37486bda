// Linear algebra, along the last two axes of stacks of matrices; what NumPy, JAX and PyTorch have as `linalg`.

export { type Eigen, eig, eigh, eigvals, eigvalsh, type SymmetricEigen } from './eigenvalues.js'
export { type CholeskyFactorOptions, choleskyInverse, choleskySolve, householderProduct, luSolve, type SquareFactors } from './factored.js'
export {
  cholesky,
  type FactorOptions,
  type LuFactors,
  lu,
  type QrFactors,
  qr,
  type Svd,
  svd,
  svdvals,
} from './factorizations.js'
export {
  cond,
  type MatrixNormOptions,
  type MatrixOrder,
  matrixNorm,
  type VectorNormOptions,
  vectorNorm,
} from './norms.js'
export { expm, matrixPower } from './powers.js'
export { type CrossOptions, cross, multiDot } from './products.js'
export { matrixSqrth, type Polar, polar } from './roots.js'
export { det, matrixRank, type SlogDet, slogdet, trace } from './scalars.js'
export {
  inv,
  type LeastSquares,
  lstsq,
  pinv,
  type RankOptions,
  solve,
  type TriangularOptions,
  triangularSolve,
} from './solve.js'
export { type TensorinvOptions, type TensorsolveOptions, tensorinv, tensorsolve } from './tensor-equations.js'
