// Large real matrices, factored and solved by halves: the work is in products of matrices, the derivatives are those of the whole.

import { isComplex } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import * as primitive from '../../primitives/linalg/index.js'
import { product } from '../../primitives/linalg/matrices.js'
import { customJvp } from '../../transforms/index.js'

const isLarge = (x: Tensor): boolean => !isComplex(x) && primitive.isLarge(Math.min(x.shape.at(-1) ?? 0, x.shape.at(-2) ?? 0))

const largeCholesky: (a: Tensor) => Tensor = customJvp(
  (a: Tensor): Tensor => primitive.choleskyByHalves(a),
  ([a], [da]): readonly [Tensor, Tensor] => {
    const l = largeCholesky(a)
    return [l, primitive.choleskyTangent(l, da)]
  },
)

/** The Cholesky factor, of symmetric matrices. */
export const cholesky = (a: Tensor): Tensor => (isLarge(a) ? largeCholesky(a) : primitive.cholesky(a))

type Factors = readonly [packed: Tensor, order: Tensor]

const largeLu: (a: Tensor) => Factors = customJvp(
  (a: Tensor): Factors => primitive.luByHalves(a),
  ([a], [da]): readonly [Factors, Factors] => {
    const [packed, order] = largeLu(a)
    // Positions do not move.
    return [[packed, order], [primitive.luTangent(da, packed, order), p.sub(order, order)]] // biome-ignore format: two pairs
  },
)

/** Both factors in one matrix, and the order of the rows. */
export const lu = (a: Tensor): Factors => (isLarge(a) ? largeLu(a) : primitive.lu(a))

/** The solution by factors that there are. */
function solveBy([packed, order]: Factors, b: Tensor): Tensor {
  const half = primitive.triangularSolve(packed, primitive.permuteRows(b, order), { lower: true, transposed: false, unit: true })
  return primitive.triangularSolve(packed, half, { lower: false, transposed: false, unit: false })
}

const largeSolve: (a: Tensor, b: Tensor) => Tensor = customJvp(
  (a: Tensor, b: Tensor): Tensor => solveBy(largeLu(a), b),
  // A·dX = dB - dA·X, by the same factors.
  ([a, b], [da, db]): readonly [Tensor, Tensor] => {
    const factors = largeLu(a)
    const x = largeSolve(a, b)
    return [x, solveBy(factors, p.sub(db, product(da, x)))]
  },
)

/** X of `a·X = b`, of one dtype and with equal batch axes. */
export const solve = (a: Tensor, b: Tensor): Tensor => (isLarge(a) && !isComplex(b) ? largeSolve(a, b) : primitive.solve(a, b))
