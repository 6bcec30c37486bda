// Factorisations and systems of equations, of one large matrix. The work is that of LAPACK's textbook algorithms, vectors included.

import { type CallRow, callsFor, float, type Work } from './row.js'

const n = 512

/** @param multiple operations, as a multiple of n³ @param results matrices that come out */
function row(name: string, what: string, multiple: number, results: number): CallRow {
  const work: Work = { flops: multiple * n ** 3, bytes: (1 + results) * n * n * float }
  return {
    kind: 'calls',
    name: `${name}-${n}`,
    description: `linalg.${name}, ${what}, float32 [${n}, ${n}]`,
    program: 'linalg',
    sizes: { function: name, size: n },
    work,
    calls: callsFor(work),
  }
}

export const linalgRows: readonly CallRow[] = [
  row('cholesky', 'of a positive definite matrix', 1 / 3, 1),
  row('lu', 'with partial pivoting', 2 / 3, 2),
  row('solve', 'as many right sides as unknowns', 2 / 3 + 2, 1),
  row('triangularSolve', 'as many right sides as unknowns', 1, 1),
  row('qr', 'both factors', 4 / 3 + 4 / 3, 2),
  row('eigh', 'values and vectors', 4 / 3 + 2 + 3, 1),
  row('svd', 'values and vectors', 8 / 3 + 4 / 3 + 4 / 3 + 6, 2),
]
