// eig: eigenvalues, ascending, and eigenvectors (columns of length 1) of square matrices whose eigenvalues are real. A matrix with a complex
// pair, or with NaN or infinities, gives NaN everywhere. See eig-program.ts for how; Golub, Van Loan (2013), Matrix Computations, chapter 7.
// Its derivative divides by differences of eigenvalues: between equal ones eigenvectors are not determined and have none.

import { arrayType, type HostArray, hostArray } from '../../core/array-type.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { sub as minus, div as over, add as plus, mul as times } from '../elementwise/arithmetic.js'
import { two } from '../operands.js'
import { only } from '../single.js'
import { broadcast, full, reduceSum } from '../structure/broadcast.js'
import { countOf, el, largestIn, partOf } from './access.js'
import { eigCells, eigProgram, eigScratch, exceptional, mostSteps } from './eig-program.js'
import { batchInFront, checkSquare, diagonalPart, epsilon, identityLike, matrixShape, product, rounding } from './matrices.js'
import { solve } from './solve.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-0.15, 0.15], diagonal: [-6, 6] }],
  params: {},
})

type Round = (x: number) => number

/** The cosine and sine of the rotation that takes (a, b) to (r, 0). */
function aim(a: number, b: number, round: Round): readonly [cosine: number, sine: number] {
  const radius = round(Math.sqrt(round(round(a * a) + round(b * b))))
  return radius !== 0 ? [round(a / radius), round(b / radius)] : [1, 0]
}

/** Turns the elements at two offsets. */
function turn(m: TypedArray, p: number, q: number, [c, s]: readonly [number, number], round: Round): void {
  const [x, y] = [el(m, p), el(m, q)]
  m[p] = round(c * x) + round(s * y)
  m[q] = round(c * y) - round(s * x)
}

function shiftOf(h: TypedArray, n: number, size: number, tries: number, round: Round): number {
  const at = (i: number, j: number): number => el(h, (size - i) * n + size - j)
  const [a, b, c, d] = [at(2, 2), at(2, 1), at(1, 2), at(1, 1)]
  if (tries === exceptional) return round(d + Math.abs(c))
  const middle = round(0.5 * round(a - d))
  const product = round(b * c)
  const inside = round(round(middle * middle) + product)
  if (!(inside >= 0)) return d
  const root = round(Math.sqrt(inside))
  const divisor = middle >= 0 ? round(middle + root) : round(middle - root)
  return divisor !== 0 ? round(d - round(product / divisor)) : d
}

/** Makes h triangular and turns zt along; says how much of it is not. */
function triangularize(h: TypedArray, zt: TypedArray, n: number, dtype: DTypeName): number {
  const round = rounding(dtype)
  const rows = (m: TypedArray, p: number, from: number, cs: readonly [number, number]): void => {
    for (let j = from; j < n; j++) turn(m, p * n + j, (p + 1) * n + j, cs, round)
  }
  const columns = (p: number, to: number, cs: readonly [number, number]): void => {
    for (let i = 0; i < to; i++) turn(h, i * n + p, i * n + p + 1, cs, round)
  }
  for (let k = 0; k < n - 2; k++)
    for (let i = n - 1; i >= k + 2; i--) {
      const cs = aim(el(h, (i - 1) * n + k), el(h, i * n + k), round)
      rows(h, i - 1, 0, cs)
      h[i * n + k] = 0
      columns(i - 1, n, cs)
      rows(zt, i - 1, 0, cs)
    }
  let [size, tries] = [n, 0]
  for (let step = 0; step < mostSteps(n) && size > 1; step++) {
    let low = 0
    for (let i = 1; i < size; i++) {
      const beside = round(Math.abs(el(h, (i - 1) * (n + 1))) + Math.abs(el(h, i * (n + 1))))
      if (!(Math.abs(el(h, i * n + i - 1)) <= round(epsilon(dtype) * beside))) continue
      h[i * n + i - 1] = 0
      low = i
    }
    if (low + 1 === size) {
      size--
      tries = 0
      continue
    }
    tries++
    const shift = shiftOf(h, n, size, tries, round)
    for (let k = low; k < size; k++) h[k * (n + 1)] = el(h, k * (n + 1)) - shift
    const turns: (readonly [number, number])[] = []
    for (let k = low; k < size - 1; k++) {
      const cs = aim(el(h, k * (n + 1)), el(h, (k + 1) * n + k), round)
      turns.push(cs)
      rows(h, k, k, cs)
      rows(zt, k, 0, cs)
    }
    for (const [i, cs] of turns.entries()) columns(low + i, low + i + 2, cs)
    for (let k = low; k < size; k++) h[k * (n + 1)] = el(h, k * (n + 1)) + shift
  }
  return n === 1 && Number.isNaN(el(h, 0)) ? 2 : size
}

