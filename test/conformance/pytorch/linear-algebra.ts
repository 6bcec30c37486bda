// Linear algebra of PyTorch. Vectors that are determined up to their signs only are not compared: `null` stands for them.

import { isTensor, type Tensor } from 'tenet'
import { axesOf, LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf, tensorsOf } from '../row.js'

/** A result of several parts, by their names. */
const parts = (name: string, ...args: readonly unknown[]): Readonly<Record<string, Tensor>> =>
  ours(name, ...args) as unknown as Readonly<Record<string, Tensor>>

const unary = (name: string): Row => row(name, 'input', ({ input }) => ours(name, input))
const transposed = (x: unknown): Tensor => ours('swapAxes', x, -1, -2)

const pseudoInverse = row('linalg.pinv', 'input rtol hermitian', ({ input, rtol }) =>
  ours('linalg.pinv', input, rtol === undefined ? {} : { rtol: numberOf(rtol, 0) }),
)

const oneTriangle = 'theirs reads one triangle, and gives the derivative as if it had read both'

/** A symmetric matrix from one triangle, which is what theirs reads. */
const mirrored = (input: unknown, isUpper: boolean): Tensor => {
  const half = isUpper ? transposed(input) : tensorOf(input)
  return ours('add', ours('tril', half), transposed(ours('tril', half, -1)))
}

const rank = row('linalg.matrixRank', 'input tol hermitian atol rtol', ({ input, tol, atol, rtol }) => {
  if (tol !== undefined || atol !== undefined || isTensor(rtol)) throw new LeftOut('tolerances that are not relative')
  return ours('linalg.matrixRank', input, rtol === undefined ? {} : { rtol: numberOf(rtol, 0) })
})

/** Orders are numbers or names; theirs writes infinity as a number or a name. */
const orderOf = (ord: unknown): unknown => (ord === 'inf' ? Number.POSITIVE_INFINITY : ord === '-inf' ? Number.NEGATIVE_INFINITY : ord)

const vectorNorm = row('linalg.vectorNorm', 'input ord dim keepdim dtype', ({ input, ord, dim, keepdim }) => {
  const x = tensorOf(input)
  if (x.shape.length === 0 && keepdim === true) return ours('linalg.vectorNorm', x, undefined, { ord: orderOf(ord) ?? 2 })
  return ours('linalg.vectorNorm', x, axesOf(x, dim), { ord: orderOf(ord) ?? 2, keepDims: keepdim === true })
})

const matrixNorm = row('linalg.matrixNorm', 'input ord dim keepdim dtype', ({ input, ord, dim, keepdim }) => {
  const x = tensorOf(input)
  const axes = dim === undefined ? [-2, -1] : axesOf(x, dim)
  if (
    !Array.isArray(axes) ||
    axes.length !== 2 ||
    axes.some((axis, i) => (axis + x.shape.length) % x.shape.length !== x.shape.length - 2 + i)
  )
    throw new LeftOut('matrices along other axes than the last two')
  if (keepdim === true) throw new LeftOut('axes that are kept')
  return ours('linalg.matrixNorm', x, { ord: orderOf(ord) ?? 'fro' })
})

/** A vector norm, or a matrix norm where there are two axes. */
const norm = row('linalg.vectorNorm linalg.matrixNorm', 'input ord dim keepdim dtype', given => {
  const x = tensorOf(given.input)
  const axes = given.dim === undefined ? undefined : axesOf(x, given.dim)
  const matrices = Array.isArray(axes) ? axes.length === 2 : axes === undefined && given.ord !== undefined && x.shape.length === 2
  const call = { arguments: [x], keywords: Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'input')) }
  if (!matrices && typeof orderOf(given.ord) === 'string') throw new LeftOut('norms of vectors by the names of matrices')
  return (matrices ? matrixNorm : vectorNorm).run(call)
})

/** Where there is more than one eigenvalue, theirs may stand elsewhere. */
const sortedAway = (values: unknown): Tensor => {
  const x = tensorOf(values)
  if ((x.shape.at(-1) ?? 0) > 1) throw new LeftOut('eigenvalues in no particular order')
  return x
}

