// eig: eigenvalues of square matrices, real or complex, by their real parts and those with equal ones by their imaginary parts; and eigenvectors,
// the columns, of length 1 and with the (first) largest element real and positive. One input, or the real and the imaginary part; the
// outputs are the parts of both. See program.ts for how. A matrix with NaN or infinities gives NaN everywhere.
// Its derivative divides by differences of eigenvalues: between equal ones eigenvectors are not determined and have none.

import { arrayType } from '../../../core/array-type.js'
import { isComplex, pairOf, partsOf } from '../../../core/complex.js'
import type { ProcedureLowering } from '../../../core/lowering.js'
import type { Params, Primitive, Sample } from '../../../core/primitive.js'
import { runProcedure } from '../../../core/run-procedure.js'
import type { Tensor } from '../../../core/tensor.js'
import { bind } from '../../../core/trace.js'
import type { Dims } from '../../../support/shape.js'
import { sub as minus, div as over, add as plus, mul as times } from '../../elementwise/arithmetic.js'
import { four, nth } from '../../operands.js'
import { broadcast, full, reduceSum } from '../../structure/broadcast.js'
import { tangentPair, turnedBy, turning } from '../complex/tangents.js'
import { batchInFront, checkSquare, checkSquareParts, diagonalPart, identityLike, matrixShape, product, timesReal } from '../matrices.js'
import { solve } from '../solve.js'
import { eigCells, eigProgram, eigScratch } from './program.js'

interface Drawn {
  readonly dtype?: 'float32' | 'float64'
  readonly isComplex?: boolean
  readonly diagonal?: readonly [number, number]
}

const sample = (shape: Dims, { dtype = 'float32', isComplex = false, diagonal = [-6, 6] }: Drawn = {}): Sample<Params> => {
  const re = { shape, dtype, range: [-1, 1] as const, diagonal }
  return { inputs: isComplex ? [re, { shape, dtype, range: [-1, 1] }] : [re], params: {} }
}

const lower = (inputs: Parameters<Primitive['lower']>[0]): ProcedureLowering => {
  const { dtype } = nth(inputs, 0)
  const { batch, rows: n } = matrixShape(nth(inputs, 0))
  return {
    kind: 'procedure',
    batch,
    scratch: eigScratch(n, dtype),
    cells: eigCells(dtype),
    body: w => eigProgram(w, n, dtype, inputs.length === 1),
    cost: (inputs.length === 1 ? 15 : 40) * n ** 3 + 50 * n * n,
  }
}

/** In the basis of the eigenvectors, dA has the changes of the eigenvalues on its diagonal; the vectors keep their length and direction. */
function eigTangents(da: Tensor, values: Tensor, vectors: Tensor): readonly [dValues: Tensor, dVectors: Tensor] {
  const inner = solve(vectors, product(da, vectors))
  const rank = da.shape.length
  const batch = da.shape.slice(0, -2).map((_, i) => i)
  const along = (x: Tensor, axis: number): Tensor => broadcast(x, da.shape, [...batch, axis])
  const one = identityLike(inner)
  const ratios = minus(over(full(1, inner), plus(minus(along(values, rank - 1), along(values, rank - 2)), one)), one)
  const turned = product(vectors, times(ratios, inner))
  const [[vre, vim], [tre, tim]] = [partsOf(vectors), partsOf(turned)]
  const lengthened = reduceSum(plus(times(vre, tre), times(vim, tim)), [rank - 2])
  const own = plus(timesReal(vectors, along(lengthened, rank - 1)), turnedBy(turning(vectors, turned), vectors))
  return [reduceSum(diagonalPart(inner), [rank - 1]), minus(turned, own)]
}

export const eigP: Primitive = Object.freeze({
  name: 'eig',
  domain: [
    sample([3, 3]),
    sample([2, 4, 4], { diagonal: [-1, 1] }),
    sample([1, 1]),
    sample([5, 5], { dtype: 'float64', diagonal: [-2, 2] }),
    sample([0, 0]),
    sample([0, 2, 2]),
    sample([3, 3], { isComplex: true }),
    sample([2, 4, 4], { dtype: 'float64', isComplex: true }),
    sample([1, 1], { isComplex: true }),
    sample([0, 0], { isComplex: true }),
  ],
  typeOf(inputs) {
    const x = nth(inputs, 0)
    if (inputs.length === 1) checkSquare('eig', 'a', x)
    else checkSquareParts('eig', inputs)
    const values = arrayType(x.shape.slice(0, -1), x.dtype)
    return [values, values, x, x]
  },
  reference: (inputs, _params, outputs) => runProcedure(lower(inputs), inputs, outputs),
  jvp(_primals, tangents, _params, outputs) {
    const da = tangentPair(tangents)
    if (da === null) return [null, null, null, null]
    const [wre, wim, vre, vim] = four(outputs)
    return eigTangents(da, pairOf(wre, wim), pairOf(vre, vim)).flatMap(partsOf)
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(eigP, inputs, axes, size, params),
  lower: inputs => lower(inputs),
  complex: 'none',
} satisfies Primitive)

/** Eigenvalues and eigenvectors, the columns, both complex. @throws ShapeError, DTypeError */
export function eig(a: Tensor): readonly [values: Tensor, vectors: Tensor] {
  const [wre, wim, vre, vim] = four(bind(eigP, isComplex(a) ? partsOf(a) : [a], {}))
  return [pairOf(wre, wim), pairOf(vre, vim)]
}
