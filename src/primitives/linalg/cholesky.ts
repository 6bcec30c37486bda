// cholesky: the lower triangular L of `L · Lᵀ = A` for a positive definite A, of which the lower triangle is read. What is not positive
// definite gives NaN everywhere.
// By rows (Cholesky, Banachiewicz): row i of Lᵀ is that of A less what the rows above explain, divided by the root of its first element.
// Its derivative: Murray (2016), Differentiation of the Cholesky decomposition.

import { and, compare, constant, div, type Expr, mul, sub } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import { each, loop, when } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import type { Dims } from '../../support/shape.js'
import { sub as minus, mul as times } from '../elementwise/arithmetic.js'
import { select } from '../elementwise/choose.js'
import { eq } from '../elementwise/logic.js'
import { nth } from '../operands.js'
import { bindOne, only } from '../single.js'
import { broadcast, full, reduceSum } from '../structure/broadcast.js'
import { after, countOf, el, inputMatrix, matrixOf, partOf, sqrt } from './access.js'
import { beside, blockOf, half, isDivisible, stacked } from './blocks.js'
import { embedded, extracted } from './complex/embedding.js'
import {
  batchInFront,
  checkSquare,
  diagonalPart,
  hermitianFromLower,
  lowerPart,
  matrixShape,
  mT,
  product,
  rounding,
  symmetricFromLower,
} from './matrices.js'
import { triangularSolve } from './triangular-solve.js'

/** `L⁻¹·dA·L⁻ᵀ`, of which the lower triangle with half the diagonal is `L⁻¹·dL`. */
export function choleskyTangent(l: Tensor, da: Tensor): Tensor {
  const solve = (x: Tensor): Tensor => triangularSolve(l, x, { lower: true, transposed: false, unit: false })
  const inner = solve(mT(solve(symmetricFromLower(da))))
  return product(l, minus(lowerPart(inner), times(full(0.5, inner), diagonalPart(inner))))
}

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [4, 5] }],
  params: {},
})

export const choleskyP: Primitive = Object.freeze({
  name: 'cholesky',
  domain: [
    sample([3, 3]),
    sample([2, 4, 4]),
    sample([1, 1]),
    sample([5, 5], 'float64'),
    sample([0, 0]),
    sample([0, 2, 2]),
    sample([20, 20]),
  ],
  typeOf(inputs) {
    checkSquare('cholesky', 'a', only(inputs))
    return [only(inputs)]
  },
  reference(inputs, _params, outputs) {
    const [a, l] = [only(inputs), only(outputs)]
    const { rows: n } = matrixShape(a)
    const round = rounding(a.dtype)
    for (let matrix = 0; matrix < countOf(a); matrix++) {
      const [source, factor] = [partOf(a, matrix), partOf(l, matrix)]
      let isDefinite = true
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) {
          let value = el(source, j * n + i)
          for (let k = 0; k < i; k++) value = round(value - round(el(factor, i * n + k) * el(factor, j * n + k)))
          factor[j * n + i] = value
        }
        const pivot = el(factor, i * n + i)
        if (!(pivot > 0)) isDefinite = false
        const root = round(Math.sqrt(pivot))
        for (let j = i; j < n; j++) factor[j * n + i] = el(factor, j * n + i) / root
      }
      if (!isDefinite) factor.fill(Number.NaN)
    }
  },
  jvp(_primals, [da], _params, [l]) {
    return da == null || l === undefined ? [null] : [choleskyTangent(l, da)]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(choleskyP, inputs, axes, size, params),
  lower(inputs) {
    const a = only(inputs)
    const { batch, rows: n } = matrixShape(a)
    const zero = constant(a.dtype, 0)
    return {
      kind: 'procedure',
      batch,
      // Lᵀ: its rows are contiguous.
      scratch: [{ dtype: a.dtype, shape: [n, n] }],
      cells: [a.dtype, 'bool'],
      body(w) {
        const [source, u, l] = [inputMatrix(w, 0), matrixOf(only(w.scratch)), matrixOf(only(w.outputs), w.batch)]
        const [root, isDefinite] = [nth(w.cells, 0), nth(w.cells, 1)]
        const across = (i: Expr, value: (j: Expr) => Expr) => each('j', i, n, n, j => u.put(i, j, value(j)))
        return [
          isDefinite.set(constant('bool', 1)),
          loop('i', 0, n, n, i => [
            across(i, j => source(j, i)),
            loop('k', 0, i, n, k => [across(i, j => sub(u.at(i, j), mul(u.at(k, i), u.at(k, j))))]),
            isDefinite.set(and(isDefinite.value, compare('gt', u.at(i, i), zero))),
            root.set(sqrt(u.at(i, i))),
            across(i, j => div(u.at(i, j), root.value)),
          ]),
          when(
            isDefinite.value,
            [
              loop('i', 0, n, n, i => [
                each('j', 0, after(i), n, j => l.put(i, j, u.at(j, i))),
                each('j', after(i), n, n, j => l.put(i, j, zero)),
              ]),
            ],
            [loop('i', 0, n, n, i => [each('j', 0, n, n, j => l.put(i, j, constant(a.dtype, Number.NaN)))])],
          ),
        ]
      },
      cost: 0.1 * n ** 3 + 4 * n * n,
    }
  },
  // The real form of the factor, whose diagonal is real and positive, is the factor of the real form.
  complex: inputs => [extracted(cholesky(embedded(hermitianFromLower(only(inputs)))))],
} satisfies Primitive)

/**
 * The factor of a large matrix by halves, for the values alone: `L₂₁ = A₂₁·L₁₁⁻ᵀ`, and the factor of what is left of A₂₂. Its derivative is the rule
 * above, and not that of the blocks.
 */
export function choleskyByHalves(a: Tensor): Tensor {
  const l = halves(a)
  const batch = matrixShape(a).batch.map((_, i) => i)
  const trace = broadcast(reduceSum(diagonalPart(l), [batch.length, batch.length + 1]), a.shape, batch)
  // One NaN on the diagonal is one everywhere.
  return select(eq(trace, trace), l, full(Number.NaN, l))
}

function halves(a: Tensor): Tensor {
  const n = matrixShape(a).rows
  if (!isDivisible(n)) return cholesky(a)
  const at = half(n)
  const l11 = halves(blockOf(a, [0, at], [0, at]))
  const l21 = mT(triangularSolve(l11, mT(blockOf(a, [at, n], [0, at])), { lower: true, transposed: false, unit: false }))
  const l22 = halves(minus(blockOf(a, [at, n], [at, n]), product(l21, mT(l21))))
  const known = beside(l11, full(0, { shape: [...a.shape.slice(0, -2), at, n - at], dtype: a.dtype }))
  return stacked(known, beside(l21, l22))
}

/** The lower triangular factor of positive definite matrices, NaN where they are not. @throws ShapeError, DTypeError */
export const cholesky = (a: Tensor): Tensor => bindOne(choleskyP, [a], {})