/** Both factors in one matrix, as theirs hands them out: the ones on the diagonal of l are not written down. */
const together = (l: unknown, u: unknown): Tensor => {
  const [rows = 0, columns = 0] = tensorOf(l).shape.slice(-2)
  const wide = tensorOf(u).shape.at(-1) ?? 0
  const below = ours('tril', l, -1)
  const [tall, high] = [Math.max(0, wide - columns), Math.max(0, rows - (tensorOf(u).shape.at(-2) ?? 0))]
  const batch = Array.from({ length: below.shape.length - 2 }, () => [0, 0])
  return ours('add', ours('pad', below, [...batch, [0, 0], [0, tall]]), ours('pad', u, [...batch, [0, high], [0, 0]]))
}

const compact = row('linalg.lu', 'input pivot', ({ input, pivot }) => {
  if (pivot === false) throw new LeftOut('factors without pivoting')
  const { l, u } = parts('linalg.lu', input)
  return [together(l, u)]
})

/** The rows that exchanges, counted from 1, leave in each place. */
function permutationOf(pivots: unknown): Tensor {
  const swaps = tensorOf(pivots)
  if (swaps.shape.length !== 1) throw new LeftOut('exchanges of several matrices')
  const order = Array.from({ length: swaps.shape[0] as number }, (_, i) => i)
  for (const [i, pivot] of [...swaps.dataSync()].entries()) {
    const at = Number(pivot) - 1
    ;[order[i], order[at]] = [order[at] as number, order[i] as number]
  }
  return ours('tensor', order, 'int32')
}

/** What theirs keeps in one matrix. */
const factorsOf = (lu: unknown, pivots: unknown): object => {
  const n = tensorOf(lu).shape.at(-1) ?? 0
  return { permutation: permutationOf(pivots), l: ours('add', ours('tril', lu, -1), ours('eye', n, n, 'float64')), u: ours('triu', lu) }
}

