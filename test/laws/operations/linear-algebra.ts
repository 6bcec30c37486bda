// Linear algebra, of matrices and of stacks of them.

import * as tenet from 'tenet'
import { called, floats, from, numbers, type Row, type Rows, row, rows, wideInexact, within, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
/** Sums of several products. */
const sum = { ulps: 16 }

/** Far from singular, whatever is drawn: its diagonal outweighs the rest. */
const dominant = (a: Float): Float =>
  a.shape.length < 2 ? a : (tenet.add(a, tenet.mul(tenet.eye(a.shape.at(-1) as number).cast(a.dtype), 8) as never) as Float)
const symmetric = (a: Float): Float => {
  if (a.shape.length < 2) return a
  const mirrored = tenet.conj(tenet.swapAxes(a, -1, -2)) as Float
  return tenet.add(a, mirrored) as Float
}
/** Symmetric with eigenvalues apart: the diagonal climbs by more than the rest can move them. */
const apart = (a: Float): Float => {
  if (a.shape.length < 2) return a
  const n = a.shape.at(-1) as number
  const climb = tenet.diag(tenet.mul(tenet.arange(n), 12).cast('float32') as never) as Float
  return tenet.add(symmetric(a), climb.cast(a.dtype)) as Float
}
const small = (...shape: readonly number[]) => from(-1, 1, ...shape)
const square = (result: string, empty: string, deeper: string): Row[1]['edges'] => [
  [[small(2, 3, 3)], deeper],
  [[small(0, 3, 3)], deeper.replaceAll('[2', '[0')],
  [[small(0, 0)], empty],
  [[small(2)], 'ShapeError'],
  [[small(1, 1)], result.replaceAll('3', '1')],
]
/** Factorisations divide by differences and roots: a few more roundings than a sum. */
const factored = { ulps: 512 }

const ofSquares: Rows = {
  ...rows('inv', name =>
    row(
      (a: Float) => called(`linalg.${name}`)(dominant(a)),
      [small(3, 3)],
      'T[3,3]',
      wideInexact,
      square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
      factored,
    ),
  ),
  pinv: row(
    (a: Float) => tenet.linalg.pinv(dominant(a) as never),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  expm: row(
    (a: Float) => tenet.linalg.expm(a as never),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  det: row((a: Float) => tenet.linalg.det(dominant(a) as never), [small(3, 3)], 'T[]', wideInexact, square('T[]', 'T[]', 'T[2]'), factored),
  slogdet: row(
    (a: Float) => tenet.linalg.slogdet(dominant(a) as never),
    [small(3, 3)],
    'T[], real[]',
    wideInexact,
    square('T[], real[]', 'T[], real[]', 'T[2], real[2]'),
    factored,
  ),
  trace: row(
    (a: Float) => tenet.linalg.trace(a as never),
    [small(3, 3)],
    'T[]',
    wideInexact,
    [
      [[small(2, 3, 3)], 'T[2]'],
      [[small(0, 0)], 'T[]'],
      [[small(2)], 'ShapeError'],
    ],
    sum,
  ),
  matrixPower: row(
    (a: Float) => tenet.linalg.matrixPower(dominant(a) as never, -3),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  cholesky: row(
    (a: Float) => tenet.linalg.cholesky(dominant(symmetric(a)) as never),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  choleskyInverse: row(
    (a: Float) => tenet.linalg.choleskyInverse(dominant(a) as never),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  matrixSqrth: row(
    (a: Float) => tenet.linalg.matrixSqrth(dominant(apart(a)) as never),
    [small(3, 3)],
    'T[3,3]',
    wideInexact,
    square('T[3,3]', 'T[0,0]', 'T[2,3,3]'),
    factored,
  ),
  polar: row(
    (a: Float) => tenet.linalg.polar(dominant(a) as never),
    [small(3, 3)],
    'T[3,3], T[3,3]',
    wideInexact,
    square('T[3,3], T[3,3]', 'T[0,0], T[0,0]', 'T[2,3,3], T[2,3,3]'),
    factored,
  ),
  lu: row(
    (a: Float) => tenet.linalg.lu(dominant(a) as never),
    [small(3, 3)],
    'int32[3], T[3,3], T[3,3]',
    wideInexact,
    square('int32[3], T[3,3], T[3,3]', 'int32[0], T[0,0], T[0,0]', 'int32[2,3], T[2,3,3], T[2,3,3]').slice(0, 4),
    factored,
  ),
  eigh: row(
    (a: Float) => tenet.linalg.eigh(apart(a) as never),
    [small(3, 3)],
    'real[3], T[3,3]',
    wideInexact,
    square('real[3], T[3,3]', 'real[0], T[0,0]', 'real[2,3], T[2,3,3]'),
    factored,
  ),
  eigvalsh: row(
    (a: Float) => tenet.linalg.eigvalsh(apart(a) as never),
    [small(3, 3)],
    'real[3]',
    wideInexact,
    square('real[3]', 'real[0]', 'real[2,3]'),
    factored,
  ),
  'eig, its eigenvalues': row(
    (a: Float) => tenet.linalg.eig(apart(a) as never).eigenvalues,
    [small(3, 3)],
    'complex[3]',
    wideInexact,
    square('complex[3]', 'complex[0]', 'complex[2,3]'),
    factored,
  ),
  eigvals: row(
    (a: Float) => tenet.linalg.eigvals(apart(a) as never),
    [small(3, 3)],
    'complex[3]',
    wideInexact,
    square('complex[3]', 'complex[0]', 'complex[2,3]'),
    factored,
  ),
  cond: row(
    (a: Float) => tenet.linalg.cond(apart(dominant(a)) as never),
    [small(3, 3)],
    'real[]',
    wideInexact,
    square('real[]', 'ShapeError', 'real[2]').slice(0, 2),
    factored,
  ),
}

/** `Σ wₖ uₖ vₖᴴ`, which does not depend on the signs of the vectors, and the singular values. */
function rebuilt(a: Float): unknown {
  const { u, s, vt } = tenet.linalg.svd(a as never) as unknown as Readonly<Record<'u' | 's' | 'vt', Float>>
  const weights = tenet.tensor([1, 3]).cast(u.dtype) as Float
  return [tenet.matmul(tenet.mul(u, weights as never) as Float, vt as never), s]
}

const ofMatrices: Rows = {
  qr: row(
    (a: Float) => tenet.linalg.qr(a as never),
    [small(4, 3)],
    'T[4,3], T[3,3]',
    wideInexact,
    [
      [[small(2, 3)], 'T[2,2], T[2,3]'],
      [[small(0, 3)], 'T[0,0], T[0,3]'],
      [[small(3)], 'ShapeError'],
    ],
    factored,
  ),
  svdvals: row(
    (a: Float) => tenet.linalg.svdvals(a as never),
    [small(3, 2)],
    'real[2]',
    wideInexact,
    [
      [[small(2, 2, 3)], 'real[2,2]'],
      [[small(0, 3)], 'real[0]'],
      [[small(3)], 'ShapeError'],
    ],
    factored,
  ),
  svd: row(
    (a: Float) => rebuilt(a),
    [small(3, 2)],
    'T[3,2], real[2]',
    wideInexact,
    [
      [[small(2, 2)], 'T[2,2], real[2]'],
      [[small(0, 2)], 'ShapeError'],
    ],
    factored,
  ),
  matrixNorm: row(
    (a: Float) => [tenet.linalg.matrixNorm(a as never), tenet.linalg.matrixNorm(a as never, { ord: 2 } as never)],
    [small(3, 2)],
    'real[], real[]',
    wideInexact,
    [
      [[small(2, 3, 2)], 'real[2], real[2]'],
      [[small(3)], 'ShapeError'],
    ],
    factored,
  ),
  matrixRank: row(
    (a: Float) => tenet.linalg.matrixRank(a as never),
    [small(3, 2)],
    'int32[]',
    wideInexact,
    [
      [[small(2, 3, 2)], 'int32[2]'],
      [[small(0, 2)], 'int32[]'],
    ],
    { derivative: 'counts' },
  ),
  vectorNorm: row(
    (a: Float) => tenet.linalg.vectorNorm(a, 1, { ord: 3 } as never),
    [x(2, 3)],
    'real[2]',
    [...floats, 'complex64', 'complex128'],
    [
      [[x(0, 3)], 'real[0]'],
      [[x(2, 0)], 'real[2]'],
    ],
    sum,
  ),
  cross: row((a: Float, b: Float) => tenet.linalg.cross(a as never, b as never), [x(2, 3), x(3)], 'T[2,3]', numbers, [
    [[x(0, 3), x(3)], 'T[0,3]'],
    [[x(2), x(2)], 'ShapeError'],
  ]),
  multiDot: row(
    (a: Float, b: Float, c: Float) => tenet.linalg.multiDot([a, b, c] as never),
    [x(2, 3), x(3, 2), x(2, 2)],
    'T[2,2]',
    numbers,
    [[[x(0, 3), x(3, 2), x(2, 2)], 'T[0,2]']],
    sum,
  ),
  solve: row(
    (a: Float, b: Float) => tenet.linalg.solve(dominant(a) as never, b as never),
    [small(3, 3), x(3, 2)],
    'T[3,2]',
    wideInexact,
    [
      [[small(3, 3), x(3)], 'T[3]'],
      [[small(2, 3, 3), x(2, 3, 2)], 'T[2,3,2]'],
      [[small(0, 0), x(0, 2)], 'T[0,2]'],
      [[small(3, 3), x(2)], 'ShapeError'],
    ],
    factored,
  ),
  triangularSolve: row(
    (a: Float, b: Float) => tenet.linalg.triangularSolve(dominant(a) as never, b as never, { lower: true }),
    [small(3, 3), x(3, 2)],
    'T[3,2]',
    wideInexact,
    [
      [[small(3, 3), x(3)], 'T[3]'],
      [[small(0, 0), x(0)], 'T[0]'],
    ],
    factored,
  ),
  choleskySolve: row(
    (a: Float, b: Float) => tenet.linalg.choleskySolve(dominant(a) as never, b as never),
    [small(3, 3), x(3, 2)],
    'T[3,2]',
    wideInexact,
    [[[small(3, 3), x(3)], 'T[3]']],
    factored,
  ),
  luSolve: row(
    (a: Float, b: Float) => tenet.linalg.luSolve(tenet.linalg.lu(dominant(a) as never) as never, b as never),
    [small(3, 3), x(3, 2)],
    'T[3,2]',
    wideInexact,
    [[[small(3, 3), x(3)], 'T[3]']],
    factored,
  ),
  'lstsq, its solution': row(
    (a: Float, b: Float) => (tenet.linalg.lstsq(a as never, b as never) as unknown as { solution: Float }).solution,
    [small(4, 2), x(4)],
    'T[2]',
    wideInexact,
    [[[small(4, 2), x(4, 3)], 'T[2,3]']],
    factored,
  ),
  householderProduct: row(
    (a: Float, tau: Float) => tenet.linalg.householderProduct(a as never, tau as never),
    [small(4, 2), small(2)],
    'T[4,2]',
    wideInexact,
    [
      [[small(4, 2), small(0)], 'T[4,2]'],
      [[small(3, 4), small(3)], 'ShapeError'],
    ],
    sum,
  ),
  tensorinv: row(
    (a: Float) => tenet.linalg.tensorinv(tenet.reshape(dominant(a), [2, 2, 4]) as never, { ind: 2 } as never),
    [small(4, 4)],
    'T[4,2,2]',
    wideInexact,
    [],
    factored,
  ),
  tensorsolve: row(
    (a: Float, b: Float) => tenet.linalg.tensorsolve(tenet.reshape(dominant(a), [2, 2, 2, 2]) as never, b as never),
    [small(4, 4), x(2, 2)],
    'T[2,2]',
    wideInexact,
    [],
    factored,
  ),
}

export const linearAlgebra: Rows = within('linalg', { ...ofSquares, ...ofMatrices })