function decompose(source: TypedArray, n: number, dtype: DTypeName, values: TypedArray, vectors: TypedArray): void {
  const round = rounding(dtype)
  const zeros = (size: number): TypedArray => hostArray({ shape: [size], dtype }).data
  const [h, zt, x] = [source.slice(), zeros(n * n), zeros(n)]
  for (let i = 0; i < n; i++) zt[i * (n + 1)] = 1
  const scale = largestIn(h)
  if (scale !== 0) for (let i = 0; i < h.length; i++) h[i] = el(h, i) / scale
  if (triangularize(h, zt, n, dtype) > 1) {
    values.fill(Number.NaN)
    vectors.fill(Number.NaN)
    return
  }
  const eigenvalue = (i: number): number => el(h, i * (n + 1))
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = 0; i < n; i++) {
    let low = i
    for (let j = i + 1; j < n; j++) if (eigenvalue(el(order, j)) < eigenvalue(el(order, low))) low = j
    const held = el(order, i)
    order[i] = el(order, low)
    order[low] = held
  }
  for (const [i, own] of order.entries()) {
    x[own] = 1
    for (let r = own - 1; r >= 0; r--) {
      let sum = 0
      for (let j = r + 1; j <= own; j++) sum = round(sum + round(el(h, r * n + j) * el(x, j)))
      const difference = round(eigenvalue(r) - eigenvalue(own))
      x[r] = -sum / (Math.abs(difference) > epsilon(dtype) ? difference : epsilon(dtype))
    }
    const v = zeros(n)
    for (let r = 0; r <= own; r++) for (let j = 0; j < n; j++) v[j] = el(v, j) + round(el(zt, r * n + j) * el(x, r))
    let sum = 0
    for (let j = 0; j < n; j++) sum = round(sum + round(el(v, j) ** 2))
    const length = round(Math.sqrt(sum))
    values[i] = eigenvalue(own) * scale
    for (let j = 0; j < n; j++) vectors[j * n + i] = el(v, j) / length
  }
}

export const eigP: Primitive = Object.freeze({
  name: 'eig',
  domain: [sample([3, 3]), sample([2, 2, 2]), sample([1, 1]), sample([4, 4], 'float64'), sample([0, 0]), sample([0, 2, 2]), sample([5, 5])],
  typeOf(inputs) {
    const x = only(inputs)
    const { batch, rows } = checkSquare('eig', 'a', x)
    return [arrayType([...batch, rows], x.dtype), x]
  },
  reference(inputs, _params, outputs) {
    const [a, [values, vectors]] = [only(inputs), two<HostArray>(outputs)]
    const { rows: n } = matrixShape(a)
    for (let matrix = 0; matrix < countOf(a); matrix++)
      decompose(partOf(a, matrix), n, a.dtype, partOf(values, matrix, 1), partOf(vectors, matrix))
  },
  // In the basis of the eigenvectors, dA has the changes of the eigenvalues on its diagonal; the eigenvectors keep their length.
  jvp(_primals, [da], _params, [values, vectors]) {
    if (da == null || values === undefined || vectors === undefined) return [null, null]
    const inner = solve(vectors, product(da, vectors))
    const rank = da.shape.length
    const batch = da.shape.slice(0, -2).map((_, i) => i)
    const along = (x: Tensor, axis: number): Tensor => broadcast(x, da.shape, [...batch, axis])
    const one = identityLike(inner)
    const ratios = minus(over(full(1, inner), plus(minus(along(values, rank - 1), along(values, rank - 2)), one)), one)
    const turned = product(vectors, times(ratios, inner))
    const lengthened = reduceSum(times(vectors, turned), [rank - 2])
    return [reduceSum(diagonalPart(inner), [rank - 1]), minus(turned, times(vectors, along(lengthened, rank - 1)))]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(eigP, inputs, axes, size, params),
  lower(inputs) {
    const { dtype } = only(inputs)
    const { batch, rows: n } = matrixShape(only(inputs))
    return {
      kind: 'procedure',
      batch,
      scratch: eigScratch(n, dtype),
      cells: eigCells(dtype),
      body: w => eigProgram(w, n, dtype),
      cost: 15 * n ** 3 + 20 * n * n,
    }
  },
  complex: 'none',
} satisfies Primitive)

/** Eigenvalues, ascending, and eigenvectors, the columns, of matrices with real eigenvalues; NaN of others. @throws ShapeError, DTypeError */
export const eig = (a: Tensor): readonly [values: Tensor, vectors: Tensor] => two(bind(eigP, [a], {}))