export const linearAlgebra: Table = {
  'linalg.lu_factor': compact,
  'linalg.lu_factor_ex': compact,
  lu: row('linalg.lu', 'input pivot get_infos', ({ input, pivot }) => compact.run({ arguments: [input, pivot ?? true], keywords: {} })),
  lu_unpack: row('tril triu', 'lu pivots unpack_data unpack_pivots', ({ lu, unpack_data }) => {
    if (unpack_data === false) throw new LeftOut('exchanges alone')
    const [rows = 0, columns = 0] = tensorOf(lu).shape.slice(-2)
    const inner = Math.min(rows, columns)
    const l = ours('slice', ours('tril', lu, -1), '...', [null, inner])
    return [null, ours('add', l, ours('eye', rows, inner, 'float64')), ours('slice', ours('triu', lu), '...', [null, inner], [null, null])]
  }),
  lu_solve: row('linalg.luSolve', 'input lu pivots', ({ input, lu, pivots }) => ours('linalg.luSolve', factorsOf(lu, pivots), input)),
  'linalg.lu_solve': row('linalg.luSolve', 'lu pivots other left adjoint', ({ lu, pivots, other, left, adjoint }) => {
    if (left === false) throw new LeftOut('unknowns on the left')
    if (adjoint === true) throw new LeftOut('the adjoint of the matrix')
    return ours('linalg.luSolve', factorsOf(lu, pivots), other)
  }),
  // They say beside the result whether there is one.
  'linalg.inv_ex': row('linalg.inv', 'input check_errors', ({ input }) => [ours('linalg.inv', input)]),
  'linalg.cholesky_ex': row('linalg.cholesky', 'input upper check_errors', ({ input, upper }) => {
    const factor = ours('linalg.cholesky', input)
    return [upper === true ? transposed(factor) : factor]
  }),
  'linalg.solve_ex': row('linalg.solve', 'input other left check_errors', given => [
    (linearAlgebra['linalg.solve'] as Row).run({ arguments: [given.input, given.other, given.left ?? true], keywords: {} }),
  ]),
  'linalg.det': unary('linalg.det'),
  'linalg.inv': unary('linalg.inv'),
  'linalg.svdvals': unary('linalg.svdvals'),
  // Theirs are in no particular order; `test/golden/linalg/complex.py` compares them sorted.
  'linalg.eig': row('linalg.eig', 'input', ({ input }) => [sortedAway(parts('linalg.eig', input).eigenvalues), null]),
  'linalg.eigvals': row('linalg.eigvals', 'input', ({ input }) => sortedAway(ours('linalg.eigvals', input))),
  'linalg.matrix_sqrth': unary('linalg.matrixSqrth'),
  'linalg.polar': row('linalg.polar', 'input', ({ input }) => {
    const { u, h } = parts('linalg.polar', input)
    return [u, h]
  }),
  'linalg.vecdot': row('vecdot', 'input other dim', ({ input, other, dim }) => ours('vecdot', input, other, numberOf(dim, -1))),
  'linalg.tensorinv': row('linalg.tensorinv', 'input ind', ({ input, ind }) => ours('linalg.tensorinv', input, { ind: numberOf(ind, 2) })),
  'linalg.tensorsolve': row('linalg.tensorsolve', 'input other dims', ({ input, other, dims }) =>
    ours('linalg.tensorsolve', input, other, dims === undefined ? {} : { axes: numbersOf(dims) }),
  ),
  'linalg.householder_product': row('linalg.householderProduct', 'input tau', ({ input, tau }) =>
    ours('linalg.householderProduct', input, tau),
  ),
  cholesky_inverse: {
    ...row('linalg.choleskyInverse', 'input upper', ({ input, upper }) => ours('linalg.choleskyInverse', input, { upper: upper === true })),
    valuesOnly: oneTriangle,
  },
  matrix_exp: unary('linalg.expm'),
  logdet: row('linalg.slogdet where', 'input', ({ input }) => {
    const { sign, logAbsDet } = parts('linalg.slogdet', input)
    return ours('where', ours('less', sign, 0), Number.NaN, logAbsDet)
  }),
  'linalg.slogdet': row('linalg.slogdet', 'input', ({ input }) => {
    const { sign, logAbsDet } = parts('linalg.slogdet', input)
    return [sign, logAbsDet]
  }),
  'linalg.cholesky': row('linalg.cholesky', 'input upper', ({ input, upper }) => {
    const factor = ours('linalg.cholesky', input)
    return upper === true ? transposed(factor) : factor
  }),
  'linalg.qr': row('linalg.qr', 'input mode', ({ input, mode }) => {
    if (mode === 'r') throw new LeftOut('r alone')
    const { q, r } = parts('linalg.qr', input, { fullMatrices: mode === 'complete' })
    return [q, r]
  }),
  'linalg.svd': row('linalg.svd', 'input full_matrices', ({ input }) => [null, parts('linalg.svd', input).s, null]),
  svd: row('linalg.svd', 'input some compute_uv', ({ input }) => [null, parts('linalg.svd', input).s, null]),
  'linalg.eigh': {
    ...row('linalg.eigh', 'input UPLO', ({ input, UPLO }) => [parts('linalg.eigh', mirrored(input, UPLO === 'U')).eigenvalues, null]),
    valuesOnly: oneTriangle,
  },
  'linalg.eigvalsh': {
    ...row('linalg.eigvalsh', 'input UPLO', ({ input, UPLO }) => ours('linalg.eigvalsh', mirrored(input, UPLO === 'U'))),
    valuesOnly: oneTriangle,
  },
  'linalg.lu': row('linalg.lu', 'input pivot', ({ input, pivot }) => {
    if (pivot === false) throw new LeftOut('factors without pivoting')
    const { l, u } = parts('linalg.lu', input)
    return [null, l, u]
  }),
  'linalg.solve': row('linalg.solve', 'input other left', ({ input, other, left }) => {
    if (left === false) throw new LeftOut('unknowns on the left')
    const [a, b] = [tensorOf(input), tensorOf(other)]
    // Theirs takes several vectors where the axes in front are those of the matrices.
    if (b.shape.length > 1 && b.shape.length === a.shape.length - 1)
      return ours('squeeze', ours('linalg.solve', a, ours('expandDims', b, -1)), -1)
    return ours('linalg.solve', a, b)
  }),
  'linalg.solve_triangular': row(
    'linalg.triangularSolve',
    'input other upper left unitriangular',
    ({ input, other, upper, left, unitriangular }) => {
      const options = { lower: upper !== true, unitDiagonal: unitriangular === true }
      if (left !== false) return ours('linalg.triangularSolve', input, other, options)
      return transposed(ours('linalg.triangularSolve', transposed(input), transposed(other), { ...options, lower: upper === true }))
    },
  ),
  triangular_solve: row(
    'linalg.triangularSolve',
    'input other upper transpose unitriangular',
    ({ input, other, upper, transpose, unitriangular }) => [
      ours('linalg.triangularSolve', other, input, {
        lower: upper === false,
        transposed: transpose === true,
        unitDiagonal: unitriangular === true,
      }),
    ],
  ),
  cholesky_solve: {
    ...row('linalg.choleskySolve', 'input other upper', ({ input, other, upper }) =>
      ours('linalg.choleskySolve', other, input, { upper: upper === true }),
    ),
    valuesOnly: oneTriangle,
  },
  'linalg.lstsq': row('linalg.lstsq', 'input other rcond driver', ({ input, other }) => [parts('linalg.lstsq', input, other).solution]),
  'linalg.lstsq.grad_oriented': row('linalg.lstsq', 'input other rcond driver', ({ input, other }) => [
    parts('linalg.lstsq', input, other).solution,
  ]),
  'linalg.pinv': pseudoInverse,
  'linalg.pinv.hermitian': {
    ...row('linalg.pinv', 'input hermitian rtol', ({ input }) => ours('linalg.pinv', mirrored(input, false))),
    valuesOnly: oneTriangle,
  },
  pinverse: pseudoInverse,
  'linalg.pinv.singular': row('linalg.pinv matmul', 'a b', ({ a, b }) => ours('linalg.pinv', ours('matmul', a, transposed(b)))),
  'linalg.matrix_rank': rank,
  'linalg.matrix_rank.hermitian': rank,
  'linalg.matrix_power': row('linalg.matrixPower', 'input n', ({ input, n }) => ours('linalg.matrixPower', input, numberOf(n, 1))),
  'linalg.multi_dot': row('linalg.multiDot', 'tensors', ({ tensors }) => ours('linalg.multiDot', tensorsOf(tensors))),
  'linalg.cond': row('linalg.cond', 'input p', ({ input, p }) => ours('linalg.cond', input, { ord: orderOf(p) ?? 2 })),
  'linalg.vector_norm': vectorNorm,
  'linalg.matrix_norm': matrixNorm,
  'linalg.norm': norm,
  'linalg.norm.subgradients_at_zero': { ...norm, valuesOnly: 'at 0, negative orders have no derivative' },
  norm: vectorNorm,
  'norm.fro': row('linalg.vectorNorm', 'input p dim keepdim', ({ input, dim, keepdim }) => {
    const x = tensorOf(input)
    return ours('linalg.vectorNorm', x, axesOf(x, dim), { keepDims: keepdim === true })
  }),
  'norm.nuc': matrixNorm,
  'norm.inf': vectorNorm,
  'linalg.cross': row('linalg.cross', 'input other dim', ({ input, other, dim }) =>
    ours('linalg.cross', input, other, { axis: numberOf(dim, -1) }),
  ),
  cross: row('linalg.cross', 'input other dim', ({ input, other, dim }) => {
    const x = tensorOf(input)
    return ours('linalg.cross', x, other, { axis: numberOf(dim, x.shape.indexOf(3)) })
  }),
}
