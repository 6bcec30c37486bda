// What linear algebra says of arguments that do not fit.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageLines } from './message-lines.js'

const scope = {
  ...tenet,
  f: tenet.ones([2, 3]),
  q: tenet.eye(2),
  v: tenet.ones([3]),
  i: tenet.ones([2, 2], 'int32'),
  b: tenet.ones([2, 2], 'bool'),
  m: tenet.ones([4, 2, 2]),
  s: tenet.ones([]),
}

const calls = `
linalg.cholesky(f)
linalg.cholesky(v)
linalg.cholesky(i)
linalg.cholesky([[1]])
linalg.lu(v)
linalg.lu(b)
linalg.qr(s)
linalg.qr(f, { fullMatrices: 1 })
linalg.eigh(f)
linalg.eigvalsh(i)
linalg.eig(f)
linalg.eigvals(v)
linalg.svd(v)
linalg.svd(f, { fullMatrices: 'yes' })
linalg.svdvals(3)
linalg.solve(f, f)
linalg.solve(q, v)
linalg.solve(q, s)
linalg.solve(q, i)
linalg.solve(m, ones([3, 2, 1]))
linalg.triangularSolve(q, f.T)
linalg.triangularSolve(f, v)
linalg.triangularSolve(q, q, { lower: 1 })
linalg.triangularSolve(q, q, { unitDiagonal: null })
linalg.inv(f)
linalg.pinv(v)
linalg.pinv(f, { rtol: -1 })
linalg.lstsq(f, v)
linalg.lstsq(v, v)
linalg.det(f)
linalg.slogdet(i)
linalg.trace(f)
linalg.matrixRank(v)
linalg.matrixRank(f, { rtol: NaN })
linalg.matrixNorm(v)
linalg.matrixNorm(f, { ord: 3 })
linalg.matrixNorm(zeros([0, 2]), { ord: 2 })
linalg.vectorNorm(i)
linalg.vectorNorm(f, 2)
linalg.vectorNorm(f, 0, { ord: 'fro' })
linalg.vectorNorm(zeros([0]), 0, { ord: Infinity })
linalg.cond(f, { ord: 1 })
linalg.cond(zeros([0, 0]))
linalg.matrixPower(f, 2)
linalg.matrixPower(q, 0.5)
linalg.expm(f)
linalg.choleskySolve(f, v)
linalg.choleskySolve(q, v)
linalg.choleskySolve(q, q, { upper: 'yes' })
linalg.choleskyInverse(f)
linalg.choleskyInverse(i)
linalg.householderProduct(f, v)
linalg.householderProduct(q, v)
linalg.householderProduct(q, i)
linalg.householderProduct(q, cast(v, 'float64'))
linalg.householderProduct(q, s)
linalg.luSolve(linalg.lu(f), v)
linalg.luSolve(linalg.lu(q), v)
linalg.luSolve(q, v)
linalg.luSolve(null, v)
linalg.luSolve({ permutation: v, l: q, u: q }, v)
linalg.matrixSqrth(f)
linalg.matrixSqrth('q')
linalg.polar(f)
linalg.polar(v)
linalg.tensorinv(f)
linalg.tensorinv(q, { ind: 0 })
linalg.tensorinv(q, { ind: 1.5 })
linalg.tensorinv(i)
linalg.tensorsolve(q, v)
linalg.tensorsolve(q, ones([2], 'float64').cast('int32'))
linalg.tensorsolve(q, ones([2]), { axes: 1 })
linalg.tensorsolve(q, ones([2]), { axes: [0, 0] })
linalg.tensorsolve(q, ones([2]), { axes: [2] })
linalg.cross(q, q)
linalg.cross(v, f.T)
linalg.cross(v, v, { axis: 1 })
linalg.cross(ones([3], 'bool'), v)
linalg.multiDot([q])
linalg.multiDot(q)
linalg.multiDot([q, m])
linalg.multiDot([q, v, q])
linalg.multiDot([q, f, q])
`

test('messages', async () => {
  await expect(messageLines(calls, scope)).toMatchFileSnapshot('__snapshots__/linalg-messages.txt')
})
