// Factorisations and systems of equations, compiled.

import { add, eye, jit, linalg, matmul, mul, random, type Tensor } from 'tenet'
import { type Program, program, type Sizes, sizeOf, waitFor } from './program.js'

type Matrix = Tensor<[number, number], 'float32'>
type Call = () => readonly Tensor[]

/** The functions of a general matrix, a positive definite one and right sides, as calls of compiled programs. */
const calls: Readonly<Record<string, (general: Matrix, definite: Matrix, right: Matrix) => Call>> = {
  cholesky(_, definite) {
    const f = jit((a: Matrix) => [linalg.cholesky(a)])
    return () => f(definite)
  },
  lu(general) {
    const f = jit((a: Matrix) => Object.values(linalg.lu(a)) as Tensor[])
    return () => f(general)
  },
  solve(general, _, right) {
    const f = jit((a: Matrix, b: Matrix) => [linalg.solve(a, b) as Tensor])
    return () => f(general, right)
  },
  triangularSolve(_, definite, right) {
    const f = jit((a: Matrix, b: Matrix) => [linalg.triangularSolve(a, b, { lower: true }) as Tensor])
    return () => f(definite, right)
  },
  qr(general) {
    const f = jit((a: Matrix) => Object.values(linalg.qr(a)) as Tensor[])
    return () => f(general)
  },
  eigh(_, definite) {
    const f = jit((a: Matrix) => Object.values(linalg.eigh(a)) as Tensor[])
    return () => f(definite)
  },
  svd(general) {
    const f = jit((a: Matrix) => Object.values(linalg.svd(a)) as Tensor[])
    return () => f(general)
  },
}

export function linalgProgram(sizes: Sizes): Program {
  const n = sizeOf(sizes, 'size')
  const make = calls[String(sizes.function)]
  if (make === undefined) throw new Error(`there is no row of ${sizes.function}`)
  const general: Matrix = random.normal(random.key(0), [n, n])
  const definite = add(mul(matmul(general, general.T), 1 / n), eye(n)) as Matrix
  const right: Matrix = random.normal(random.key(1), [n, n])
  return program(make(general, definite, right), async results => {
    for (const result of results) await waitFor(result)
  })
}
